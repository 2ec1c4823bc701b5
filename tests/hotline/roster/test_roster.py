"""How two rosters differ, and when a new name is only a correction."""

from dataclasses import replace
from datetime import date

import pytest

from hotline.roster import (
    Changes,
    ConstituencyRow,
    DeputyRow,
    Difference,
    Item,
    PlaceRow,
    Roster,
    compare,
    is_correction,
    with_capacity,
)

OLD = Roster(
    (ConstituencyRow("1", "东河选区"), ConstituencyRow("2", "靠山选区")),
    (PlaceRow("1", "village", "柳树湾村", ("柳湾",)), PlaceRow("1", "road", "和东路")),
    (DeputyRow("D01", "李秀兰", "1"), DeputyRow("D02", "周德才", "1")),
)


def test_a_roster_does_not_differ_from_itself_in_whatever_order() -> None:
    turned = Roster(OLD.constituencies[::-1], OLD.places[::-1], OLD.deputies[::-1])
    assert compare(OLD, turned) == Changes()
    assert compare(OLD, turned).is_empty


def test_what_is_added_changed_and_removed_is_named() -> None:
    new = Roster(
        OLD.constituencies,
        (replace(OLD.places[0], aliases=("柳湾", "湾里")), PlaceRow("2", "road", "和东路")),
        (
            replace(OLD.deputies[0], constituency="2", away_from=date(2026, 6, 1)),
            DeputyRow("D03", "王桂芳", "2"),
        ),
    )
    assert compare(OLD, new) == Changes(
        constituencies=Difference(),
        places=Difference(
            added=(Item("2", "和东路"),),  # in another constituency it is another place
            changed=(Item("1", "柳树湾村", ("aliases",)),),
            removed=(Item("1", "和东路"),),
        ),
        deputies=Difference(
            added=(Item("D03", "王桂芳"),),
            changed=(Item("D01", "李秀兰", ("constituency", "away_from")),),
            removed=(Item("D02", "周德才"),),
        ),
    )


def test_an_empty_capacity_is_the_hotline_s_default() -> None:
    roster = Roster(deputies=(DeputyRow("D01", "李秀兰", "1"), DeputyRow("D02", "周德才", "1", capacity=3)))
    assert [row.capacity for row in with_capacity(roster, 20).deputies] == [20, 3]


@pytest.mark.parametrize(
    ("old", "new", "is_one"),
    [
        ("李秀兰", "李秀兰", True),
        ("李秀兰", "李秀蓝", True),  # one character mistyped
        ("李秀", "李秀兰", True),  # one forgotten
        ("李兰秀", "李秀兰", True),  # two swapped
        ("李秀兰", "李桂芳", False),  # same surname, another person
        ("李秀兰", "周德才", False),
        ("李", "李秀兰", False),
    ],
)
def test_a_correction_of_a_name_is_told_from_another_person(old: str, new: str, is_one: bool) -> None:
    assert is_correction(old, new) is is_one
