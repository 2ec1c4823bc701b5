"""A seat at a contact day: booked by a constituent, given back, or taken on the spot."""

from hotline import notices
from hotline.contact_days import coming_day
from hotline.errors import NoSuchChoice, TextMissing
from hotline.history import shown_number
from hotline.masking import mask
from hotline.permissions import Act, Actor, acting_role
from hotline.seats import open_seat
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import cases
from storage.queries import contact_days as queries
from storage.tables import Booking, ContactDay
from storage.vocabulary import State

LONGEST_ABOUT = 200
BOOKABLE_CASES = OPEN - {State.DRAFT}


async def book(work: Work, actor: Actor, day_id: int) -> Booking:
    """Take a seat; whoever has one keeps it. Raises NoSuchChoice if the day is over or full, or one's own."""
    acting_role(Act.BOOK_CONTACT_DAY, actor)
    day = await coming_day(work, day_id, lock=True)
    if day.deputy_id == actor.deputy_id:
        raise NoSuchChoice("own_contact_day", "")
    booked = await queries.bookings(work.session, work.station_id, day.id)
    mine = next((booking for booking in booked if booking.person_id == actor.person_id), None)
    if mine is not None:
        return mine
    if len(booked) >= day.seats:
        raise NoSuchChoice("contact_day_full", "")
    return await _take(work, day, actor.person_id)


async def say_about(work: Work, actor: Actor, day_id: int, words: str) -> Booking:
    """What one wants to talk about, in a line. Raises TextMissing, NoSuchChoice."""
    booking = await _own(work, actor, day_id)
    if not words.strip():
        raise TextMissing("booking_about")
    booking.about = " ".join(mask(words).split())[:LONGEST_ABOUT]
    return booking


async def tie_to_case(work: Work, actor: Actor, day_id: int, case_id: int) -> Booking:
    """What one wants to talk about is one's own open case."""
    booking = await _own(work, actor, day_id)
    case = await cases.case(work.session, work.station_id, case_id)
    if case is None or case.constituent_id != actor.person_id or case.state not in BOOKABLE_CASES:
        raise NoSuchChoice("booking_case", "" if case is None else shown_number(case))
    booking.case_id = case.id
    return booking


async def show_name(work: Work, actor: Actor, day_id: int) -> Booking:
    """Agree that the deputy sees the name that one shows in Telegram."""
    booking = await _own(work, actor, day_id)
    booking.shows_name = True
    return booking


async def give_back(work: Work, actor: Actor, day_id: int) -> Booking:
    """The seat is free again."""
    booking = await _own(work, actor, day_id)
    booking.cancelled_at = work.now
    await work.session.flush()
    return booking


async def register_visitor(work: Work, actor: Actor, day_id: int, about: str) -> Booking:
    """Somebody has come without an account or a booking: noted on the day itself, beyond the seats too."""
    day = await queries.day(work.session, work.station_id, day_id)
    if day is None or day.cancelled_at is not None:
        raise NoSuchChoice("contact_day_over", "")
    await open_seat(work, actor, Act.ANNOUNCE_CONTACT_DAY, day.deputy_id)
    if work.calendar.local_date(day.starts_at) != work.calendar.local_date(work.now):
        raise NoSuchChoice("visitor_day", "")
    if not about.strip():
        raise TextMissing("visitor")
    line = " ".join(mask(about).split())[:LONGEST_ABOUT]
    booking = await _take(work, day, None, line)
    await notices.answer(work, actor.person_id, "contact_day.visitor_noted", days=[day.id])
    return booking


async def _own(work: Work, actor: Actor, day_id: int) -> Booking:
    """The booking of this person for a day that is still to come."""
    acting_role(Act.BOOK_CONTACT_DAY, actor)
    day = await coming_day(work, day_id)
    booking = await queries.booking_of(work.session, work.station_id, day.id, actor.person_id)
    if booking is None:
        raise NoSuchChoice("not_booked", "")
    return booking


async def _take(work: Work, day: ContactDay, person_id: int | None, about: str = "") -> Booking:
    booking = Booking(
        station_id=work.station_id,
        contact_day_id=day.id,
        person_id=person_id,
        about=about,
        booked_at=work.now,
    )
    work.session.add(booking)
    await work.session.flush()
    return booking
