"""What becomes of suggestions whose time has come: their deputy and the desk are reminded, each once."""

from collections.abc import Mapping

from hotline import notices
from hotline.permissions import SYSTEM, Act, acting_role
from hotline.suggestions.book import author_of, overseers_of
from hotline.suggestions.clock import Mark, mark_at, next_look
from hotline.suggestions.history import note
from hotline.sweep import is_service_time
from hotline.work import Work
from storage.queries import suggestions as queries
from storage.tables import Suggestion

BATCH = 100
KINDS: Mapping[Mark, str] = {
    Mark.REVIEW: "suggestion.review_waits",
    Mark.YELLOW: "suggestion.due_soon",
    Mark.RED: "suggestion.overdue",
    Mark.RATE: "suggestion.rating_waits",
}


async def sweep_suggestions(work: Work, limit: int = BATCH) -> int:
    """Look at up to `limit` suggestions that are due; returns how many, so that the caller knows to go on."""
    if not is_service_time(work):
        return 0
    found = await queries.claim_due(work.session, work.station_id, work.now, limit)
    for suggestion in found:
        mark = mark_at(suggestion.state, suggestion.due_at, work.now)
        suggestion.remind_at = next_look(mark, suggestion.due_at)
        if mark is not None:
            await _remind(work, suggestion, mark)
    return len(found)


async def _remind(work: Work, suggestion: Suggestion, mark: Mark) -> None:
    role = acting_role(Act.REMIND_SUGGESTION, SYSTEM)
    await note(work, suggestion, "reminded", SYSTEM, role, mark=mark.value)
    for person_id in await _recipients(work, suggestion, mark):
        await notices.tell(work, person_id, KINDS[mark], suggestion=suggestion.id)


async def _recipients(work: Work, suggestion: Suggestion, mark: Mark) -> list[int]:
    """The deputy rates and the desk reviews; of the unit's time both hear, and never nobody."""
    author, overseers = await author_of(work, suggestion), await overseers_of(work, suggestion)
    if mark is Mark.REVIEW or author is None:
        return overseers
    return [author] if mark is Mark.RATE else list(dict.fromkeys([author, *overseers]))
