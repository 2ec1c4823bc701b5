"""Leaving a case out of the rates (剔除), with a reason and words, and letting it count again."""

from collections.abc import Mapping

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.asking import Continue, done, expect_words, ref_of
from handlers.context import HotlineContext
from handlers.pressing import on_press
from handlers.typed import code_of, first_word
from hotline import excluding
from hotline.dialogues import Step
from hotline.material import Material

_PRIVATE = filters.ChatType.PRIVATE


async def choose_reason(update: Update, context: HotlineContext) -> None:
    case = await excluding.prepare(context.work, context.actor, context.ref)
    await context.answer("liaison.exclusions", case)


async def ask_for_words(update: Update, context: HotlineContext) -> None:
    """The reason was pressed; the words come next."""
    case = await excluding.prepare(context.work, context.actor, context.ref)
    reason = context.press.among(excluding.EXCLUSIONS)
    await expect_words(context, "excluding", case.id, reason=reason)
    await context.answer("prompt.excluding", case, reason=reason)


async def _excluding(context: HotlineContext, step: Step, material: Material) -> None:
    reason = str(step.data["reason"])
    case = await excluding.exclude(context.work, context.actor, ref_of(step), reason, material.text)
    await done(context, "liaison.excluded", case)


async def exclude_typed(update: Update, context: HotlineContext) -> None:
    """/exclude 0123 reason words."""
    typed, words = first_word(context.typed_rest)
    reason = code_of(context, "exclusion", excluding.EXCLUSIONS, typed)
    case = await excluding.exclude(context.work, context.actor, context.typed_ref, reason, words)
    await context.answer("liaison.excluded", case)


async def include(update: Update, context: HotlineContext) -> None:
    case = await excluding.include(context.work, context.actor, context.ref)
    await context.answer("liaison.included", case)


async def include_typed(update: Update, context: HotlineContext) -> None:
    """/include 0123."""
    case = await excluding.include(context.work, context.actor, context.typed_ref)
    await context.answer("liaison.included", case)


HANDLERS = [
    CommandHandler("exclude", exclude_typed, _PRIVATE),
    CommandHandler("include", include_typed, _PRIVATE),
    on_press("excludes", choose_reason),
    on_press("exclude", ask_for_words),
    on_press("include", include),
]

STEPS: Mapping[str, Continue] = {"excluding": _excluding}
"""What the bot asked last decides what the next message is for."""
