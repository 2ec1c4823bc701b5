"""What happened to the hotline as a whole: events of no case, in a hash chain of their own."""

from hotline.chain import append
from hotline.permissions import Actor
from hotline.work import Work
from storage.queries import roster
from storage.tables import Event
from storage.vocabulary import Role


async def record_for_station(work: Work, kind: str, actor: Actor, role: Role, **facts: object) -> Event:
    """Append an event to the station's chain; codes, counts and days only."""
    # Else two of them could both follow the same one.
    await roster.locked_station(work.session, work.station_id)
    last = await roster.last_station_event(work.session, work.station_id)
    event = Event(
        station_id=work.station_id,
        kind=kind,
        actor_id=actor.person_id or None,
        actor_role=role,
        facts=facts,
        at=work.now,
        chained="",
    )
    return append(work.session, event, last, None)
