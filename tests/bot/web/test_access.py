"""Who gets to the desk: the liaison by a fresh link from her own browser, and nobody else in any way."""

import re
from datetime import timedelta

import pytest
from sqlmodel import col, select

from hotline.desk_access import make_link
from hotline.errors import NotAllowed
from hotline.people import actor_for
from storage.tables import DeskLink, DeskSession, RoleGrant
from storage.vocabulary import Role
from tests.support.bench import Bench, Member
from tests.support.desk import HERE, URL, Browser, at_the_desk, browser_on, link_for


async def sessions(bench: Bench) -> list[DeskSession]:
    async with bench.process.database.reading() as session:
        return list(await session.exec(select(DeskSession).order_by(col(DeskSession.created_at))))


async def withdraw_role(bench: Bench, member: Member) -> None:
    async with bench.process.unit_of_work() as work:
        for grant in await work.session.exec(select(RoleGrant).where(RoleGrant.person_id == member.id)):
            grant.revoked_at = work.now


async def test_the_liaison_comes_in_by_her_link(bench: Bench, liaison: Member) -> None:
    browser = browser_on(bench.process)
    page = await browser.enter(await link_for(bench.process, liaison.id))
    assert page.status_code == 200
    assert "没办结的" in page.text


async def test_nothing_of_a_link_or_a_session_lies_in_the_database_as_it_is(
    bench: Bench, liaison: Member
) -> None:
    code = await link_for(bench.process, liaison.id)
    browser = browser_on(bench.process)
    await browser.enter(code)
    token = browser.http.cookies["__Host-desk"]
    async with bench.process.database.reading() as session:
        link = (await session.exec(select(DeskLink))).one()
    kept = f"{link!r} {await sessions(bench)!r}"
    assert code not in kept
    assert token not in kept
    assert "203.0.113" not in kept


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.PRESIDIUM, None], ids=["deputy", "presidium", "stranger"])
async def test_nobody_but_the_liaison_gets_a_link(bench: Bench, role: Role | None) -> None:
    other = await bench.member("别人", role)
    async with bench.process.unit_of_work() as work:
        with pytest.raises(NotAllowed):
            await make_link(work, await actor_for(work, other.id))


async def test_a_deputys_link_opens_nothing_even_if_there_were_one(bench: Bench) -> None:
    """Somebody with the role made it, lost the role, and is a deputy now."""
    other = await bench.member("李秀兰", Role.LIAISON)
    code = await link_for(bench.process, other.id)
    await withdraw_role(bench, other)
    async with bench.process.unit_of_work() as work:
        work.session.add(
            RoleGrant(station_id=work.station_id, person_id=other.id, role=Role.DEPUTY, granted_at=work.now)
        )
    answer = await browser_on(bench.process).enter(code)
    assert (answer.status_code, await sessions(bench)) == (403, [])
    assert "不是联络员" in answer.text


async def test_a_made_up_link_opens_nothing(bench: Bench) -> None:
    answer = await browser_on(bench.process).enter("A" * 32)
    assert answer.status_code == 403
    assert "没有这个链接" in answer.text


async def test_looking_at_a_link_does_not_use_it_up(bench: Bench, liaison: Member) -> None:
    code, scanner = await link_for(bench.process, liaison.id), browser_on(bench.process, name="LinkScanner")
    for _ in range(3):
        assert (await scanner.http.get(f"/enter/{code}")).status_code == 200
    assert (await browser_on(bench.process).enter(code)).status_code == 200


async def test_a_link_works_once(bench: Bench, liaison: Member) -> None:
    code = await link_for(bench.process, liaison.id)
    await browser_on(bench.process).enter(code)
    answer = await browser_on(bench.process).enter(code)
    assert answer.status_code == 403
    assert "用过" in answer.text
    assert len(await sessions(bench)) == 1


async def test_an_old_link_is_refused(bench: Bench, liaison: Member) -> None:
    code = await link_for(bench.process, liaison.id)
    bench.clock.move(timedelta(minutes=10))
    answer = await browser_on(bench.process).enter(code)
    assert answer.status_code == 403
    assert "过时" in answer.text


async def test_a_newer_link_replaces_the_one_before(bench: Bench, liaison: Member) -> None:
    first = await link_for(bench.process, liaison.id)
    second = await link_for(bench.process, liaison.id)
    assert (await browser_on(bench.process).enter(first)).status_code == 403
    assert (await browser_on(bench.process).enter(second)).status_code == 200


async def test_without_a_session_every_page_says_where_the_way_in_is(bench: Bench) -> None:
    browser = browser_on(bench.process)
    answer = await browser.http.get("/cases/12?page=2")
    assert answer.status_code == 401
    assert "/desk" in answer.text
    # Whoever came from a link in the chat is in, and gets there by one press.
    assert 'href="/cases/12?page=2"' in answer.text
    assert "evil" not in (await browser.http.get(f"{URL}//evil.example/")).text


@pytest.mark.parametrize(
    ("network", "name"),
    [("198.51.100.9", "Firefox"), ("203.0.113.7", "curl/8.0"), ("2001:db8::7", "Firefox")],
    ids=["another network", "another browser", "another kind of network"],
)
async def test_a_copied_session_is_refused_and_ended_and_its_owner_told(
    bench: Bench, liaison: Member, desk: Browser, network: str, name: str
) -> None:
    thief = browser_on(bench.process, network=network, name=name)
    thief.http.cookies.set("__Host-desk", desk.http.cookies["__Host-desk"], domain="desk.example.org")
    assert (await thief.http.get("/")).status_code == 401
    assert (await desk.get("/")).status_code == 401
    assert [row.ended_by for row in await sessions(bench)] == ["copied"]
    told = [notice for notice in await bench.notices("waiting") if notice.kind == "web_desk.copied"]
    assert [notice.recipient_id for notice in told] == [liaison.id]


async def test_an_address_of_the_same_network_is_let_in(bench: Bench, desk: Browser) -> None:
    neighbour = browser_on(bench.process, network="203.0.113.200")
    neighbour.http.cookies.set("__Host-desk", desk.http.cookies["__Host-desk"], domain="desk.example.org")
    assert (await neighbour.http.get("/")).status_code == 200


async def test_entering_elsewhere_closes_the_desk_here(bench: Bench, liaison: Member, desk: Browser) -> None:
    await at_the_desk(bench.process, liaison.id, network="198.51.100.9")
    answer = await desk.get("/")
    assert answer.status_code == 401
    assert "别处" in answer.text


async def test_a_desk_left_alone_closes(bench: Bench, desk: Browser) -> None:
    bench.clock.move(timedelta(minutes=29))
    assert (await desk.get("/")).status_code == 200
    bench.clock.move(timedelta(minutes=29))
    assert (await desk.get("/")).status_code == 200
    bench.clock.move(timedelta(minutes=30))
    assert (await desk.get("/")).status_code == 401
    assert [row.ended_by for row in await sessions(bench)] == ["idle"]


async def test_a_desk_closes_after_a_day_however_busy(bench: Bench, desk: Browser) -> None:
    for _ in range(23):
        bench.clock.move(timedelta(minutes=20))
        assert (await desk.get("/")).status_code == 200
    bench.clock.move(timedelta(minutes=20))
    assert (await desk.get("/")).status_code == 401
    assert [row.ended_by for row in await sessions(bench)] == ["expired"]


async def test_whoever_loses_the_role_is_out_at_once(bench: Bench, liaison: Member, desk: Browser) -> None:
    await withdraw_role(bench, liaison)
    answer = await desk.get("/")
    assert answer.status_code == 401
    assert "不是联络员" in answer.text


async def test_leaving_ends_the_session_also_for_a_copy_of_the_cookie(bench: Bench, desk: Browser) -> None:
    token = desk.http.cookies["__Host-desk"]
    assert "退出了" in (await desk.post("/leave")).text
    assert "__Host-desk" not in desk.http.cookies
    desk.http.cookies.set("__Host-desk", token, domain="desk.example.org")
    assert (await desk.get("/")).status_code == 401
    assert [row.ended_by for row in await sessions(bench)] == ["left"]


@pytest.mark.parametrize(
    ("key", "headers"),
    [
        ("", HERE),
        ("0" * 64, HERE),
        (None, {"origin": "https://evil.example"}),
        (None, {"origin": "null"}),
        (None, {}),
        (None, {"origin": URL, "sec-fetch-site": "cross-site"}),
    ],
    ids=["no key", "wrong key", "foreign origin", "hidden origin", "no origin", "cross-site"],
)
async def test_a_forged_form_is_refused(
    bench: Bench, desk: Browser, key: str | None, headers: dict[str, str]
) -> None:
    await desk.get("/")
    given = desk.key if key is None else key
    answer = await desk.http.post("/leave", data={"key": given}, headers=headers)
    assert answer.status_code == 403
    assert "没有照做" in answer.text
    assert (await desk.get("/")).status_code == 200


async def test_the_key_of_another_session_is_worth_nothing(bench: Bench, liaison: Member) -> None:
    first = await at_the_desk(bench.process, liaison.id)
    second = await at_the_desk(bench.process, liaison.id)
    assert first.key != second.key
    answer = await second.http.post("/leave", data={"key": first.key}, headers=HERE)
    assert answer.status_code == 403


async def test_an_entry_form_from_elsewhere_is_refused(bench: Bench, liaison: Member) -> None:
    code = await link_for(bench.process, liaison.id)
    answer = await browser_on(bench.process).http.post(
        "/enter", data={"code": code}, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert (await browser_on(bench.process).enter(code)).status_code == 200


async def test_the_cookie_is_for_this_site_and_its_own_requests_alone(bench: Bench, liaison: Member) -> None:
    browser = browser_on(bench.process)
    answer = await browser.post("/enter", code=await link_for(bench.process, liaison.id))
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("__host-desk=")
    for part in ("httponly", "secure", "samesite=strict", "path=/"):
        assert part in cookie
    assert "domain" not in cookie


async def test_every_answer_keeps_scripts_frames_and_caches_out(bench: Bench, desk: Browser) -> None:
    for answer in (await desk.get("/"), await desk.get("/nowhere"), await browser_on(bench.process).get("/")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son\w+=", answer.text)


async def test_an_unknown_page_says_so(desk: Browser) -> None:
    answer = await desk.get("/nowhere")
    assert answer.status_code == 404
    assert "没有这一页" in answer.text
