"""/contactdays, /book and /unbook: coming contact days, and a seat at one of them."""

from collections.abc import Mapping

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.asking import Continue
from handlers.callbacks import NotAButton
from handlers.context import HotlineContext
from handlers.pressing import on_press
from handlers.typed import first_word
from handlers.values.contact_days import constituency_of
from hotline import bookings, contact_days, dialogues
from hotline.danger import find_danger
from hotline.dialogues import Step
from hotline.errors import NoSuchChoice
from hotline.material import Material
from hotline.typed_spans import day_in
from storage.ids import from_base36
from storage.queries import contact_days as queries
from storage.tables import ContactDay, Deputy
from storage.vocabulary import Role

_PRIVATE = filters.ChatType.PRIVATE


async def coming_days(update: Update, context: HotlineContext) -> None:
    """/contactdays: the days of one's own constituency, then all others."""
    found = await _coming(context)
    await context.answer("contact_day.list", days=[day.id for day, _ in found])


async def show_day(update: Update, context: HotlineContext) -> None:
    """A day as it is to the reader: the host's list, one's own booking, or the invitation to book."""
    await _show(context, await contact_days.coming_day(context.work, context.press.key))


async def book(update: Update, context: HotlineContext) -> None:
    await _book(context, context.press.key)


async def book_typed(update: Update, context: HotlineContext) -> None:
    """/book 7月3日 what about; or the deputy's name in the place of the day."""
    day, about = await _meant(context)
    await _book(context, day.id, about)


async def tie_to_case(update: Update, context: HotlineContext) -> None:
    """The argument is day-case."""
    day, _, case = context.press.argument.partition("-")
    try:
        booking = await bookings.tie_to_case(context.work, context.actor, from_base36(day), from_base36(case))
    except ValueError:
        raise NotAButton(context.press.argument) from None
    await _noted(context, booking.contact_day_id)


async def show_name(update: Update, context: HotlineContext) -> None:
    booking = await bookings.show_name(context.work, context.actor, context.press.key)
    await context.answer("contact_day.about_noted", days=[booking.contact_day_id])


async def unbook(update: Update, context: HotlineContext) -> None:
    await _give_back(context, context.press.key)


async def unbook_typed(update: Update, context: HotlineContext) -> None:
    """/unbook 7月3日; without a day, the only one booked."""
    mine = []
    for day, _ in await _coming(context):
        found = await queries.booking_of(
            context.work.session, context.work.station_id, day.id, context.person.id
        )
        mine += [] if found is None else [day]
    if len(mine) != 1:
        mine = [(await _meant(context))[0]]
    await _give_back(context, mine[0].id)


async def _coming(context: HotlineContext) -> list[tuple[ContactDay, Deputy]]:
    work = context.work
    here = await constituency_of(work, context.person.id)
    found = await queries.coming(work.session, work.station_id, work.now)
    return sorted(found, key=lambda row: (row[1].constituency_id != here, row[0].starts_at))


async def _meant(context: HotlineContext) -> tuple[ContactDay, str]:
    """The day that the first word names, by date or by deputy, and what else was typed."""
    work = context.work
    word, rest = first_word(" ".join(context.args or ()))
    wanted = day_in(word, work.calendar.local_date(work.now))
    name = word.removesuffix("代表")
    found = [
        (day, deputy)
        for day, deputy in await _coming(context)
        if work.calendar.local_date(day.starts_at) == wanted or deputy.name == name
    ]
    here = await constituency_of(work, context.person.id)
    near = [row for row in found if row[1].constituency_id == here]
    chosen = near or found
    if len(chosen) != 1:
        raise NoSuchChoice("which_day", word)
    return chosen[0][0], rest


async def _book(context: HotlineContext, day_id: int, about: str = "") -> None:
    """Take the seat at once; what it is about may be said after it."""
    booking = await bookings.book(context.work, context.actor, day_id)
    if about:
        await bookings.say_about(context.work, context.actor, day_id, about)
    else:
        await dialogues.expect(context.work, context.person.id, "booking_about", day=day_id)
    await context.answer("contact_day.booked", days=[booking.contact_day_id])


async def _noted(context: HotlineContext, day_id: int) -> None:
    step = await dialogues.current(context.work, context.person.id)
    if step.name == "booking_about":
        await dialogues.finish(context.work, context.person.id)
    await context.answer("contact_day.about_noted", days=[day_id])


async def _give_back(context: HotlineContext, day_id: int) -> None:
    await bookings.give_back(context.work, context.actor, day_id)
    step = await dialogues.current(context.work, context.person.id)
    if step.name == "booking_about":
        await dialogues.finish(context.work, context.person.id)
    await context.answer("contact_day.given_back", days=[day_id])


async def _show(context: HotlineContext, day: ContactDay) -> None:
    work = context.work
    is_host = day.deputy_id == context.actor.deputy_id or Role.LIAISON in context.actor.roles
    booking = await queries.booking_of(work.session, work.station_id, day.id, context.person.id)
    kind = "host_card" if is_host else "card" if booking is None else "booked"
    await context.answer(_CARDS[kind], days=[day.id])


_CARDS = {
    "host_card": "contact_day.host_card",
    "card": "contact_day.card",
    "booked": "contact_day.booked",
}


async def _booking_about(context: HotlineContext, step: Step, material: Material) -> bool:
    """A short line; a long one, pictures or a danger are a matter of their own."""
    text, day_id = material.text, int(step.data["day"])
    is_line = bool(text.strip()) and material.media is None and len(text) <= bookings.LONGEST_ABOUT
    if not is_line or find_danger(text) is not None:
        await dialogues.finish(context.work, context.person.id)
        return False
    await bookings.say_about(context.work, context.actor, day_id, text)
    await _noted(context, day_id)
    return True


STEPS: Mapping[str, Continue] = {"booking_about": _booking_about}

HANDLERS = [
    CommandHandler("contactdays", coming_days, _PRIVATE),
    CommandHandler("book", book_typed, _PRIVATE),
    CommandHandler("unbook", unbook_typed, _PRIVATE),
    on_press("cday", show_day),
    on_press("cbook", book),
    on_press("cbcase", tie_to_case),
    on_press("cbname", show_name),
    on_press("cbnot", unbook),
]
