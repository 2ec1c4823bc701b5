"""The states of a case and every way from one to another, as one table."""

from collections.abc import Mapping
from types import MappingProxyType

from hotline.errors import IllegalTransition
from storage.vocabulary import State

OPEN: frozenset[State] = frozenset(State) - {
    State.CLOSED,
    State.NOT_ACCEPTED,
    State.MERGED,
    State.WITHDRAWN,
    State.ARCHIVED,
}
"""States in which somebody still owes the constituent something."""

PAUSED: frozenset[State] = frozenset({State.NEED_INFO, State.DEFERRED, State.MERGED})
"""States in which clocks stand still; the remaining time goes on when the case leaves them.

A return under review is not among them: else returning an assignment would be a way to gain time.
"""

_ASKABLE = frozenset({State.SUBMITTED, State.ASSIGNED, State.ACCEPTED, State.IN_PROGRESS, State.REFERRED})
_FROM_ANY_OPEN = frozenset({State.WITHDRAWN, State.MERGED, State.CLOSED})

_OWN_WAYS: dict[State, set[State]] = {
    State.DRAFT: {State.SUBMITTED},
    State.SUBMITTED: {State.ASSIGNED, State.NEED_INFO, State.NOT_ACCEPTED},
    State.ASSIGNED: {State.ACCEPTED, State.NEED_INFO, State.RETURN_REVIEW},
    State.RETURN_REVIEW: {State.ASSIGNED, State.SUBMITTED, State.NOT_ACCEPTED},
    State.ACCEPTED: {
        State.IN_PROGRESS,
        State.REFERRED,
        State.NEED_INFO,
        State.RETURN_REVIEW,
        State.REPLIED,
    },
    State.IN_PROGRESS: {State.REFERRED, State.REPLIED, State.DEFERRED, State.NEED_INFO},
    State.REFERRED: {State.IN_PROGRESS, State.REPLIED, State.DEFERRED, State.NEED_INFO},
    State.NEED_INFO: set(_ASKABLE),
    State.DEFERRED: {State.IN_PROGRESS},
    State.REPLIED: {State.CLOSED, State.REDO, State.DEFERRED},
    State.REDO: {State.IN_PROGRESS, State.REFERRED, State.REPLIED},
    State.CLOSED: {State.REDO, State.ARCHIVED},
    State.MERGED: set(OPEN),
    State.NOT_ACCEPTED: {State.SUBMITTED},
    State.WITHDRAWN: set(),
    State.ARCHIVED: set(),
}

TRANSITIONS: Mapping[State, frozenset[State]] = MappingProxyType(
    {old: frozenset(new) | (_FROM_ANY_OPEN if old in OPEN else frozenset()) for old, new in _OWN_WAYS.items()}
)
"""From each state, the states that may follow."""

RETURNING: Mapping[State, frozenset[State]] = MappingProxyType(
    {State.NEED_INFO: _ASKABLE, State.MERGED: OPEN}
)
"""States that are left for the one they were entered from."""


def check_transition(number: str, old: State, new: State, *, came_from: State | None = None) -> None:
    """Let the case `number` go from `old` to `new`, or raise IllegalTransition.

    With `came_from`, a case that waits for an answer or is unmerged may return to that state alone.
    """
    is_elsewhere = came_from is not None and new in RETURNING.get(old, frozenset()) - {came_from}
    if new not in TRANSITIONS[old] or is_elsewhere:
        raise IllegalTransition(number, old, new)
