"""An open case of somebody else in the neighbourhood that a draft is like, to be offered for support."""

from datetime import timedelta

from hotline.public_words import may_be_offered
from hotline.similarity import Candidate, find_similar
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import supports
from storage.tables import Case
from storage.vocabulary import State

_READ = 120  # characters: enough to tell, and little work while a card waits for it
_SUPPORTABLE = OPEN - {State.DRAFT}
# A case that has been open for longer is known to everybody, or forgotten.
_RECENT = timedelta(days=366)


async def similar_case(work: Work, draft: Case) -> Case | None:
    """The open case that a draft is most like, unless its author said that it is another matter."""
    if draft.is_different or draft.constituency_id is None or draft.category is None or not draft.text:
        return None
    nearby = await supports.open_nearby(
        work.session, work.station_id, draft, _SUPPORTABLE, since=work.now - _RECENT, longest=_READ
    )
    candidates = [Candidate(one.id, one.text, _shown(one.place_id), draft.category) for one in nearby]
    for found in find_similar(draft.text[:_READ], _shown(draft.place_id), draft.category, candidates):
        case = await queries.case(work.session, work.station_id, found.key)
        if case is not None and await is_supportable(work, case):
            return case
    return None


async def is_supportable(work: Work, case: Case) -> bool:
    """Whether others may hear of a case at all: it is open, and about no danger and nobody by name."""
    if case.state not in _SUPPORTABLE or case.danger_number is not None or case.names_liaison:
        return False
    avoided = await queries.avoided_deputies(work.session, work.station_id, case.id)
    return not avoided and may_be_offered(case.text)


def _shown(place_id: int | None) -> str | None:
    return None if place_id is None else str(place_id)
