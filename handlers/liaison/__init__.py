"""What the liaison officer presses and types, one room per kind of work."""

from collections.abc import Mapping

from handlers.asking import Continue
from handlers.liaison import calls, desk, lexicon, merging, overseeing, suggestions, transcripts

HANDLERS = [
    *desk.HANDLERS,
    *lexicon.HANDLERS,
    *calls.HANDLERS,
    *merging.HANDLERS,
    *overseeing.HANDLERS,
    *transcripts.HANDLERS,
    *suggestions.HANDLERS,
]

STEPS: Mapping[str, Continue] = {**calls.STEPS, **overseeing.STEPS, **transcripts.STEPS, **suggestions.STEPS}
"""What the bot asked the liaison last decides what the next message is for."""
