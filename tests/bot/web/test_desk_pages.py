"""The desk's pages: lists that the database cuts, search, a case with its acts, triage, failures."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.demo import sample
from bot.web.desk.board import _PAGE
from hotline import dispatch
from hotline.case_clocks import light_of, settle, waiting_clocks
from hotline.finding import make_findable, make_older_findable
from hotline.lights import reckoning
from hotline.material import Material, add_entry
from hotline.permissions import SYSTEM, Actor
from hotline.privacy import erase
from hotline.roster.importing import import_roster
from storage.queries import board, desk_queue, roster
from storage.queries.board import Filter, Reader
from storage.tables import (
    Avoidance,
    Case,
    CaseReading,
    Deputy,
    DeskSession,
    Notice,
    Outgoing,
    Person,
    RoleGrant,
)
from storage.vocabulary import Light, Role, State, Urgency
from tests.support.bench import Bench, Member
from tests.support.desk import Browser


async def township(bench: Bench) -> list[Deputy]:
    """The sample roster; its deputies."""
    async with bench.process.unit_of_work() as work:
        await import_roster(work, SYSTEM, sample.roster())
    async with bench.process.reading() as work:
        return await roster.deputies(work.session, work.station_id)


async def filed(bench: Bench, member: Member, text: str = "村口的路坏了", **changes: Any) -> Case:
    """A filed case that can be found."""
    case = await bench.case_of(member)
    async with bench.process.unit_of_work() as work:
        row = await work.session.get_one(Case, (work.station_id, case.id))
        row.text = text
        for name, value in changes.items():
            setattr(row, name, value)
        await make_findable(work, row)
    return row


async def given(bench: Bench, case: Case, deputy: Deputy) -> None:
    """Assign a case, with the clocks that follow."""
    async with bench.process.unit_of_work() as work:
        row = await work.session.get_one(Case, (work.station_id, case.id))
        giver = await work.session.get_one(Deputy, (work.station_id, deputy.id))
        await dispatch.assign(work, row, giver, "liaison_choice", SYSTEM, Role.SYSTEM)


async def fresh(bench: Bench, case: Case) -> Case:
    async with bench.process.reading() as work:
        return await work.session.get_one(Case, (work.station_id, case.id))


def numbers(page: str) -> list[str]:
    return re.findall(r'/cases/\d+">(\d{4})<', page)


# The board


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


# Search


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("路坏", ["0001"]),
        ("坏了", ["0002", "0001"]),
        ("村口的路坏了", ["0001"]),
        ("水管", ["0002"]),
        ("井", ["0003"]),
        ("0002", ["0002"]),
        ("#3", ["0003"]),
        ("DN50", ["0002"]),
        ("路管", []),
        ("坏了 水管", ["0002"]),
        ("'; DROP TABLE cases; -- \" * :* <-> (", []),
    ],
)
async def test_search_finds_words_of_two_characters_and_numbers(
    bench: Bench, wang: Member, desk: Browser, asked: str, found: list[str]
) -> None:
    for text in ("村口的路坏了", "DN50的水管坏了", "俺村那口老井干了"):
        await filed(bench, wang, text)
    page = await desk.get("/search", params={"q": asked})
    assert page.status_code == 200
    assert numbers(page.text) == found


async def test_what_was_said_later_finds_the_case_too(bench: Bench, wang: Member, desk: Browser) -> None:
    case = await filed(bench, wang)
    async with bench.process.unit_of_work() as work:
        row = await work.session.get_one(Case, (work.station_id, case.id))
        await add_entry(work, row, wang.id, Role.CONSTITUENT, "said", Material(text="桥栏杆也断了"))
    assert numbers((await desk.get("/search?q=栏杆")).text) == ["0001"]


async def test_older_cases_are_made_findable_by_the_tick(bench: Bench, wang: Member, desk: Browser) -> None:
    await bench.case_of(wang)
    await bench.case_of(wang)
    assert numbers((await desk.get("/search?q=村口")).text) == []
    async with bench.process.unit_of_work() as work:
        assert await make_older_findable(work) == 2
    async with bench.process.unit_of_work() as work:
        assert await make_older_findable(work) == 0
    assert numbers((await desk.get("/search?q=村口")).text) == ["0002", "0001"]


async def test_erased_words_are_found_no_more(bench: Bench, wang: Member, desk: Browser) -> None:
    case = await filed(bench, wang)
    async with bench.process.unit_of_work() as work:
        row = await work.session.get_one(Case, (work.station_id, case.id))
        await add_entry(work, row, wang.id, Role.CONSTITUENT, "said", Material(text="桥栏杆也断了"))
    async with bench.process.unit_of_work() as work:
        assert await erase(work, Actor(wang.id, frozenset({Role.CONSTITUENT})))
    for words in ("村口", "栏杆"):
        assert numbers((await desk.get(f"/search?q={words}")).text) == []
    assert numbers((await desk.get("/search?q=0001")).text) == ["0001"]


# A case


async def test_a_case_is_shown_and_the_reading_noted_once(
    bench: Bench, liaison: Member, wang: Member, desk: Browser
) -> None:
    case = await filed(bench, wang)
    for _ in range(2):
        page = await desk.get(f"/cases/{case.id}")
        assert page.status_code == 200
        assert "村口的路坏了" in page.text
        assert "王大爷" not in page.text
        assert "谁看过</dt><dd>联络员 <span" in page.text
    async with bench.process.reading() as work:
        readings = list(await work.session.exec(select(CaseReading)))
    assert [(row.case_id, row.person_id, row.door) for row in readings] == [(case.id, liaison.id, "desk")]


async def test_hostile_words_stay_words(bench: Bench, wang: Member, desk: Browser) -> None:
    case = await filed(bench, wang, "<script>alert(1)</script> {{ 7*7 }} <img src=x onerror=a()>")
    for path in ("/", f"/cases/{case.id}", f"/triage/{case.id}", "/search?q=script"):
        page = (await desk.get(path)).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "{{ 7*7 }}" in page


@pytest.mark.parametrize(
    "path", ["/cases/1", "/cases/x", "/cases/-1", "/files/1", f"/cases/{10**30}", f"/cases/{2**63}"]
)
async def test_what_is_not_there_is_said_to_be_not_there(desk: Browser, path: str) -> None:
    assert (await desk.get(path)).status_code == 404


async def test_a_draft_is_nobodys_business(bench: Bench, wang: Member, desk: Browser) -> None:
    case = await filed(bench, wang, number=None, state=State.DRAFT)
    assert (await desk.get(f"/cases/{case.id}")).status_code == 404


async def test_a_case_is_given_to_a_deputy_from_its_page(bench: Bench, wang: Member, desk: Browser) -> None:
    deputy = (await township(bench))[0]
    case = await filed(bench, wang)
    await desk.get(f"/cases/{case.id}")
    answer = await desk.post(f"/cases/{case.id}/assign", deputy=deputy.id, version=case.version)
    assert answer.status_code == 303
    page = await desk.get(answer.headers["location"])
    assert "派好了" in page.text
    row = await fresh(bench, case)
    assert (row.state, row.deputy_id) == (State.ASSIGNED, deputy.id)
    told = {notice.kind for notice in await bench.notices("waiting") if notice.case_id == case.id}
    assert "case.assigned" in told


async def test_every_act_does_what_it_says(bench: Bench, wang: Member, desk: Browser) -> None:
    """One after the other on real cases, as the page offers them."""
    first, second = (await township(bench))[:2]
    member = await bench.member("刘代表", Role.DEPUTY)
    async with bench.process.unit_of_work() as work:
        (await work.session.get_one(Deputy, (work.station_id, second.id))).person_id = member.id
    case, other = await filed(bench, wang), await filed(bench, wang)

    async def do(name: str, target: Case = case, **fields: Any) -> Case:
        page = await desk.get(f"/cases/{target.id}")
        assert f'action="/cases/{target.id}/{name}"' in page.text, name
        version = (await fresh(bench, target)).version
        answer = await desk.post(f"/cases/{target.id}/{name}", version=version, **fields)
        assert answer.status_code == 303, f"{name}: {answer.text}"
        shown = await desk.get(answer.headers["location"])
        assert 'class="done"' in shown.text, name
        return await fresh(bench, target)

    assert (await do("category", category="交通运输")).category == "交通运输"
    assert (await do("assign", deputy=first.id)).deputy_id == first.id
    assert (await do("assign", deputy=second.id)).deputy_id == second.id
    assert (await do("urgency", urgency="urgent")).urgency is Urgency.URGENT
    assert (await do("urgency", urgency="normal")).urgency is Urgency.NORMAL
    village = (await villages(bench))[0]
    assert (await do("place", village=village)).place_id == village
    await do("supervise", words="为什么还没去看？", due_on="2026-06-18")
    assert (await do("extend", days=3, words="县里下周才来人")).extensions == 1
    assert (await do("message", words="正在联系，明天去看")).contacted_at is not None
    await do("takeover")
    assert (await do("exclude", reason="disputed", words="两家在争")).exclusion == "disputed"
    assert (await do("include")).exclusion is None
    assert (await do("merge", number=other.number)).state is State.MERGED
    assert (await do("unmerge")).state is not State.MERGED
    assert (await do("close", words="已列入明年计划")).state is State.CLOSED
    assert (await do("refuse", other, reason="court", words="案子还在审")).state is State.NOT_ACCEPTED
    assert (await do("stand", other)).state is State.NOT_ACCEPTED
    assert (await do("takeup", other)).state is State.SUBMITTED


async def villages(bench: Bench) -> list[int]:
    async with bench.process.reading() as work:
        return [row.id for row in await roster.villages(work.session, work.station_id)]


async def test_a_page_that_is_out_of_date_changes_nothing_and_gives_the_words_back(
    bench: Bench, wang: Member, desk: Browser
) -> None:
    case = await filed(bench, wang)
    await desk.get(f"/cases/{case.id}")
    async with bench.process.unit_of_work() as work:
        (await work.session.get_one(Case, (work.station_id, case.id))).version += 1
    answer = await desk.post(
        f"/cases/{case.id}/close", words="说了半天的原因", version=case.version, back=f"/cases/{case.id}"
    )
    assert answer.status_code == 409
    assert "刚刚有了变化" in answer.text
    assert "说了半天的原因" in answer.text
    assert f'href="/cases/{case.id}"' in answer.text
    assert (await fresh(bench, case)).state is State.SUBMITTED


async def test_a_form_without_words_says_which_are_missing(bench: Bench, wang: Member, desk: Browser) -> None:
    case = await filed(bench, wang)
    await desk.get(f"/cases/{case.id}")
    answer = await desk.post(f"/cases/{case.id}/close", words=" ", version=case.version)
    assert answer.status_code == 422
    assert "还缺几个字" in answer.text


@pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"])
async def test_the_way_back_leads_nowhere_else(bench: Bench, wang: Member, desk: Browser, back: str) -> None:
    case = await filed(bench, wang)
    await desk.get(f"/cases/{case.id}")
    answer = await desk.post(f"/cases/{case.id}/close", words="", version=case.version, back=back)
    assert answer.status_code == 422
    assert "evil" not in answer.text
    assert "javascript" not in answer.text


async def test_no_form_of_a_case_acts_without_the_key(bench: Bench, wang: Member, desk: Browser) -> None:
    case = await filed(bench, wang)
    await desk.get("/")
    answer = await desk.http.post(f"/cases/{case.id}/close", data={"words": "x", "version": case.version})
    assert answer.status_code == 403
    assert (await fresh(bench, case)).state is State.SUBMITTED


# Triage


async def test_triage_walks_from_one_case_to_the_next(bench: Bench, wang: Member, desk: Browser) -> None:
    deputy = (await township(bench))[0]
    first, second = await filed(bench, wang), await filed(bench, wang)
    page = await desk.get("/triage", follow_redirects=True)
    assert page.url.path == f"/triage/{first.id}"
    assert "第 1 件，共 2 件" in page.text
    then = f"/triage/{second.id}"
    assert f'name="then" value="{then}"' in page.text
    answer = await desk.post(f"/cases/{first.id}/assign", deputy=deputy.id, version=first.version, then=then)
    page = await desk.get(answer.headers["location"])
    assert "第 1 件，共 1 件" in page.text
    assert "派好了" in page.text
    answer = await desk.post(
        f"/cases/{second.id}/assign", deputy=deputy.id, version=second.version, then="/triage"
    )
    page = await desk.get(answer.headers["location"])
    assert "没有等您派的事" in page.text


async def test_a_case_that_waits_no_more_leads_to_the_next(bench: Bench, wang: Member, desk: Browser) -> None:
    gone, waiting = await filed(bench, wang, state=State.CLOSED), await filed(bench, wang)
    page = await desk.get(f"/triage/{gone.id}", follow_redirects=True)
    assert page.url.path == f"/triage/{waiting.id}"


# Failures


async def failing(bench: Bench, member: Member, state: str, case: Case | None = None) -> int:
    notice_id = await bench.tell(member, "没送到", case)
    async with bench.process.unit_of_work() as work:
        notice = await work.session.get_one(Notice, (work.station_id, notice_id))
        notice.state, notice.problem, notice.attempts = state, "BadRequest", 5
    return notice_id


async def test_what_was_not_delivered_is_listed_without_names_and_sent_again(
    bench: Bench, wang: Member, desk: Browser
) -> None:
    case = await filed(bench, wang)
    notice_id = await failing(bench, wang, "parked", case)
    page = await desk.get("/failures")
    assert "BadRequest" in page.text
    assert numbers(page.text) == ["0001"]
    assert "王大爷" not in page.text
    answer = await desk.post(f"/failures/{notice_id}/again")
    assert answer.status_code == 303
    await bench.deliver()
    assert "没送到" in await wang.words()
    assert "都送到了" in (await desk.get("/failures")).text


async def test_nothing_is_sent_in_vain_or_twice(bench: Bench, wang: Member, desk: Browser) -> None:
    blocked, partly = await failing(bench, wang, "unreachable"), await failing(bench, wang, "parked")
    async with bench.process.unit_of_work() as work:
        work.session.add(
            Outgoing(
                station_id=work.station_id,
                notice_id=partly,
                recipient_id=wang.id,
                method="sendMessage",
                sent_at=work.now,
            )
        )
    await desk.get("/failures")
    assert (await desk.post(f"/failures/{partly}/again")).status_code == 422
    async with bench.process.unit_of_work() as work:
        (await work.session.get_one(Person, (work.station_id, wang.id))).blocked_at = work.now
    assert (await desk.post(f"/failures/{blocked}/again")).status_code == 422
    assert (await desk.post("/failures/1/again")).status_code == 422


async def test_failures_of_hidden_cases_are_hidden(bench: Bench, wang: Member, desk: Browser) -> None:
    case = await filed(bench, wang, names_liaison=True)
    notice_id = await failing(bench, wang, "parked", case)
    assert "都送到了" in (await desk.get("/failures")).text
    assert (await desk.post(f"/failures/{notice_id}/again")).status_code == 422


async def test_a_fault_of_ours_is_told_in_words_and_changes_nothing(
    bench: Bench, wang: Member, desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(desk_queue, "first", broken)
    desk.http._transport.raise_app_exceptions = False  # type: ignore[attr-defined]
    answer = await desk.get("/triage")
    assert answer.status_code == 500
    assert "没处理好" in answer.text
    assert "fault of ours" not in answer.text


async def test_looking_often_writes_seldom(bench: Bench, desk: Browser) -> None:
    async def seen() -> Any:
        async with bench.process.reading() as work:
            return (await work.session.exec(select(DeskSession))).one().seen_at

    before = await seen()
    bench.clock.move(timedelta(seconds=30))
    await desk.get("/")
    assert await seen() == before
    bench.clock.move(timedelta(seconds=31))
    await desk.get("/")
    assert await seen() > before
