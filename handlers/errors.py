"""The one error handler: a refusal becomes a message to whoever caused it, by the error's name."""

from typing import Any

from handlers.callbacks import NotAButton
from handlers.context import HotlineContext, current_act
from hotline.errors import (
    AlreadyExtended,
    AlreadyReturned,
    HotlineError,
    IllegalSuggestionStep,
    IllegalTransition,
    NoSuchCase,
    NoSuchSuggestion,
    NotAllowed,
    NotYourCase,
    StaleSuggestion,
    StaleVersion,
    TooManyPauses,
)

ENDING = frozenset(
    f"errors.{error.__name__}"
    for error in (
        *(IllegalTransition, StaleVersion, NoSuchCase, NotYourCase, NotAllowed),
        *(AlreadyReturned, AlreadyExtended, TooManyPauses),
        *(IllegalSuggestionStep, StaleSuggestion, NoSuchSuggestion),
    )
)
"""Refusals after which the words that were asked for are of no use any more."""


async def on_error(update: object, context: HotlineContext) -> None:
    """Hand the failure to whoever opened the unit of work, who rolls back and answers."""
    # The first one: whatever still runs after it fails of the same.
    act = current_act()
    act.failure = act.failure or context.error


def refusal_of(error: Exception) -> tuple[str, dict[str, Any]] | None:
    """The notice kind and its parameters for a refusal; None for a fault of ours."""
    shown = StaleVersion("", "") if isinstance(error, NotAButton) else error
    if not isinstance(shown, HotlineError):
        return None
    return f"errors.{type(shown).__name__}", dict(vars(shown))
