"""What the presidium sees: cases that have come to it. It decides with the same buttons as the liaison."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.context import HotlineContext
from hotline.permissions import Act, acting_role
from storage.queries import cases as queries


async def escalated(update: Update, context: HotlineContext) -> None:
    """/escalated: open cases that the liaison could not move, and those about the liaison."""
    acting_role(Act.READ_ESCALATED, context.actor)
    work = context.work
    found = await queries.escalated_cases(work.session, work.station_id)
    await context.answer("presidium.cases", ids=[case.id for case in found])


HANDLERS = [CommandHandler("escalated", escalated, filters.ChatType.PRIVATE)]
