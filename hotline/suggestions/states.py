"""The states of a formal suggestion (代表建议) and every way from one to another, as one table."""

from collections.abc import Mapping
from types import MappingProxyType

from hotline.errors import IllegalSuggestionStep
from storage.vocabulary import SuggestionState

_S = SuggestionState

TRANSITIONS: Mapping[SuggestionState, frozenset[SuggestionState]] = MappingProxyType(
    {
        _S.DRAFTED: frozenset({_S.UNDER_REVIEW, _S.DROPPED}),
        _S.UNDER_REVIEW: frozenset({_S.ISSUED, _S.DRAFTED, _S.DROPPED}),
        _S.ISSUED: frozenset({_S.HANDLING, _S.REPLIED}),
        _S.HANDLING: frozenset({_S.REPLIED}),
        _S.REPLIED: frozenset({_S.RATED}),
        _S.RATED: frozenset({_S.REHANDLING, _S.CONCLUDED}),
        _S.REHANDLING: frozenset({_S.REPLIED, _S.CONCLUDED}),
        _S.CONCLUDED: frozenset(),
        _S.DROPPED: frozenset(),
    }
)
"""From each state, the states that may follow."""

RUNNING: frozenset[SuggestionState] = frozenset({_S.ISSUED, _S.HANDLING, _S.REHANDLING})
"""States in which the handling unit's clock runs."""

AT_WORK: frozenset[SuggestionState] = RUNNING | {_S.UNDER_REVIEW, _S.REPLIED, _S.RATED}
"""States in which somebody besides the author has it, or owes something about it."""


def check_step(number: str, old: SuggestionState, new: SuggestionState) -> None:
    """Let the suggestion `number` go from `old` to `new`, or raise IllegalSuggestionStep."""
    if new not in TRANSITIONS[old]:
        raise IllegalSuggestionStep(number, old, new)
