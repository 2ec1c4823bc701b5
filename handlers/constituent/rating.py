"""评价 and 回访 by command and button: the two questions, a few words, and the survey two weeks later."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.constituent.choosing import typed_or_asked
from handlers.context import HotlineContext, message_of
from handlers.pressing import on_press
from hotline import dialogues, rating, surveys
from hotline.casebook import Ref, open_case
from hotline.material import Material
from hotline.permissions import Act
from storage.vocabulary import State

_IN_WORDS = frozenset({State.REPLIED, State.CLOSED, State.REDO})


async def press_survey(update: Update, context: HotlineContext) -> None:
    is_solved = context.press.argument == "1"
    case = await surveys.answer(
        context.work, context.actor, context.ref, is_solved=is_solved, message_id=context.card_id
    )
    if case.constituent_id == context.person.id:
        await dialogues.expect(context.work, context.person.id, "commenting", case=case.id)


async def press_rate(update: Update, context: HotlineContext) -> None:
    await _ask(context, Ref(context.press.case_id))


async def rate_typed(update: Update, context: HotlineContext) -> None:
    """/rate 0123: whatever is to be asked; /rate 0123 words: a few words about how it went."""
    ref = await typed_or_asked(context, "rate", {State.REPLIED})
    if ref is None:
        return
    case = (await open_case(context.work, context.actor, Act.RATE, ref)).case
    if context.typed_rest and case.state in _IN_WORDS:
        words = Material(text=context.typed_rest, message_id=message_of(update).message_id)
        await rating.comment(context.work, context.actor, Ref(case.id), words)
        if case.state != State.REPLIED:
            return
    await _ask(context, Ref(case.id))


async def _ask(context: HotlineContext, ref: Ref) -> None:
    if not await surveys.ask_again(context.work, context.actor, ref):
        await rating.ask(context.work, context.actor, ref)


HANDLERS = [
    CommandHandler("rate", rate_typed, filters.ChatType.PRIVATE),
    on_press("rate", press_rate),
    on_press("survey", press_survey),
]
