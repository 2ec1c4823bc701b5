"""Files by file_id: kept once by content, sent again by id, downloaded by path."""

import base64
import hashlib
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.simulator.errors import bad_request
from bot.simulator.params import Params, Upload
from bot.simulator.photos import photo_sizes

MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024

Media = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: the prefix of its ids, its folder, and what Telegram reports of it."""

    prefix: str
    folder: str
    extension: str
    mime_type: str
    numbers: Sequence[str] = ()
    texts: Sequence[str] = ()


KINDS = {
    "photo": Kind("AgAC", "photos", ".jpg", "image/jpeg"),
    "voice": Kind("AwAC", "voice", ".oga", "audio/ogg", ("duration",)),
    "video": Kind("BAAC", "videos", ".mp4", "video/mp4", ("duration", "width", "height"), ("file_name",)),
    "document": Kind("BQAC", "documents", "", "application/octet-stream", (), ("file_name",)),
    "sticker": Kind("CAAC", "stickers", ".webp", "image/webp", (), ("emoji",)),
    "audio": Kind("CQAC", "music", ".mp3", "audio/mpeg", ("duration",), ("file_name", "title", "performer")),
    "animation": Kind(
        "CgAC", "animations", ".mp4", "video/mp4", ("duration", "width", "height"), ("file_name",)
    ),
    "video_note": Kind("DQAC", "video_notes", ".mp4", "video/mp4", ("duration", "length")),
}
WITH_MIME_TYPE = {"voice", "video", "document", "audio", "animation"}
STICKER = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Bytes and how they are addressed; media is what stands in a message under the kind's name."""

    kind: str
    file_id: str
    unique_id: str
    path: str
    data: bytes
    size: int
    mime_type: str
    media: Media | list[Media]


class FileStore:
    """All files, found by file_id and by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def from_call(self, params: Params, field: str, kind: str) -> StoredFile:
        """The file a call sends under a field: an upload, or one sent before, by its id."""
        upload = params.upload(field)
        if upload is not None:
            return self.add(kind, upload, params.values)
        value = params.text(field)
        if not value or value.startswith("attach://"):
            raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
        return self._sent_before(value, kind)

    def _sent_before(self, value: str, kind: str) -> StoredFile:
        if value.startswith(("http://", "https://")):
            # Nothing outside this machine is ever fetched.
            raise bad_request("failed to get HTTP URL content")
        stored = self._by_id.get(value)
        if stored is None:
            raise bad_request("wrong remote file identifier specified: Wrong string length")
        if stored.kind != kind:
            names = stored.kind.title(), kind.title()
            raise bad_request(f"can't use file of type {names[0]} as {names[1]}")
        return stored

    def add(self, kind: str, upload: Upload, details: dict[str, Any], size: int | None = None) -> StoredFile:
        """Keep a file. A size beyond its bytes stands in for a file too big to be kept here."""
        if not upload.data and not size:
            raise bad_request("file must be non-empty")
        if kind == "photo":
            return self._add_photo(upload)
        name = str(details.get("file_name") or upload.name)
        media = _described(kind, upload, {**details, "file_name": name})
        return self._keep(kind, upload.data, name, media, size or len(upload.data))

    def get(self, file_id: str) -> StoredFile | None:
        """The file with this id."""
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """The file with this download path."""
        return self._by_path.get(path)

    def _add_photo(self, upload: Upload) -> StoredFile:
        stored, sizes = [], []
        for picture in photo_sizes(upload.data):
            measures = {"width": picture.width, "height": picture.height}
            one = self._keep("photo", picture.data, "", measures, len(picture.data))
            stored.append(one)
            sizes.append({**measures, **_ids(one)})
        # Each size alone stands for the whole photo when it is sent again.
        for one in stored:
            self._put(replace(one, media=sizes))
        return self._by_id[stored[-1].file_id]

    def _keep(self, kind: str, data: bytes, name: str, media: Media, size: int) -> StoredFile:
        rules = KINDS[kind]
        # The same bytes sent under another name have another file_id but the same file_unique_id.
        content = hashlib.sha256(data + str(size).encode()).digest()
        file_id = rules.prefix + _short(hashlib.sha256(content + repr(media).encode()).digest())
        if file_id in self._by_id:
            return self._by_id[file_id]
        mime_type = str(media.get("mime_type", rules.mime_type))
        path = f"{rules.folder}/file_{len(self._by_path)}{rules.extension or _suffix(name, mime_type)}"
        stored = StoredFile(kind, file_id, "AgAD" + _short(content[:9]), path, data, size, mime_type, media)
        return self._put(replace(stored, media={**media, **_ids(stored)}))

    def _put(self, stored: StoredFile) -> StoredFile:
        self._by_id[stored.file_id] = self._by_path[stored.path] = stored
        return stored


def describe_file(stored: StoredFile) -> dict[str, Any]:
    """The answer to getFile."""
    if stored.size > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {**_ids(stored), "file_path": stored.path}


def _ids(stored: StoredFile) -> Media:
    return {"file_id": stored.file_id, "file_unique_id": stored.unique_id, "file_size": stored.size}


def media_content(stored: StoredFile) -> dict[str, Any]:
    """The part of a message that carries the file."""
    content: dict[str, Any] = {stored.kind: stored.media}
    if stored.kind == "animation" and isinstance(stored.media, dict):
        hidden = ("duration", "width", "height")
        content["document"] = {k: v for k, v in stored.media.items() if k not in hidden}
    return content


def _described(kind: str, upload: Upload, details: dict[str, Any]) -> Media:
    rules = KINDS[kind]
    media: Media = {name: _whole(details.get(name)) for name in rules.numbers}
    media |= {name: str(details[name]) for name in rules.texts if details.get(name)}
    if kind in WITH_MIME_TYPE:
        guessed = mimetypes.guess_type(str(details.get("file_name", "")))[0]
        generic = upload.mime_type in ("", "application/octet-stream")
        media["mime_type"] = (guessed or rules.mime_type) if generic else upload.mime_type
    return {**STICKER, **media} if kind == "sticker" else media


def _whole(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


def _short(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _suffix(name: str, mime_type: str) -> str:
    _, dot, suffix = name.rpartition(".")
    return f".{suffix}" if dot and suffix.isalnum() else mimetypes.guess_extension(mime_type) or ""
