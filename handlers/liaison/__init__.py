"""What the liaison officer presses and types, one room per kind of work."""

from collections.abc import Mapping

from handlers.asking import Continue
from handlers.liaison import desk

HANDLERS = [*desk.HANDLERS]

STEPS: Mapping[str, Continue] = {}
"""What the bot asked the liaison last decides what the next message is for."""
