"""挂账: what cannot be done now is put off until a review date, on which the work goes on by itself."""

from datetime import date, timedelta

from hotline import handling, notices
from hotline.case_clocks import settle, start, waiting_clocks
from hotline.casebook import Opened, Ref, open_case
from hotline.deadlines import ClockKind, reply_deadline
from hotline.errors import IllegalTransition, NoSuchChoice, TextMissing
from hotline.history import move, shown_number
from hotline.material import Material
from hotline.permissions import SYSTEM, Act, Actor
from hotline.states import check_transition
from hotline.supporting import tell_followers
from hotline.work import Work
from storage.tables import Case
from storage.vocabulary import Role, State

_ANSWERS = frozenset({ClockKind.REPLY, ClockKind.REDO})


async def prepare(work: Work, actor: Actor, ref: Ref) -> Case:
    """Open a case that may be put off."""
    opened = await open_case(work, actor, Act.DEFER, ref)
    _check_may_defer(opened.case)
    return opened.case


async def defer(work: Work, actor: Actor, ref: Ref, review_on: date, material: Material) -> Case:
    """Put a case off, with a reason that the constituent reads; the clocks stand still until the day."""
    opened = await open_case(work, actor, Act.DEFER, ref)
    case = opened.case
    _check_may_defer(case)
    check_review_day(work, review_on)
    if not material.text.strip():
        raise TextMissing("defer")
    await handling.begin(work, opened)
    day = review_on.isoformat()
    await move(
        work, case, State.DEFERRED, "deferred", opened.actor, opened.role, text=material.text, review_on=day
    )
    case.review_at = work.calendar.at(review_on, work.calendar.hours.opens)
    entry = await handling.say(work, opened, "deferral", material)
    await handling.close_referrals(work, case)
    await handling.contacted(work, case)
    await settle(work, case)
    await handling.tell_constituent(work, case, "case.deferred", entry)
    await tell_followers(work, case, "deferred")
    return case


def check_review_day(work: Work, review_on: date) -> None:
    """Raise NoSuchChoice unless the day lies ahead and within what the rules allow."""
    today = work.calendar.local_date(work.now)
    if not today < review_on <= today + timedelta(days=work.clocks.longest_deferral):
        raise NoSuchChoice("review_on", str(work.clocks.longest_deferral))


async def resume(work: Work, actor: Actor, ref: Ref) -> Case:
    """Go on before the review date."""
    opened = await open_case(work, actor, Act.RESUME, ref)
    await _go_on(work, opened)
    return opened.case


async def resume_on_review(work: Work, case: Case) -> None:
    """The review date has come: the work goes on, and the constituent hears of it."""
    if case.state == State.DEFERRED:
        await _go_on(work, Opened(case, SYSTEM, Role.SYSTEM))


async def _go_on(work: Work, opened: Opened) -> None:
    case = opened.case
    if case.state != State.DEFERRED:
        raise IllegalTransition(shown_number(case), case.state, State.IN_PROGRESS)
    await move(work, case, State.IN_PROGRESS, "resumed", opened.actor, opened.role)
    case.review_at = None
    if not any(clock.kind in _ANSWERS for clock in await waiting_clocks(work, case)):
        # It had been replied to: the next reply has a day of its own.
        await start(work, case, reply_deadline(work.now, case.urgency, work.calendar, work.clocks))
    await settle(work, case)
    await notices.tell(work, case.constituent_id, "case.resumed", case)
    await tell_followers(work, case, "resumed")


def _check_may_defer(case: Case) -> None:
    # An accepted case is in progress as soon as something is decided about it.
    state = State.IN_PROGRESS if case.state == State.ACCEPTED else case.state
    check_transition(shown_number(case), state, State.DEFERRED)
