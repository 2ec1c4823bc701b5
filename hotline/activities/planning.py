"""Planning an activity from one typed line; changing it, and calling it off."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from hotline import notices
from hotline.activities.book import kept_activity
from hotline.errors import NoSuchChoice, TextMissing
from hotline.masking import mask
from hotline.permissions import Act, Actor, acting_role
from hotline.station_history import record_for_station
from hotline.typed_spans import Occasion, occasion_in
from hotline.work import Work
from storage.ids import new_id
from storage.queries import activities as queries
from storage.queries import roster
from storage.tables import Activity
from storage.vocabulary import ActivityKind, Role

_LONGEST = 64
_LONGEST_NOTE = 1000
# What was forgotten may be noted afterwards; what is farther off is a slip of the pen.
_FARTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Plan:
    """An activity as it was typed; moments are aware."""

    kind: ActivityKind
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime | None = None
    note: str = ""


def plan_of(work: Work, kind: ActivityKind, typed: str) -> Plan:
    """Read the day, the hour, the place and the matter; further lines are a note. Raises TextMissing."""
    line, _, note = typed.strip().partition("\n")
    occasion = occasion_in(line, work.calendar.local_date(work.now))
    if occasion is None or not occasion.rest:
        raise TextMissing("activity")
    place, title = _place_and_title(work, occasion.rest)
    return Plan(kind, title, place, *_moments(work, occasion), mask(note.strip())[:_LONGEST_NOTE])


async def plan_activity(work: Work, actor: Actor, plan: Plan) -> Activity:
    """Write an activity down; nobody is invited yet. Raises NotAllowed, NoSuchChoice."""
    acting_role(Act.KEEP_ACTIVITIES, actor)
    _check_day(work, plan.starts_at)
    # Whoever else adds one waits: a larger id than all others gives the next number.
    await roster.locked_station(work.session, work.station_id)
    row = Activity(
        station_id=work.station_id,
        id=max(new_id(), await queries.last_id(work.session, work.station_id) + 1),
        **vars(plan),
        created_by_id=actor.person_id or None,
        created_at=work.now,
    )
    work.session.add(row)
    await work.session.flush()
    await _record(work, "activity_planned", actor, row)
    return row


async def change_activity(work: Work, actor: Actor, activity_id: int, typed: str) -> Activity:
    """Another day or hour, and if words follow, another place and matter; words alone change only those.

    Whoever is invited hears of it; another time asks them anew. Raises TextMissing, NoSuchChoice.
    """
    row = await _open_plan(work, actor, activity_id)
    line, _, note = typed.strip().partition("\n")
    occasion = occasion_in(line, work.calendar.local_date(work.now))
    words = line.strip() if occasion is None else occasion.rest
    if occasion is None and not words:
        raise TextMissing("activity_change")
    if words:
        row.place, row.title = _place_and_title(work, words)
    if note.strip():
        row.note = mask(note.strip())[:_LONGEST_NOTE]
    if occasion is not None:
        await _move(work, row, *_moments(work, occasion))
    await _record(work, "activity_changed", actor, row)
    await _tell_invited(work, row, "activity.changed")
    return row


async def cancel_activity(work: Work, actor: Actor, activity_id: int) -> Activity:
    """It will not take place: whoever is invited and has not declined is told. Raises NoSuchChoice."""
    row = await _open_plan(work, actor, activity_id)
    row.cancelled_at = work.now
    await work.session.flush()
    await _record(work, "activity_cancelled", actor, row)
    await _tell_invited(work, row, "activity.cancelled")
    return row


async def _open_plan(work: Work, actor: Actor, activity_id: int) -> Activity:
    row = await kept_activity(work, actor, activity_id)
    if row.cancelled_at is not None:
        raise NoSuchChoice("activity_cancelled", "")
    if row.recorded_at is not None:
        raise NoSuchChoice("activity_recorded", "")
    return row


async def _move(work: Work, row: Activity, starts_at: datetime, ends_at: datetime | None) -> None:
    """To another time: what was answered was answered for the old one."""
    _check_day(work, starts_at)
    if starts_at != row.starts_at:
        for attendance, _ in await queries.invited(work.session, work.station_id, row.id):
            attendance.is_coming = attendance.answered_at = None
        row.reminded_at = None
    row.starts_at, row.ends_at = starts_at, ends_at
    await work.session.flush()


def _place_and_title(work: Work, words: str) -> tuple[str, str]:
    """The first word is the place, the others are the matter; one word is a place only if it names one."""
    first, _, rest = mask(words).strip().partition(" ")
    if rest.strip():
        return first[:_LONGEST], " ".join(rest.split())[:_LONGEST]
    is_place = bool(work.knowledge.gazetteer.find(first))
    return (first if is_place else "")[:_LONGEST], first[:_LONGEST]


def _moments(work: Work, occasion: Occasion) -> tuple[datetime, datetime | None]:
    def at(clock: time) -> datetime:
        return datetime.combine(occasion.day, clock, tzinfo=work.knowledge.station.zone)

    return at(occasion.opens), None if occasion.closes is None else at(occasion.closes)


def _check_day(work: Work, starts_at: datetime) -> None:
    if abs(starts_at - work.now) > _FARTHEST:
        raise NoSuchChoice("activity_day", "")


async def _record(work: Work, kind: str, actor: Actor, row: Activity) -> None:
    number = await queries.number_of(work.session, work.station_id, row.id)
    facts = {"activity": number, "what": row.kind, "at": row.starts_at.isoformat()}
    await record_for_station(work, kind, actor, Role.LIAISON, **facts)


async def _tell_invited(work: Work, row: Activity, kind: str) -> None:
    """Those who are invited and have not declined; nobody is told of what has begun."""
    if row.starts_at <= work.now:
        return
    for attendance, deputy in await queries.invited(work.session, work.station_id, row.id):
        if deputy.person_id is not None and attendance.is_coming is not False:
            await notices.tell(work, deputy.person_id, kind, activity=row.id)
