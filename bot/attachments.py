"""Files that people send: fetched by a tick, stripped of EXIF, sealed, and kept in the database in pieces."""

import asyncio
import hashlib
import io
import logging
import mimetypes
from datetime import timedelta

from PIL import Image, ImageOps
from telegram.error import BadRequest

from bot.process import Process
from bot.received_pictures import MOST_PIXELS, NotCleaned, alone, opened, refuse_if_too_large
from hotline.people import data_key_of
from storage.queries import attachments as queries
from storage.queries import fetching
from storage.tables import Attachment
from storage.vault import SealBroken, seal, unseal

logger = logging.getLogger(__name__)

CHUNK = 512 * 1024
BATCH = 8
LEASE = timedelta(minutes=5)
# For more than a day, should Telegram be away so long; what it refuses it will refuse again.
MAX_ATTEMPTS, MOST_REFUSALS = 60, 6
_LONGEST_PAUSE = timedelta(minutes=30)
# What a picture of one format is written as again; others become PNG.
_KEPT_AS = {"JPEG": "JPEG", "MPO": "JPEG", "WEBP": "WEBP"}


class NotStored(Exception):
    """The bytes of an attachment are not here yet."""


class NeverStored(Exception):
    """The bytes of an attachment will not come; its row says why."""


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
    async with process.reading() as work:
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


async def load_file(process: Process, attachment_id: int) -> tuple[bytes, str]:
    """The same with a name of ours, which tells its kind and nothing else."""
    data = await load_bytes(process, attachment_id)
    async with process.reading() as work:
        row = await work.session.get_one(Attachment, (work.station_id, attachment_id))
    mime = (row.mime or "").lower()
    if mime.startswith("image/"):
        return data, "picture"
    return data, f"file{mimetypes.guess_extension(mime) or ''}"


def without_exif(data: bytes, mime: str | None) -> bytes:
    """A picture without what the camera wrote beside it (place, time, device); other files as they are.

    Raises NotCleaned for a picture that cannot be opened or would take too much memory.
    """
    if not (mime or "").startswith("image/"):
        return data
    with opened(data) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            picture.draft("RGB", (picture.width // 2, picture.height // 2))
        refuse_if_too_large(picture)
        return _encoded(ImageOps.exif_transpose(picture), _KEPT_AS.get(picture.format or "", "PNG"))


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
            data = await alone(without_exif, data, row.mime)
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
    if row.attempts >= most_attempts(problem):
        await _give_up(process, row, problem)
        return
    async with process.database.transaction() as session:
        until = process.clock() + pause_after(row.attempts)
        await queries.try_again(session, process.station_id, row.id, until)


def most_attempts(problem: str) -> int:
    """How often a file is asked for that cannot be had for this reason."""
    return MOST_REFUSALS if problem == BadRequest.__name__ else MAX_ATTEMPTS


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: longer each time, up to half an hour."""
    return min(timedelta(seconds=10 * 2 ** min(attempts, 10)), _LONGEST_PAUSE)
