"""/export: the cases of a span of days as a table for other systems, without words and without names."""

from datetime import timedelta

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.context import HotlineContext
from hotline.errors import NoSuchChoice
from hotline.exporting import Wanted, count_cases
from hotline.ledger.quarters import past_days_in, starts
from hotline.permissions import Act, acting_role

MOST = 50_000
"""Cases that go into one file: Telegram takes no more than 50 MB, and no spreadsheet likes more."""


async def export(update: Update, context: HotlineContext) -> None:
    """/export 2026-01-01到2026-03-31, or 2026Q1, 2026年3月, 2026."""
    acting_role(Act.EXPORT_CASES, context.actor)
    work = context.work
    days = past_days_in(" ".join(context.args or ()))
    if days is None or days[0] > work.calendar.local_date(work.now):
        raise NoSuchChoice("export_days", "")
    first, last = days
    zone = work.knowledge.station.zone
    wanted = Wanted(starts(first, zone), starts(last + timedelta(days=1), zone))
    count = await count_cases(work, context.actor, wanted)
    if not count:
        raise NoSuchChoice("export_empty", "")
    if count > MOST:
        raise NoSuchChoice("export_many", "")
    await context.answer("export.cases", first=first.isoformat(), last=last.isoformat(), count=count)


HANDLERS = [CommandHandler("export", export, filters.ChatType.PRIVATE)]
