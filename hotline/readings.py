"""Who of the office looked at which case, written down; not what of it was seen."""

from datetime import timedelta

from hotline.casebook import Opened, Ref, open_case
from hotline.errors import NoSuchCase
from hotline.permissions import Act, Actor
from hotline.work import Work
from storage.queries import desk as queries
from storage.tables import CaseReading

DESK = "desk"
"""The door through which a case is seen in the browser."""
# Pages are loaded again after every act: that is one reading.
_ONE_READING = timedelta(minutes=10)


async def read_case(work: Work, actor: Actor, ref: Ref, door: str = DESK) -> Opened:
    """Open a filed case to be looked at, and note it. Raises NoSuchCase, NotYourCase."""
    opened = await open_case(work, actor, Act.READ_CASE, ref)
    if opened.case.number is None:
        raise NoSuchCase("")
    last = await queries.last_reading(work.session, work.station_id, opened.case.id, actor.person_id)
    if last is None or last.door != door or work.now - last.at >= _ONE_READING:
        work.session.add(
            CaseReading(
                station_id=work.station_id,
                case_id=opened.case.id,
                person_id=actor.person_id,
                role=opened.role,
                door=door,
                at=work.now,
            )
        )
        await work.session.flush()
    return opened
