"""What neighbours may read of each other's cases: the place, what it is about, and few or no words."""

from dataclasses import dataclass
from typing import Any

from handlers.wording import Texts
from hotline.history import shown_number
from hotline.permissions import Actor
from hotline.public_words import public_words
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import supports
from storage.tables import Case, Notice, Place


@dataclass(frozen=True)
class NeighboursCase:
    """A case as its neighbours see it; `count` stand behind it, beside the one who raised it."""

    number: str
    place: str
    about: str
    words: str
    count: int


async def similar_values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    """The case that a draft is like, for the draft's card; looked up when the card is sent."""
    if not notice.params.get("similar"):
        return {"similar": None}
    found = await queries.case(work.session, work.station_id, int(notice.params["similar"]))
    return {"similar": None if found is None else await seen_by_neighbours(work, found)}


async def seen_by_neighbours(work: Work, case: Case) -> NeighboursCase:
    """Whoever stays unnamed is quoted with no word."""
    place = None
    if case.place_id is not None:
        place = await work.session.get(Place, (work.station_id, case.place_id))
    return NeighboursCase(
        number=shown_number(case),
        place=place.name if place is not None else "",
        about=case.topic or case.category or "",
        words="" if case.is_unnamed else public_words(case.text),
        count=len(await supports.supporters(work.session, work.station_id, case.id)),
    )
