"""A year of a station in numbers, counted and grouped in SQL; nothing of who raised what."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Activity, Attendance, Case, Deputy, Ledger, LedgerLine, Suggestion
from storage.vocabulary import ActivityKind, Channel, State, SuggestionState

_DONE = (State.CLOSED, State.ARCHIVED)


class Matter(NamedTuple):
    """What many cases of one place are about; `people` counts who raised it, each once."""

    place_id: int
    subject: str
    cases: int
    people: int
    done: int


class ActivitySum(NamedTuple):
    """Activities of one kind: how many took place, who was there in all, what they cost (fen)."""

    kind: ActivityKind
    held: int
    attended: int
    cost_fen: int


async def filed_by_channel(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime
) -> dict[Channel, int]:
    """Cases filed in this time by how they came."""
    found = await session.exec(
        select(Case.channel, sa.func.count())
        .where(*_filed(station_id, starts, ends))
        .group_by(col(Case.channel))
    )
    return {Channel(channel): count for channel, count in found}


async def people_and_done(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime
) -> tuple[int, int]:
    """How many people filed a case in this time, and how many of these cases are closed by now."""
    found = await session.exec(
        select(sa.func.count(col(Case.constituent_id).distinct()), _count(col(Case.state).in_(_DONE))).where(
            *_filed(station_id, starts, ends)
        )
    )
    people, done = found.one()
    return people or 0, done or 0


async def by_category(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime
) -> list[tuple[str, int, int]]:
    """(category or "", filed, closed of these), most filed first."""
    category = sa.func.coalesce(col(Case.category), "")
    count = sa.func.count()
    found = await session.exec(
        select(category, count, _count(col(Case.state).in_(_DONE)))
        .where(*_filed(station_id, starts, ends))
        .group_by(category)
        .order_by(count.desc(), category)
    )
    return [(name, filed, done or 0) for name, filed, done in found]


async def matters(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime, *, fewest: int, limit: int
) -> list[Matter]:
    """What most people of one place raised; those that name the liaison, or are excluded, are left out."""
    subject = sa.func.coalesce(col(Case.topic), col(Case.category))
    people = sa.func.count(col(Case.constituent_id).distinct())
    found = await session.exec(
        select(  # type: ignore[call-overload]
            Case.place_id, subject, sa.func.count(), people, _count(col(Case.state).in_(_DONE))
        )
        .where(
            *_filed(station_id, starts, ends),
            col(Case.place_id).is_not(None),
            subject.is_not(None),
            col(Case.names_liaison).is_(False),
            col(Case.exclusion).is_(None),
            col(Case.danger_number).is_(None),
            col(Case.state).not_in([State.WITHDRAWN, State.NOT_ACCEPTED]),
        )
        .group_by(col(Case.place_id), subject)
        .having(people >= fewest)
        .order_by(people.desc(), sa.func.count().desc(), col(Case.place_id), subject)
        .limit(limit)
    )
    return [Matter(*row) for row in found]


async def count_suggestions(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime, now: datetime
) -> dict[str, int]:
    """Formal suggestions of this time: submitted, issued, concluded, satisfied; and overdue now."""
    is_concluded = _within(col(Suggestion.concluded_at), starts, ends)
    at_work = (SuggestionState.ISSUED, SuggestionState.HANDLING, SuggestionState.REHANDLING)
    columns = {
        "submitted": _within(col(Suggestion.submitted_at), starts, ends),
        "issued": _within(col(Suggestion.issued_at), starts, ends),
        "concluded": is_concluded,
        "satisfied": sa.and_(is_concluded, col(Suggestion.is_satisfied).is_(True)),
        "overdue": sa.and_(col(Suggestion.state).in_(at_work), col(Suggestion.due_at) < now),
    }
    found = await session.exec(
        select(*(_count(condition).label(name) for name, condition in columns.items())).where(
            Suggestion.station_id == station_id, Suggestion.state != SuggestionState.DROPPED
        )
    )
    return {name: int(value or 0) for name, value in zip(columns, found.one(), strict=True)}


async def sum_activities(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime
) -> list[ActivitySum]:
    """Activities whose attendance was noted, by kind; what one that was called off has cost counts too."""
    attended = (
        sa.select(sa.func.count())
        .where(
            col(Attendance.station_id) == col(Activity.station_id),
            col(Attendance.activity_id) == col(Activity.id),
            col(Attendance.has_attended).is_(True),
        )
        .correlate(Activity)
        .scalar_subquery()
    )
    each = (
        sa.select(
            col(Activity.kind).label("kind"),
            col(Activity.cost_fen).label("cost_fen"),
            sa.and_(col(Activity.cancelled_at).is_(None), col(Activity.recorded_at).is_not(None)).label(
                "is_held"
            ),
            attended.label("attended"),
        )
        .where(
            col(Activity.station_id) == station_id,
            col(Activity.starts_at) >= starts,
            col(Activity.starts_at) < ends,
        )
        .subquery()
    )
    found = await session.exec(
        select(
            each.c.kind,
            _count(each.c.is_held),
            sa.func.sum(sa.case((each.c.is_held, each.c.attended), else_=0)),
            sa.func.sum(each.c.cost_fen),
        )
        .group_by(each.c.kind)
        .order_by(each.c.kind)
    )
    return [ActivitySum(kind, int(count), int(came), int(cost)) for kind, count, came, cost in found]


async def published_quarters(
    session: AsyncSession, station_id: int, first: date, until: date
) -> list[tuple[date, int]]:
    """(first day, approved lines) of each quarter of this time whose ledger was published."""
    found = await session.exec(
        select(col(Ledger.quarter), _count(col(LedgerLine.state) == "approved"))
        .join(
            LedgerLine,
            sa.and_(
                col(LedgerLine.station_id) == col(Ledger.station_id),
                col(LedgerLine.ledger_id) == col(Ledger.id),
            ),
            isouter=True,
        )
        .where(
            Ledger.station_id == station_id,
            Ledger.quarter >= first,
            Ledger.quarter <= until,
            col(Ledger.published_at).is_not(None),
        )
        .group_by(col(Ledger.quarter))
        .order_by(col(Ledger.quarter))
    )
    return [(quarter, int(lines or 0)) for quarter, lines in found]


async def count_deputies(session: AsyncSession, station_id: int) -> tuple[int, int]:
    """Deputies in office, and those of them who have joined."""
    found = await session.exec(
        select(sa.func.count(), _count(col(Deputy.person_id).is_not(None))).where(
            Deputy.station_id == station_id, col(Deputy.left_at).is_(None)
        )
    )
    deputies, joined = found.one()
    return deputies, joined or 0


async def count_open(
    session: AsyncSession, station_id: int, states: Collection[State], now: datetime
) -> tuple[int, int]:
    """Cases in these states, and those of them past their time."""
    found = await session.exec(
        select(sa.func.count(), _count(col(Case.due_at) < now)).where(
            Case.station_id == station_id, col(Case.state).in_(sorted(states))
        )
    )
    still_open, overdue = found.one()
    return still_open, overdue or 0


def _filed(station_id: int, starts: datetime, ends: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return col(Case.station_id) == station_id, _within(col(Case.submitted_at), starts, ends)


def _within(moment: Any, starts: datetime, ends: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(moment >= starts, moment < ends)


def _count(condition: Any) -> Any:
    return sa.func.sum(sa.case((condition, 1), else_=0))
