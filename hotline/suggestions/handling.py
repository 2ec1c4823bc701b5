"""From review to the outcome of a suggestion: issued, handled, answered, rated, once more if need be.

Every constituent behind it hears of the issuing and of each outcome; each case is still closed by itself.
"""

from hotline import notices
from hotline.deadlines import redo_deadline, suggestion_deadline
from hotline.errors import NoSuchChoice, TextMissing
from hotline.history import record as record_in_case
from hotline.masking import mask
from hotline.permissions import Act, Actor
from hotline.suggestions.book import (
    OpenedSuggestion,
    SuggestionRef,
    author_of,
    open_suggestion,
    overseers_of,
)
from hotline.suggestions.history import shown_number, step
from hotline.suggestions.states import check_step
from hotline.supporting import tell_followers
from hotline.work import Work
from storage.queries import suggestions as queries
from storage.tables import Suggestion
from storage.vocabulary import State, SuggestionState

_S = SuggestionState
_MOST_AGAIN = 1
LONGEST_UNIT = 64


async def prepare(work: Work, actor: Actor, act: Act, ref: SuggestionRef, to: SuggestionState) -> Suggestion:
    """Open a suggestion for a step whose words are still to come; refuses now what would be refused then."""
    suggestion = (await open_suggestion(work, actor, act, ref)).suggestion
    check_step(shown_number(suggestion), suggestion.state, to)
    return suggestion


async def issue(
    work: Work,
    actor: Actor,
    ref: SuggestionRef,
    unit: str,
    *,
    is_complex: bool = False,
    message_id: int | None = None,
) -> Suggestion:
    """交办: approve it and give it to a handling unit, whose clock of months runs from now."""
    opened = await open_suggestion(work, actor, Act.REVIEW_SUGGESTION, ref)
    suggestion, named = opened.suggestion, " ".join(unit.split())[:LONGEST_UNIT]
    if not named:
        raise TextMissing("suggestion_unit")
    clock = suggestion_deadline(work.now, work.calendar, work.clocks, is_complex=is_complex)
    check_step(shown_number(suggestion), suggestion.state, _S.ISSUED)
    suggestion.unit, suggestion.is_complex = named, is_complex
    suggestion.issued_at, suggestion.due_at = work.now, clock.due_at
    # The first look is planned from the clock, which runs only once the state says so.
    await step(work, suggestion, _S.ISSUED, "issued", actor, opened.role, is_complex=is_complex)
    await _answer(work, opened, "suggestion.issued", message_id)
    await _tell_author(work, opened, "suggestion.issued")
    await _tell_constituents(work, opened, "case.suggestion_issued", "suggestion_issued")
    return suggestion


async def send_back(work: Work, actor: Actor, ref: SuggestionRef, reason: str) -> Suggestion:
    """Back to the deputy, with what has to be changed."""
    opened = await open_suggestion(work, actor, Act.REVIEW_SUGGESTION, ref)
    if not reason.strip():
        raise TextMissing("suggestion_back")
    await step(work, opened.suggestion, _S.DRAFTED, "sent_back", actor, opened.role, text=reason)
    opened.suggestion.note = mask(reason).strip()
    await _answer(work, opened, "suggestion.back_noted")
    await _tell_author(work, opened, "suggestion.sent_back")
    return opened.suggestion


async def begin(work: Work, actor: Actor, ref: SuggestionRef, *, message_id: int | None = None) -> Suggestion:
    """The unit has taken it up: noted by whoever heard so."""
    opened = await open_suggestion(work, actor, Act.HANDLE_SUGGESTION, ref)
    await step(work, opened.suggestion, _S.HANDLING, "begun", actor, opened.role)
    await _answer(work, opened, "suggestion.card", message_id)
    return opened.suggestion


async def record_answer(work: Work, actor: Actor, ref: SuggestionRef, words: str) -> Suggestion:
    """Note the unit's answer; the deputy says whether it satisfies."""
    opened = await open_suggestion(work, actor, Act.HANDLE_SUGGESTION, ref)
    suggestion = opened.suggestion
    if not words.strip():
        raise TextMissing("suggestion_answer")
    await step(work, suggestion, _S.REPLIED, "answered", actor, opened.role, text=words)
    suggestion.answer, suggestion.replied_at = mask(words).strip(), work.now
    suggestion.is_satisfied = None
    await _answer(work, opened, "suggestion.replied")
    await _tell_author(work, opened, "suggestion.replied")
    return suggestion


async def rate(
    work: Work, actor: Actor, ref: SuggestionRef, is_satisfied: bool, *, message_id: int | None = None
) -> Suggestion:
    """The deputy's opinion of the answer. Not satisfied: handled again for a month, once."""
    opened = await open_suggestion(work, actor, Act.RATE_SUGGESTION, ref)
    suggestion = opened.suggestion
    await step(work, suggestion, _S.RATED, "rated", actor, opened.role, is_satisfied=is_satisfied)
    suggestion.is_satisfied = is_satisfied
    if is_satisfied or suggestion.rehandled_times >= _MOST_AGAIN:
        await _conclude(work, opened, "concluded", message_id)
        return suggestion
    suggestion.rehandled_times += 1
    suggestion.due_at = redo_deadline(work.now, work.calendar, work.clocks).due_at
    await step(work, suggestion, _S.REHANDLING, "rehandling", actor, opened.role)
    await _answer(work, opened, "suggestion.rehandling", message_id)
    await _tell_overseers(work, opened, "suggestion.rehandling")
    await _tell_constituents(work, opened, "case.suggestion_rehandling", "suggestion_rehandling")
    return suggestion


async def conclude(work: Work, actor: Actor, ref: SuggestionRef, reason: str) -> Suggestion:
    """The unit has not answered within the month of rehandling: the desk ends it, with a reason."""
    opened = await open_suggestion(work, actor, Act.REVIEW_SUGGESTION, ref)
    suggestion = opened.suggestion
    check_step(shown_number(suggestion), suggestion.state, _S.CONCLUDED)
    if suggestion.due_at is not None and work.now < suggestion.due_at:
        raise NoSuchChoice("suggestion_due", shown_number(suggestion))
    if not reason.strip():
        raise TextMissing("suggestion_conclude")
    suggestion.note = mask(reason).strip()
    await _conclude(work, opened, "concluded_unanswered", None, text=reason)
    return suggestion


async def _conclude(
    work: Work, opened: OpenedSuggestion, kind: str, message_id: int | None, *, text: str = ""
) -> None:
    suggestion = opened.suggestion
    await step(work, suggestion, _S.CONCLUDED, kind, opened.actor, opened.role, text=text)
    suggestion.concluded_at = work.now
    await _answer(work, opened, "suggestion.concluded", message_id)
    await _tell_author(work, opened, "suggestion.concluded")
    await _tell_overseers(work, opened, "suggestion.concluded")
    await _tell_constituents(work, opened, "case.suggestion_concluded", "suggestion_concluded")


async def _answer(work: Work, opened: OpenedSuggestion, kind: str, message_id: int | None = None) -> None:
    await notices.answer(
        work, opened.actor.person_id, kind, suggestion=opened.suggestion.id, message_id=message_id
    )


async def _tell_author(work: Work, opened: OpenedSuggestion, kind: str) -> None:
    author = await author_of(work, opened.suggestion)
    if author is not None and author != opened.actor.person_id:
        await notices.tell(work, author, kind, suggestion=opened.suggestion.id)


async def _tell_overseers(work: Work, opened: OpenedSuggestion, kind: str) -> None:
    for person_id in await overseers_of(work, opened.suggestion):
        if person_id != opened.actor.person_id:
            await notices.tell(work, person_id, kind, suggestion=opened.suggestion.id)


async def _tell_constituents(work: Work, opened: OpenedSuggestion, kind: str, event: str) -> None:
    """Everybody behind it, in plain words, each about their own case; the case itself goes on."""
    suggestion = opened.suggestion
    cases = await queries.cases_behind(work.session, work.station_id, suggestion.id, lock=True)
    for case in cases:
        if case.state != State.WITHDRAWN:
            number = shown_number(suggestion)
            await record_in_case(work, case, event, opened.actor, opened.role, suggestion=number)
            await notices.tell(work, case.constituent_id, kind, case, suggestion=suggestion.id)
            await tell_followers(work, case, event, suggestion=suggestion.id)
