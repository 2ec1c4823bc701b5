"""Keeping filed cases findable: what was said in them, their place and their number, cut for search."""

from hotline.history import shown_number
from hotline.searching import LONGEST, cut
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import roster, search
from storage.tables import Case, Place

BATCH = 200
"""Older cases that a tick makes findable in one transaction."""


async def make_findable(work: Work, case: Case) -> None:
    """Write down anew what finds a filed case."""
    words = _words_of(case, await texts_of(work, case))
    await search.write(work.session, case, words)


def begin_to_find(work: Work, case: Case, texts: list[str]) -> None:
    """A case that has just got its number can be found from now on, by these texts too."""
    search.begin(work.session, case, _words_of(case, texts))


async def texts_of(work: Work, case: Case) -> list[str]:
    """What finds a case beside its number."""
    said = await queries.entries_of(work.session, work.station_id, case.id)
    place = None
    if case.place_id is not None:
        place = await work.session.get(Place, (work.station_id, case.place_id))
    texts = [case.text, *(entry.text for entry in said if entry.text and entry.text not in case.text)]
    named = [place.name if place else "", case.category, case.topic]
    return [text for text in [*named, *texts] if text]


def _words_of(case: Case, texts: list[str]) -> str:
    # Each by itself: folding joins digits with a space between.
    return " ".join(cut(text) for text in [shown_number(case), str(case.number), *texts])[:LONGEST]


async def add_words(work: Work, case: Case, text: str) -> None:
    """What was just said finds the case too; a draft is found by nobody, an older case by a tick."""
    if case.number is not None and text:
        await search.append(work.session, work.station_id, case.id, f" {cut(text)}", LONGEST)


async def make_older_findable(work: Work) -> int:
    """Make the next of the cases findable that were filed before there was a search; how many were."""
    if (await roster.station(work.session, work.station_id)).search_cursor < 0:
        return 0
    station = await roster.locked_station(work.session, work.station_id)
    older = await search.not_findable(work.session, work.station_id, station.search_cursor, BATCH)
    for case in older:
        await make_findable(work, case)
    station.search_cursor = older[-1].id if older else -1
    return len(older)
