"""Finding cases by words: FTS5 on SQLite, a GIN index over tsvector on PostgreSQL.

The words hold nothing but letters and digits (hotline.searching), so neither language needs escaping.
"""

from collections.abc import Sequence
from typing import Any

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
_NEWEST_VOLUMES = (2, 8, 32)
"""So many are looked through before all are: what is in many cases is found in the newest, and what is in few
is quickly looked for. Without that a search took the longer the more cases there ever were."""

_INDEX = sa.table("case_search_index", sa.column("rowid"))
_ON_SQLITE = "case_search_index MATCH :asked"
# Two conditions, so that the index skips what is asked for where none of these volumes is. An array, since
# PostgreSQL does not know how rare words are and would rather look through all cases for them.
_ON_POSTGRESQL = (
    "cases.id = ANY (ARRAY(SELECT case_id FROM case_search WHERE case_search.station_id = :station "
    "AND case_search_index_words @@ to_tsquery('simple', :within) "
    "AND case_search_index_words @@ to_tsquery('simple', :asked)))"
)


async def newest(session: AsyncSession, station_id: int, reader: Reader, asked: Asked) -> list[int]:
    """The cases that have all of it, those that were begun last first, at most MOST_FOUND."""
    if _is_sqlite(session):
        matches = sa.text(_ON_SQLITE).bindparams(asked=_for_sqlite(asked))
        # The same as the id; but in the index they lie in this order already.
        return await _found(session, station_id, reader, matches, _INDEX.c.rowid.desc())
    found: list[int] = []
    for within in _parts(station_id, (await roster.station(session, station_id)).next_number):
        matches = sa.text(_ON_POSTGRESQL).bindparams(
            station=station_id, within=within, asked=_for_postgresql(asked)
        )
        found = await _found(session, station_id, reader, matches, col(Case.id).desc())
        if len(found) == MOST_FOUND:
            break
    return found


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
    said_in = sa.select(col(Entry.case_id)).where(
        col(Entry.station_id) == station_id, col(Entry.author_id) == person_id
    )
    found = await session.exec(
        select(Case)
        .where(
            Case.station_id == station_id,
            col(Case.number).is_not(None),
            sa.or_(col(Case.constituent_id) == person_id, col(Case.id).in_(said_in)),
        )
        .order_by(col(Case.id))
    )
    return list(found)


def _is_sqlite(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "sqlite"


async def _found(
    session: AsyncSession,
    station_id: int,
    reader: Reader,
    matches: sa.TextClause,
    order: sa.UnaryExpression[Any],
) -> list[int]:
    found = await session.exec(
        _cases(session)
        .where(Case.station_id == station_id, may_be_seen(reader), matches)
        .order_by(order)
        .limit(MOST_FOUND)
    )
    return list(found)


def _cases(session: AsyncSession) -> SelectOfScalar[int]:
    """Cases, on SQLite with where its index has them."""
    cases = select(Case.id)
    # Reckoned with, so that SQLite goes from what the index finds to the cases, not from case to case.
    return cases.join(_INDEX, col(Case.id) == _INDEX.c.rowid + 0) if _is_sqlite(session) else cases


def _for_sqlite(asked: Asked) -> str:
    return " AND ".join(f'"{" ".join(words)}"{" *" if is_prefix else ""}' for words, is_prefix in asked)


def _for_postgresql(asked: Asked) -> str:
    return " & ".join(
        " <-> ".join(f"'{word}'{':*' if is_prefix else ''}" for word in words) for words, is_prefix in asked
    )


def _parts(station_id: int, next_number: int) -> list[str]:
    """Where to look on PostgreSQL, one after the other: the station's newest volumes, then all it has."""
    everything, last = f"station{station_id}", next_number // VOLUME
    parts = [range(last, last - many, -1) for many in _NEWEST_VOLUMES if many <= last]
    return [*(f"{everything} & ({' | '.join(map(_volume, part))})" for part in parts), everything]


def _volume(place: int) -> str:
    return f"volume{place}"
