"""What a reader sees of a formal suggestion: plain values for texts and keyboards."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.views import shorten
from hotline.history import shown_number as case_number
from hotline.permissions import Act, Actor
from hotline.suggestions.book import may
from hotline.suggestions.clock import light
from hotline.suggestions.history import clock_of, shown_number
from hotline.suggestions.states import RUNNING
from hotline.suggestions.words import warnings_about
from hotline.work import Work
from storage.queries import roster
from storage.queries import suggestions as queries
from storage.tables import Suggestion
from storage.vocabulary import SuggestionState

_SHORT, _ANSWER = 700, 600


@dataclass(frozen=True)
class SuggestionView:
    """A suggestion for one reader; moments are aware."""

    id: int
    version: int
    number: str
    state: SuggestionState
    light: str
    title: str
    problem: str
    proposal: str
    deputy: str
    unit: str
    answer: str
    note: str
    cases: list[str]
    warnings: list[tuple[str, str]]
    due_at: datetime | None
    is_complex: bool
    is_running: bool
    is_estimated: bool
    is_satisfied: bool | None
    is_again: bool
    is_own: bool
    may_rate: bool
    may_review: bool
    may_conclude: bool


async def view_suggestion(work: Work, suggestion: Suggestion, actor: Actor) -> SuggestionView:
    """Load what a notice about `suggestion` may say to this reader."""
    due_at = suggestion.due_at
    deputy = await roster.deputy(work.session, work.station_id, suggestion.deputy_id)
    may_review = await may(work, actor, Act.REVIEW_SUGGESTION, suggestion)
    is_over = due_at is not None and work.now >= due_at
    is_draft = suggestion.state == SuggestionState.DRAFTED
    words = "\n".join((suggestion.title, suggestion.problem, suggestion.proposal))
    return SuggestionView(
        id=suggestion.id,
        version=suggestion.version,
        number=shown_number(suggestion),
        state=suggestion.state,
        light=light(clock_of(suggestion), work.now, work.calendar, work.clocks),
        title=suggestion.title,
        problem=shorten(suggestion.problem, _SHORT),
        proposal=shorten(suggestion.proposal, _SHORT),
        deputy="" if deputy is None else deputy.name,
        unit=suggestion.unit,
        answer=shorten(suggestion.answer, _ANSWER),
        note=shorten(suggestion.note, _ANSWER),
        cases=await _numbers(work, suggestion, actor),
        warnings=[(str(kind), word) for kind, word in warnings_about(words)] if is_draft else [],
        due_at=due_at,
        is_complex=suggestion.is_complex,
        is_running=suggestion.state in RUNNING,
        is_estimated=due_at is not None and work.calendar.is_estimated(work.calendar.local_date(due_at)),
        is_satisfied=suggestion.is_satisfied,
        is_again=suggestion.rehandled_times > 0,
        is_own=actor.deputy_id == suggestion.deputy_id,
        may_rate=await may(work, actor, Act.RATE_SUGGESTION, suggestion),
        may_review=may_review,
        may_conclude=may_review and suggestion.state == SuggestionState.REHANDLING and is_over,
    )


async def _numbers(work: Work, suggestion: Suggestion, actor: Actor) -> list[str]:
    """The cases behind it, without those that are hidden from this deputy (回避)."""
    hidden: frozenset[int] = frozenset()
    if actor.deputy_id is not None:
        hidden = await queries.hidden_cases(work.session, work.station_id, suggestion.id, actor.deputy_id)
    cases = await queries.cases_behind(work.session, work.station_id, suggestion.id)
    return [case_number(case) for case in cases if case.id not in hidden]


async def suggestion_values(work: Work, params: dict[str, Any], actor: Actor) -> dict[str, Any]:
    """`suggestion` and `suggestions` of a notice, as far as it names any and the reader may see them."""
    values: dict[str, Any] = {}
    if "suggestion" in params:
        found = await queries.suggestion(work.session, work.station_id, params["suggestion"])
        values["suggestion"] = None if found is None else await view_suggestion(work, found, actor)
    if "suggestion_ids" in params:
        views = []
        for suggestion_id in params["suggestion_ids"]:
            found = await queries.suggestion(work.session, work.station_id, suggestion_id)
            if found is not None and await may(work, actor, Act.READ_SUGGESTION, found):
                views.append(await view_suggestion(work, found, actor))
        values["suggestions"] = views
    return values


async def is_out_of_reach(work: Work, params: dict[str, Any], actor: Actor) -> bool:
    """Whether a notice is about a suggestion that its reader has no part in any more."""
    if "suggestion" not in params:
        return False
    found = await queries.suggestion(work.session, work.station_id, params["suggestion"])
    return found is None or not await may(work, actor, Act.READ_SUGGESTION, found)
