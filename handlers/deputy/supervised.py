"""督办, from the deputy's side: answering the liaison's note."""

from collections.abc import Mapping

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.asking import Continue, done, expect_words, ref_of
from handlers.context import HotlineContext
from handlers.pressing import on_press
from hotline import supervising
from hotline.casebook import open_case
from hotline.dialogues import Step
from hotline.material import Material
from hotline.permissions import Act


async def ask_for_answer(update: Update, context: HotlineContext) -> None:
    opened = await open_case(context.work, context.actor, Act.ANSWER_SUPERVISION, context.ref)
    await expect_words(context, "accounting", opened.case.id)
    await context.answer("prompt.accounting", opened.case)


async def _accounting(context: HotlineContext, step: Step, material: Material) -> None:
    case = await supervising.answer(context.work, context.actor, ref_of(step), material.text)
    await done(context, "deputy.supervision_answered", case)


async def answer_typed(update: Update, context: HotlineContext) -> None:
    """/respond 0123 words."""
    case = await supervising.answer(context.work, context.actor, context.typed_ref, context.typed_rest)
    await context.answer("deputy.supervision_answered", case)


HANDLERS = [
    CommandHandler("respond", answer_typed, filters.ChatType.PRIVATE),
    on_press("respond", ask_for_answer),
]

STEPS: Mapping[str, Continue] = {"accounting": _accounting}
"""What the bot asked a deputy last decides what the next message is for."""
