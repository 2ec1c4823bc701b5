"""/away and /back: a deputy says when and who stands in; the liaison does it for a deputy."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.asking import Continue
from handlers.callbacks import NotAButton
from handlers.context import HotlineContext
from handlers.naming import deputy_called, deputy_first
from handlers.pressing import on_press
from hotline import absences, dialogues
from hotline.absences import Absence
from hotline.dialogues import Step
from hotline.errors import NoSuchChoice, TextMissing
from hotline.material import Material
from hotline.permissions import Act, acting_role
from hotline.seats import open_seat
from hotline.typed_spans import span_and_rest
from storage.ids import from_base36

_PRIVATE = filters.ChatType.PRIVATE
_NOBODY = frozenset({"没有", "没人", "不用", "不用人代", "无", "nobody", "none"})
_PACKED = "%y%m%d"


async def away(update: Update, context: HotlineContext) -> None:
    """/away 6月20日到7月1日 赵长林, asking for what is missing; the liaison writes a name first."""
    acting_role(Act.SET_AWAY, context.actor)
    deputy_id, rest = await deputy_first(context, " ".join(context.args or ()))
    if deputy_id is None:
        await context.answer("away.whose", page=0)
    elif not rest:
        await _ask_days(context, deputy_id)
    else:
        await _take_days(context, deputy_id, rest)


async def back(update: Update, context: HotlineContext) -> None:
    """/back; the liaison writes the deputy's name after it."""
    acting_role(Act.SET_AWAY, context.actor)
    deputy_id, _ = await deputy_first(context, " ".join(context.args or ()))
    if deputy_id is None:
        raise NoSuchChoice("whose_seat", "")
    await absences.come_back(context.work, context.actor, deputy_id)


async def turn_deputies(update: Update, context: HotlineContext) -> None:
    acting_role(Act.SET_AWAY, context.actor)
    await context.answer("away.whose", page=context.press.page, message_id=context.card_id)


async def choose_deputy(update: Update, context: HotlineContext) -> None:
    await _ask_days(context, context.press.key)


async def choose_days(update: Update, context: HotlineContext) -> None:
    """The argument is deputy-start-length, in days from today."""
    deputy, start, length = _parts(context, 3)
    first = context.work.calendar.local_date(context.work.now) + timedelta(days=_count(start))
    span = (first, first + timedelta(days=_count(length) - 1))
    await _ask_substitute(context, _key(deputy), span)


async def turn_substitutes(update: Update, context: HotlineContext) -> None:
    step = await dialogues.current(context.work, context.person.id)
    if step.name != "naming_substitute":
        raise NoSuchChoice("away_step", "")
    deputy_id, span = _remembered(step)
    await _ask_substitute(context, deputy_id, span, context.press.page, context.card_id)


async def choose_substitute(update: Update, context: HotlineContext) -> None:
    """The argument is deputy-first-last-substitute."""
    deputy, first, last, substitute = _parts(context, 4)
    absence = Absence(_key(deputy), _unpacked(first), _unpacked(last), _key(substitute) or None)
    step = await dialogues.current(context.work, context.person.id)
    is_asked = step.name == "naming_substitute"
    if not is_asked or _remembered(step) != (absence.deputy_id, (absence.first, absence.last)):
        raise NoSuchChoice("away_step", "")
    await _announce(context, absence)


async def press_back(update: Update, context: HotlineContext) -> None:
    """The argument is the deputy and the first day of the absence that is over."""
    deputy, _, first = context.press.argument.partition("-")
    await absences.come_back(context.work, context.actor, _key(deputy), _unpacked(first))


async def _ask_days(context: HotlineContext, deputy_id: int) -> None:
    work = context.work
    deputy, _ = await open_seat(work, context.actor, Act.SET_AWAY, deputy_id)
    is_away = deputy.away_until is not None and deputy.away_until >= work.calendar.local_date(work.now)
    days = [str(deputy.away_from), str(deputy.away_until)] if is_away else None
    await dialogues.expect(work, context.person.id, "going_away", deputy=deputy_id)
    await context.answer(
        "away.ask", deputy=deputy_id, is_away=is_away, days=days, substitute=deputy.substitute_id
    )


async def _take_days(context: HotlineContext, deputy_id: int, typed: str) -> None:
    """The days that were typed, and behind them perhaps who stands in."""
    span, name = span_and_rest(typed, context.work.calendar.local_date(context.work.now))
    if span is None:
        raise TextMissing("away_days")
    if name:
        await _announce(context, Absence(deputy_id, *span, await _substitute_called(context, name)))
    else:
        await _ask_substitute(context, deputy_id, span)


async def _ask_substitute(
    context: HotlineContext,
    deputy_id: int,
    span: tuple[date, date],
    page: int = 0,
    message_id: int | None = None,
) -> None:
    await open_seat(context.work, context.actor, Act.SET_AWAY, deputy_id)
    absences.check_days(context.work, *span)
    days = [day.isoformat() for day in span]
    await dialogues.expect(context.work, context.person.id, "naming_substitute", deputy=deputy_id, days=days)
    packed = "-".join(day.strftime(_PACKED) for day in span)
    await context.answer(
        "away.substitute", deputy=deputy_id, days=days, packed=packed, page=page, message_id=message_id
    )


async def _announce(context: HotlineContext, absence: Absence) -> None:
    await absences.announce(context.work, context.actor, absence)
    await dialogues.finish(context.work, context.person.id)


async def _substitute_called(context: HotlineContext, name: str) -> int | None:
    return None if name.strip().lower() in _NOBODY else await deputy_called(context, name)


async def _going_away(context: HotlineContext, step: Step, material: Material) -> None:
    await _take_days(context, int(step.data["deputy"]), material.text)


async def _naming_substitute(context: HotlineContext, step: Step, material: Material) -> None:
    deputy_id, span = _remembered(step)
    await _announce(context, Absence(deputy_id, *span, await _substitute_called(context, material.text)))


def _remembered(step: Step) -> tuple[int, tuple[date, date]]:
    first, last = step.data["days"]
    return int(step.data["deputy"]), (date.fromisoformat(first), date.fromisoformat(last))


def _parts(context: HotlineContext, count: int) -> list[str]:
    parts = context.press.argument.split("-")
    if len(parts) != count:
        raise NotAButton(context.press.argument)
    return parts


def _key(text: str) -> int:
    try:
        return from_base36(text)
    except ValueError:
        raise NotAButton(text) from None


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > 3:
        raise NotAButton(text)
    return int(text)


def _unpacked(text: str) -> date:
    try:
        return datetime.strptime(text, _PACKED).date()  # noqa: DTZ007  (a day, not a moment)
    except ValueError:
        raise NotAButton(text) from None


STEPS: Mapping[str, Continue] = {"going_away": _going_away, "naming_substitute": _naming_substitute}

HANDLERS = [
    CommandHandler("away", away, _PRIVATE),
    CommandHandler("back", back, _PRIVATE),
    on_press("awaywhose", turn_deputies),
    on_press("awaywho", choose_deputy),
    on_press("awaydays", choose_days),
    on_press("awaysubs", turn_substitutes),
    on_press("awaysub", choose_substitute),
    on_press("awayback", press_back),
]
