"""The nightly clearing away: a batch to a transaction, until nothing is left that was kept long enough."""

import logging
from datetime import time, timedelta

from bot.process import Process
from hotline.retention import clear_away

logger = logging.getLogger(__name__)

# When hardly anybody writes.
_FROM, _UNTIL = time(3), time(5)
# What goes is gone: a clock that was set may be wrong, and whoever was told of it has a day to put it right.
_GRACE = timedelta(days=1)


async def clear_nightly(process: Process) -> int:
    """Clear away at night; returns how many batches had something in them."""
    clock = process.clock().astimezone(process.settings.zone).time()
    if not _FROM <= clock < _UNTIL or process.vitals.was_clock_set(_GRACE):
        return 0
    batches, is_full = 0, True
    while is_full:
        async with process.unit_of_work() as work:
            cleared = await clear_away(work, process.settings.retention_rules)
        is_full = cleared.is_full
        if cleared:
            batches += 1
            logger.info("kept long enough: %s", cleared)
    return batches
