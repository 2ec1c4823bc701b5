"""What the liaison officer presses and types, one room per kind of work."""

from collections.abc import Mapping

from handlers.asking import Continue
from handlers.liaison import (
    calls,
    desk,
    excluding,
    exports,
    ledger,
    lexicon,
    merging,
    overseeing,
    pausing,
    suggestions,
    transcripts,
    web_desk,
)

HANDLERS = [
    *desk.HANDLERS,
    *lexicon.HANDLERS,
    *ledger.HANDLERS,
    *exports.HANDLERS,
    *calls.HANDLERS,
    *merging.HANDLERS,
    *overseeing.HANDLERS,
    *excluding.HANDLERS,
    *pausing.HANDLERS,
    *transcripts.HANDLERS,
    *suggestions.HANDLERS,
    *web_desk.HANDLERS,
]

STEPS: Mapping[str, Continue] = {
    **calls.STEPS,
    **overseeing.STEPS,
    **excluding.STEPS,
    **pausing.STEPS,
    **ledger.STEPS,
    **transcripts.STEPS,
    **suggestions.STEPS,
}
"""What the bot asked the liaison last decides what the next message is for."""
