"""Files that people send: fetched by a tick, stripped of EXIF, sealed, and kept in the database in pieces."""

import asyncio
import hashlib
import io
import logging
import warnings
from datetime import timedelta

from PIL import Image, ImageOps
from telegram.error import BadRequest

from bot.process import Process
from hotline.people import data_key_of
from storage.queries import attachments as queries
from storage.queries import fetching
from storage.tables import Attachment
from storage.vault import SealBroken, seal, unseal

logger = logging.getLogger(__name__)

CHUNK = 512 * 1024
BATCH = 8
LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 6
# What a picture of one format is written as again; others become PNG.
_KEPT_AS = {"JPEG": "JPEG", "MPO": "JPEG", "WEBP": "WEBP"}
# More would take too much memory. A JPEG can be opened at half its size.
_MOST_PIXELS = 50_000_000
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


class NotStored(Exception):
    """The bytes of an attachment are not here yet."""


class NeverStored(Exception):
    """The bytes of an attachment will not come; its row says why."""


class NotCleaned(Exception):
    """A picture that cannot be opened to take out what the camera wrote."""


async def fetch_waiting(process: Process) -> int:
    """Fetch a batch of files that are due; returns how many were tried."""
    async with process.database.transaction() as session:
        now = process.clock()
        rows = await fetching.claim(
            session, Attachment, process.station_id, now=now, lease=LEASE, limit=BATCH
        )
    await asyncio.gather(*(_fetch(process, row) for row in rows))
    return len(rows)


async def load_bytes(process: Process, attachment_id: int) -> bytes:
    """The opened bytes of a stored attachment. Raises NotStored, NeverStored, SealBroken."""
    async with process.unit_of_work() as work:
        row = await work.session.get(Attachment, (work.station_id, attachment_id))
        if row is None or row.problem is not None:
            raise NeverStored(attachment_id)
        if row.stored_at is None:
            raise NotStored(attachment_id)
        key = await data_key_of(work, row.owner_id)
        chunks = await queries.chunks_of(work.session, work.station_id, attachment_id)
    return b"".join(
        unseal(key, chunk.sealed, f"attachment:{attachment_id}:{chunk.position}") for chunk in chunks
    )


def without_exif(data: bytes, mime: str | None) -> bytes:
    """A picture without what the camera wrote beside it (place, time, device); other files as they are.

    Raises NotCleaned for a picture that cannot be opened or would take too much memory.
    """
    if not (mime or "").startswith("image/"):
        return data
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                picture.draft("RGB", (picture.width // 2, picture.height // 2))
            if picture.width * picture.height > _MOST_PIXELS:
                raise NotCleaned("too many pixels")
            return _encoded(ImageOps.exif_transpose(picture), _KEPT_AS.get(picture.format or "", "PNG"))
    except (Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise NotCleaned(type(error).__name__) from error


def _encoded(picture: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    picture.info = {}
    picture.save(buffer, kind, quality=90)
    return buffer.getvalue()


async def _fetch(process: Process, row: Attachment) -> None:
    try:
        file = await process.bot.get_file(row.file_id)
        data = bytes(await file.download_as_bytearray())
        if row.kind == "document":
            data = await asyncio.to_thread(without_exif, data, row.mime)
        await _store(process, row, data)
    except NotCleaned as error:
        logger.warning("attachment %s cannot be cleaned: %s", row.id, error)
        await _give_up(process, row, "not_cleaned")
    except BadRequest as error:
        is_too_big = "file is too big" in error.message.lower()
        await (_give_up(process, row, "too_big") if is_too_big else _failed(process, row, "BadRequest"))
    except Exception as error:
        await _failed(process, row, type(error).__name__)


async def _store(process: Process, row: Attachment, data: bytes) -> None:
    async with process.unit_of_work() as work:
        try:
            key = await data_key_of(work, row.owner_id)
        except SealBroken:
            await queries.give_up(work.session, work.station_id, row.id, "erased")
            return
        for position, start in enumerate(range(0, len(data), CHUNK)):
            bound = f"attachment:{row.id}:{position}"
            sealed = seal(key, data[start : start + CHUNK], bound)
            await queries.store_chunk(work.session, work.station_id, row.id, position, sealed)
        digest = hashlib.sha256(data).hexdigest()
        await queries.finish(
            work.session, work.station_id, row.id, digest=digest, size=len(data), now=work.now
        )


async def _give_up(process: Process, row: Attachment, problem: str) -> None:
    async with process.database.transaction() as session:
        await queries.give_up(session, process.station_id, row.id, problem)


async def _failed(process: Process, row: Attachment, problem: str) -> None:
    """Try again later; after a while only Telegram itself can still show the file."""
    logger.warning("attachment %s: %s", row.id, problem)
    if row.attempts >= MAX_ATTEMPTS:
        await _give_up(process, row, problem)
        return
    async with process.database.transaction() as session:
        until = process.clock() + timedelta(seconds=10 * 2**row.attempts)
        await queries.try_again(session, process.station_id, row.id, until)
