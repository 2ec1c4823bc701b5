"""What deputies press and type, one room per kind of work."""

from collections.abc import Mapping

from handlers.asking import Continue
from handlers.deputy import (
    absence,
    cases,
    contact_days,
    referring,
    replying,
    suggestions,
    supervised,
    timing,
    visits,
)

HANDLERS = [
    *cases.HANDLERS,
    *referring.HANDLERS,
    *visits.HANDLERS,
    *timing.HANDLERS,
    *replying.HANDLERS,
    *absence.HANDLERS,
    *contact_days.HANDLERS,
    *suggestions.HANDLERS,
    *supervised.HANDLERS,
]

STEPS: Mapping[str, Continue] = {
    **referring.STEPS,
    **visits.STEPS,
    **timing.STEPS,
    **replying.STEPS,
    **absence.STEPS,
    **contact_days.STEPS,
    **suggestions.STEPS,
    **supervised.STEPS,
}
"""What the bot asked a deputy last decides what the next message is for."""
