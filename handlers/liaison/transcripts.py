"""听写: the liaison writes down the voice of somebody unnamed."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.asking import done, expect_words, ref_of
from handlers.context import HotlineContext
from handlers.pressing import on_press
from hotline import transcripts
from hotline.casebook import Ref
from hotline.dialogues import Step
from hotline.material import Material


async def press_transcript(update: Update, context: HotlineContext) -> None:
    """The next message is what is said in the voice."""
    case = await transcripts.prepare(context.work, context.actor, Ref(context.press.case_id))
    await expect_words(context, "transcribing", case.id)
    await context.answer("unnamed.prompt", case)


async def transcript_typed(update: Update, context: HotlineContext) -> None:
    """/transcript 0123 words."""
    case = await transcripts.transcribe(context.work, context.actor, context.typed_ref, context.typed_rest)
    await context.answer("unnamed.transcribed", case)


async def transcribing(context: HotlineContext, step: Step, material: Material) -> None:
    case = await transcripts.transcribe(context.work, context.actor, ref_of(step), material.text)
    await done(context, "unnamed.transcribed", case)


HANDLERS = [
    CommandHandler("transcript", transcript_typed, filters.ChatType.PRIVATE),
    on_press("transcript", press_transcript),
]
STEPS = {"transcribing": transcribing}
