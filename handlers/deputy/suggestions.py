"""What deputies press and type to draft a formal suggestion, hand it in, and rate the answer."""

from collections.abc import Mapping

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.asking import Continue
from handlers.context import HotlineContext, message_of
from handlers.pressing import on_press
from handlers.suggestion_cards import Typed, ask, finished, numbers_in, pressed_ref, shown_ref
from hotline.casebook import Ref
from hotline.dialogues import Step
from hotline.errors import NoSuchChoice, TextMissing
from hotline.material import Material
from hotline.permissions import Act
from hotline.suggestions import drafting as suggestions
from hotline.suggestions import handling as suggestion_handling
from hotline.suggestions.book import SuggestionRef
from storage.vocabulary import SuggestionState

_ASKED: Mapping[str, str] = {
    "title": "suggestion.ask_title",
    "problem": "suggestion.ask_problem",
    "proposal": "suggestion.ask_proposal",
}


async def suggest_typed(update: Update, context: HotlineContext) -> None:
    """/suggest 0123 0145 title."""
    typed = (message_of(update).text or "").split(maxsplit=1)
    refs, title = numbers_in(typed[1] if len(typed) > 1 else "")
    await suggestions.draft(context.work, context.actor, refs, title)


async def suggest(update: Update, context: HotlineContext) -> None:
    """The button on a case card."""
    is_new = context.press.argument == "new"
    await suggestions.draft_from_card(context.work, context.actor, Ref(context.press.case_id), is_new=is_new)


async def put_into(update: Update, context: HotlineContext) -> None:
    """The case belongs to a draft that waits."""
    case = Ref(number=context.press.argument)
    await suggestions.add_case(context.work, context.actor, pressed_ref(context), case)


async def press_edit(update: Update, context: HotlineContext) -> None:
    part = context.press.argument
    if part not in _ASKED:
        raise NoSuchChoice("suggestion_part", part)
    opened = await suggestions.open_draft(context.work, context.actor, pressed_ref(context))
    await ask(context, _ASKED[part], "suggesting", opened.suggestion, part=part)


async def _suggesting(context: HotlineContext, step: Step, material: Material) -> None:
    part = str(step.data["part"])
    await suggestions.edit(context.work, context.actor, await finished(context, step), part, material.text)


async def show_cases(update: Update, context: HotlineContext) -> None:
    opened = await suggestions.open_draft(context.work, context.actor, shown_ref(context))
    await context.answer("suggestion.cases", suggestion=opened.suggestion.id, message_id=context.card_id)


async def press_add(update: Update, context: HotlineContext) -> None:
    opened = await suggestions.open_draft(context.work, context.actor, pressed_ref(context))
    await ask(context, "suggestion.ask_case", "suggesting_case", opened.suggestion)


async def _suggesting_case(context: HotlineContext, step: Step, material: Material) -> None:
    await _add(context, await finished(context, step), material.text)


async def _add(context: HotlineContext, ref: SuggestionRef, typed: str) -> None:
    refs, _ = numbers_in(typed)
    if not refs:
        raise TextMissing("suggestion_case")
    for case in refs:
        await suggestions.add_case(context.work, context.actor, ref, case)


async def press_remove(update: Update, context: HotlineContext) -> None:
    await suggestions.remove_case(context.work, context.actor, pressed_ref(context), context.press.argument)


async def _remove(context: HotlineContext, ref: SuggestionRef, typed: str) -> None:
    await suggestions.remove_case(context.work, context.actor, ref, typed)


async def press_submit(update: Update, context: HotlineContext) -> None:
    """The first tap; the second one after a warning says "sure"."""
    await suggestions.submit(
        context.work, context.actor, pressed_ref(context), is_sure=context.press.argument == "sure"
    )


async def _submit(context: HotlineContext, ref: SuggestionRef, typed: str) -> None:
    await suggestions.submit(context.work, context.actor, ref)


async def _insist(context: HotlineContext, ref: SuggestionRef, typed: str) -> None:
    await suggestions.submit(context.work, context.actor, ref, is_sure=True)


async def press_drop(update: Update, context: HotlineContext) -> None:
    dropped, act = SuggestionState.DROPPED, Act.DRAFT_SUGGESTION
    found = await suggestion_handling.prepare(context.work, context.actor, act, pressed_ref(context), dropped)
    await ask(context, "suggestion.ask_drop", "dropping_suggestion", found)


async def _dropping(context: HotlineContext, step: Step, material: Material) -> None:
    await _drop(context, await finished(context, step), material.text)


async def _drop(context: HotlineContext, ref: SuggestionRef, typed: str) -> None:
    await suggestions.drop(context.work, context.actor, ref, typed)


async def press_rate(update: Update, context: HotlineContext) -> None:
    await suggestion_handling.rate(
        context.work,
        context.actor,
        pressed_ref(context),
        context.press.argument == "1",
        message_id=context.card_id,
    )


async def _satisfied(context: HotlineContext, ref: SuggestionRef, typed: str) -> None:
    await suggestion_handling.rate(context.work, context.actor, ref, is_satisfied=True)


async def _not_satisfied(context: HotlineContext, ref: SuggestionRef, typed: str) -> None:
    await suggestion_handling.rate(context.work, context.actor, ref, is_satisfied=False)


def _editing(part: str) -> Typed:
    async def edit(context: HotlineContext, ref: SuggestionRef, typed: str) -> None:
        await suggestions.edit(context.work, context.actor, ref, part, typed)

    return edit


TYPED: Mapping[str, Typed] = {
    **{part: _editing(part) for part in suggestions.PARTS},
    "add": _add,
    "remove": _remove,
    "submit": _submit,
    "insist": _insist,
    "drop": _drop,
    "satisfied": _satisfied,
    "unsatisfied": _not_satisfied,
}
"""What a deputy can write after /suggestion 3."""

HANDLERS = [
    CommandHandler("suggest", suggest_typed, filters.ChatType.PRIVATE),
    on_press("suggest", suggest),
    on_press("sgput", put_into),
    on_press("sgedit", press_edit),
    on_press("sgcases", show_cases),
    on_press("sgplus", press_add),
    on_press("sgminus", press_remove),
    on_press("sgsubmit", press_submit),
    on_press("sgdrop", press_drop),
    on_press("sgrate", press_rate),
]

STEPS: Mapping[str, Continue] = {
    "suggesting": _suggesting,
    "suggesting_case": _suggesting_case,
    "dropping_suggestion": _dropping,
}
"""What the bot asked about a draft last decides what the next message is for."""
