"""联系日: a deputy says when and where to be met; people hear of it and are reminded the evening before."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from hotline import notices
from hotline.absences import is_away_on
from hotline.errors import NoSuchChoice, TextMissing
from hotline.permissions import Act, Actor
from hotline.seats import open_seat
from hotline.service_hours import next_service_time
from hotline.station_history import record_for_station
from hotline.typed_spans import Meeting
from hotline.work import StationFacts, Work
from storage.queries import contact_days as queries
from storage.queries import outbox, people
from storage.tables import ContactDay, Deputy, Notice, Person
from storage.vocabulary import Role

SLOT = "contact_days"
SEATS = 10
_MOST_SEATS = 200
_FARTHEST = timedelta(days=180)
# The evening begins so long before the service hours end.
_EVENING = timedelta(hours=2)


@dataclass(frozen=True)
class Plan:
    """A contact day that is to be announced; moments are aware."""

    deputy_id: int
    starts_at: datetime
    ends_at: datetime
    room: str
    seats: int = SEATS


def plan_of(work: Work, deputy_id: int, meeting: Meeting) -> Plan:
    """What was typed, with the station's room and the usual number of seats where nothing was said."""
    station = work.knowledge.station
    opens, closes = (
        datetime.combine(meeting.day, clock, tzinfo=station.zone) for clock in (meeting.opens, meeting.closes)
    )
    room = (meeting.room or station.room)[:64]
    return Plan(deputy_id, opens, closes, room, SEATS if meeting.seats is None else meeting.seats)


async def check(work: Work, actor: Actor, plan: Plan) -> tuple[Deputy, Role]:
    """Whether this day can be announced. Raises NotAllowed, NoSuchChoice, TextMissing."""
    deputy, role = await open_seat(work, actor, Act.ANNOUNCE_CONTACT_DAY, plan.deputy_id)
    if not work.now < plan.starts_at < min(plan.ends_at, work.now + _FARTHEST):
        raise NoSuchChoice("contact_day_time", "")
    if not plan.room.strip():
        raise TextMissing("contact_room")
    if not 1 <= plan.seats <= _MOST_SEATS:
        raise NoSuchChoice("contact_day_seats", str(plan.seats))
    if is_away_on(deputy, _local_day(plan.starts_at, work.knowledge.station)):
        raise NoSuchChoice("contact_day_away", "")
    for other, _ in await queries.coming(work.session, work.station_id, work.now, deputy_id=deputy.id):
        if other.starts_at < plan.ends_at and plan.starts_at < other.ends_at:
            raise NoSuchChoice("contact_day_twice", "")
    return deputy, role


async def announce(work: Work, actor: Actor, plan: Plan) -> ContactDay:
    """Fix the day; everybody of the constituency who has used the bot hears of it."""
    deputy, role = await check(work, actor, plan)
    day = ContactDay(
        station_id=work.station_id,
        deputy_id=deputy.id,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        room=plan.room.strip(),
        seats=plan.seats,
        announced_at=work.now,
    )
    work.session.add(day)
    await work.session.flush()
    moment = day.starts_at.isoformat()
    await record_for_station(work, "contact_day_announced", actor, role, deputy=deputy.code, at=moment)
    told = await _spread(work, day, deputy)
    await _confirm(work, actor, day, deputy, "contact_day.fixed", people=told)
    return day


async def cancel(work: Work, actor: Actor, day_id: int) -> ContactDay:
    """The day will not take place: everybody who has booked is told. Raises NoSuchChoice, NotAllowed."""
    day = await coming_day(work, day_id, lock=True)
    deputy, role = await open_seat(work, actor, Act.ANNOUNCE_CONTACT_DAY, day.deputy_id)
    day.cancelled_at = work.now
    await work.session.flush()
    moment = day.starts_at.isoformat()
    await record_for_station(work, "contact_day_cancelled", actor, role, deputy=deputy.code, at=moment)
    booked = await _visitors(work, day)
    for person_id in booked:
        await notices.tell(work, person_id, "contact_day.cancelled", days=[day.id])
    await _confirm(work, actor, day, deputy, "contact_day.called_off", people=len(booked))
    return day


async def remind_due(work: Work) -> int:
    """The evening before: those who have booked, and the deputy with the list. Never after the day."""
    station = work.knowledge.station
    if next_service_time(work.now, station) > work.now:
        return 0
    due = await queries.claim_due(work.session, work.station_id, work.now, reminded_until(work.now, station))
    for day in due:
        for person_id in await _visitors(work, day):
            await notices.tell(work, person_id, "contact_day.reminder", days=[day.id])
        for person_id in await _hosts(work, day):
            await notices.tell(work, person_id, "contact_day.visitors", days=[day.id])
    return len(due)


def reminded_until(now: datetime, station: StationFacts) -> datetime:
    """Days that begin before this are to be reminded of: today's, from the evening on tomorrow's too."""
    local = now.astimezone(station.zone)
    closes = datetime.combine(local.date(), station.service_closes, tzinfo=station.zone)
    days = 2 if local >= closes - _EVENING else 1
    return datetime.combine(local.date() + timedelta(days=days), time(), tzinfo=station.zone)


async def coming_day(work: Work, day_id: int, *, lock: bool = False) -> ContactDay:
    """A day that is not over and not cancelled. Raises NoSuchChoice."""
    day = await queries.day(work.session, work.station_id, day_id, lock=lock)
    if day is None or day.cancelled_at is not None or day.ends_at <= work.now:
        raise NoSuchChoice("contact_day_over", "")
    return day


async def recipients(work: Work, deputy: Deputy) -> list[Person]:
    """Who is told of a contact day of this deputy: the people of the constituency."""
    found = await queries.audience(work.session, work.station_id, deputy.constituency_id)
    return [person for person in found if person.id != deputy.person_id]


async def _spread(work: Work, day: ContactDay, deputy: Deputy) -> int:
    """One notice a day at most to each; a second day joins a notice that has not gone out yet."""
    station = work.knowledge.station
    since = datetime.combine(_local_day(work.now, station), time(), tzinfo=station.zone)
    told = await queries.told_since(work.session, work.station_id, SLOT, since)
    audience = await recipients(work, deputy)
    for person_id in (person.id for person in audience):
        last = told.get(person_id)
        waits = last is not None and _waits(last)
        before = list(last.params["days"]) if last is not None and waits else []
        not_before = last.not_before if last is not None and waits else _next_turn(work, last)
        days = [*before, day.id]
        await notices.tell(
            work, person_id, "contact_day.announced", slot=SLOT, not_before=not_before, days=days
        )
    return len(audience)


def _waits(notice: Notice) -> bool:
    return notice.state == outbox.WAITING and notice.leased_until is None and notice.attempts == 0


def _next_turn(work: Work, last: Notice | None) -> datetime:
    """The next service hour of a day on which this person has had no such notice."""
    station = work.knowledge.station
    turn = next_service_time(work.now, station)
    if last is None or _local_day(last.not_before, station) < _local_day(turn, station):
        return turn
    following = _local_day(last.not_before, station) + timedelta(days=1)
    return datetime.combine(following, station.service_opens, tzinfo=station.zone)


def _local_day(moment: datetime, station: StationFacts) -> date:
    return moment.astimezone(station.zone).date()


async def _visitors(work: Work, day: ContactDay) -> list[int]:
    found = await queries.bookings(work.session, work.station_id, day.id)
    return [booking.person_id for booking in found if booking.person_id is not None]


async def _hosts(work: Work, day: ContactDay) -> list[int]:
    """The deputy; the liaison where the deputy has not joined."""
    deputy = await work.session.get_one(Deputy, (work.station_id, day.deputy_id))
    if deputy.person_id is not None:
        return [deputy.person_id]
    return await people.holders(work.session, work.station_id, Role.LIAISON)


async def _confirm(
    work: Work, actor: Actor, day: ContactDay, deputy: Deputy, kind: str, **params: Any
) -> None:
    """The deputy and the liaison both hear of it; whoever did it first."""
    await notices.answer(work, actor.person_id, kind, days=[day.id], **params)
    holders = await people.holders(work.session, work.station_id, Role.LIAISON)
    for person_id in dict.fromkeys([deputy.person_id, *holders]):
        if person_id is not None and person_id != actor.person_id:
            await notices.tell(work, person_id, kind, days=[day.id], **params)
