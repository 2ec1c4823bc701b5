"""Who came: names are ticked by button, or typed in a line."""

from telegram import Update

from handlers.activities.meant import deputies_called, parts, pressed
from handlers.context import HotlineContext
from handlers.pressing import on_press
from hotline.activities import attendance as use_cases
from hotline.permissions import Act, acting_role
from storage.tables import Activity


async def show_ticks(update: Update, context: HotlineContext) -> None:
    await _show(context, await pressed(context), parts(context, 2)[1], context.card_id)


async def _show(context: HotlineContext, row: Activity, page: int, message_id: int | None = None) -> None:
    acting_role(Act.KEEP_ACTIVITIES, context.actor)
    await context.answer("activity.attendance", activity=row.id, page=page, message_id=message_id)


async def tick(update: Update, context: HotlineContext) -> None:
    """The argument is activity-deputy-whether she was there-page."""
    activity_id, deputy_id, was_there, page = (*parts(context), 0, 0, 0)[:4]
    row = await use_cases.tick_deputy(
        context.work, context.actor, activity_id, deputy_id, has_attended=was_there == 1
    )
    await _show(context, row, page, context.card_id)


async def show_others(update: Update, context: HotlineContext) -> None:
    """Those who were not invited."""
    row = await pressed(context)
    acting_role(Act.KEEP_ACTIVITIES, context.actor)
    await context.answer(
        "activity.others", activity=row.id, page=parts(context, 2)[1], message_id=context.card_id
    )


async def add_other(update: Update, context: HotlineContext) -> None:
    """Somebody came without an invitation."""
    activity_id, deputy_id = parts(context, 2)[:2]
    row = await use_cases.tick_deputy(context.work, context.actor, activity_id, deputy_id, has_attended=True)
    await _show(context, row, 0, context.card_id)


async def done(update: Update, context: HotlineContext) -> None:
    row = await use_cases.record_attendance(context.work, context.actor, parts(context)[0])
    await context.answer("activity.recorded", activity=row.id, message_id=context.card_id)


async def attended(context: HotlineContext, row: Activity, names: str) -> None:
    """/activity 3 到场 李秀兰 王桂芳: these came and nobody else; without names they are ticked by button."""
    if not names.strip():
        await _show(context, row, 0)
        return
    came = await deputies_called(context, names)
    if came is None:
        came = await use_cases.invited_deputies(context.work, context.actor, row.id)
    row = await use_cases.record_attendance(context.work, context.actor, row.id, came)
    await context.answer("activity.recorded", activity=row.id)


HANDLERS = [
    on_press("acwho", show_ticks),
    on_press("actick", tick),
    on_press("acothers", show_others),
    on_press("accame", add_other),
    on_press("acdone", done),
]
