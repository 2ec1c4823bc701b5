"""Pictures of activities: fetched by a tick, scaled down, stripped of what the camera wrote, and sealed."""

import asyncio
import io
import logging

from PIL import ImageOps
from telegram.error import BadRequest

from bot.attachments import LEASE, NeverStored, NotStored, most_attempts, pause_after
from bot.process import Process
from bot.received_pictures import NotCleaned, alone, opened, refuse_if_too_large
from storage import bonds
from storage.queries import activities as queries
from storage.queries import fetching
from storage.tables import ActivityPhoto

logger = logging.getLogger(__name__)

BATCH = 4
LONGEST_SIDE = 1600


async def fetch_pictures(process: Process) -> int:
    """Fetch a batch of pictures that are due; returns how many were tried."""
    async with process.database.transaction() as session:
        now = process.clock()
        rows = await fetching.claim(
            session, ActivityPhoto, process.station_id, now=now, lease=LEASE, limit=BATCH
        )
    await asyncio.gather(*(_fetch(process, row) for row in rows))
    return len(rows)


async def load_picture(process: Process, photo_id: int) -> tuple[bytes, str]:
    """The bytes of a stored picture, and a name. Raises NotStored, NeverStored, SealBroken."""
    async with process.unit_of_work() as work:
        row = await work.session.get(ActivityPhoto, (work.station_id, photo_id))
        if row is None or row.problem is not None:
            raise NeverStored(photo_id)
        if row.sealed is None:
            raise NotStored(photo_id)
        return work.vault.unseal_transit(row.sealed, bonds.of_picture(photo_id)), "picture.jpg"


def scaled(data: bytes) -> bytes:
    """A picture as a JPEG of at most LONGEST_SIDE pixels a side, without place, time and device.

    Raises NotCleaned for what cannot be opened or would take too much memory.
    """
    with opened(data) as picture:
        # A JPEG is decoded at the smallest fraction that is still large enough; others change nothing.
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        refuse_if_too_large(picture)
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        upright.info = {}
        buffer = io.BytesIO()
        upright.save(buffer, "JPEG", quality=85)
        return buffer.getvalue()


async def _fetch(process: Process, row: ActivityPhoto) -> None:
    try:
        file = await process.bot.get_file(row.file_id)
        data = await alone(scaled, bytes(await file.download_as_bytearray()))
        await _store(process, row, data)
    except NotCleaned as error:
        logger.warning("picture %s cannot be cleaned: %s", row.id, error)
        await _set(process, row, try_at=None, problem="not_cleaned")
    except BadRequest as error:
        if "file is too big" in error.message.lower():
            await _set(process, row, try_at=None, problem="too_big")
        else:
            await _failed(process, row, "BadRequest")
    except Exception as error:
        await _failed(process, row, type(error).__name__)


async def _store(process: Process, row: ActivityPhoto, data: bytes) -> None:
    sealed = process.vault.seal_transit(data, bonds.of_picture(row.id))
    await _set(process, row, sealed=sealed, stored_at=process.clock(), try_at=None)


async def _failed(process: Process, row: ActivityPhoto, problem: str) -> None:
    """Try again later; after a while only Telegram itself can still show the picture."""
    logger.warning("picture %s: %s", row.id, problem)
    if row.attempts >= most_attempts(problem):
        await _set(process, row, try_at=None, problem=problem[:64])
    else:
        await _set(process, row, try_at=process.clock() + pause_after(row.attempts))


async def _set(process: Process, row: ActivityPhoto, **values: object) -> None:
    async with process.database.transaction() as session:
        await queries.set_photo(session, process.station_id, row.id, **values)
