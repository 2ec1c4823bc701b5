"""Somebody without Telegram asks to be erased; the desk does it, but erases nothing that is about itself."""

from typing import Any

import pytest
from sqlmodel import SQLModel, select

from hotline import notices
from hotline.audit import verify
from hotline.callers.forgetting import ask_forget, forget
from hotline.callers.people import caller_of, find_or_make
from hotline.casebook import Ref
from hotline.errors import InvitationRefused, NotAllowed, NotYourCase
from hotline.history import record
from hotline.invitations import invite_caller, join
from hotline.people import actor_for
from hotline.permissions import SYSTEM
from storage.queries import outbox
from storage.queries.roster import next_number
from storage.tables import Case, Entry, Event, Identity, Notice, Person
from storage.vocabulary import Channel, Role, State
from tests.support.bench import Bench, Member

PHONE = "13900000000"
WORDS = "老赵家门口的路灯"
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


async def rows(bench: Bench, table: type[SQLModel]) -> list[Any]:
    async with bench.process.database.reading() as session:
        return list(await session.exec(select(table)))


async def called(bench: Bench, state: State = State.SUBMITTED, **details: Any) -> Case:
    """A filed case of somebody who called, with what was said in it and a call to make."""
    async with bench.process.unit_of_work() as work:
        caller = await find_or_make(work, "老赵", PHONE)
        case = Case(
            station_id=work.station_id,
            constituent_id=caller.id,
            number=await next_number(work.session, work.station_id),
            state=state,
            channel=Channel.PHONE,
            text=WORDS,
            created_at=work.now,
            state_since=work.now,
            submitted_at=work.now,
            **details,
        )
        work.session.add(case)
        await work.session.flush()
        await record(work, case, "submitted", SYSTEM, Role.SYSTEM, to_state=State.SUBMITTED)
        work.session.add(
            Entry(
                station_id=work.station_id,
                case_id=case.id,
                author_id=caller.id,
                author_role=Role.CONSTITUENT,
                kind="said",
                text=WORDS,
                at=work.now,
            )
        )
    return case


async def forgotten(bench: Bench, actor: Member, case: Case) -> bool:
    async with bench.process.unit_of_work() as work:
        return await forget(work, await actor_for(work, actor.id), Ref(case.id))


async def told(bench: Bench, kind: str) -> list[Notice]:
    return [notice for notice in await bench.notices() if notice.kind == kind]


async def test_everything_of_the_caller_goes_and_the_record_stays_whole(
    bench: Bench, liaison: Member
) -> None:
    case, closed = await called(bench), await called(bench, State.CLOSED)
    async with bench.process.unit_of_work() as work:
        actor = await actor_for(work, liaison.id)
        _, code = await invite_caller(work, actor, Ref(case.id))
        await ask_forget(work, actor, Ref(case.id))
    [asked] = await told(bench, "caller.ask_forget")
    assert asked.params["count"] == 2
    assert await forgotten(bench, liaison, case)
    found = {row.id: row for row in await rows(bench, Case)}
    assert [(found[one.id].state, found[one.id].text) for one in (case, closed)] == [
        (State.WITHDRAWN, ""),
        (State.CLOSED, ""),
    ]
    assert [entry.text for entry in await rows(bench, Entry)] == ["", ""]
    assert case.constituent_id not in {row.person_id for row in await rows(bench, Identity)}
    [person] = [row for row in await rows(bench, Person) if row.id == case.constituent_id]
    assert (person.is_caller, person.erased_at is not None) == (False, True)
    erased = [row for row in await rows(bench, Event) if row.kind == "erased"]
    assert [(row.actor_id, row.actor_role) for row in erased] == [(liaison.id, Role.LIAISON)] * 2
    async with bench.process.unit_of_work() as work:
        assert (await verify(work)).findings == []
        again = await find_or_make(work, "老赵", PHONE)
        assert again.id != case.constituent_id
        assert await caller_of(work, case.constituent_id) is None
        with pytest.raises(InvitationRefused):
            await join(work, await actor_for(work, liaison.id), code, is_confirmed=True)
    with pytest.raises(NotYourCase):
        await forgotten(bench, liaison, case)


@on_sqlite
async def test_nobody_is_to_be_called_any_more(bench: Bench, liaison: Member) -> None:
    case = await called(bench)
    async with bench.process.unit_of_work() as work:
        row = await work.session.get_one(Case, (work.station_id, case.id))
        await work.session.flush()
        await notices.tell(work, case.constituent_id, "case.taken_up", row)
    [task] = await told(bench, "caller.task")
    assert task.state == outbox.WAITING
    assert await forgotten(bench, liaison, case)
    assert {task.state for task in await told(bench, "caller.task")} == {outbox.SUPERSEDED}


@on_sqlite
async def test_what_is_said_of_the_liaison_is_the_presidium_s_to_erase(bench: Bench, liaison: Member) -> None:
    presidium = await bench.member("赵主席", Role.PRESIDIUM)
    harmless, about_her = await called(bench), await called(bench, names_liaison=True)
    assert not await forgotten(bench, liaison, harmless)
    assert len(await told(bench, "caller.forget_elsewhere")) == 1
    with pytest.raises(NotYourCase):
        await forgotten(bench, liaison, about_her)
    assert all(row.text == WORDS for row in await rows(bench, Case))
    with pytest.raises(NotYourCase):
        await forgotten(bench, presidium, harmless)
    assert await forgotten(bench, presidium, about_her)
    assert all(row.text == "" for row in await rows(bench, Case))


@on_sqlite
async def test_whoever_has_a_chat_does_it_alone_and_nobody_else_does_it(
    bench: Bench, wang: Member, liaison: Member
) -> None:
    own, theirs = await bench.case_of(wang), await called(bench)
    with pytest.raises(NotYourCase):
        await forgotten(bench, liaison, own)
    with pytest.raises(NotAllowed):
        await forgotten(bench, wang, theirs)
    assert {row.text for row in await rows(bench, Case)} == {"村口的路坏了", WORDS}
