"""督办: the liaison's note on a case that the deputy must answer by a day."""

from datetime import date, datetime

from hotline import notices
from hotline.case_clocks import settle
from hotline.casebook import Ref, open_case
from hotline.dispatch import person_of_deputy, tell_deputy
from hotline.errors import IllegalTransition, NoSuchChoice, TextMissing
from hotline.history import record, shown_number
from hotline.material import Material, add_entry
from hotline.permissions import Act, Actor
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import supervisions as queries
from storage.tables import Case, Supervision
from storage.vocabulary import Role, State

# Elsewhere nobody is there to answer.
_SUPERVISABLE = OPEN - {State.DRAFT, State.SUBMITTED, State.RETURN_REVIEW}


async def prepare(work: Work, actor: Actor, ref: Ref) -> Case:
    """Open a case for a note whose words are still to come; refuses now what would be refused then."""
    case = (await open_case(work, actor, Act.SUPERVISE, ref)).case
    if case.state not in _SUPERVISABLE:
        raise IllegalTransition(shown_number(case), case.state, case.state)
    if await person_of_deputy(work, case) is None:
        raise NoSuchChoice("supervised", "")
    if await queries.open_supervision(work.session, work.station_id, case.id) is not None:
        raise NoSuchChoice("supervised_already", "")
    return case


async def supervise(work: Work, actor: Actor, ref: Ref, words: str, due_on: date) -> Case:
    """Ask the deputy to account for a case until closing time of a day; one note at a time."""
    case, role = await prepare(work, actor, ref), (await open_case(work, actor, Act.SUPERVISE, ref)).role
    if not words.strip():
        raise TextMissing("supervise")
    due_at = _end_of(work, due_on)
    entry = await add_entry(work, case, actor.person_id, role, "supervision", Material(text=words))
    work.session.add(
        Supervision(
            station_id=work.station_id,
            case_id=case.id,
            note_entry_id=entry.id,
            asked_at=work.now,
            due_at=due_at,
        )
    )
    await work.session.flush()
    await record(work, case, "supervised", actor, role, text=words, due=due_on.isoformat())
    case.version += 1
    await settle(work, case)
    await tell_deputy(work, case, "deputy.supervised", entry=entry.id, due_at=due_at.isoformat())
    return case


async def answer(work: Work, actor: Actor, ref: Ref, words: str) -> Case:
    """The deputy accounts for the case; whoever asked reads it."""
    opened = await open_case(work, actor, Act.ANSWER_SUPERVISION, ref)
    case = opened.case
    supervision = await queries.open_supervision(work.session, work.station_id, case.id)
    if supervision is None:
        raise NoSuchChoice("supervision", "")
    if not words.strip():
        raise TextMissing("answer_supervision")
    material = Material(text=words)
    entry = await add_entry(work, case, actor.person_id, opened.role, "supervision_answer", material)
    supervision.answered_at, supervision.answer_entry_id = work.now, entry.id
    await record(work, case, "supervision_answered", actor, opened.role, text=words)
    case.version += 1
    await settle(work, case)
    await notices.tell_overseers(work, "liaison.supervision_answered", case, entry=entry.id)
    if case.is_escalated and not case.names_liaison:
        await notices.tell_holders(work, Role.PRESIDIUM, "liaison.supervision_answered", case, entry=entry.id)
    return case


def _end_of(work: Work, day: date) -> datetime:
    """Closing time of the day, which must be to come."""
    due_at = work.calendar.closing(day)
    if due_at <= work.now:
        raise NoSuchChoice("due_on", day.isoformat())
    return due_at
