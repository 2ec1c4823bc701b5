"""Telephone calls and visits: the liaison registers them, and tells callers what the hotline has to say."""

from typing import Any

from hotline import case_clocks, drafts, notices
from hotline.callers import people as callers
from hotline.callers.notes import CallNote
from hotline.casebook import Ref, open_filed
from hotline.errors import NoSuchChoice, TextMissing
from hotline.history import record
from hotline.material import Material, add_entry
from hotline.permissions import Act, Actor, acting_role
from hotline.work import Work
from storage.queries import calls as queries
from storage.queries import events as event_queries
from storage.tables import Case, Person
from storage.vocabulary import Channel, Role

_NOT_ITS_WORDS = frozenset({"told", "task", "caller"})


async def find_caller(work: Work, actor: Actor, note: CallNote, known_id: int | None = None) -> Person:
    """Whose call it is: of a note, or of the one before it that said who it was but not yet what."""
    acting_role(Act.REGISTER_CALL, actor)
    if known_id is not None and not note.phone:
        return await work.session.get_one(Person, (work.station_id, known_id))
    return await callers.find_or_make(work, note.name, note.phone)


async def register(work: Work, actor: Actor, caller: Person, text: str, *, is_walk_in: bool) -> Case:
    """A draft of what somebody said on the telephone or in the reception room, for the liaison to confirm."""
    acting_role(Act.REGISTER_CALL, actor)
    if not text:
        raise TextMissing("call")
    case = Case(
        station_id=work.station_id,
        constituent_id=caller.id,
        channel=Channel.WALK_IN if is_walk_in else Channel.PHONE,
        created_at=work.now,
        state_since=work.now,
    )
    work.session.add(case)
    await work.session.flush()
    await add_entry(work, case, caller.id, Role.CONSTITUENT, "said", Material(text=text))
    await drafts.reconsider(work, case, caller)
    await case_clocks.begin(work, case)
    return case


async def open_call(work: Work, actor: Actor, ref: Ref) -> Case:
    """A call that has not been filed yet."""
    return await drafts.open_draft(work, actor, Act.SUBMIT, ref)


async def choose_place(work: Work, actor: Actor, ref: Ref, place_id: int) -> Case:
    """The liaison says which village a call is about."""
    case = await open_call(work, actor, ref)
    caller = await work.session.get_one(Person, (work.station_id, case.constituent_id))
    return await drafts.choose_place(work, actor, caller, ref, place_id)


async def change_channel(work: Work, actor: Actor, ref: Ref) -> Case:
    """It was a visit, not a call; or the other way round."""
    case = await open_call(work, actor, ref)
    case.channel = Channel.PHONE if case.channel == Channel.WALK_IN else Channel.WALK_IN
    case.version += 1
    return case


async def note_told(work: Work, actor: Actor, ref: Ref, task: str, *, is_reached: bool) -> Case:
    """What became of the call that a task asked for; who was not reached is called the next working day.

    `task` may be empty: the oldest one of the case that is still to be done. Raises NoSuchChoice.
    """
    opened = await open_filed(work, actor, Act.TELL_CALLER, ref)
    case = opened.case
    done = await _done(work, case)
    waiting = await queries.call_tasks(work.session, work.station_id, actor.person_id, case.id)
    found = [
        row for row in waiting if row.params["task"] in ({task} if task else {row.params["task"]} - done)
    ]
    if not found or found[0].params["task"] in done:
        raise NoSuchChoice("call", "")
    params = found[0].params
    number, told = str(params["task"]), str(params["told"])
    if is_reached:
        await record(work, case, "caller_told", actor, opened.role, task=number, told=told)
    else:
        await record(work, case, "caller_not_reached", actor, opened.role, task=number, told=told)
        await _call_again(work, case, params)
    return case


async def _done(work: Work, case: Case) -> set[str]:
    """The tasks of a case that somebody has seen to."""
    events = [
        *await event_queries.events_of_kind(work.session, work.station_id, case.id, "caller_told"),
        *await event_queries.events_of_kind(work.session, work.station_id, case.id, "caller_not_reached"),
    ]
    return {str(event.facts["task"]) for event in events}


async def _call_again(work: Work, case: Case, params: dict[str, Any]) -> None:
    calendar = work.calendar
    tomorrow = calendar.add_working_days(work.now, 1)
    morning = calendar.at(calendar.local_date(tomorrow), work.knowledge.station.service_opens)
    words = {key: value for key, value in params.items() if key not in _NOT_ITS_WORDS}
    await notices.have_caller_told(
        work, int(params["caller"]), str(params["told"]), case, not_before=morning, **words
    )
