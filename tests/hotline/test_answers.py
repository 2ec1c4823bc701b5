"""Short messages: yes and no, the names of villages, the numbers of cases."""

import pytest

from hotline.answers import (
    Word,
    looks_like_a_place,
    numbers_in,
    village_named,
    without_numbers,
    word_of,
)
from hotline.classification import Classifier
from hotline.gazetteer import Gazetteer, PlaceName
from hotline.lexicon import load


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier(load(None))


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(
        [
            PlaceName("village", "靠山屯村", ("靠山屯",), township="和平镇"),
            PlaceName("village", "南大洼村", ("大洼", "南洼"), township="和平镇"),
            PlaceName("village", "石门沟村", ("石门", "沟里"), township="和平镇"),
            PlaceName("village", "红果岭村", ("岭上",), township="和平镇"),
            PlaceName("road", "山门路", ("进沟路",), "石门沟村", "和平镇"),
            PlaceName("unit", "和平镇卫生院", (), None, "和平镇"),
        ]
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("提交", Word.SUBMIT),
        ("提交吧！", Word.SUBMIT),
        ("好的。", Word.YES),
        ("對", Word.YES),
        ("OK", Word.YES),
        ("算了吧", Word.NO),
        ("不提交了", Word.NO),
        ("好大的坑", None),
        ("不用了这条路没人走", None),
        ("", None),
    ],
)
def test_only_a_bare_yes_or_no_is_one(text: str, word: Word | None) -> None:
    assert word_of(text) is word


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0001 还没修", (1,)),
        ("０００１还没修", (1,)),
        ("编号12 怎么样了", (12,)),
        ("#0007", (7,)),
        ("我的0003号怎么样了", (3,)),
        ("0001和0002都没人管", (1, 2)),
        ("2024 还没修", (2024,)),
        ("2024年修的路", ()),  # a year
        ("3号楼没水", ()),  # a house
        ("电话0431-5551234", ()),
        ("补了1500元", ()),
    ],
)
def test_numbers_of_cases_are_told_from_other_numbers(text: str, numbers: tuple[int, ...]) -> None:
    assert numbers_in(text) == numbers


def test_what_is_left_without_the_number_is_what_was_said() -> None:
    assert without_numbers("0001 还没修") == "还没修"
    assert without_numbers("#0001") == ""


@pytest.mark.parametrize(
    ("text", "village"),
    [
        ("靠山屯", "靠山屯村"),
        ("我是南大洼的", "南大洼村"),
        ("俺家在大洼", "南大洼村"),
        ("和平镇靠山屯村", "靠山屯村"),
        ("石門溝村", "石门沟村"),
        ("在岭上", "红果岭村"),
        ("进沟路", "石门沟村"),  # a road lies in its village
        ("靠三屯", "靠山屯村"),  # slips of the pen
        ("南大哇村", "南大洼村"),
        ("靠山", "靠山屯村"),
        ("大洼停电了", None),  # says more than a name
        ("靠山屯和南大洼", None),
        ("没水喝", None),
        ("这里", None),
        ("大家好", None),
        ("和平镇", None),
        ("张家庄", None),
        ("", None),
    ],
)
def test_a_short_message_may_be_a_village(
    gazetteer: Gazetteer, classifier: Classifier, text: str, village: str | None
) -> None:
    found = village_named(gazetteer, classifier, text)
    assert (found.name if found else None) == village


@pytest.mark.parametrize(
    ("text", "is_name"),
    [("张家庄", True), ("我是李家村的", True), ("排水沟", False), ("停水了", False), ("好的", False)],
)
def test_a_name_is_recognised_though_the_place_is_unknown(
    classifier: Classifier, text: str, is_name: bool
) -> None:
    assert looks_like_a_place(classifier, text) is is_name
