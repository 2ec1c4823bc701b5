"""The desk's pages: a case with its acts, triage, and what goes wrong."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from storage.queries import desk_queue, roster
from storage.tables import (
    Case,
    CaseReading,
    Deputy,
    DeskSession,
)
from storage.vocabulary import Role, State, Urgency
from tests.support.bench import Bench, Member
from tests.support.desk import Browser
from tests.support.desk_cases import filed, fresh, township

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


# Whatever the page


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
