"""Formal suggestions, the cases behind them, and their events."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.queries import roster
from storage.tables import Avoidance, Case, Station, Suggestion, SuggestionCase, SuggestionEvent
from storage.vocabulary import SuggestionState


async def next_number(session: AsyncSession, station_id: int) -> int:
    """The next suggestion's number; the row stays locked until the transaction ends."""
    await roster.station(session, station_id)
    taken = await session.exec(
        sa.update(Station)
        .where(col(Station.id) == station_id)
        .values(next_suggestion=Station.next_suggestion + 1)
        .returning(col(Station.next_suggestion))
        .execution_options(synchronize_session=False)
    )
    return int(taken.scalar_one()) - 1


async def suggestion(
    session: AsyncSession, station_id: int, suggestion_id: int, *, lock: bool = False
) -> Suggestion | None:
    """One suggestion; locked until the transaction ends where it is to be changed."""
    return await session.get(Suggestion, (station_id, suggestion_id), with_for_update=lock or None)


async def suggestion_by_number(
    session: AsyncSession, station_id: int, number: int, *, lock: bool = False
) -> Suggestion | None:
    query = select(Suggestion).where(Suggestion.station_id == station_id, Suggestion.number == number)
    return (await session.exec(query.with_for_update() if lock else query)).first()


async def suggestions_of_deputy(
    session: AsyncSession, station_id: int, deputy_id: int, *, limit: int = 30
) -> list[Suggestion]:
    """A deputy's suggestions, newest first; dropped ones are left out."""
    found = await session.exec(
        select(Suggestion)
        .where(
            Suggestion.station_id == station_id,
            Suggestion.deputy_id == deputy_id,
            Suggestion.state != SuggestionState.DROPPED,
        )
        .order_by(col(Suggestion.number).desc())
        .limit(limit)
    )
    return list(found)


async def suggestions_in(
    session: AsyncSession,
    station_id: int,
    states: Collection[SuggestionState],
    *,
    is_for_liaison: bool,
    limit: int = 30,
) -> list[Suggestion]:
    """Everybody's suggestions in these states, what is due first first.

    Those with a case that names the liaison are left out of what is for the liaison (回避).
    """
    wanted: list[sa.ColumnElement[bool]] = [
        col(Suggestion.station_id) == station_id,
        col(Suggestion.state).in_(sorted(states)),
    ]
    if is_for_liaison:
        wanted.append(~_names_liaison())
    found = await session.exec(
        select(Suggestion)
        .where(*wanted)
        .order_by(col(Suggestion.due_at).asc().nulls_first(), col(Suggestion.number))
        .limit(limit)
    )
    return list(found)


def _names_liaison() -> sa.ColumnElement[bool]:
    return sa.exists().where(
        col(SuggestionCase.station_id) == col(Suggestion.station_id),
        col(SuggestionCase.suggestion_id) == col(Suggestion.id),
        col(Case.station_id) == col(SuggestionCase.station_id),
        col(Case.id) == col(SuggestionCase.case_id),
        col(Case.names_liaison).is_(True),
    )


async def cases_behind(
    session: AsyncSession, station_id: int, suggestion_id: int, *, lock: bool = False
) -> list[Case]:
    """The cases of a suggestion, oldest first."""
    query = (
        select(Case)
        .join(
            SuggestionCase,
            sa.and_(
                col(SuggestionCase.station_id) == col(Case.station_id),
                col(SuggestionCase.case_id) == col(Case.id),
            ),
        )
        .where(SuggestionCase.station_id == station_id, SuggestionCase.suggestion_id == suggestion_id)
        .order_by(col(Case.id))
    )
    return list(await session.exec(query.with_for_update(of=Case) if lock else query))


async def drafts_with(
    session: AsyncSession, station_id: int, deputy_id: int, case_id: int | None = None
) -> list[Suggestion]:
    """A deputy's drafts, newest first; only those with this case if one is given."""
    wanted = [
        Suggestion.station_id == station_id,
        Suggestion.deputy_id == deputy_id,
        Suggestion.state == SuggestionState.DRAFTED,
    ]
    query = select(Suggestion)
    if case_id is not None:
        query = query.join(
            SuggestionCase,
            sa.and_(
                col(SuggestionCase.station_id) == col(Suggestion.station_id),
                col(SuggestionCase.suggestion_id) == col(Suggestion.id),
            ),
        )
        wanted.append(SuggestionCase.case_id == case_id)
    return list(await session.exec(query.where(*wanted).order_by(col(Suggestion.number).desc()).limit(6)))


async def hidden_cases(
    session: AsyncSession, station_id: int, suggestion_id: int, deputy_id: int
) -> frozenset[int]:
    """Cases of a suggestion that this deputy may not see (回避)."""
    found = await session.exec(
        select(Avoidance.case_id)
        .join(
            SuggestionCase,
            sa.and_(
                col(SuggestionCase.station_id) == col(Avoidance.station_id),
                col(SuggestionCase.case_id) == col(Avoidance.case_id),
            ),
        )
        .where(
            Avoidance.station_id == station_id,
            Avoidance.deputy_id == deputy_id,
            SuggestionCase.suggestion_id == suggestion_id,
        )
    )
    return frozenset(found)


async def link(session: AsyncSession, station_id: int, suggestion_id: int, case_id: int) -> None:
    session.add(SuggestionCase(station_id=station_id, suggestion_id=suggestion_id, case_id=case_id))
    await session.flush()


async def unlink(session: AsyncSession, station_id: int, suggestion_id: int, case_id: int) -> None:
    await session.exec(
        sa.delete(SuggestionCase).where(
            col(SuggestionCase.station_id) == station_id,
            col(SuggestionCase.suggestion_id) == suggestion_id,
            col(SuggestionCase.case_id) == case_id,
        )
    )


async def last_event(session: AsyncSession, station_id: int, suggestion_id: int) -> SuggestionEvent | None:
    found = await session.exec(
        select(SuggestionEvent)
        .where(SuggestionEvent.station_id == station_id, SuggestionEvent.suggestion_id == suggestion_id)
        .order_by(col(SuggestionEvent.sequence).desc())
        .limit(1)
    )
    return found.first()


async def events_of(session: AsyncSession, station_id: int, suggestion_id: int) -> list[SuggestionEvent]:
    """A suggestion's events in order."""
    found = await session.exec(
        select(SuggestionEvent)
        .where(SuggestionEvent.station_id == station_id, SuggestionEvent.suggestion_id == suggestion_id)
        .order_by(col(SuggestionEvent.sequence))
    )
    return list(found)


async def claim_due(session: AsyncSession, station_id: int, now: datetime, limit: int) -> list[Suggestion]:
    """Suggestions that have to be looked at, locked; two processes never get the same one."""
    found = await session.exec(
        select(Suggestion)
        .where(Suggestion.station_id == station_id, col(Suggestion.remind_at) <= now)
        .order_by(col(Suggestion.remind_at), col(Suggestion.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(found)
