"""The copy of what is kept of a person, made when it is sent: a text, the data and the files, zipped."""

import asyncio
import io
import json
import zipfile
from typing import Any

from bot.attachments import NeverStored, NotStored, load_bytes
from bot.process import Process
from handlers.values.my_data import copy_for
from storage.tables import Attachment
from storage.vault import SealBroken

NAME = "my-data.zip"
# Telegram takes up to 50 MB from a bot.
_ROOM = 45 * 1024 * 1024
_ENDINGS = {"photo": "jpg", "voice": "ogg", "video": "mp4", "audio": "mp3"}


async def make_export(process: Process, person_id: int) -> tuple[bytes, str]:
    """The bytes and the name of the archive. What does not fit or is not stored is listed as left out."""
    async with process.unit_of_work() as work:
        facts, text, rows = await copy_for(work, person_id)
    files: dict[str, bytes] = {}
    left_out, room = [], _ROOM
    for position, row in enumerate(rows, start=1):
        name = f"files/{position:03d}.{_ending(row)}"
        data = await _bytes_of(process, row)
        if data is None or len(data) > room:
            left_out.append(name)
        else:
            files[name] = data
            room -= len(data)
    facts |= {"files": list(files), "left_out": left_out}
    return await asyncio.to_thread(_archive, facts, text, files), NAME


async def _bytes_of(process: Process, row: Attachment) -> bytes | None:
    try:
        return await load_bytes(process, row.id)
    except (NotStored, NeverStored, SealBroken):
        return None


def _ending(row: Attachment) -> str:
    kind = (row.mime or "").partition("/")[2]
    return _ENDINGS.get(row.kind) or (kind if kind.isalnum() and len(kind) < 6 else "bin")


def _archive(facts: dict[str, Any], text: str, files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("my-data.txt", text.encode("utf-8-sig"))
        archive.writestr("my-data.json", json.dumps(facts, ensure_ascii=False, indent=1))
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()
