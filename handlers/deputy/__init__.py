"""What deputies press and type, one room per kind of work."""

from collections.abc import Mapping

from handlers.asking import Continue
from handlers.deputy import cases

HANDLERS = [*cases.HANDLERS]

STEPS: Mapping[str, Continue] = {}
"""What the bot asked a deputy last decides what the next message is for."""
