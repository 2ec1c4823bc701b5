"""What constituents send and press, one room per kind of matter."""

from collections.abc import Mapping

from handlers.asking import Continue
from handlers.constituent import cases

HANDLERS = [*cases.HANDLERS]

STEPS: Mapping[str, Continue] = {}
"""What the bot asked a constituent last decides what the next message is for."""
