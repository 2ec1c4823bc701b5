"""What the presidium sees: cases that have come to it, with the same buttons as the liaison's, and objections
against pauses, on which it alone decides.
"""

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.context import HotlineContext
from handlers.pressing import on_press
from hotline.permissions import Act, acting_role
from hotline.restraint import pausing
from storage.queries import cases as queries


async def escalated(update: Update, context: HotlineContext) -> None:
    """/escalated: open cases that the liaison could not move, and those about the liaison."""
    acting_role(Act.READ_ESCALATED, context.actor)
    work = context.work
    found = await queries.escalated_cases(work.session, work.station_id)
    await context.answer("presidium.cases", ids=[case.id for case in found])
    for row in await pausing.waiting_objections(work, context.actor):
        await context.answer("pause.objection", slot=f"pause:{row.id}", pause=row.id)


async def lift(update: Update, context: HotlineContext) -> None:
    await _decide(context, context.press.key, is_lifted=True, message_id=context.card_id)


async def let_stand(update: Update, context: HotlineContext) -> None:
    await _decide(context, context.press.key, is_lifted=False, message_id=context.card_id)


async def let_stand_typed(update: Update, context: HotlineContext) -> None:
    """/letstand 0123: the pause of this case's author stands; /unpause 0123 lifts it."""
    acting_role(Act.DECIDE_PAUSE, context.actor)
    found = await pausing.of_case(context.work, context.actor, context.typed_ref.number or "")
    await _decide(context, found.id, is_lifted=False)


async def _decide(
    context: HotlineContext, pause_id: int, *, is_lifted: bool, message_id: int | None = None
) -> None:
    await pausing.decide(context.work, context.actor, pause_id, is_lifted=is_lifted)
    kind = "pause.lifted_by_you" if is_lifted else "pause.left_by_you"
    await context.answer(kind, pause=pause_id, message_id=message_id)


_PRIVATE = filters.ChatType.PRIVATE
HANDLERS = [
    CommandHandler("escalated", escalated, _PRIVATE),
    CommandHandler("letstand", let_stand_typed, _PRIVATE),
    on_press("pauselift", lift),
    on_press("pausestay", let_stand),
]
