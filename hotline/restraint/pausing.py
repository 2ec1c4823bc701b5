"""暂停: a person's new matters wait for some days, for a reason that the person is told and may object to.

Danger, own cases, answers, ratings and what is kept of the person go on as ever.
"""

from datetime import date, datetime, time, timedelta

from hotline import notices
from hotline.casebook import Ref, open_filed
from hotline.errors import NoSuchChoice, TextMissing
from hotline.masking import mask
from hotline.permissions import SYSTEM, Act, Actor, acting_role
from hotline.restraint import holding
from hotline.restraint.limits import Because, Wait
from hotline.service_hours import next_service_time
from hotline.station_history import record_for_station
from hotline.work import Work
from storage.queries import cases as case_queries
from storage.queries import pauses as queries
from storage.queries import people, slots
from storage.tables import Case, Pause, Person
from storage.vocabulary import Role

BATCH = 50


async def prepare(work: Work, actor: Actor, ref: Ref) -> Case:
    """Open the case whose author is to be paused, before reason and days are asked for.

    Raises NoSuchChoice for whoever cannot be paused, or not by this actor.
    """
    opened = await open_filed(work, actor, Act.PAUSE_PERSON, ref)
    await _check_person(work, opened.role, opened.case.constituent_id)
    return opened.case


async def pause(work: Work, actor: Actor, ref: Ref, reason: str, last_day: date) -> Pause:
    """Let the new matters of a case's author wait until the end of `last_day` (in the station's zone)."""
    opened = await open_filed(work, actor, Act.PAUSE_PERSON, ref)
    person_id = opened.case.constituent_id
    await _check_person(work, opened.role, person_id)
    if not reason.strip():
        raise TextMissing("pause")
    found = Pause(
        station_id=work.station_id,
        person_id=person_id,
        reason=mask(reason).strip(),
        begins_at=work.now,
        ends_at=_end_of(work, last_day),
        paused_by_id=actor.person_id,
    )
    work.session.add(found)
    await work.session.flush()
    days = (last_day - _today(work)).days + 1
    await record_for_station(work, "person_paused", actor, opened.role, days=days)
    await holding.keep_all_of(work, person_id, Wait(found.ends_at, Because.PAUSE))
    await notices.tell(
        work, person_id, "pause.begun", priority=notices.ANSWER, pause=found.id, by_role=opened.role
    )
    return found


async def running(work: Work, actor: Actor) -> list[Pause]:
    """The pauses that run now; of those that the presidium has set the liaison hears nothing."""
    role = acting_role(Act.KEEP_PAUSES, actor)
    found = await queries.running(work.session, work.station_id, work.now)
    if role is Role.PRESIDIUM:
        return found
    holders = await people.holders(work.session, work.station_id, Role.LIAISON)
    return [row for row in found if row.paused_by_id in holders]


async def lift(work: Work, actor: Actor, pause_id: int) -> Pause:
    """End a pause before its time: the liaison one of her own office, the presidium any."""
    role = acting_role(Act.KEEP_PAUSES, actor)
    if role is Role.LIAISON and not any(row.id == pause_id for row in await running(work, actor)):
        raise NoSuchChoice("pause_over", "")
    return await _end_early(work, actor, role, await _open(work, pause_id))


async def object_to(work: Work, actor: Actor, words: str) -> Pause:
    """The person does not agree: the presidium decides. Once a pause; words are wanted."""
    found = await open_to_objection(work, actor)
    if not words.strip():
        raise TextMissing("object")
    found.objection, found.objected_at = mask(words).strip(), work.now
    # Who objects is nobody's business in the station's history.
    await record_for_station(work, "pause_objected", SYSTEM, Role.CONSTITUENT)
    await _tell_presidium(work, found)
    return found


async def open_to_objection(work: Work, actor: Actor) -> Pause:
    """The person's pause, to which nothing was said against yet. Raises NoSuchChoice."""
    acting_role(Act.OBJECT_TO_PAUSE, actor)
    found = await queries.of_person(work.session, work.station_id, actor.person_id, work.now)
    if found is None:
        raise NoSuchChoice("not_paused", "")
    if found.objected_at is not None:
        raise NoSuchChoice("objected_already", "")
    return found


async def decide(work: Work, actor: Actor, pause_id: int, *, is_lifted: bool) -> Pause:
    """The presidium lifts a pause to which the person objects, or lets it stand; both sides hear of it."""
    role = acting_role(Act.DECIDE_PAUSE, actor)
    found = await _open(work, pause_id)
    if found.objected_at is None or found.decided_at is not None:
        raise NoSuchChoice("no_objection", "")
    if is_lifted:
        return await _end_early(work, actor, role, found)
    found.decided_at, found.decided_by_id = work.now, actor.person_id
    await record_for_station(work, "pause_stands", actor, role)
    await notices.tell(work, found.person_id, "pause.stands", pause=found.id)
    await _tell_who_paused(work, actor, found, "pause.told_stands")
    return found


async def waiting_objections(work: Work, actor: Actor) -> list[Pause]:
    """Objections on which the presidium has yet to decide."""
    acting_role(Act.DECIDE_PAUSE, actor)
    return await queries.undecided(work.session, work.station_id, work.now)


async def of_case(work: Work, actor: Actor, number: str) -> Pause:
    """The running pause of the author of a case, which is all by which the office knows people."""
    digits = number.strip().lstrip("#＃")
    case = None
    if digits.isdecimal() and len(digits) <= 9:
        case = await case_queries.case_by_number(work.session, work.station_id, int(digits))
    for row in await running(work, actor):
        if case is not None and row.person_id == case.constituent_id:
            return row
    raise NoSuchChoice("pause_over", "")


async def end_due(work: Work) -> int:
    """Pauses that have run out end; whoever was paused hears of it, in service hours."""
    if next_service_time(work.now, work.knowledge.station) > work.now:
        return 0
    due = await queries.claim_over(work.session, work.station_id, work.now, BATCH)
    for row in due:
        row.lifted_at = work.now
        await record_for_station(work, "pause_over", SYSTEM, Role.SYSTEM)
        # Before the cards of what was kept, which it speaks of.
        await notices.tell(work, row.person_id, "pause.over", priority=notices.ANSWER)
        await holding.release_all_of(work, row.person_id)
    return len(due)


async def _check_person(work: Work, role: Role, person_id: int) -> None:
    """Nobody of the office, nobody without a chat; and whoever has a case about the liaison not by her."""
    session, station = work.session, work.station_id
    person = await session.get_one(Person, (station, person_id))
    if person.is_caller or person.erased_at is not None:
        raise NoSuchChoice("pause_caller", "")
    is_of_office = bool(await people.roles_of(session, station, person_id))
    is_for_presidium = role is Role.LIAISON and await queries.has_case_about_liaison(
        session, station, person_id
    )
    # One refusal for both: that there is a case about her is nothing the liaison may learn.
    if is_of_office or is_for_presidium:
        raise NoSuchChoice("pause_person", "")
    if await queries.of_person(session, station, person_id, work.now) is not None:
        raise NoSuchChoice("paused_already", "")


def _end_of(work: Work, last_day: date) -> datetime:
    today = _today(work)
    if not today <= last_day <= today + timedelta(days=work.knowledge.limits.pause_days):
        raise NoSuchChoice("pause_days", str(work.knowledge.limits.pause_days))
    return datetime.combine(last_day + timedelta(days=1), time(), tzinfo=work.knowledge.station.zone)


def _today(work: Work) -> date:
    return work.calendar.local_date(work.now)


async def _open(work: Work, pause_id: int) -> Pause:
    """A pause that runs still."""
    found = await queries.pause(work.session, work.station_id, pause_id)
    if found is None or found.lifted_at is not None or found.ends_at <= work.now:
        raise NoSuchChoice("pause_over", "")
    return found


async def _end_early(work: Work, actor: Actor, role: Role, found: Pause) -> Pause:
    found.decided_at = found.lifted_at = work.now
    found.decided_by_id = actor.person_id
    await record_for_station(work, "pause_lifted", actor, role)
    await notices.tell(work, found.person_id, "pause.lifted", priority=notices.ANSWER, by_role=role)
    await holding.release_all_of(work, found.person_id)
    await _tell_who_paused(work, actor, found, "pause.told_lifted")
    await _drop_requests(work, found)
    return found


async def _tell_presidium(work: Work, found: Pause) -> None:
    """The presidium; where nobody has joined as such, the liaison hears that something waits for it."""
    if not await people.holders(work.session, work.station_id, Role.PRESIDIUM):
        await notices.tell_holders(work, Role.LIAISON, "liaison.presidium_missing", slot="presidium_missing")
    await notices.tell_holders(work, Role.PRESIDIUM, "pause.objection", slot=_slot(found), pause=found.id)


async def _tell_who_paused(work: Work, actor: Actor, found: Pause, kind: str) -> None:
    if found.paused_by_id != actor.person_id:
        await notices.tell(work, found.paused_by_id, kind, pause=found.id)


async def _drop_requests(work: Work, found: Pause) -> None:
    """Nobody has to decide any more on what has ended."""
    for person_id in await people.holders(work.session, work.station_id, Role.PRESIDIUM):
        await slots.supersede(work.session, work.station_id, person_id, _slot(found))


def _slot(found: Pause) -> str:
    return f"pause:{found.id}"
