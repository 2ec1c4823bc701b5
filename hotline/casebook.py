"""Opening a case for an act: it exists, this person may do this to it, and the button is not out of date."""

from dataclasses import dataclass

from hotline.errors import HotlineError, IllegalTransition, NoSuchCase, NotYourCase, StaleVersion
from hotline.history import shown_number
from hotline.permissions import Act, Actor, CaseFacts, acting_role
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import clocks, events, people, supports
from storage.remembering import remember
from storage.tables import Case
from storage.vocabulary import SPOKEN, Role, State


@dataclass(frozen=True)
class Ref:
    """Which case is meant: by id with the version a button was made for, or by a typed number.

    Without a version (commands, replies) the act is meant for the case as it is now.
    """

    case_id: int = 0
    version: int | None = None
    number: str | None = None


@dataclass(frozen=True)
class Opened:
    """A case, locked for this unit of work, and the role in which the actor acts on it."""

    case: Case
    actor: Actor
    role: Role


async def facts_of(work: Work, case: Case) -> CaseFacts:
    """What of a case decides who may act on it."""
    if case.state == State.DRAFT:
        note_draft(work, case)
    return CaseFacts(
        number=shown_number(case),
        constituent_id=case.constituent_id,
        deputy_id=case.deputy_id,
        is_escalated=case.is_escalated,
        named_deputies=await queries.avoided_deputies(work.session, work.station_id, case.id),
        names_liaison=case.names_liaison,
        supporters=await supports.followers(work.session, work.station_id, case.id),
        is_caller=await is_callers(work, case),
    )


def note_draft(work: Work, case: Case) -> None:
    """A draft has no history, no clocks and no followers, and is hidden from nobody: none is looked up."""
    remember(work.session, events.last_event, work.station_id, case.id, answer=None)
    remember(work.session, queries.avoided_deputies, work.station_id, case.id, answer=frozenset())
    remember(work.session, supports.followers, work.station_id, case.id, answer=frozenset())
    remember(work.session, clocks.clocks_of, work.station_id, case.id, answer=[])


async def is_callers(work: Work, case: Case) -> bool:
    """Whether the desk speaks for the constituent, who has no chat or has just called."""
    is_being_registered = case.state == State.DRAFT and case.channel in SPOKEN
    return is_being_registered or await people.is_caller(work.session, work.station_id, case.constituent_id)


async def open_case(work: Work, actor: Actor, act: Act, ref: Ref) -> Opened:
    """Open a case for an act. Raises NoSuchCase, NotAllowed, NotYourCase, StaleVersion.

    To whoever typed a number, a case out of reach is as good as unknown.
    """
    if ref.number is None:
        case = await queries.case(work.session, work.station_id, ref.case_id, lock=True)
    else:
        case = await _by_number(work, ref.number)
    if case is None:
        raise NoSuchCase(ref.number or "")
    work.opened_case_id = case.id
    try:
        role = acting_role(act, actor, await facts_of(work, case))
    except NotYourCase:
        if ref.number is None:
            raise
        raise NoSuchCase(ref.number) from None
    if ref.version is not None and ref.version != case.version:
        raise StaleVersion(shown_number(case), case.state)
    return Opened(case, actor, role)


async def open_filed(work: Work, actor: Actor, act: Act, ref: Ref) -> Opened:
    """Open a case for an act that leaves history, which a draft has not: IllegalTransition for one."""
    opened = await open_case(work, actor, act, ref)
    if opened.case.state == State.DRAFT:
        raise IllegalTransition("", State.DRAFT, State.SUBMITTED)
    return opened


async def _by_number(work: Work, number: str) -> Case | None:
    digits = number.strip().lstrip("#＃")
    if not digits.isdecimal() or len(digits) > 9:
        return None
    return await queries.case_by_number(work.session, work.station_id, int(digits), lock=True)


async def may(work: Work, actor: Actor, act: Act, case: Case) -> bool:
    """Whether the actor may do this; for showing buttons, never instead of the check."""
    try:
        acting_role(act, actor, await facts_of(work, case))
    except HotlineError:
        return False
    return True
