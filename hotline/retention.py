"""Keeping things no longer than they are needed: each night what has been kept long enough goes.

Case text, numbers, categories and events stay: they are the record of what was done. Who somebody is,
pictures and voices, what was sent, and who looked at what have a time of their own.
"""

from dataclasses import dataclass, field, fields

from hotline.retention_rules import RetentionRules
from hotline.work import Work
from storage.queries import retention as queries

BATCH = 500


@dataclass
class Cleared:
    """How many rows went, by kind."""

    updates: int = 0
    messages: int = 0
    files: int = 0
    identities: int = 0
    readings: int = 0
    visits: int = 0
    seen_texts: int = 0
    is_full: bool = field(default=False, compare=False)

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self) if one.name != "is_full")


async def clear_away(work: Work, rules: RetentionRules) -> Cleared:
    """Let the next batch go; `is_full`: there may be more."""
    session, station, now = work.session, work.station_id, work.now
    cleared = Cleared(
        updates=await queries.drop_updates(session, station, now - rules.updates, BATCH),
        messages=await queries.drop_notices(session, station, now - rules.messages, BATCH),
        files=await queries.drop_files(session, station, now - rules.files, BATCH),
        identities=await queries.drop_identities(session, station, now - rules.identities, now, BATCH),
        readings=await queries.drop_readings(session, station, now - rules.readings),
        visits=await queries.drop_visits(session, station, now - rules.visits),
        seen_texts=await queries.drop_seen_texts(session, station, now - rules.seen_texts),
    )
    in_batches = (cleared.updates, cleared.messages, cleared.files, cleared.identities)
    cleared.is_full = max(in_batches) >= BATCH
    return cleared
