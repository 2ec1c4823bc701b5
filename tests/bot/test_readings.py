"""Who of the office looked at a case is noted in chat and in exports, and told to whoever raised it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot.case_exports import make_case_export
from handlers.constituent.my_data import HANDLERS
from handlers.values.my_data import copy_for, my_data_values
from handlers.wording import Texts
from hotline.casebook import Ref
from hotline.people import actor_for
from hotline.permissions import Actor
from hotline.privacy import erase
from hotline.readings import CHAT, open_in_chat, read_case, readers_of
from hotline.retention_rules import RetentionRules
from storage.queries.roster import deputies_who_are
from storage.tables import ActivityPhoto, Case, CaseReading, Constituency, Deputy, Notice, RoleGrant
from storage.vocabulary import Role
from tests.support.activities import picture_of_an_inspection
from tests.support.bench import Bench, Member

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
DAY = timedelta(days=1)
NOW = datetime(2026, 6, 15, 1, 0, tzinfo=UTC)
# What is told depends on its reader alone.
NOTICE = Notice(station_id=1, recipient_id=1, kind="my_data.shown", not_before=NOW, created_at=NOW)


async def readings(bench: Bench) -> list[tuple[int, Role, str]]:
    async with bench.process.database.reading() as session:
        rows = await session.exec(select(CaseReading).order_by(CaseReading.at, CaseReading.id))  # type: ignore[arg-type]
        return [(row.person_id, row.role, row.door) for row in rows]


async def opened(bench: Bench, reader: Member, case: Case) -> None:
    async with bench.process.unit_of_work() as work:
        await open_in_chat(work, await actor_for(work, reader.id), Ref(case.id))


async def seat(bench: Bench, member: Member, name: str, case: Case) -> None:
    """The member is the deputy of this name, and the case is hers."""
    async with bench.process.unit_of_work() as work:
        station = work.station_id
        constituency = Constituency(station_id=station, code="C1", name="第一选区")
        work.session.add(constituency)
        await work.session.flush()
        deputy = Deputy(
            station_id=station, code="D1", name=name, constituency_id=constituency.id, person_id=member.id
        )
        work.session.add(deputy)
        work.session.add(
            RoleGrant(station_id=station, person_id=member.id, role=Role.DEPUTY, granted_at=work.now)
        )
        await work.session.flush()
        (await work.session.get_one(Case, (station, case.id))).deputy_id = deputy.id


async def test_a_case_opened_in_chat_is_noted_once_a_day_and_person(
    bench: Bench, wang: Member, liaison: Member
) -> None:
    case = await bench.case_of(wang)
    for _ in range(3):
        await opened(bench, liaison, case)
    assert await readings(bench) == [(liaison.id, Role.LIAISON, CHAT)]
    bench.clock.move(timedelta(hours=14, minutes=59))  # 23:59
    await opened(bench, liaison, case)
    assert len(await readings(bench)) == 1
    bench.clock.move(timedelta(minutes=1))
    await opened(bench, liaison, case)
    assert len(await readings(bench)) == 2


@on_sqlite
async def test_whoever_raised_it_and_a_draft_leave_no_trace(
    bench: Bench, wang: Member, liaison: Member
) -> None:
    case = await bench.case_of(wang)
    await opened(bench, wang, case)
    async with bench.process.unit_of_work() as work:
        (await work.session.get_one(Case, (work.station_id, case.id))).number = None
    await opened(bench, liaison, case)
    assert await readings(bench) == []


@on_sqlite
async def test_an_export_by_the_liaison_is_noted_of_every_case_in_it(
    bench: Bench, wang: Member, liaison: Member
) -> None:
    for _ in range(2):
        await bench.case_of(wang)
    which = {"first": "2026-06-01", "last": "2026-06-30", "reader": liaison.id}
    for _ in range(2):
        data, _name = await make_case_export(bench.process, which)
    assert data.count(b"\r\n") == 3
    assert await readings(bench) == [(liaison.id, Role.LIAISON, "export")] * 2


async def test_readers_are_named_deputies_by_name_and_others_by_role(
    bench: Bench, wang: Member, liaison: Member
) -> None:
    case = await bench.case_of(wang)
    deputy = await bench.member("李嫂")
    await seat(bench, deputy, "李秀兰", case)
    await opened(bench, deputy, case)
    bench.clock.move(DAY)
    await make_case_export(bench.process, {"first": "2026-06-01", "last": "2026-06-30", "reader": liaison.id})
    async with bench.process.unit_of_work() as work:
        [listed, read] = (await readers_of(work, [case.id]))[case.id]
        assert (listed.role, listed.name, listed.is_only_listed) == (Role.LIAISON, "", True)
        assert (read.role, read.name, read.is_only_listed) == (Role.DEPUTY, "李秀兰", False)
        actor = await actor_for(work, wang.id)
        texts = Texts("zh-Hans", work.knowledge.station.zone, work.now)
        shown = await my_data_values(work, NOTICE, None, actor, texts)
        assert shown["filed"] == [("0001", "待受理", ["李秀兰代表"])]
        facts, _text, _files = await copy_for(work, wang.id)
        [copied] = facts["cases"]
        assert [(one["role"], one["as"]) for one in copied["read_by"]] == [
            (Role.LIAISON, "line of a table"),
            (Role.DEPUTY, "case"),
        ]
    async with bench.process.unit_of_work() as work:
        await read_case(work, await actor_for(work, liaison.id), Ref(case.id))
        [first, _] = (await readers_of(work, [case.id]))[case.id]
        assert (first.role, first.is_only_listed) == (Role.LIAISON, False)
        assert await deputies_who_are(work.session, work.station_id, {liaison.id}) == {}


@on_sqlite
async def test_pictures_of_activities_are_counted_and_stay_without_their_sender(
    bench: Bench, wang: Member
) -> None:
    async with bench.process.unit_of_work() as work:
        await picture_of_an_inspection(work, wang.id)
        actor = Actor(wang.id, frozenset({Role.CONSTITUENT}))
        texts = Texts("zh-Hans", work.knowledge.station.zone, work.now)
        shown = await my_data_values(work, NOTICE, None, actor, texts)
        assert shown["pictures"] == 1
        await erase(work, actor)
    async with bench.process.database.reading() as session:
        [photo] = await session.exec(select(ActivityPhoto))
    assert (photo.sent_by_id, photo.file_id) == (None, "f")


@on_sqlite
async def test_how_long_things_are_kept_is_told_as_the_settings_have_it(bench: Bench, wang: Member) -> None:
    rules = RetentionRules(identities=timedelta(days=730), files=timedelta(days=45))
    async with bench.process.unit_of_work() as work:
        work.knowledge = replace(work.knowledge, retention=rules)
        texts = Texts("zh-Hans", work.knowledge.station.zone, work.now)
        actor = Actor(wang.id, frozenset({Role.CONSTITUENT}))
        values = await my_data_values(work, NOTICE, None, actor, texts)
        said = texts("my_data.privacy", **values)
    assert "事情都了结以后 2 年" in said
    assert "事情了结以后 45 天" in said
    assert "我发给您的消息：6 个月" in said
    assert "都在国外" in said
    assert any("privacy" in getattr(handler, "commands", ()) for handler in HANDLERS)
