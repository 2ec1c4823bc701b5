"""What liaison and presidium press and type to issue a formal suggestion, send it back, or end it."""

from collections.abc import Mapping

from telegram import Update

from handlers.asking import Continue
from handlers.context import HotlineContext
from handlers.pressing import on_press
from handlers.suggestion_cards import Typed, ask, finished, pressed_ref, step_about, step_ref
from handlers.typed import code_of, first_word
from hotline import dialogues
from hotline.dialogues import Step
from hotline.errors import TextMissing
from hotline.material import Material
from hotline.permissions import Act
from hotline.suggestions import handling as suggestion_handling
from hotline.suggestions.book import SuggestionRef
from storage.vocabulary import SuggestionState

_TERMS = ("usual", "complex")


async def press_issue(update: Update, context: HotlineContext) -> None:
    """Approve: the unit is named first, then how long it has."""
    issued, act = SuggestionState.ISSUED, Act.REVIEW_SUGGESTION
    found = await suggestion_handling.prepare(context.work, context.actor, act, pressed_ref(context), issued)
    await ask(context, "suggestion.ask_unit", "issuing_unit", found)


async def _issuing_unit(context: HotlineContext, step: Step, material: Material) -> None:
    unit = " ".join(material.text.split())[: suggestion_handling.LONGEST_UNIT]
    if not unit:
        raise TextMissing("suggestion_unit")
    issued, act = SuggestionState.ISSUED, Act.REVIEW_SUGGESTION
    found = await suggestion_handling.prepare(context.work, context.actor, act, step_ref(step), issued)
    await dialogues.expect(context.work, context.person.id, "issuing_term", suggestion=found.id, unit=unit)
    rules = context.work.clocks
    months = (rules.suggestion_months, rules.complex_suggestion_months)
    terms = [list(pair) for pair in zip(_TERMS, months, strict=True)]
    await context.answer("suggestion.term", suggestion=found.id, unit=unit, terms=terms)


async def press_term(update: Update, context: HotlineContext) -> None:
    step = await step_about(context, "issuing_term")
    await _issue(context, step, context.press.argument, context.card_id)


async def _issuing_term(context: HotlineContext, step: Step, material: Material) -> None:
    await _issue(context, step, _term_of(context, material.text.strip()))


async def _issue(context: HotlineContext, step: Step, term: str, message_id: int | None = None) -> None:
    if term not in _TERMS:
        raise TextMissing("suggestion_term")
    await suggestion_handling.issue(
        context.work,
        context.actor,
        await finished(context, step),
        str(step.data["unit"]),
        is_complex=term == "complex",
        message_id=message_id,
    )


async def _issue_typed(context: HotlineContext, ref: SuggestionRef, typed: str) -> None:
    """/suggestion 3 issue unit, or with the months before the unit."""
    word, rest = first_word(typed)
    term = _term_of(context, word)
    unit, is_complex = (rest, term == "complex") if term in _TERMS else (typed, False)
    await suggestion_handling.issue(context.work, context.actor, ref, unit, is_complex=is_complex)


def _term_of(context: HotlineContext, typed: str) -> str:
    """The code of a length that was typed as its months or as its name."""
    rules = context.work.clocks
    months = {str(rules.suggestion_months): "usual", str(rules.complex_suggestion_months): "complex"}
    return months.get(typed) or code_of(context, "suggestion_term", _TERMS, typed)


async def press_back(update: Update, context: HotlineContext) -> None:
    drafted, act = SuggestionState.DRAFTED, Act.REVIEW_SUGGESTION
    found = await suggestion_handling.prepare(context.work, context.actor, act, pressed_ref(context), drafted)
    await ask(context, "suggestion.ask_back", "sending_back", found)


async def _sending_back(context: HotlineContext, step: Step, material: Material) -> None:
    await _send_back(context, await finished(context, step), material.text)


async def _send_back(context: HotlineContext, ref: SuggestionRef, typed: str) -> None:
    await suggestion_handling.send_back(context.work, context.actor, ref, typed)


async def press_end(update: Update, context: HotlineContext) -> None:
    ended, act = SuggestionState.CONCLUDED, Act.REVIEW_SUGGESTION
    found = await suggestion_handling.prepare(context.work, context.actor, act, pressed_ref(context), ended)
    await ask(context, "suggestion.ask_end", "ending_suggestion", found)


async def _ending(context: HotlineContext, step: Step, material: Material) -> None:
    await _conclude(context, await finished(context, step), material.text)


async def _conclude(context: HotlineContext, ref: SuggestionRef, typed: str) -> None:
    await suggestion_handling.conclude(context.work, context.actor, ref, typed)


TYPED: Mapping[str, Typed] = {
    "issue": _issue_typed,
    "back": _send_back,
    "conclude": _conclude,
}
"""What the desk can write after /suggestion 3."""

HANDLERS = [
    on_press("sgissue", press_issue),
    on_press("sgterm", press_term),
    on_press("sgback", press_back),
    on_press("sgend", press_end),
]

STEPS: Mapping[str, Continue] = {
    "issuing_unit": _issuing_unit,
    "issuing_term": _issuing_term,
    "sending_back": _sending_back,
    "ending_suggestion": _ending,
}
"""What the bot asked the desk last decides what the next message is for."""
