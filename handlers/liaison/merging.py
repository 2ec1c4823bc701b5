"""Handling the same matter once: the liaison merges cases and lets them go again."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.context import HotlineContext
from handlers.pressing import on_press
from hotline import merging
from hotline.casebook import Ref

_PRIVATE = filters.ChatType.PRIVATE


async def show_similar(update: Update, context: HotlineContext) -> None:
    """The open cases of the same place and category."""
    await _show(context, context.ref)


async def merge(update: Update, context: HotlineContext) -> None:
    master = Ref(context.press.key)
    case = await merging.merge(context.work, context.actor, context.ref, master)
    await context.answer("liaison.merged", case, message_id=context.card_id)


async def merge_typed(update: Update, context: HotlineContext) -> None:
    """/merge 0123 0100: the first into the second; without the second, what it might be merged into."""
    master = context.typed_rest.strip()
    if not master:
        await _show(context, context.typed_ref)
        return
    case = await merging.merge(context.work, context.actor, context.typed_ref, Ref(number=master))
    await context.answer("liaison.merged", case)


async def unmerge(update: Update, context: HotlineContext) -> None:
    case = await merging.unmerge(context.work, context.actor, context.ref)
    await context.answer("liaison.unmerged_done", case, message_id=context.card_id)


async def unmerge_typed(update: Update, context: HotlineContext) -> None:
    """/unmerge 0123."""
    case = await merging.unmerge(context.work, context.actor, context.typed_ref)
    await context.answer("liaison.unmerged_done", case)


async def _show(context: HotlineContext, ref: Ref) -> None:
    case, found = await merging.similar_to(context.work, context.actor, ref)
    await context.answer("liaison.similar", case, ids=[each.id for each in found])


HANDLERS = [
    CommandHandler("merge", merge_typed, _PRIVATE),
    CommandHandler("unmerge", unmerge_typed, _PRIVATE),
    on_press("merges", show_similar),
    on_press("mergeto", merge),
    on_press("unmerge", unmerge),
]
