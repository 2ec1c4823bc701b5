"""What the three rates of a time are made of: accept clocks that ended in it, and ratings given in it."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Case, CaseClock, Event
from storage.vocabulary import State

_ENDING = ("rated_satisfied", "closed_by_silence")


class Response(NamedTuple):
    """An accept clock that ended, and when its case's constituent was first contacted."""

    case_id: int
    number: int
    names_liaison: bool
    exclusion: str | None
    due_at: datetime
    contacted_at: datetime | None


class Rating(NamedTuple):
    """A rating, or the end of waiting for one (None: not answered); `deputy_id`: whose case it is now."""

    case_id: int
    number: int
    names_liaison: bool
    exclusion: str | None
    at: datetime
    is_solved: bool | None
    is_satisfied: bool | None
    deputy_id: int | None


async def responses(
    session: AsyncSession, station_id: int, kind: str, starts: datetime, ends: datetime
) -> list[Response]:
    """The accept clocks (`kind`) that ended from `starts` up to `ends`.

    One that stands still has not ended. One that was dropped before it ended and before the constituent
    was contacted (withdrawn, refused, given to somebody else with a new clock) is nobody's answer.
    """
    was_dropped = sa.and_(
        col(CaseClock.stopped_at) < col(CaseClock.due_at),
        sa.or_(col(Case.contacted_at).is_(None), col(Case.contacted_at) > col(CaseClock.stopped_at)),
    )
    found = await session.exec(
        select(*_CASE, CaseClock.due_at, Case.contacted_at)  # type: ignore[call-overload]
        .join(Case, _same_case(CaseClock))
        .where(
            col(CaseClock.station_id) == station_id,
            col(CaseClock.kind) == kind,
            col(CaseClock.due_at) >= starts,
            col(CaseClock.due_at) < ends,
            col(CaseClock.paused_at).is_(None),
            sa.or_(col(CaseClock.stopped_at).is_(None), ~was_dropped),
        )
    )
    return [Response(*row) for row in found]


async def ratings(session: AsyncSession, station_id: int, starts: datetime, ends: datetime) -> list[Rating]:
    """Each rating from `starts` up to `ends`, and each answered case closed without one."""
    facts = col(Event.facts)
    is_rating = col(Event.kind) == "rated_satisfied"
    is_over = sa.and_(col(Event.kind) == "force_closed", col(Event.from_state) == State.REPLIED)
    solved = sa.case((is_rating, facts["is_solved"].as_boolean()), else_=_solved_before())
    found = await session.exec(
        select(*_CASE, Event.at, solved, facts["is_satisfied"].as_boolean(), Case.deputy_id)  # type: ignore[call-overload]
        .join(Case, _same_case(Event))
        .where(
            col(Event.station_id) == station_id,
            col(Event.at) >= starts,
            col(Event.at) < ends,
            sa.or_(col(Event.kind).in_(_ENDING), is_over),
        )
    )
    return [Rating(*row) for row in found]


_CASE = (Case.id, Case.number, Case.names_liaison, Case.exclusion)


def _same_case(of: type[CaseClock] | type[Event]) -> sa.ColumnElement[bool]:
    return sa.and_(col(Case.station_id) == col(of.station_id), col(Case.id) == col(of.case_id))


def _solved_before() -> sa.ColumnElement[bool]:
    """The first of the two answers where the second never came: the last one since the last reply."""
    said, reply = aliased(Event), aliased(Event)
    replied = (
        sa.select(sa.func.max(reply.sequence))
        .where(*_earlier(reply, Event), col(reply.kind) == "replied")
        .correlate(Event)
        .scalar_subquery()
    )
    return (
        sa.select(col(said.facts)["is_solved"].as_boolean())
        .where(*_earlier(said, Event), col(said.kind) == "rated_solved", col(said.sequence) > replied)
        .order_by(col(said.sequence).desc())
        .limit(1)
        .correlate(Event)
        .scalar_subquery()
    )


def _earlier(one: type[Event], other: type[Event]) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(one.station_id) == col(other.station_id),
        col(one.case_id) == col(other.case_id),
        col(one.sequence) < col(other.sequence),
    )
