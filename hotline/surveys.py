"""回访: two weeks after closing the constituent is asked once more; 'not solved' has the case done again."""

from hotline import notices, rating
from hotline.casebook import Ref, open_case
from hotline.dispatch import tell_deputy
from hotline.errors import IllegalTransition
from hotline.history import record, shown_number
from hotline.permissions import SYSTEM, Act, Actor
from hotline.reminders import ReminderKind
from hotline.work import Work
from storage.queries import events as event_queries
from storage.tables import Case
from storage.vocabulary import Role, State


async def note_asked(work: Work, case: Case) -> None:
    """The one survey of a case goes out; however often it is closed again, there is no second."""
    case.has_been_surveyed = True
    await record(work, case, "reminded", SYSTEM, Role.SYSTEM, reminder=ReminderKind.SURVEY)


async def ask_again(work: Work, actor: Actor, ref: Ref) -> bool:
    """Ask once more for the answer to a survey that went out, by command; False if none waits for one."""
    case = (await open_case(work, actor, Act.ANSWER_SURVEY, ref)).case
    if case.state != State.CLOSED or not case.has_been_surveyed or await _is_answered(work, case):
        return False
    await notices.answer(work, actor.person_id, "survey.again", case)
    return True


async def answer(
    work: Work, actor: Actor, ref: Ref, *, is_solved: bool, message_id: int | None = None
) -> Case:
    """Still solved: noted, and the deputy hears it. Not solved: the case is reopened."""
    opened = await open_case(work, actor, Act.ANSWER_SURVEY, ref)
    case = opened.case
    if case.state != State.CLOSED:
        raise IllegalTransition(shown_number(case), case.state, State.REDO)
    await record(work, case, "survey_answered", actor, opened.role, is_solved=is_solved)
    if not is_solved:
        return await rating.reopen(work, actor, Ref(case.id), message_id=message_id)
    case.version += 1
    await tell_deputy(work, case, "survey.deputy")
    kind = "survey.thanks" if opened.role is Role.CONSTITUENT else "survey.noted"
    await notices.answer(work, actor.person_id, kind, case, message_id=message_id)
    return case


async def _is_answered(work: Work, case: Case) -> bool:
    found = await event_queries.events_of_kind(work.session, work.station_id, case.id, "survey_answered")
    return bool(found)
