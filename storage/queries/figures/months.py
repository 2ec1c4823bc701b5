"""What only the month of the presidium counts: notes of the liaison (督办) and formal suggestions."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Suggestion, Supervision
from storage.vocabulary import SuggestionState

_WITH_A_UNIT = (SuggestionState.ISSUED, SuggestionState.HANDLING, SuggestionState.REHANDLING)


async def supervisions(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime, now: datetime
) -> tuple[int, int, int]:
    """Notes made and answered from `starts` up to `ends`, and those that are overdue now."""
    is_late = sa.and_(col(Supervision.answered_at).is_(None), col(Supervision.due_at) < now)
    found = await session.exec(
        select(
            _times(col(Supervision.asked_at), starts, ends),
            _times(col(Supervision.answered_at), starts, ends),
            _number(is_late),
        ).where(col(Supervision.station_id) == station_id)
    )
    asked, answered, late = found.one()
    return asked, answered, late


async def suggestions(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime, now: datetime
) -> tuple[int, int, int, int]:
    """Formal suggestions issued, replied to and concluded from `starts` up to `ends`, and overdue now."""
    is_late = sa.and_(col(Suggestion.state).in_(_WITH_A_UNIT), col(Suggestion.due_at) < now)
    found = await session.exec(
        select(
            _times(col(Suggestion.issued_at), starts, ends),
            _times(col(Suggestion.replied_at), starts, ends),
            _times(col(Suggestion.concluded_at), starts, ends),
            _number(is_late),
        ).where(col(Suggestion.station_id) == station_id)
    )
    issued, replied, concluded, late = found.one()
    return issued, replied, concluded, late


def _times(column: Any, starts: datetime, ends: datetime) -> sa.ColumnElement[int]:
    return _number(sa.and_(column >= starts, column < ends))


def _number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
