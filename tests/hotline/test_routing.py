"""Which deputy gets a case and why, who steps aside, and whom a text names."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.routing import Candidate, Matter, Route, RoutingReason, named_deputies, route
from storage.vocabulary import Level

R = RoutingReason
THRESHOLD = 0.6
WEST, EAST, NORTH = 1, 2, 3
LONG_AGO, LATELY = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)

LI = Candidate(1, "李秀兰", Level.TOWN, WEST, frozenset({"农村饮水"}), last_assigned_at=LATELY)
WANG = Candidate(2, "王建国", Level.TOWN, WEST, last_assigned_at=LONG_AGO)
ZHAO = Candidate(3, "赵铁柱", Level.TOWN, EAST, frozenset({"林木果园", "交通运输"}))
SUN = Candidate(4, "孙丽", Level.COUNTY, NORTH, frozenset({"林木果园", "农村饮水"}))
OUYANG = Candidate(5, "欧阳明德", Level.CITY, NORTH, frozenset({"林木果园"}))
ALL = (LI, WANG, ZHAO, SUN, OUYANG)

WATER = Matter(
    text="西河村的井水发黄，牙都坏了",
    category="农村农业",
    topic="农村饮水",
    confidence=0.9,
    constituency_id=WEST,
    constituent_id=100,
)
ROAD = replace(WATER, text="西河村的路全是坑", category="交通运输", topic="农村公路")
TREES = replace(WATER, text="防护林都老死了", topic="林木果园")
NOWHERE = replace(TREES, constituency_id=None)


def go(matter: Matter, *candidates: Candidate) -> Route:
    return route(matter, candidates or ALL, threshold=THRESHOLD)


@pytest.mark.parametrize(
    ("matter", "candidates", "deputy_id", "reason"),
    [
        # The constituent's own choice comes first, whatever the category and the place.
        (replace(WATER, chosen_deputy_id=3), ALL, 3, R.OWN_CHOICE),
        (replace(WATER, chosen_deputy_id=3, confidence=0.1), ALL, 3, R.OWN_CHOICE),
        # A choice that is away or full falls through to the next step.
        (replace(WATER, chosen_deputy_id=3), (LI, replace(ZHAO, is_away=True)), 1, R.CONSTITUENCY_SPECIALITY),
        # A deputy of the constituency with the speciality, by topic or by category.
        (WATER, ALL, 1, R.CONSTITUENCY_SPECIALITY),
        (replace(ROAD, constituency_id=EAST), ALL, 3, R.CONSTITUENCY_SPECIALITY),
        # Speciality comes before load.
        (WATER, (replace(LI, open_cases=19), WANG), 1, R.CONSTITUENCY_SPECIALITY),
        # Else the one with the fewest open cases, rather than a specialist from elsewhere.
        (TREES, (replace(LI, open_cases=2), replace(WANG, open_cases=3), ZHAO), 1, R.CONSTITUENCY_LEAST_OPEN),
        # Ties go to the deputy idle longest, and to one who never had a case before that.
        (TREES, ALL, 2, R.CONSTITUENCY_LEAST_OPEN),
        (TREES, (replace(LI, last_assigned_at=None), WANG), 1, R.CONSTITUENCY_LEAST_OPEN),
        (TREES, (replace(WANG, last_assigned_at=LATELY), LI), 1, R.CONSTITUENCY_LEAST_OPEN),  # then by id
        # With nobody of the constituency, a specialist, of the own level first.
        (TREES, (ZHAO, SUN, OUYANG), 3, R.TOWNSHIP_SPECIALITY),
        (TREES, (replace(LI, is_away=True), SUN, ZHAO), 3, R.TOWNSHIP_SPECIALITY),
        (TREES, (SUN, OUYANG), 4, R.TOWNSHIP_SPECIALITY),
        (TREES, (replace(ZHAO, open_cases=19), replace(SUN, open_cases=0)), 3, R.TOWNSHIP_SPECIALITY),
        (NOWHERE, ALL, 3, R.TOWNSHIP_SPECIALITY),  # no place, but a speciality
        # Else the liaison, told why.
        (replace(WATER, confidence=0.59), ALL, None, R.TRIAGE_LOW_CONFIDENCE),
        (replace(WATER, category=None, topic=None), ALL, None, R.TRIAGE_LOW_CONFIDENCE),
        (replace(NOWHERE, category="民政", topic=None), ALL, None, R.TRIAGE_NO_PLACE),
        (WATER, (ZHAO,), None, R.TRIAGE_NO_DEPUTY),
        (WATER, (), None, R.TRIAGE_NO_DEPUTY),
    ],
)
def test_a_case_goes_by_choice_constituency_speciality_level_and_load(
    matter: Matter, candidates: tuple[Candidate, ...], deputy_id: int | None, reason: RoutingReason
) -> None:
    found = route(matter, candidates, threshold=THRESHOLD)
    assert (found.deputy_id, found.reason) == (deputy_id, reason)


# SUN of another constituency stands in for LI, who is away.
LI_AWAY = replace(LI, is_away=True)
SUN_FOR_LI = replace(SUN, stands_in_for=frozenset({LI.deputy_id}), stands_in_at=frozenset({WEST}))


@pytest.mark.parametrize(
    ("matter", "candidates", "deputy_id", "reason"),
    [
        # Before a specialist from elsewhere, whatever the matter.
        (ROAD, (LI_AWAY, SUN_FOR_LI, ZHAO), 4, R.SUBSTITUTE),
        (ROAD, (LI_AWAY, SUN, ZHAO), 3, R.TOWNSHIP_SPECIALITY),  # nobody was named
        # A deputy of the constituency who is there comes first.
        (ROAD, (LI_AWAY, SUN_FOR_LI, WANG), 2, R.CONSTITUENCY_LEAST_OPEN),
        # Who chose a deputy who is away comes to the one who stands in.
        (replace(ROAD, chosen_deputy_id=1), (LI_AWAY, SUN_FOR_LI, WANG), 4, R.SUBSTITUTE),
        (replace(ROAD, chosen_deputy_id=1), (LI_AWAY, SUN, WANG), 2, R.CONSTITUENCY_LEAST_OPEN),
        # Elsewhere she stands in for nobody.
        (replace(ROAD, constituency_id=EAST), (LI_AWAY, SUN_FOR_LI), None, R.TRIAGE_NO_DEPUTY),
        # Never to one who is away too, full, named, or who raised it.
        (ROAD, (LI_AWAY, replace(SUN_FOR_LI, is_away=True)), None, R.TRIAGE_NO_DEPUTY),
        (ROAD, (LI_AWAY, replace(SUN_FOR_LI, open_cases=20)), None, R.TRIAGE_NO_DEPUTY),
        (replace(ROAD, text="孙丽家门口的路全是坑"), (LI_AWAY, SUN_FOR_LI), None, R.TRIAGE_NO_DEPUTY),
        (ROAD, (LI_AWAY, replace(SUN_FOR_LI, person_id=100)), None, R.TRIAGE_NO_DEPUTY),
        # The deputy who is away is named: a person decides who may hear of it.
        (replace(ROAD, text="李秀兰代表不管修路"), (LI_AWAY, SUN_FOR_LI), None, R.TRIAGE_AVOIDANCE),
        # A category that nobody is sure of is for the liaison, as ever.
        (replace(ROAD, confidence=0.1), (LI_AWAY, SUN_FOR_LI), None, R.TRIAGE_LOW_CONFIDENCE),
    ],
)
def test_cases_of_a_deputy_who_is_away_go_to_the_one_who_stands_in(
    matter: Matter, candidates: tuple[Candidate, ...], deputy_id: int | None, reason: RoutingReason
) -> None:
    found = route(matter, candidates, threshold=THRESHOLD)
    assert (found.deputy_id, found.reason) == (deputy_id, reason)


def test_a_confidence_at_the_threshold_is_enough() -> None:
    assert go(replace(WATER, confidence=THRESHOLD)).deputy_id == LI.deputy_id


@pytest.mark.parametrize(
    ("li", "expected"),
    [
        (replace(LI, open_cases=19), 1),  # room for one more
        (replace(LI, open_cases=20), 2),  # full
        (replace(LI, open_cases=5, capacity=5), 2),  # a smaller capacity of her own
        (replace(LI, is_away=True), 2),
        (replace(LI, person_id=100), 2),  # never one's own case
        (replace(LI, person_id=101), 1),
    ],
)
def test_never_to_a_deputy_who_is_away_full_or_the_constituent(li: Candidate, expected: int) -> None:
    assert go(WATER, li, WANG).deputy_id == expected


def test_a_caller_without_an_account_is_nobody_s_own_deputy() -> None:
    assert go(replace(WATER, constituent_id=None), LI, WANG).deputy_id == LI.deputy_id


def test_a_named_deputy_of_the_constituency_leaves_it_to_a_person() -> None:
    found = go(replace(WATER, text="李秀兰代表答应修井，半年没动静"))
    assert (found.deputy_id, found.reason) == (None, R.TRIAGE_AVOIDANCE)
    assert found.avoided == found.named == {LI.deputy_id}
    assert LI.deputy_id not in found.runner_up_ids


def test_choosing_a_colleague_of_a_named_deputy_is_respected() -> None:
    found = go(replace(WATER, text="李秀兰代表不管", chosen_deputy_id=WANG.deputy_id))
    assert (found.deputy_id, found.reason) == (WANG.deputy_id, R.OWN_CHOICE)


def test_choosing_the_named_deputy_leaves_it_to_a_person() -> None:
    found = go(replace(WATER, text="赵代表占了我家的地", chosen_deputy_id=ZHAO.deputy_id))
    assert (found.deputy_id, found.reason) == (None, R.TRIAGE_AVOIDANCE)


def test_a_named_deputy_from_elsewhere_is_passed_over_and_the_case_goes_on() -> None:
    found = go(replace(NOWHERE, text="赵铁柱家边上的防护林都老死了"))
    assert (found.deputy_id, found.named) == (SUN.deputy_id, frozenset({ZHAO.deputy_id}))


def test_a_village_official_steps_aside_where_village_accounts_are_at_stake() -> None:
    accounts = replace(WATER, text="村里三年没公开账目", topic="村务财务")
    official = replace(WANG, is_village_official=True)
    assert go(accounts, WANG).deputy_id == WANG.deputy_id
    found = go(accounts, official, LI)
    assert (found.deputy_id, found.reason) == (None, R.TRIAGE_AVOIDANCE)
    # Stepping aside by office is not being named: the case is not hidden.
    assert found.avoided == {WANG.deputy_id}
    assert not found.named
    assert go(TREES, official).deputy_id == WANG.deputy_id


@pytest.mark.parametrize(
    ("name", "is_official", "text", "is_named"),
    [
        ("李秀兰", False, "李秀兰家门口的路灯坏了", True),
        ("李秀兰", False, "李 秀 兰代表没来过", True),  # spaces between the characters
        ("李秀兰", False, "秀兰代表来看过", True),
        ("李秀兰", False, "李代表来看过", True),
        ("李秀兰", False, "李人大代表来看过", True),
        ("李秀兰", False, "那个姓李的代表", True),
        ("李秀兰", False, "李主任不管事", False),  # many a 主任 is called 李
        ("李秀兰", True, "李主任不管事", True),  # but this one is of the village
        ("李秀兰", True, "李村长、李副书记都不管", True),
        ("李秀兰", False, "桃李代销点", False),
        ("李秀兰", False, "我们村的代表没来过", False),
        ("王明", False, "文明代表着进步", False),  # one character of a given name says nothing
        ("欧阳明德", False, "欧阳代表来看过", True),
        ("欧阳明德", False, "阳代表来看过", False),
        ("方志强", False, "方代表来看过", True),
        ("方志强", False, "双方代表都来了", False),  # 'both sides'
        ("何平", False, "任何代表都行", False),  # 'any deputy'
        ("向前", False, "我们向代表反映过", False),  # 'told the deputy'
        ("向前", False, "姓向的代表没来过", True),
        ("阿依古丽·买买提", False, "阿依古丽代表来看过", True),
        ("A.B", False, "AxB", False),  # a name is no pattern
    ],
)
def test_a_text_names_a_deputy(name: str, is_official: bool, text: str, is_named: bool) -> None:
    deputy = Candidate(7, name, Level.TOWN, WEST, is_village_official=is_official)
    assert (deputy.deputy_id in named_deputies(text, [deputy])) is is_named


def test_runners_up_are_the_next_in_order_and_differ_from_the_choice() -> None:
    found = go(WATER)
    assert (found.deputy_id, found.runner_up_ids) == (LI.deputy_id, (WANG.deputy_id, SUN.deputy_id))


def test_triage_is_offered_whom_routing_would_have_taken() -> None:
    assert go(replace(WATER, confidence=0.1)).runner_up_ids == (1, 2, 4)


people = st.builds(
    Candidate,
    deputy_id=st.integers(1, 30),
    name=st.sampled_from(["李秀兰", "王建国", "赵铁柱", "孙丽", "周小梅"]),
    level=st.sampled_from([Level.TOWN, Level.COUNTY, Level.CITY]),
    constituency_id=st.integers(1, 3),
    specialities=st.frozensets(st.sampled_from(["农村饮水", "林木果园", "农村农业"])),
    open_cases=st.integers(0, 25),
    is_away=st.booleans(),
    is_village_official=st.booleans(),
    last_assigned_at=st.none() | st.timedeltas(timedelta(), timedelta(days=90)).map(LONG_AGO.__add__),
    person_id=st.none() | st.sampled_from([100, 101]),
)
rosters = st.lists(people, max_size=12, unique_by=lambda deputy: deputy.deputy_id)
matters = st.builds(
    Matter,
    text=st.sampled_from(["井水发黄", "李代表不管", "王建国占地", "村账不公开"]),
    category=st.sampled_from(["农村农业", None]),
    topic=st.sampled_from(["农村饮水", "村务财务", None]),
    confidence=st.floats(0, 1),
    constituency_id=st.none() | st.integers(1, 3),
    constituent_id=st.none() | st.just(100),
    chosen_deputy_id=st.none() | st.integers(1, 30),
)


@given(matters, rosters)
def test_whoever_is_found_may_have_the_case(matter: Matter, roster: list[Candidate]) -> None:
    found = route(matter, roster, threshold=THRESHOLD)
    by_id = {deputy.deputy_id: deputy for deputy in roster}
    assert (found.deputy_id is None) is found.reason.startswith("triage")
    for deputy_id in (*found.runner_up_ids, *([found.deputy_id] if found.deputy_id else [])):
        deputy = by_id[deputy_id]
        assert not deputy.is_away
        assert deputy.open_cases < deputy.capacity
        assert deputy.deputy_id not in found.avoided
        assert deputy.person_id is None or deputy.person_id != matter.constituent_id


@given(matters, rosters)
def test_the_order_of_the_roster_does_not_matter(matter: Matter, roster: list[Candidate]) -> None:
    shuffled = sorted(roster, key=lambda deputy: (deputy.name, -deputy.deputy_id))
    assert route(matter, roster, threshold=THRESHOLD) == route(matter, shuffled, threshold=THRESHOLD)
