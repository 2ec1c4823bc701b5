"""督办: the notes that a deputy must answer."""

from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.prepared import prepared
from storage.remembering import remembered
from storage.tables import Supervision


@remembered(Supervision)
async def open_supervision(session: AsyncSession, station_id: int, case_id: int) -> Supervision | None:
    """The note of a case that has not been answered; there is one at a time."""
    return (await _unanswered(session, station_id, case_id)).first()


@prepared
def _unanswered(station_id: Any, case_id: Any) -> SelectOfScalar[Supervision]:
    return (
        select(Supervision)
        .where(
            Supervision.station_id == station_id,
            Supervision.case_id == case_id,
            col(Supervision.answered_at).is_(None),
        )
        .order_by(col(Supervision.id).desc())
        .limit(1)
    )
