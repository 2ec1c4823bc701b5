"""履职档案 and 评选优秀代表: what deputies, liaison and presidium press and type about a year's record."""

from collections.abc import Mapping

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.asking import Continue
from handlers.callbacks import NotAButton
from handlers.context import HotlineContext, message_of
from handlers.pressing import on_press
from handlers.typed_years import name_and_year, year_in
from hotline import dialogues
from hotline.dialogues import Step
from hotline.duty import nominating, records
from hotline.duty.records import OVERSEERS, Record
from hotline.material import Material
from storage.ids import from_base36

_PRIVATE = filters.ChatType.PRIVATE


async def show_record(update: Update, context: HotlineContext) -> None:
    """/record: one's own; /record 2025; /record name. Of the office, whoever is no deputy sees the list."""
    name, year, _ = name_and_year(context, _typed(update))
    if not name and context.actor.deputy_id is None and context.actor.roles & OVERSEERS:
        await _show_records(context, year)
        return
    deputy_id = await records.deputy_called(context.work, context.actor, name) if name else None
    await _show(context, await records.read_record(context.work, context.actor, deputy_id, year))


async def show_records(update: Update, context: HotlineContext) -> None:
    """/records 2026: everybody's, by points."""
    await _show_records(context, _year_typed(context, update))


async def press_record(update: Update, context: HotlineContext) -> None:
    await _show(context, await _pressed(context))


async def press_file(update: Update, context: HotlineContext) -> None:
    """The record as a document."""
    await _send(context, "duty.record_file", await _pressed(context))


async def press_report(update: Update, context: HotlineContext) -> None:
    """The draft of the report to voters."""
    await _send(context, "duty.report_file", await _pressed(context))


async def show_nominees(update: Update, context: HotlineContext) -> None:
    """/nominees 2026: who was put forward, and who else might be."""
    await _show_field(context, _year_typed(context, update))


async def nominate_typed(update: Update, context: HotlineContext) -> None:
    """/nominate name reason, or name 2026 reason."""
    name, year, reason = name_and_year(context, _typed(update))
    await _nominate(context, await _named(context, name), year or _this_year(context), reason)


async def withdraw_typed(update: Update, context: HotlineContext) -> None:
    """/unnominate name."""
    name, year, _ = name_and_year(context, _typed(update))
    await _withdraw(context, await _named(context, name), year or _this_year(context))


async def press_nominate(update: Update, context: HotlineContext) -> None:
    """Put forward: the reason is asked for."""
    deputy_id, year = _argument(context)
    deputy = await nominating.check(context.work, context.actor, deputy_id, year)
    await dialogues.expect(context.work, context.person.id, "nominating", deputy=deputy_id, year=year)
    await context.answer("nominees.ask_reason", name=deputy.name, year=year)


async def _nominating(context: HotlineContext, step: Step, material: Material) -> None:
    await dialogues.finish(context.work, context.person.id)
    await _nominate(context, int(step.data["deputy"]), int(step.data["year"]), material.text)


async def press_withdraw(update: Update, context: HotlineContext) -> None:
    await _withdraw(context, *_argument(context))


async def press_nominees_file(update: Update, context: HotlineContext) -> None:
    field = await nominating.read_field(context.work, context.actor, _argument(context)[1])
    await context.answer("nominees.file", year=field.year)


async def _nominate(context: HotlineContext, deputy_id: int, year: int, reason: str) -> None:
    await nominating.nominate(context.work, context.actor, deputy_id, year, reason)
    await _show_field(context, year)


async def _withdraw(context: HotlineContext, deputy_id: int, year: int) -> None:
    await nominating.take_back(context.work, context.actor, deputy_id, year)
    await _show_field(context, year)


async def _named(context: HotlineContext, name: str) -> int:
    return await nominating.deputy_called(context.work, context.actor, name)


async def _show(context: HotlineContext, record: Record) -> None:
    await context.answer("duty.record", **record.as_params())


async def _show_records(context: HotlineContext, year: int | None) -> None:
    found = await records.read_records(context.work, context.actor, year)
    number = found[0].year.number if found else year or _this_year(context)
    await context.answer("duty.records", year=number, rows=[one.as_params() for one in found])


async def _show_field(context: HotlineContext, year: int | None) -> None:
    field = await nominating.read_field(context.work, context.actor, year)
    standing = [one.record.as_params() | {"reason": one.reason} for one in field.nominees]
    others = [one.as_params() for one in field.others]
    await context.answer("nominees.list", year=field.year, standing=standing, others=others)


async def _send(context: HotlineContext, kind: str, record: Record) -> None:
    await context.answer(kind, deputy=record.deputy_id, year=record.year.number, name=record.name)


async def _pressed(context: HotlineContext) -> Record:
    """The record whose button was pressed, if it is for the person who pressed."""
    deputy_id, year = _argument(context)
    return await records.read_record(context.work, context.actor, deputy_id, year)


def _argument(context: HotlineContext) -> tuple[int, int]:
    """The deputy and the year of a button. Raises NotAButton."""
    deputy, _, year = context.press.argument.partition("-")
    try:
        return from_base36(deputy), int(year)
    except ValueError:
        raise NotAButton(context.press.argument) from None


def _typed(update: Update) -> str:
    words = (message_of(update).text or "").split(maxsplit=1)
    return words[1] if len(words) > 1 else ""


def _year_typed(context: HotlineContext, update: Update) -> int | None:
    return year_in(context, _typed(update).strip())


def _this_year(context: HotlineContext) -> int:
    return context.work.now.astimezone(context.work.knowledge.station.zone).year


HANDLERS = [
    CommandHandler("record", show_record, _PRIVATE),
    CommandHandler("records", show_records, _PRIVATE),
    CommandHandler("nominees", show_nominees, _PRIVATE),
    CommandHandler("nominate", nominate_typed, _PRIVATE),
    CommandHandler("unnominate", withdraw_typed, _PRIVATE),
    on_press("dutycard", press_record),
    on_press("dutyfile", press_file),
    on_press("dutyreport", press_report),
    on_press("nominate", press_nominate),
    on_press("unnominate", press_withdraw),
    on_press("nomfile", press_nominees_file),
]

STEPS: Mapping[str, Continue] = {"nominating": _nominating}
"""What the bot asked about a nominee."""
