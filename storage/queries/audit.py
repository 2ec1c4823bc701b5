"""Reading chains of events from end to end, a page at a time."""

from collections.abc import AsyncIterator
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Case, Event, Suggestion, SuggestionEvent
from storage.vocabulary import State, SuggestionState

_PAGE = 2000


async def case_events(session: AsyncSession, station_id: int) -> AsyncIterator[Event]:
    """All events of cases, case by case, in the order of their numbers."""
    place = (0, 0)
    while True:
        found = await session.exec(
            select(Event)
            .where(
                Event.station_id == station_id,
                col(Event.case_id).is_not(None),
                sa.tuple_(col(Event.case_id), col(Event.sequence)) > place,
            )
            .order_by(col(Event.case_id), col(Event.sequence))
            .limit(_PAGE)
        )
        page = list(found)
        for event in page:
            yield event
        if len(page) < _PAGE:
            return
        place = (page[-1].case_id or 0, page[-1].sequence)
        _let_go(session, page)


async def station_events(session: AsyncSession, station_id: int) -> list[Event]:
    """All events of no case, in order."""
    found = await session.exec(
        select(Event)
        .where(Event.station_id == station_id, col(Event.case_id).is_(None))
        .order_by(col(Event.sequence), col(Event.id))
    )
    return list(found)


async def suggestion_events(session: AsyncSession, station_id: int) -> list[SuggestionEvent]:
    """All events of suggestions, one suggestion after the other, in order."""
    found = await session.exec(
        select(SuggestionEvent)
        .where(SuggestionEvent.station_id == station_id)
        .order_by(col(SuggestionEvent.suggestion_id), col(SuggestionEvent.sequence))
    )
    return list(found)


async def case_states(
    session: AsyncSession, station_id: int, case_ids: list[int]
) -> dict[int, tuple[int | None, State]]:
    """Number and state of cases."""
    found = await session.exec(
        select(Case.id, Case.number, Case.state).where(
            Case.station_id == station_id, col(Case.id).in_(case_ids)
        )
    )
    return {case_id: (number, State(state)) for case_id, number, state in found}


async def suggestion_states(
    session: AsyncSession, station_id: int
) -> dict[int, tuple[int | None, SuggestionState]]:
    """Number and state of all suggestions."""
    found = await session.exec(
        select(Suggestion.id, Suggestion.number, Suggestion.state).where(Suggestion.station_id == station_id)
    )
    return {suggestion_id: (number, SuggestionState(state)) for suggestion_id, number, state in found}


async def numbers_without_events(session: AsyncSession, station_id: int) -> list[int]:
    """Filed cases of which no event is left."""
    has_events = sa.exists().where(
        col(Event.station_id) == col(Case.station_id), col(Event.case_id) == col(Case.id)
    )
    found = await session.exec(
        select(Case.number)
        .where(Case.station_id == station_id, col(Case.number).is_not(None), ~has_events)
        .order_by(col(Case.number))
    )
    return [number for number in found if number is not None]


async def links_between(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime
) -> AsyncIterator[tuple[int, str]]:
    """(id, hash) of whatever happened from `starts` up to `ends`, in the order of ids."""
    for table in (Event, SuggestionEvent):
        found = await session.stream(
            sa.select(col(table.id), col(table.chained))
            .where(
                col(table.station_id) == station_id,
                col(table.at) >= starts,
                col(table.at) < ends,
            )
            .order_by(col(table.id))
            .execution_options(yield_per=_PAGE)
        )
        async for event_id, chained in found:
            yield event_id, chained


async def first_event_at(session: AsyncSession, station_id: int) -> datetime | None:
    """When the first thing happened."""
    found = await session.exec(select(sa.func.min(Event.at)).where(Event.station_id == station_id))
    return found.one()


async def last_anchor(session: AsyncSession, station_id: int) -> Event | None:
    """The latest anchor."""
    found = await session.exec(
        select(Event)
        .where(Event.station_id == station_id, col(Event.case_id).is_(None), Event.kind == "anchored")
        .order_by(col(Event.sequence).desc())
        .limit(1)
    )
    return found.first()


def _let_go(session: AsyncSession, rows: list[Event]) -> None:
    """The session would keep every row that it has read."""
    for row in rows:
        session.expunge(row)
