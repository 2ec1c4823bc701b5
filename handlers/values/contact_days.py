"""What notices about contact days name: when, where, with whom, how many seats, who comes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from handlers.shown_days import shown_day, shown_hours
from handlers.wording import Texts
from hotline.casebook import may
from hotline.history import shown_number
from hotline.people import name_of
from hotline.permissions import Act, Actor
from hotline.work import Work
from storage.queries import cases, roster
from storage.queries import contact_days as queries
from storage.tables import Booking, Case, ContactDay, Notice, Person, Place

# These say something only while the day is still to come.
_FOR_DAYS_TO_COME = frozenset({"contact_day.announced", "contact_day.reminder", "contact_day.visitors"})


@dataclass(frozen=True)
class _Shown:
    """A contact day for one reader."""

    when: str
    room: str
    deputy: str
    seats: int
    left: int
    booking: Booking | None


async def values(work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts) -> dict[str, Any]:
    """The days of the notice as lines, and the first of them in words."""
    if "starts_at" in notice.params:
        return _plan_values(notice, texts)
    days = await _days(work, notice)
    shown = [await _shown(work, day, actor, texts) for day in days]
    lines = [_line(one, texts) for one in shown]
    values: dict[str, Any] = {"lines": lines, "is_void": notice.kind in _FOR_DAYS_TO_COME and not days}
    if shown:
        first, booking = shown[0], shown[0].booking
        values |= {"when": first.when, "room": first.room, "deputy": first.deputy, "left": first.left}
        values |= {
            "seats": first.seats,
            "visitors": await _visitors(work, days[0], actor, texts),
            "about": await _about(work, booking, actor, texts) if booking else "",
            "is_named": booking is not None and booking.shows_name,
        }
    return values


async def choices(work: Work, notice: Notice, texts: Texts) -> list[tuple[int, str]]:
    """The days of the notice, or the reader's open cases where one of them may be what it is about."""
    if notice.kind == "contact_day.booked":
        own = await cases.cases_of_constituent(work.session, work.station_id, notice.recipient_id)
        return [(case.id, shown_number(case)) for case in own if case.closed_at is None][:8]
    chosen = []
    for day in await _days(work, notice):
        deputy = await roster.deputy(work.session, work.station_id, day.deputy_id)
        when = shown_day(texts, day.starts_at.astimezone(texts.zone).date())
        chosen.append((day.id, f"{when} {deputy.name if deputy else ''}"))
    return chosen


async def next_day_values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    """The next contact day of the reader's constituency, for /contact."""
    here = await constituency_of(work, notice.recipient_id)
    coming = await queries.coming(work.session, work.station_id, work.now)
    found = next((day for day, deputy in coming if deputy.constituency_id == here), None)
    return {"next_day": "" if found is None else _line(await _shown(work, found, actor, texts), texts)}


async def constituency_of(work: Work, person_id: int) -> int | None:
    """Where a person is at home, as far as it was said."""
    person = await work.session.get(Person, (work.station_id, person_id))
    if person is None or person.village_id is None:
        return None
    place = await work.session.get(Place, (work.station_id, person.village_id))
    return None if place is None else place.constituency_id


async def _days(work: Work, notice: Notice) -> list[ContactDay]:
    """The days that the notice is about; of those to come none that is over by now."""
    ids = notice.params.get("days") or []
    found = [await queries.day(work.session, work.station_id, int(key)) for key in ids]
    days = [day for day in found if day is not None]
    if notice.kind in _FOR_DAYS_TO_COME:
        days = [day for day in days if day.cancelled_at is None and day.starts_at > work.now]
    return days


async def _shown(work: Work, day: ContactDay, actor: Actor, texts: Texts) -> _Shown:
    deputy = await roster.deputy(work.session, work.station_id, day.deputy_id)
    booked = await queries.bookings(work.session, work.station_id, day.id)
    return _Shown(
        when=shown_hours(texts, day.starts_at, day.ends_at),
        room=day.room,
        deputy="" if deputy is None else deputy.name,
        seats=day.seats,
        left=max(day.seats - len(booked), 0),
        booking=next((row for row in booked if row.person_id == actor.person_id), None),
    )


def _line(one: _Shown, texts: Texts) -> Markup:
    return texts(
        "contact_day.line",
        when=one.when,
        room=one.room,
        deputy=one.deputy,
        left=one.left,
        is_booked=one.booking is not None,
    )


def _plan_values(notice: Notice, texts: Texts) -> dict[str, Any]:
    """A day that has not been announced yet."""
    starts_at, ends_at = (datetime.fromisoformat(notice.params[name]) for name in ("starts_at", "ends_at"))
    return {"when": shown_hours(texts, starts_at, ends_at)}


async def _visitors(work: Work, day: ContactDay, actor: Actor, texts: Texts) -> list[Markup]:
    """Who comes: a name where the person agreed, a case number where the reader may see the case."""
    lines = []
    for place, booking in enumerate(await queries.bookings(work.session, work.station_id, day.id), 1):
        name = ""
        if booking.shows_name and booking.person_id is not None:
            name = await name_of(work, booking.person_id)
        about = await _about(work, booking, actor, texts)
        is_on_the_spot = booking.person_id is None
        lines.append(
            texts(
                "contact_day.visitor",
                count=place,
                name=name,
                about=about,
                is_on_the_spot=is_on_the_spot,
            )
        )
    return lines


async def _about(work: Work, booking: Booking, actor: Actor, texts: Texts) -> str:
    number = ""
    if booking.case_id is not None:
        case = await cases.case(work.session, work.station_id, booking.case_id)
        if case is not None and await may(work, actor, Act.READ_CASE, case):
            number = shown_number(case)
    return "　".join(filter(None, (number, booking.about)))
