"""/contactday: a deputy, or the liaison for a deputy, announces a day, registers who comes, calls it off."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.asking import Continue
from handlers.context import HotlineContext
from handlers.naming import deputy_first
from handlers.pressing import on_press
from hotline import bookings, contact_days, dialogues
from hotline.contact_days import Plan
from hotline.dialogues import Step
from hotline.errors import NoSuchChoice, TextMissing
from hotline.material import Material
from hotline.permissions import Act, acting_role
from hotline.seats import open_seat
from hotline.typed_spans import day_in, meeting_in
from storage.queries import contact_days as queries

_PRIVATE = filters.ChatType.PRIVATE
_YES = frozenset({"ok", "yes", "好", "对", "行", "发", "发通知", "确认"})


async def contact_day(update: Update, context: HotlineContext) -> None:
    """/contactday 7月3日 9点到11点 村委会, then /contactday ok; the liaison writes a name first."""
    acting_role(Act.ANNOUNCE_CONTACT_DAY, context.actor)
    typed = " ".join(context.args or ())
    if typed.lower() in _YES:
        await _announce(context)
        return
    deputy_id, rest = await deputy_first(context, typed)
    if deputy_id is None:
        raise NoSuchChoice("whose_day", "")
    if rest:
        await _preview(context, deputy_id, rest)
        return
    await open_seat(context.work, context.actor, Act.ANNOUNCE_CONTACT_DAY, deputy_id)
    await dialogues.expect(context.work, context.person.id, "planning_day", deputy=deputy_id)
    await context.answer("contact_day.ask")


async def press_announce(update: Update, context: HotlineContext) -> None:
    await _announce(context)


async def ask_call_off(update: Update, context: HotlineContext) -> None:
    day = await contact_days.coming_day(context.work, context.press.key)
    await open_seat(context.work, context.actor, Act.ANNOUNCE_CONTACT_DAY, day.deputy_id)
    await context.answer("contact_day.ask_call_off", days=[day.id], message_id=context.card_id)


async def call_off(update: Update, context: HotlineContext) -> None:
    await contact_days.cancel(context.work, context.actor, context.press.key)


async def call_off_typed(update: Update, context: HotlineContext) -> None:
    """/cancelday 7月3日; the liaison writes the deputy's name first; without a day, the only one."""
    day_id, _ = await _own_day(context)
    await contact_days.cancel(context.work, context.actor, day_id)


async def ask_visitor(update: Update, context: HotlineContext) -> None:
    """Somebody has come: the next message says what about."""
    day = await contact_days.coming_day(context.work, context.press.key)
    await open_seat(context.work, context.actor, Act.ANNOUNCE_CONTACT_DAY, day.deputy_id)
    await dialogues.expect(context.work, context.person.id, "noting_visitor", day=day.id)
    await context.answer("contact_day.ask_visitor", days=[day.id])


async def visitor_typed(update: Update, context: HotlineContext) -> None:
    """/came what about: somebody has come to the day that is today."""
    day_id, rest = await _own_day(context, is_today=True)
    await bookings.register_visitor(context.work, context.actor, day_id, rest)


async def _own_day(context: HotlineContext, *, is_today: bool = False) -> tuple[int, str]:
    """The day meant by name of the deputy and date, and what else was typed. Raises NoSuchChoice."""
    work = context.work
    acting_role(Act.ANNOUNCE_CONTACT_DAY, context.actor)
    deputy_id, rest = await deputy_first(context, " ".join(context.args or ()))
    today = work.calendar.local_date(work.now)
    wanted = today if is_today else day_in(rest, today)
    found = [
        day
        for day, _ in await queries.coming(work.session, work.station_id, work.now, deputy_id=deputy_id)
        if wanted is None or work.calendar.local_date(day.starts_at) == wanted
    ]
    if len(found) != 1 or (rest and wanted is None):
        raise NoSuchChoice("visitor_day" if is_today else "which_own_day", "")
    return found[0].id, rest


async def _preview(context: HotlineContext, deputy_id: int, typed: str) -> None:
    """Many people are going to be told: whoever announces sees first what was understood."""
    work = context.work
    meeting = meeting_in(typed, work.calendar.local_date(work.now))
    if meeting is None:
        raise TextMissing("contact_day")
    plan = contact_days.plan_of(work, deputy_id, meeting)
    deputy, _ = await contact_days.check(work, context.actor, plan)
    people = len(await contact_days.recipients(work, deputy))
    facts: dict[str, Any] = {
        "deputy": deputy_id,
        "starts_at": plan.starts_at.isoformat(),
        "ends_at": plan.ends_at.isoformat(),
        "room": plan.room,
        "seats": plan.seats,
    }
    await dialogues.expect(work, context.person.id, "confirming_day", **facts)
    shown = {**facts, "deputy": deputy.name, "people": people}
    await context.answer("contact_day.preview", **shown)


async def _announce(context: HotlineContext) -> None:
    step = await dialogues.current(context.work, context.person.id)
    if step.name != "confirming_day":
        raise NoSuchChoice("contact_day_step", "")
    facts = dict(step.data)
    plan = Plan(
        deputy_id=int(facts["deputy"]),
        starts_at=datetime.fromisoformat(facts["starts_at"]),
        ends_at=datetime.fromisoformat(facts["ends_at"]),
        room=str(facts["room"]),
        seats=int(facts["seats"]),
    )
    await contact_days.announce(context.work, context.actor, plan)
    await dialogues.finish(context.work, context.person.id)


async def _planning_day(context: HotlineContext, step: Step, material: Material) -> None:
    await _preview(context, int(step.data["deputy"]), material.text)


async def _confirming_day(context: HotlineContext, step: Step, material: Material) -> None:
    """A word of consent, or the day again, put right."""
    if material.text.strip().lower() in _YES:
        await _announce(context)
    else:
        await _preview(context, int(step.data["deputy"]), material.text)


async def _noting_visitor(context: HotlineContext, step: Step, material: Material) -> None:
    await bookings.register_visitor(context.work, context.actor, int(step.data["day"]), material.text)
    await dialogues.finish(context.work, context.person.id)


STEPS: Mapping[str, Continue] = {
    "planning_day": _planning_day,
    "confirming_day": _confirming_day,
    "noting_visitor": _noting_visitor,
}

HANDLERS = [
    CommandHandler("contactday", contact_day, _PRIVATE),
    CommandHandler("cancelday", call_off_typed, _PRIVATE),
    CommandHandler("came", visitor_typed, _PRIVATE),
    on_press("cdayok", press_announce),
    on_press("cdayoff", ask_call_off),
    on_press("cdaydrop", call_off),
    on_press("cvisitor", ask_visitor),
]
