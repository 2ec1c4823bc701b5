"""Who of the office looked at which case, written down; not what of it was seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from hotline.casebook import Opened, Ref, open_case
from hotline.errors import NoSuchCase
from hotline.permissions import Act, Actor
from hotline.work import Work
from storage.queries import desk as queries
from storage.queries import roster
from storage.tables import CaseReading
from storage.vocabulary import Role

DESK, CHAT, EXPORT = "desk", "chat", "export"
"""The doors through which a case is seen: in the browser, in Telegram, as a line of a table."""
OFFICE = frozenset({Role.DEPUTY, Role.LIAISON, Role.PRESIDIUM})
"""As whom people look at the cases of others."""
# Pages are loaded again after every act: that is one reading.
_ONE_READING = timedelta(minutes=10)


async def read_case(work: Work, actor: Actor, ref: Ref, door: str = DESK) -> Opened:
    """Open a filed case to be looked at, and note it. Raises NoSuchCase, NotYourCase."""
    opened = await open_case(work, actor, Act.READ_CASE, ref)
    if opened.case.number is None:
        raise NoSuchCase("")
    last = await queries.last_reading(work.session, work.station_id, opened.case.id, actor.person_id)
    if last is None or last.door != door or work.now - last.at >= _ONE_READING:
        work.session.add(_reading(work, opened.case.id, actor, opened.role, door))
        await work.session.flush()
    return opened


async def open_in_chat(work: Work, actor: Actor, ref: Ref) -> Opened:
    """Open a case to be shown in Telegram, and note it. Raises as `open_case` does."""
    opened = await open_case(work, actor, Act.READ_CASE, ref)
    await note_in_chat(work, opened)
    return opened


async def note_in_chat(work: Work, opened: Opened) -> None:
    """Note that somebody of the office is shown a filed case in Telegram, once a day."""
    if opened.role in OFFICE and opened.case.number is not None:
        await _note_once_a_day(work, opened.actor, opened.role, [opened.case.id], CHAT)


async def note_exported(work: Work, actor: Actor, role: Role, case_ids: Sequence[int]) -> None:
    """Note that cases went into somebody's table, once a day."""
    if role in OFFICE:
        await _note_once_a_day(work, actor, role, case_ids, EXPORT)


async def _note_once_a_day(work: Work, actor: Actor, role: Role, case_ids: Sequence[int], door: str) -> None:
    zone = work.knowledge.station.zone
    day_began = datetime.combine(work.now.astimezone(zone).date(), time(), tzinfo=zone)
    noted = await queries.read_since(
        work.session, work.station_id, actor.person_id, door, case_ids, day_began
    )
    work.session.add_all(
        _reading(work, case_id, actor, role, door) for case_id in case_ids if case_id not in noted
    )
    await work.session.flush()


def _reading(work: Work, case_id: int, actor: Actor, role: Role, door: str) -> CaseReading:
    return CaseReading(
        station_id=work.station_id,
        case_id=case_id,
        person_id=actor.person_id,
        role=role,
        door=door,
        at=work.now,
    )


@dataclass(frozen=True)
class Reader:
    """Somebody of the office who looked at a case: a deputy by name, anybody else by role.

    `is_only_listed`: the case was a line of that person's table, which holds no words, and no more.
    """

    role: Role
    name: str
    last_at: datetime
    is_only_listed: bool


async def readers_of(work: Work, case_ids: Sequence[int]) -> dict[int, list[Reader]]:
    """Who looked at each of these cases, whoever did so last first."""
    found = await queries.readers(work.session, work.station_id, case_ids)
    deputies = await roster.deputies_who_are(
        work.session, work.station_id, {row.person_id for row in found if row.role == Role.DEPUTY}
    )
    by_case: dict[int, list[Reader]] = {}
    for row in sorted(found, key=lambda row: row.last_at, reverse=True):
        name = deputies.get(row.person_id, "") if row.role == Role.DEPUTY else ""
        reader = Reader(row.role, name, row.last_at, is_only_listed=row.doors == {EXPORT})
        by_case.setdefault(row.case_id, []).append(reader)
    return by_case
