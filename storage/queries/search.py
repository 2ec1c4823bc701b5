"""Finding cases by words: FTS5 on SQLite, a GIN index over tsvector on PostgreSQL.

The words hold nothing but letters and digits (hotline.searching), so neither language needs escaping.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.queries import roster
from storage.queries.board import Reader, may_be_seen
from storage.tables import Case, CaseSearch, Entry

Asked = Sequence[tuple[Sequence[str], bool]]
"""Words that follow one another, and whether a single one is only a beginning; all have to be there."""

MOST_FOUND = 200
VOLUME = 16_384
"""Filed cases go by their numbers into volumes of so many. Each has its volume among the words that find it,
but for those that an older program wrote down."""
_NEWEST_VOLUMES = (2, 8)
"""So many are looked through, one after the other; older ones when they are asked for, or when nothing was in
these. Without that a search took the longer the more cases there ever were."""

_READ_FIRST = 4_096
"""So many of the newest are read on PostgreSQL where only beginnings of words are asked for: its index would
gather every case that has such a word before it hands out the first, and most of these are in many cases."""

_INDEX = sa.table("case_search_index", sa.column("rowid"))
_ON_SQLITE = "case_search_index MATCH :asked"
# Two conditions, so that the index skips what is asked for where none of these volumes is. An array, since
# PostgreSQL does not know how rare words are and would rather look through all cases for them.
_ON_POSTGRESQL = (
    "cases.id = ANY (ARRAY(SELECT case_id FROM case_search WHERE case_search.station_id = :station "
    "AND case_search_index_words @@ to_tsquery('simple', :within) "
    "AND case_search_index_words @@ to_tsquery('simple', :asked)))"
)


@dataclass(frozen=True)
class Start:
    """Where a look begins: in the newest volumes or beyond them, there with what was begun before a case."""

    is_past: bool = False
    before_id: int | None = None


FROM_NEWEST = Start()


@dataclass(frozen=True)
class Found:
    """Cases that have all of it, those that were begun last first, and where a look for older ones begins."""

    case_ids: list[int]
    older: Start | None


async def look(
    session: AsyncSession, station_id: int, reader: Reader, asked: Asked, start: Start = FROM_NEWEST
) -> Found:
    """The next MOST_FOUND cases from there on. Look after look, each case is found once."""
    last = (await roster.station(session, station_id)).next_number // VOLUME
    has_past = last >= _NEWEST_VOLUMES[-1]
    if not has_past:
        start = Start(before_id=start.before_id)
    found = await _found(session, station_id, reader, asked, start, last)
    if not found and has_past and not start.is_past:
        start = Start(is_past=True)
        found = await _found(session, station_id, reader, asked, start, last)
    case_ids, older = found[:MOST_FOUND], None
    if len(found) > MOST_FOUND:
        older = Start(start.is_past, case_ids[-1])
    elif has_past and not start.is_past:
        older = Start(is_past=True)
    return Found(case_ids, older)


async def numbered(session: AsyncSession, station_id: int, reader: Reader, number: int) -> int | None:
    """The case with this number."""
    found = await session.exec(
        select(Case.id).where(Case.station_id == station_id, Case.number == number, may_be_seen(reader))
    )
    return found.first()


def begin(session: AsyncSession, case: Case, words: str) -> None:
    """What finds a filed case that nothing has found before."""
    session.add(CaseSearch(station_id=case.station_id, case_id=case.id, words=bound(case.number, words)))


async def write(session: AsyncSession, case: Case, words: str) -> None:
    """What finds a filed case, from now on."""
    row = await session.get(CaseSearch, (case.station_id, case.id), with_for_update=True)
    if row is None:
        begin(session, case, words)
    else:
        row.words = bound(case.number, words)
    await session.flush()


def bound(number: int | None, words: str) -> str:
    """These words, in the volume of the case with this number."""
    return f"{_volume((number or 0) // VOLUME)} {words}"


async def append(session: AsyncSession, station_id: int, case_id: int, words: str, longest: int) -> None:
    """More that finds a case which can be found already, unless it has become too long."""
    row = await session.get(CaseSearch, (station_id, case_id), with_for_update=True)
    if row is not None and len(row.words) + len(words) <= longest:
        row.words += words
        await session.flush()


async def not_findable(session: AsyncSession, station_id: int, after_id: int, limit: int) -> list[Case]:
    """Filed cases from here on that nothing finds yet, oldest first."""
    is_findable = sa.exists().where(
        col(CaseSearch.station_id) == col(Case.station_id), col(CaseSearch.case_id) == col(Case.id)
    )
    found = await session.exec(
        select(Case)
        .where(
            Case.station_id == station_id,
            col(Case.id) > after_id,
            col(Case.number).is_not(None),
            ~is_findable,
        )
        .order_by(col(Case.id))
        .limit(limit)
    )
    return list(found)


async def cases_with_words_of(session: AsyncSession, station_id: int, person_id: int) -> list[Case]:
    """Filed cases in which this person has said something, also those of others."""
    own = sa.select(col(Case.id)).where(
        col(Case.station_id) == station_id, col(Case.constituent_id) == person_id
    )
    said_in = sa.select(col(Entry.case_id)).where(
        col(Entry.station_id) == station_id, col(Entry.author_id) == person_id
    )
    found = await session.exec(
        select(Case)
        .where(
            Case.station_id == station_id,
            col(Case.number).is_not(None),
            col(Case.id).in_(own.union(said_in)),
        )
        .order_by(col(Case.id))
    )
    return list(found)


async def _found(
    session: AsyncSession, station_id: int, reader: Reader, asked: Asked, start: Start, last: int
) -> list[int]:
    """One more than are shown, if there are as many; `last`: the newest volume."""
    cases = select(Case.id).where(Case.station_id == station_id, may_be_seen(reader)).limit(MOST_FOUND + 1)
    if _is_sqlite(session):
        return await _found_on_sqlite(session, station_id, cases, asked, start, last)
    if start.before_id is not None:
        cases = cases.where(col(Case.id) < start.before_id)
    found: list[int] = []
    if not start.is_past and all(is_prefix for _, is_prefix in asked):
        found = list(await session.exec(_read(station_id, cases, asked, start, last)))
    for within in _parts(station_id, start, last):
        if len(found) > MOST_FOUND:
            break
        matches = sa.text(_ON_POSTGRESQL).bindparams(
            station=station_id, within=within, asked=_for_postgresql(asked)
        )
        found = list(await session.exec(cases.where(matches).order_by(col(Case.id).desc())))
    return found


def _read(
    station_id: int, cases: SelectOfScalar[int], asked: Asked, start: Start, last: int
) -> SelectOfScalar[int]:
    """Those of `cases` that have all of it, from the newest on, as far as they are read."""
    rows = select(CaseSearch.case_id, CaseSearch.words).where(CaseSearch.station_id == station_id)
    if start.before_id is not None:
        rows = rows.where(CaseSearch.case_id < start.before_id)
    newest = rows.order_by(col(CaseSearch.case_id).desc()).limit(_READ_FIRST).subquery()
    is_meant = [newest.c.words.contains(f" {word}") for words, _ in asked for word in words]
    if last >= _NEWEST_VOLUMES[-1]:
        # Or the look beyond these volumes would find it again.
        volumes = _newest_volumes(last, _NEWEST_VOLUMES[-1])
        is_meant.append(sa.or_(*(newest.c.words.startswith(f"{volume} ") for volume in volumes)))
    joined = cases.join(newest, newest.c.case_id == col(Case.id))
    return joined.where(*is_meant).order_by(newest.c.case_id.desc())


async def _found_on_sqlite(
    session: AsyncSession, station_id: int, cases: SelectOfScalar[int], asked: Asked, start: Start, last: int
) -> list[int]:
    """From the newest row of the index on, where they lie by id."""
    row = _INDEX.c.rowid
    # Reckoned with, so that SQLite goes from what the index finds to the cases, not from case to case.
    cases = cases.join(_INDEX, col(Case.id) == row + 0).order_by(row.desc())
    cases = cases.where(sa.text(_ON_SQLITE).bindparams(asked=_for_sqlite(asked)))
    if start.before_id is not None:
        cases = cases.where(row < start.before_id)
    oldest = await _oldest_of_newest(session, station_id, last)
    if oldest is not None:
        cases = cases.where(row < oldest if start.is_past else row >= oldest)
    return list(await session.exec(cases))


async def _oldest_of_newest(session: AsyncSession, station_id: int, last: int) -> int | None:
    """The case with the first number of the newest volumes; None where there are no others."""
    if last < _NEWEST_VOLUMES[-1]:
        return None
    first = (last - _NEWEST_VOLUMES[-1] + 1) * VOLUME
    found = await session.exec(
        select(Case.id)
        .where(Case.station_id == station_id, col(Case.number) >= first)
        .order_by(col(Case.number))
        .limit(1)
    )
    return found.first()


def _is_sqlite(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _for_sqlite(asked: Asked) -> str:
    return " AND ".join(f'"{" ".join(words)}"{" *" if is_prefix else ""}' for words, is_prefix in asked)


def _for_postgresql(asked: Asked) -> str:
    return " & ".join(
        " <-> ".join(f"'{word}'{':*' if is_prefix else ''}" for word in words) for words, is_prefix in asked
    )


def _parts(station_id: int, start: Start, last: int) -> list[str]:
    """Where to look on PostgreSQL, one after the other."""
    everything = f"station{station_id}"
    most = _NEWEST_VOLUMES[-1]
    if start.is_past:
        return [f"{everything} & !{_volumes(last, most)}"]
    newest = [f"{everything} & {_volumes(last, many)}" for many in _NEWEST_VOLUMES if many <= last]
    return newest if most <= last else [*newest, everything]


def _volumes(last: int, many: int) -> str:
    return f"({' | '.join(_newest_volumes(last, many))})"


def _newest_volumes(last: int, many: int) -> list[str]:
    return [_volume(place) for place in range(last, last - many, -1)]


def _volume(place: int) -> str:
    return f"volume{place}"
