"""Where people are in their dialogues with the bot."""

from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.prepared import prepared
from storage.remembering import remembered
from storage.tables import Dialogue


@remembered(Dialogue)
async def dialogue(session: AsyncSession, station_id: int, person_id: int) -> Dialogue | None:
    """What is expected of a person, if anything is."""
    return (await _of_person(session, station_id, person_id)).first()


@prepared
def _of_person(station_id: Any, person_id: Any) -> SelectOfScalar[Dialogue]:
    return select(Dialogue).where(Dialogue.station_id == station_id, Dialogue.person_id == person_id)
