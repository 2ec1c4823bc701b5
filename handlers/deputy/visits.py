"""Site visits: what was seen, with photos before the words, with them or after them."""

from collections.abc import Mapping
from dataclasses import asdict

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler, filters

from handlers.asking import Continue, expect_words, ref_of
from handlers.context import HotlineContext
from handlers.deputy.cases import typed_material
from handlers.pressing import on_press
from hotline import dialogues, visiting
from hotline.dialogues import Step
from hotline.material import ALBUM_PAUSE, Material, Media
from storage.tables import Case

_PRIVATE = filters.ChatType.PRIVATE


async def press_visit(update: Update, context: HotlineContext) -> None:
    case = await visiting.prepare(context.work, context.actor, context.ref)
    await expect_words(context, "visiting", case.id)
    await context.answer("prompt.visiting", case)


async def _visiting(context: HotlineContext, step: Step, material: Material) -> None:
    """Photos are kept until the words come."""
    files = list(step.data.get("files", ()))
    if material.media is not None and not material.text.strip():
        data = {**step.data, "files": [*files, asdict(material.media)]}
        await dialogues.expect(context.work, context.person.id, "visiting", **data)
        wait = context.work.now + ALBUM_PAUSE
        await context.answer("prompt.seen_kept", slot="file_kept", not_before=wait)
        return
    more = [Media(**file) for file in files]
    await _told(context, await visiting.log_visit(context.work, context.actor, ref_of(step), material, more))


async def visit_typed(update: Update, context: HotlineContext) -> None:
    """/visit 0123 what was seen; it may be the caption of a photo."""
    material = typed_material(update, context)
    await _told(context, await visiting.log_visit(context.work, context.actor, context.typed_ref, material))


async def _told(context: HotlineContext, case: Case) -> None:
    # Photos that follow at once go after the words.
    await expect_words(context, "replied", case.id, at=context.work.now.timestamp())
    await context.answer("deputy.visited", case)


HANDLERS = [
    CommandHandler("visit", visit_typed, _PRIVATE),
    MessageHandler(_PRIVATE & filters.CaptionRegex(r"^/visit(@\w+)?\s"), visit_typed),
    on_press("visit", press_visit),
]

STEPS: Mapping[str, Continue] = {"visiting": _visiting}
