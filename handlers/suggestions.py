"""Formal suggestions for whoever has to do with them: the list, the card, the document, the unit's answer."""

from collections.abc import Mapping

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.asking import Continue
from handlers.context import HotlineContext
from handlers.deputy import suggestions as deputy
from handlers.liaison import suggestions as liaison
from handlers.pressing import on_press
from handlers.suggestion_cards import Typed, ask, finished, pressed_ref, shown_ref
from handlers.typed import first_word, texts_of
from hotline.dialogues import Step
from hotline.errors import NoSuchChoice
from hotline.material import Material
from hotline.permissions import Act
from hotline.suggestions import handling as suggestion_handling
from hotline.suggestions import lists as suggestion_lists
from hotline.suggestions.book import SuggestionRef, open_suggestion
from storage.vocabulary import SuggestionState

_PRIVATE = filters.ChatType.PRIVATE


async def show_list(update: Update, context: HotlineContext) -> None:
    """/suggestions: a deputy's own; all that are under way for liaison and presidium."""
    found = await suggestion_lists.readable(context.work, context.actor)
    await context.answer(
        "suggestion.list",
        suggestion_ids=[row.id for row in found],
        is_deputy=context.actor.deputy_id is not None,
    )


async def press_card(update: Update, context: HotlineContext) -> None:
    await _show(context, shown_ref(context), "suggestion.card")


async def press_print(update: Update, context: HotlineContext) -> None:
    await _show(context, shown_ref(context), "suggestion.document")


async def _show(context: HotlineContext, ref: SuggestionRef, kind: str) -> None:
    opened = await open_suggestion(context.work, context.actor, Act.READ_SUGGESTION, ref)
    await context.answer(kind, suggestion=opened.suggestion.id)


async def _print(context: HotlineContext, ref: SuggestionRef, typed: str) -> None:
    await _show(context, ref, "suggestion.document")


async def press_begin(update: Update, context: HotlineContext) -> None:
    await suggestion_handling.begin(
        context.work, context.actor, pressed_ref(context), message_id=context.card_id
    )


async def _begin(context: HotlineContext, ref: SuggestionRef, typed: str) -> None:
    await suggestion_handling.begin(context.work, context.actor, ref)


async def press_answer(update: Update, context: HotlineContext) -> None:
    replied, act = SuggestionState.REPLIED, Act.HANDLE_SUGGESTION
    found = await suggestion_handling.prepare(context.work, context.actor, act, pressed_ref(context), replied)
    await ask(context, "suggestion.ask_answer", "answering_suggestion", found)


async def _answering(context: HotlineContext, step: Step, material: Material) -> None:
    await _answer(context, await finished(context, step), material.text)


async def _answer(context: HotlineContext, ref: SuggestionRef, typed: str) -> None:
    await suggestion_handling.record_answer(context.work, context.actor, ref, typed)


TYPED: Mapping[str, Typed] = {
    **deputy.TYPED,
    **liaison.TYPED,
    "print": _print,
    "begin": _begin,
    "answer": _answer,
}
"""What can be written after /suggestion 3, by its code or as the reader's language calls it."""


async def typed(update: Update, context: HotlineContext) -> None:
    """/suggestion 3: the card; with a word behind it, what the word says."""
    number = context.typed_ref.number or ""
    word, rest = first_word(context.typed_rest)
    ref = SuggestionRef(number=number)
    if not word:
        await _show(context, ref, "suggestion.card")
        return
    texts = texts_of(context)
    known = {texts.term("suggestion_verb", code): code for code in TYPED}
    code = known.get(word, word.lower())
    if code not in TYPED:
        raise NoSuchChoice("suggestion_verb", word)
    await TYPED[code](context, ref, rest)


HANDLERS = [
    CommandHandler("suggestions", show_list, _PRIVATE),
    CommandHandler("suggestion", typed, _PRIVATE),
    on_press("sgcard", press_card),
    on_press("sgprint", press_print),
    on_press("sgbegin", press_begin),
    on_press("sganswer", press_answer),
]

STEPS: Mapping[str, Continue] = {"answering_suggestion": _answering}
"""What the bot asked about a suggestion under way."""
