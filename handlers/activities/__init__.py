"""Activities: planned, invited to, attended and paid for by the liaison; answered by deputies."""

from collections.abc import Mapping

from handlers.activities import attendance, keeping, money, pictures, reading
from handlers.asking import Continue

HANDLERS = [
    *reading.HANDLERS,
    *keeping.HANDLERS,
    *attendance.HANDLERS,
    *money.HANDLERS,
    *pictures.HANDLERS,
]

STEPS: Mapping[str, Continue] = {**keeping.STEPS, **money.STEPS, **pictures.STEPS}
"""What the bot asked last about an activity."""
