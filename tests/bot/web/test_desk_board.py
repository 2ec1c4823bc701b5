"""The desk's board: lists that the database cuts, filters and lights."""

from datetime import timedelta
from typing import Any

from bot.web.desk.board import _PAGE
from hotline.case_clocks import light_of, settle, waiting_clocks
from hotline.lights import reckoning
from storage.queries import board
from storage.queries.board import Filter, Reader
from storage.tables import (
    Avoidance,
    Case,
    Deputy,
    RoleGrant,
)
from storage.vocabulary import Light, Role, State, Urgency
from tests.support.bench import Bench, Member
from tests.support.desk import Browser
from tests.support.desk_cases import filed, given, numbers, township


async def test_the_board_is_cut_into_pages_by_the_database(bench: Bench, wang: Member, desk: Browser) -> None:
    for _ in range(_PAGE + 1):
        await bench.case_of(wang)
    first, second = await desk.get("/"), await desk.get("/?page=2")
    assert numbers(first.text) == [f"{number:04d}" for number in range(1, _PAGE + 1)]
    assert numbers(second.text) == [f"{_PAGE + 1:04d}"]
    assert f"：{_PAGE + 1} 件" in first.text
    assert numbers((await desk.get("/?page=99")).text) == numbers(second.text)


async def test_the_board_shows_urgent_ones_first_and_then_what_is_due_first(
    bench: Bench, wang: Member, desk: Browser
) -> None:
    now = bench.clock()
    await filed(bench, wang, due_at=now + timedelta(days=3))
    await filed(bench, wang, due_at=now + timedelta(days=1))
    await filed(bench, wang, urgency=Urgency.URGENT, due_at=now + timedelta(days=9))
    assert numbers((await desk.get("/")).text) == ["0003", "0002", "0001"]


async def test_the_board_is_filtered_by_all_that_is_asked(bench: Bench, wang: Member, desk: Browser) -> None:
    first, second = (await township(bench))[:2]
    for deputy, category in ((first, "交通运输"), (first, "农村农业"), (second, "交通运输")):
        await given(bench, await filed(bench, wang, category=category), deputy)
    await filed(bench, wang)
    assert numbers((await desk.get(f"/?deputy={first.id}")).text) == ["0001", "0002"]
    assert numbers((await desk.get(f"/?deputy={first.id}&category=交通运输")).text) == ["0001"]
    assert numbers((await desk.get("/?state=submitted")).text) == ["0004"]
    assert numbers((await desk.get("/?light=red")).text) == []
    assert len(numbers((await desk.get("/?state=nonsense&light=nonsense&deputy=x")).text)) == 4


async def test_a_case_that_names_the_liaison_is_nowhere(bench: Bench, wang: Member, desk: Browser) -> None:
    case = await filed(bench, wang, "周敏收了钱不办事", names_liaison=True)
    for path in ("/", "/search?q=收了钱", "/triage", "/?state=submitted"):
        page = await desk.get(path, follow_redirects=True)
        assert page.status_code == 200
        assert "0001" not in page.text
        assert "收了钱不" not in page.text
    assert (await desk.get(f"/cases/{case.id}")).status_code == 404
    assert (await desk.post(f"/cases/{case.id}/close", words="x", version=1)).status_code == 404


async def test_a_liaison_who_is_a_deputy_does_not_see_what_names_her(
    bench: Bench, liaison: Member, wang: Member, desk: Browser
) -> None:
    deputy = (await township(bench))[0]
    case = await filed(bench, wang)
    async with bench.process.unit_of_work() as work:
        row = await work.session.get_one(Deputy, (work.station_id, deputy.id))
        row.person_id = liaison.id
        await _grant(work, liaison.id, Role.DEPUTY)
        work.session.add(Avoidance(station_id=work.station_id, case_id=case.id, deputy_id=deputy.id))
    assert numbers((await desk.get("/")).text) == []
    assert numbers((await desk.get("/search?q=0001")).text) == []
    assert (await desk.get("/triage", follow_redirects=True)).text.count("0001") == 0
    assert (await desk.get(f"/cases/{case.id}")).status_code == 404


async def _grant(work: Any, person_id: int, role: Role) -> None:
    work.session.add(
        RoleGrant(station_id=work.station_id, person_id=person_id, role=role, granted_at=work.now)
    )


async def test_the_database_tells_the_same_lights_as_the_rule(bench: Bench, wang: Member) -> None:
    """Over a fortnight, at odd hours: clocks of every urgency, paused ones too."""
    deputy = (await township(bench))[0]
    made = []
    for hours in range(0, 100, 7):
        bench.clock.move(timedelta(hours=hours / 4))
        urgency = list(Urgency)[hours % 3]
        case = await filed(bench, wang, urgency=urgency, deputy_id=None)
        await given(bench, case, deputy)
        made.append(case)
    for turn in range(60):
        bench.clock.move(timedelta(hours=5, minutes=13))
        if turn == 20:
            async with bench.process.unit_of_work() as work:
                for case in made[::2]:
                    row = await work.session.get_one(Case, (work.station_id, case.id))
                    row.state = State.NEED_INFO
                    await settle(work, row)
        async with bench.process.reading() as work:
            ids = [case.id for case in made]
            lines = await board.lines(work.session, work.station_id, ids, reckoning(work))
            expected = [light_of(work, await waiting_clocks(work, line.case)) for line in lines]
            assert [line.light for line in lines] == expected
            by_state = await board.count_by_state(
                work.session, work.station_id, Reader(), tuple(State), reckoning(work)
            )
            assert sum(sum(lit.values()) for lit in by_state.values()) == len(made)
            for light in Light:
                wanted = Filter(tuple(State), light=light)
                total = await board.count(work.session, work.station_id, Reader(), wanted, reckoning(work))
                assert total == expected.count(light)
