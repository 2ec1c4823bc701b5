"""Cases that came, what became of them, and what the deputy did in them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.queries.duty.counting import (
    Numbers,
    changed_hands,
    count_of,
    has_entry,
    is_anothers,
    numbers,
    of_cases,
    people_of,
    same_case,
    these,
)
from storage.tables import Case, CaseClock, Deputy, Entry, Event, Supervision
from storage.vocabulary import Role, State


async def received(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime, deputies: Collection[int]
) -> Numbers:
    """Cases that came to each deputy, from how many people, and how many count in no rate."""
    query = of_cases(
        station_id,
        deputies,
        sa.func.count().label("received"),
        sa.func.count(col(Case.constituent_id).distinct()).label("people"),
        count_of(col(Case.exclusion).is_not(None)).label("excluded"),
    ).where(col(Case.assigned_at) >= starts, col(Case.assigned_at) < ends)
    return await numbers(session, query)


async def outcomes(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime, deputies: Collection[int]
) -> Numbers:
    """Cases closed in this time after the deputy's reply (or that of whoever stood in), and their ratings.

    `people_…` count each constituent once, however many cases that person had.
    """
    is_solved, is_satisfied = col(Case.is_solved).is_(True), col(Case.is_satisfied).is_(True)
    query = of_cases(
        station_id,
        deputies,
        sa.func.count().label("closed"),
        count_of(is_solved).label("solved"),
        count_of(col(Case.is_solved).is_(False)).label("not_solved"),
        count_of(is_satisfied).label("satisfied"),
        count_of(col(Case.is_closed_by_silence).is_(True)).label("silent"),
        people_of(is_solved).label("people_solved"),
        people_of(is_satisfied).label("people_satisfied"),
    ).where(
        col(Case.closed_at) >= starts,
        col(Case.closed_at) < ends,
        col(Case.exclusion).is_(None),
        has_entry("reply"),
    )
    return await numbers(session, query)


async def redone(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime, deputies: Collection[int]
) -> Numbers:
    """Cases that had to be done again, and of how many people."""
    query = (
        of_cases(
            station_id,
            deputies,
            sa.func.count(col(Case.id).distinct()).label("redo"),
            sa.func.count(col(Case.constituent_id).distinct()).label("people_redo"),
        )
        .join(CaseClock, same_case(CaseClock.station_id, CaseClock.case_id))
        .where(
            col(CaseClock.kind) == "redo",
            # By its index; a clock is due after it has begun.
            col(CaseClock.due_at) >= starts,
            col(CaseClock.started_at) >= starts,
            col(CaseClock.started_at) < ends,
            col(Case.exclusion).is_(None),
            ~changed_hands(),
        )
    )
    return await numbers(session, query)


async def open_now(
    session: AsyncSession,
    station_id: int,
    now: datetime,
    deputies: Collection[int],
    states: Collection[State],
) -> Numbers:
    """Cases in these states, and those of them past their time."""
    query = of_cases(
        station_id,
        deputies,
        sa.func.count().label("open"),
        count_of(col(Case.due_at) < now).label("overdue"),
    ).where(col(Case.state).in_(sorted(states)))
    return await numbers(session, query)


async def own_entries(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime, deputies: Collection[int]
) -> Numbers:
    """What each deputy did in person: visits, whom they concerned, cases returned and rightly so."""
    is_visit, is_return = col(Entry.kind) == "visit", col(Entry.kind) == "return_reason"
    is_upheld = sa.exists().where(
        col(Event.station_id) == col(Entry.station_id),
        col(Event.case_id) == col(Entry.case_id),
        col(Event.kind) == "return_upheld",
    )
    query: Any = (
        sa.select(
            col(Deputy.id).label("deputy_id"),
            count_of(is_visit).label("visits"),
            sa.func.count(sa.case((is_visit, col(Case.constituent_id))).distinct()).label("people_visited"),
            count_of(is_return).label("returned"),
            count_of(sa.and_(is_return, is_upheld)).label("returns_upheld"),
        )
        .select_from(Deputy)
        .join(
            Entry,
            sa.and_(
                col(Entry.station_id) == col(Deputy.station_id), col(Entry.author_id) == col(Deputy.person_id)
            ),
        )
        .join(
            Case,
            sa.and_(col(Case.station_id) == col(Entry.station_id), col(Case.id) == col(Entry.case_id)),
        )
        .where(
            *these(station_id, deputies),
            col(Entry.author_role) == Role.DEPUTY,
            col(Entry.at) >= starts,
            col(Entry.at) < ends,
            col(Entry.kind).in_(["visit", "return_reason"]),
            is_anothers(),
            col(Case.master_id).is_(None),
        )
        .group_by(col(Deputy.id))
    )
    return await numbers(session, query)


async def supervised(
    session: AsyncSession,
    station_id: int,
    starts: datetime,
    ends: datetime,
    deputies: Collection[int],
    *,
    now: datetime,
) -> Numbers:
    """Notes of the liaison (督办): asked, answered in time, answered late, not answered though due."""
    answered, due = col(Supervision.answered_at), col(Supervision.due_at)
    query = (
        of_cases(
            station_id,
            deputies,
            sa.func.count().label("supervised"),
            count_of(answered <= due).label("supervision_kept"),
            count_of(answered > due).label("supervision_late"),
            count_of(sa.and_(answered.is_(None), due < now)).label("supervision_missed"),
        )
        .join(Supervision, same_case(Supervision.station_id, Supervision.case_id))
        .where(col(Supervision.asked_at) >= starts, col(Supervision.asked_at) < ends, ~changed_hands())
    )
    return await numbers(session, query)
