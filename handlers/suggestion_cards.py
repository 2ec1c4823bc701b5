"""What the rooms for formal suggestions share: which one is meant, and asking for words about it."""

from collections.abc import Awaitable, Callable

from handlers.context import HotlineContext
from hotline import dialogues
from hotline.casebook import Ref
from hotline.dialogues import Step
from hotline.errors import NoSuchChoice
from hotline.suggestions.book import SuggestionRef
from storage.tables import Suggestion

Typed = Callable[[HotlineContext, SuggestionRef, str], Awaitable[None]]
"""What a word after /suggestion 3 does with the words behind it."""


def pressed_ref(context: HotlineContext) -> SuggestionRef:
    """The suggestion and version that the pressed button was made for."""
    return SuggestionRef(context.press.case_id, context.press.version)


def shown_ref(context: HotlineContext) -> SuggestionRef:
    """The suggestion of the pressed button as it is now: for looking, not for changing."""
    return SuggestionRef(context.press.case_id)


def step_ref(step: Step) -> SuggestionRef:
    """The suggestion that a step is about, as it is now."""
    return SuggestionRef(int(step.data["suggestion"]))


def numbers_in(typed: str) -> tuple[list[Ref], str]:
    """The case numbers that a text begins with, and the rest of it: 0123、0145 修路."""
    words = typed.replace("、", " ").replace("，", " ").replace(",", " ").split()
    count = next((place for place, word in enumerate(words) if not _is_number(word)), len(words))
    rest = typed if count == 0 else typed[_end_of(typed, words[:count]) :]
    return [Ref(number=word) for word in words[:count]], rest.strip(" 、，,\n")


def _is_number(word: str) -> bool:
    digits = word.lstrip("#＃")
    return digits.isdecimal() and len(digits) <= 9


def _end_of(typed: str, words: list[str]) -> int:
    end = 0
    for word in words:
        end = typed.index(word, end) + len(word)
    return end


async def ask(context: HotlineContext, kind: str, step: str, suggestion: Suggestion, **data: object) -> None:
    """The next message is for this suggestion."""
    await dialogues.expect(context.work, context.person.id, step, suggestion=suggestion.id, **data)
    await context.answer(kind, suggestion=suggestion.id)


async def finished(context: HotlineContext, step: Step) -> SuggestionRef:
    """What was asked for has come; which suggestion it is for."""
    await dialogues.finish(context.work, context.person.id)
    return step_ref(step)


async def step_about(context: HotlineContext, name: str) -> Step:
    """The step that a button goes on with. Raises NoSuchChoice once something else was asked."""
    step = await dialogues.current(context.work, context.person.id)
    if step.name != name or step.data.get("suggestion") != context.press.case_id:
        raise NoSuchChoice("suggestion_step", "")
    return step
