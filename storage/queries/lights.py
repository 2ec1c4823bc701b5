"""How far cases' clocks have run, as SQL: the lights of hotline.deadlines, for counting and paging.

A clock is yellow when the working time that is left is no more than the reserve, a share of its length. The
working time from now on is a line with a step for each night: `sessions` holds its pieces.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from storage.tables import Case, CaseClock
from storage.vocabulary import Light


@dataclass(frozen=True)
class Reckoning:
    """The moment, the share of a clock's length that is its reserve, and the office hours from now on.

    `sessions` are (begins at, seconds of working time before it, seconds up to its end), in order.
    """

    now: datetime
    reserve_share: float
    sessions: Sequence[tuple[datetime, float, float]]


def light_of(reckoning: Reckoning) -> sa.ColumnElement[str]:
    """The worst light of a case's clocks that have not been stopped; to be used beside Case.

    A maximum, since PostgreSQL would make of EXISTS one list of all clocks that ever were.
    """
    darkness = sa.case((_is_red(reckoning), 2), (_is_yellow(reckoning), 1), else_=0)
    worst = (
        sa.select(sa.func.max(darkness))
        .where(
            col(CaseClock.station_id) == col(Case.station_id),
            col(CaseClock.case_id) == col(Case.id),
            col(CaseClock.stopped_at).is_(None),
        )
        .scalar_subquery()
    )
    return sa.case({2: Light.RED.value, 1: Light.YELLOW.value}, value=worst, else_=Light.GREEN.value)


def _is_red(reckoning: Reckoning) -> sa.ColumnElement[bool]:
    return sa.and_(col(CaseClock.remaining_us).is_(None), col(CaseClock.due_at) <= reckoning.now)


def _is_yellow(reckoning: Reckoning) -> sa.ColumnElement[bool]:
    """Of a clock that is not red; a paused one keeps the light with which it was stopped."""
    reserve = col(CaseClock.length_us) * reckoning.reserve_share
    due, now = sa.extract("epoch", col(CaseClock.due_at)), reckoning.now.timestamp()
    seconds = reserve / 1_000_000.0
    is_working = [
        sa.and_(seconds >= before, seconds < until, due - seconds <= begins.timestamp() - before)
        for begins, before, until in reckoning.sessions
    ]
    is_running_out = sa.or_(
        sa.and_(col(CaseClock.is_natural).is_(True), due - seconds <= now),
        sa.and_(col(CaseClock.is_natural).is_(False), sa.or_(*is_working)),
    )
    return sa.case(
        (col(CaseClock.remaining_us).is_not(None), col(CaseClock.remaining_us) <= reserve),
        else_=is_running_out,
    )
