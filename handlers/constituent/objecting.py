"""申诉: whoever is paused says why that is not right; the presidium decides."""

from collections.abc import Mapping

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.asking import Continue
from handlers.context import HotlineContext
from handlers.pressing import on_press
from hotline import dialogues, emergencies
from hotline.dialogues import Step
from hotline.material import Material
from hotline.restraint import pausing


async def object_typed(update: Update, context: HotlineContext) -> None:
    """/object words; without words they are asked for."""
    words = " ".join(context.args or ())
    if words:
        await _object(context, words)
    else:
        await _ask(context)


async def press_object(update: Update, context: HotlineContext) -> None:
    await _ask(context)


async def _ask(context: HotlineContext) -> None:
    await pausing.open_to_objection(context.work, context.actor)
    await dialogues.expect(context.work, context.person.id, "objecting")
    await context.answer("prompt.objecting")


async def _words_said(context: HotlineContext, step: Step, material: Material) -> bool:
    """Why not; but a call for help is one whatever was asked."""
    if emergencies.danger_in(material) is not None:
        return False
    await _object(context, material.text)
    await dialogues.finish(context.work, context.person.id)
    return True


async def _object(context: HotlineContext, words: str) -> None:
    found = await pausing.object_to(context.work, context.actor, words)
    await context.answer("pause.objected", pause=found.id)


HANDLERS = [
    CommandHandler("object", object_typed, filters.ChatType.PRIVATE),
    on_press("pauseobj", press_object),
]

STEPS: Mapping[str, Continue] = {"objecting": _words_said}
"""What the bot asked last decides what the next message is for."""
