"""Finding cases by words: FTS5 on SQLite, a GIN index over tsvector on PostgreSQL.

The words hold nothing but letters and digits (hotline.searching), so neither language needs escaping.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.queries.board import Reader, may_be_seen
from storage.tables import Case, CaseSearch, Entry

Asked = Sequence[tuple[Sequence[str], bool]]
"""Words that follow one another, and whether a single one is only a beginning; all have to be there."""

MOST_COUNTED = 200
_INDEX = sa.table("case_search_index", sa.column("rowid"))
_MATCHES = {
    "sqlite": "case_search_index MATCH :asked",
    "postgresql": "cases.id IN (SELECT case_id FROM case_search WHERE case_search.station_id = :station "
    "AND case_search_index_words @@ to_tsquery('simple', :asked))",
}
# PostgreSQL does not know how rare a word is, and would rather look through all cases for it, newest first.
_FEW_MATCH = _MATCHES | {
    "postgresql": "cases.id = ANY (ARRAY(SELECT case_id FROM case_search WHERE "
    "case_search.station_id = :station AND case_search_index_words @@ to_tsquery('simple', :asked)))",
}


async def count(session: AsyncSession, station_id: int, reader: Reader, asked: Asked) -> int:
    """How many cases have all of it, at most MOST_COUNTED."""
    some = _cases(session).where(*_conditions(session, station_id, reader, asked))
    found = await session.exec(select(sa.func.count()).select_from(some.limit(MOST_COUNTED).subquery()))
    return int(found.one())


async def find(
    session: AsyncSession,
    station_id: int,
    reader: Reader,
    asked: Asked,
    total: int,
    *,
    offset: int,
    limit: int,
) -> list[int]:
    """Of `total` cases that have all of it, as counted before, those that were begun last first."""
    matches = _FEW_MATCH if total < MOST_COUNTED else _MATCHES
    # The same on both; but in SQLite's index they lie in this order already.
    order = _INDEX.c.rowid if _is_sqlite(session) else col(Case.id)
    found = await session.exec(
        _cases(session)
        .where(*_conditions(session, station_id, reader, asked, matches))
        .order_by(order.desc())
        .offset(offset)
        .limit(limit)
    )
    return list(found)


def begin(session: AsyncSession, station_id: int, case_id: int, words: str) -> None:
    """What finds a case that nothing has found before."""
    session.add(CaseSearch(station_id=station_id, case_id=case_id, words=words))


async def write(session: AsyncSession, station_id: int, case_id: int, words: str) -> None:
    """What finds a case, from now on; empty: nothing does."""
    row = await session.get(CaseSearch, (station_id, case_id), with_for_update=True)
    if row is None:
        begin(session, station_id, case_id, words)
    else:
        row.words = words
    await session.flush()


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


def _cases(session: AsyncSession) -> SelectOfScalar[int]:
    """Cases, on SQLite with where its index has them."""
    cases = select(Case.id)
    # Reckoned with, so that SQLite goes from what the index finds to the cases, not from case to case.
    return cases.join(_INDEX, col(Case.id) == _INDEX.c.rowid + 0) if _is_sqlite(session) else cases


def _conditions(
    session: AsyncSession,
    station_id: int,
    reader: Reader,
    asked: Asked,
    matches: Mapping[str, str] = _MATCHES,
) -> list[sa.ColumnElement[bool] | sa.TextClause]:
    name = session.get_bind().dialect.name
    values: dict[str, Any] = {"asked": _WRITTEN[name](station_id, asked)}
    if ":station" in matches[name]:
        values["station"] = station_id
    return [
        col(Case.station_id) == station_id,
        may_be_seen(reader),
        sa.text(matches[name]).bindparams(**values),
    ]


def _for_sqlite(_station_id: int, asked: Asked) -> str:
    return " AND ".join(f'"{" ".join(words)}"{" *" if is_prefix else ""}' for words, is_prefix in asked)


def _for_postgresql(station_id: int, asked: Asked) -> str:
    terms = [
        " <-> ".join(f"'{word}'{':*' if is_prefix else ''}" for word in words) for words, is_prefix in asked
    ]
    return " & ".join([f"station{station_id}", *terms])


_WRITTEN = {"sqlite": _for_sqlite, "postgresql": _for_postgresql}
