"""A flood of strangers: every report is filed, the liaison sees those beyond the limit first."""

from hotline.dispatch import find_route
from hotline.restraint.arrivals import FIRST_TO_TRIAGE
from hotline.routing import RoutingReason
from storage.vocabulary import Role, State
from tests.hotline.restraint.conftest import Village

ROAD = "村口到镇上的柏油路坑坑洼洼，第{}个坑最深，啥时候修一修"
SAME = "村口到镇上的柏油路坑坑洼洼，一下雨车就陷里头，啥时候修一修"


async def _flood(village: Village, numbers: range, text: str = ROAD) -> list[tuple[State, str | None]]:
    found = []
    for number in numbers:
        case = await village.files(await village.someone(number), text.format(number))
        found.append((case.state, case.routing_reason))
    return found


async def test_of_a_flood_the_liaison_sees_the_rest_first_and_hears_once_an_hour(village: Village) -> None:
    boss = await village.someone(99, Role.LIAISON)
    first = await _flood(village, range(1, 4))
    assert [state for state, _ in first] == [State.ASSIGNED] * 3
    beyond = await _flood(village, range(4, 8))
    assert beyond == [(State.SUBMITTED, RoutingReason.TRIAGE_FLOOD)] * 4
    told = [row for row in await village.notices(boss.person.id) if row.kind == "liaison.flood"]
    assert len(told) == 1
    told[0].state = "sent"
    await _flood(village, range(8, 10))
    told = [row for row in await village.notices(boss.person.id) if row.kind == "liaison.flood"]
    assert [(row.not_before - told[0].not_before).total_seconds() for row in told] == [0, 3600]


async def test_whoever_was_here_before_goes_to_a_deputy_in_a_flood_too(village: Village) -> None:
    known = await village.someone(1)
    await village.files(known, ROAD.format("一"))
    village.later(hours=2)
    await _flood(village, range(2, 9))
    assert (await village.files(known, "排水站的水泵坏了，浇不上地")).state == State.ASSIGNED


async def test_danger_goes_to_a_deputy_in_a_flood_too(village: Village) -> None:
    await _flood(village, range(1, 7))
    sender = await village.someone(50)
    await village.says(sender, "着火了，村口的路边着火了，快来人")
    (case,) = await village.filed(sender)
    assert case.routing_reason not in FIRST_TO_TRIAGE


async def test_an_hour_later_newcomers_go_to_a_deputy_again(village: Village) -> None:
    await _flood(village, range(1, 7))
    village.later(minutes=61)
    assert await _flood(village, range(7, 8)) == [(State.ASSIGNED, RoutingReason.CONSTITUENCY_LEAST_OPEN)]


async def test_the_same_long_words_of_many_newcomers_go_to_the_liaison_who_hears_once(
    village: Village,
) -> None:
    boss = await village.someone(99, Role.LIAISON)
    found = await _flood(village, range(1, 4), SAME)
    assert [reason for _, reason in found[2:]] == [RoutingReason.TRIAGE_SAME_WORDS]
    assert [state for state, _ in found[:2]] == [State.ASSIGNED] * 2
    await _flood(village, range(4, 6), SAME)
    assert (await village.heard(boss.actor)).count("liaison.same_words") == 1
    village.later(hours=25)
    assert (await _flood(village, range(6, 7), SAME))[0][0] == State.ASSIGNED


async def test_the_deputy_who_would_have_got_it_is_suggested(village: Village) -> None:
    await _flood(village, range(1, 4))
    case = await village.files(await village.someone(4), ROAD.format(4))
    route = await find_route(village.work, case)
    assert route.deputy_id is None
    assert len(route.runner_up_ids) == 1
