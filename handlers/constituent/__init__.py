"""What constituents send and press, one room per kind of matter."""

from collections.abc import Mapping

from handlers.asking import Continue
from handlers.constituent import (
    bookings,
    cases,
    chasing,
    merged,
    my_data,
    naming,
    objecting,
    rating,
    supporting,
)

HANDLERS = [
    *merged.HANDLERS,
    *cases.HANDLERS,
    *chasing.HANDLERS,
    *naming.HANDLERS,
    *my_data.HANDLERS,
    *rating.HANDLERS,
    *supporting.HANDLERS,
    *bookings.HANDLERS,
    *objecting.HANDLERS,
]

STEPS: Mapping[str, Continue] = {**naming.STEPS, **bookings.STEPS, **objecting.STEPS}
"""What the bot asked a constituent last decides what the next message is for."""
