"""The public ledgers: what cases may be proposed, the lines, what was published."""

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.ids import new_id
from storage.tables import Avoidance, Case, Ledger, LedgerLine, Person
from storage.vocabulary import State

_NEVER = (State.DRAFT, State.WITHDRAWN, State.MERGED, State.NOT_ACCEPTED)


async def ledger_of(session: AsyncSession, station_id: int, quarter: date) -> Ledger | None:
    found = await session.exec(
        select(Ledger).where(Ledger.station_id == station_id, Ledger.quarter == quarter)
    )
    return found.first()


async def locked_ledger(session: AsyncSession, station_id: int, ledger_id: int) -> Ledger:
    """A ledger that nobody else decides on until the transaction ends."""
    return await session.get_one(
        Ledger, (station_id, ledger_id), with_for_update=True, populate_existing=True
    )


async def begin_ledger(session: AsyncSession, station_id: int, quarter: date, now: datetime) -> bool:
    """Make the row of a quarter; True for the one who made it, of several who try at once."""
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert if on_postgresql else sqlite.insert
    made = await session.exec(
        insert(Ledger)
        .values(station_id=station_id, id=new_id(), quarter=quarter, composed_at=now)
        .on_conflict_do_nothing(index_elements=["station_id", "quarter"])
        .returning(col(Ledger.id))
    )
    return made.first() is not None


async def candidates(
    session: AsyncSession,
    station_id: int,
    looks_back_to: datetime,
    starts: datetime,
    ends: datetime,
    *,
    limit: int,
) -> list[Case]:
    """Cases filed or closed from `starts` up to `ends` that may stand on a wall at all, oldest first.

    Left out: unnamed ones, those that name the liaison or a deputy, with danger, withdrawn, merged, refused,
    excluded, filed elsewhere by right, and those of whoever has been erased.
    """
    is_hidden = sa.exists().where(
        col(Avoidance.station_id) == col(Case.station_id), col(Avoidance.case_id) == col(Case.id)
    )
    is_erased = sa.exists().where(
        col(Person.station_id) == col(Case.station_id),
        col(Person.id) == col(Case.constituent_id),
        col(Person.erased_at).is_not(None),
    )
    found = await session.exec(
        select(Case)
        .where(
            Case.station_id == station_id,
            col(Case.submitted_at) >= looks_back_to,
            col(Case.submitted_at) < ends,
            sa.or_(
                col(Case.submitted_at) >= starts,
                sa.and_(col(Case.closed_at) >= starts, col(Case.closed_at) < ends),
            ),
            col(Case.number).is_not(None),
            col(Case.state).not_in(_NEVER),
            col(Case.is_unnamed).is_(False),
            col(Case.names_liaison).is_(False),
            col(Case.danger_number).is_(None),
            col(Case.exclusion).is_(None),
            Case.kind == "case",
            ~is_hidden,
            ~is_erased,
        )
        .order_by(col(Case.submitted_at), col(Case.id))
        .limit(limit)
    )
    return list(found)


async def count_filed_or_closed(
    session: AsyncSession, station_id: int, looks_back_to: datetime, starts: datetime, ends: datetime
) -> int:
    """All cases of the quarter, those that are never shown too."""
    found = await session.exec(
        select(sa.func.count()).where(
            Case.station_id == station_id,
            col(Case.submitted_at) >= looks_back_to,
            col(Case.submitted_at) < ends,
            sa.or_(
                col(Case.submitted_at) >= starts,
                sa.and_(col(Case.closed_at) >= starts, col(Case.closed_at) < ends),
            ),
        )
    )
    return found.one()


async def lines_of(
    session: AsyncSession, station_id: int, ledger_id: int, states: Collection[str] = ()
) -> list[LedgerLine]:
    """A ledger's lines by village and category; only those in `states` if any are given."""
    query = select(LedgerLine).where(LedgerLine.station_id == station_id, LedgerLine.ledger_id == ledger_id)
    if states:
        query = query.where(col(LedgerLine.state).in_(list(states)))
    ordered = query.order_by(col(LedgerLine.village), col(LedgerLine.category), col(LedgerLine.id))
    return list(await session.exec(ordered))


async def next_in(session: AsyncSession, station_id: int, ledger_id: int, state: str) -> LedgerLine | None:
    """The first line in this state, in the order of `lines_of`."""
    found = await session.exec(
        select(LedgerLine)
        .where(
            LedgerLine.station_id == station_id, LedgerLine.ledger_id == ledger_id, LedgerLine.state == state
        )
        .order_by(col(LedgerLine.village), col(LedgerLine.category), col(LedgerLine.id))
        .limit(1)
    )
    return found.first()


async def line(session: AsyncSession, station_id: int, line_id: int) -> LedgerLine | None:
    return await session.get(LedgerLine, (station_id, line_id), populate_existing=True)


async def count_by_state(session: AsyncSession, station_id: int, ledger_id: int) -> dict[str, int]:
    found = await session.exec(
        select(LedgerLine.state, sa.func.count())
        .where(LedgerLine.station_id == station_id, LedgerLine.ledger_id == ledger_id)
        .group_by(col(LedgerLine.state))
    )
    return dict(found.all())


async def drop_lines(session: AsyncSession, station_id: int, line_ids: Collection[int]) -> None:
    await session.exec(
        sa.delete(LedgerLine).where(
            col(LedgerLine.station_id) == station_id, col(LedgerLine.id).in_(list(line_ids))
        )
    )


async def drop_lines_of_cases(session: AsyncSession, station_id: int, case_ids: Collection[int]) -> None:
    """Lines of these cases in ledgers that are not published: their words go with whoever wrote them."""
    open_ledgers = select(Ledger.id).where(
        Ledger.station_id == station_id, col(Ledger.published_at).is_(None)
    )
    await session.exec(
        sa.delete(LedgerLine).where(
            col(LedgerLine.station_id) == station_id,
            col(LedgerLine.case_id).in_(list(case_ids)),
            col(LedgerLine.ledger_id).in_(open_ledgers),
        )
    )


async def published(session: AsyncSession, station_id: int) -> list[Ledger]:
    """Published ledgers, newest first."""
    found = await session.exec(
        select(Ledger)
        .where(Ledger.station_id == station_id, col(Ledger.published_at).is_not(None))
        .order_by(col(Ledger.quarter).desc())
    )
    return list(found)
