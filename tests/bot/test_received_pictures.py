"""Hostile pictures: bombs, damaged ones, and files that are something else as well."""

import asyncio
import io
import struct
import threading
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from PIL import Image
from telegram.error import BadRequest

from bot.activity_photos import scaled
from bot.attachments import MAX_ATTEMPTS, MOST_REFUSALS, most_attempts, pause_after, without_exif
from bot.received_pictures import NotCleaned, alone

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'
EPS = (
    b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n(touched) (w) file closefile showpage\n"
)
WAYS = (lambda data: without_exif(data, "image/jpeg"), scaled)


def written(kind: str, size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "red").save(buffer, kind, **options)
    return buffer.getvalue()


def png(width: int, height: int, *more: tuple[bytes, bytes]) -> bytes:
    """A PNG that claims this size and holds next to nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), *more, (b"IDAT", zlib.compress(b"\0" * 64)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def wide_gif() -> bytes:
    """A GIF whose screen is said to be as large as it can be."""
    data = bytearray(written("GIF"))
    data[6:10] = struct.pack("<HH", 65_535, 65_535)
    return bytes(data)


@pytest.mark.parametrize("clean", WAYS, ids=["document", "activity"])
@pytest.mark.parametrize(
    "make",
    [
        lambda: png(50_000, 50_000),
        lambda: png(2**31 - 1, 2**31 - 1),
        lambda: png(9_000, 9_000),  # below Pillow's own limit
        lambda: png(100, 100, (b"zTXt", b"Comment\0\0" + zlib.compress(b"x" * 80_000_000))),
        wide_gif,
        lambda: written("JPEG")[:-100],
        lambda: written("PNG")[:60],
        lambda: SVG,
        lambda: EPS,
        lambda: b"GIF89a",
        lambda: b"",
    ],
    ids=[
        "50000",
        "2^31",
        "9000",
        "long text",
        "gif",
        "cut JPEG",
        "cut PNG",
        "SVG",
        "EPS",
        "head alone",
        "empty",
    ],
)
def test_what_is_a_bomb_damaged_or_no_picture_is_refused_without_much_memory(
    make: Callable[[], bytes], clean: Callable[[bytes], bytes]
) -> None:
    data = make()
    tracemalloc.start()
    try:
        with pytest.raises(NotCleaned):
            clean(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000


@pytest.mark.parametrize("clean", WAYS, ids=["document", "activity"])
def test_for_no_picture_another_program_is_started(clean: Callable[[bytes], bytes]) -> None:
    """Pillow knows EPS, and hands it to Ghostscript, which runs what stands in it."""
    with pytest.raises(NotCleaned, match="UnidentifiedImageError"):
        clean(EPS)


@pytest.mark.parametrize("clean", WAYS, ids=["document", "activity"])
def test_of_a_picture_with_very_many_frames_the_first_is_kept(clean: Callable[[bytes], bytes]) -> None:
    frames = [Image.new("L", (64, 64), number % 256) for number in range(500)]
    data = written("GIF", (64, 64), save_all=True, append_images=frames)
    with Image.open(io.BytesIO(clean(data))) as kept:
        assert getattr(kept, "n_frames", 1) == 1
        assert kept.size == (64, 64)


@pytest.mark.parametrize("clean", WAYS, ids=["document", "activity"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_of_a_file_that_is_something_else_as_well_only_the_picture_is_left(
    kind: str, clean: Callable[[bytes], bytes]
) -> None:
    behind = io.BytesIO()
    with zipfile.ZipFile(behind, "w") as archive:
        archive.writestr("run.js", "alert(1)")
    cleaned = clean(written(kind) + behind.getvalue() + SVG)
    assert not zipfile.is_zipfile(io.BytesIO(cleaned))
    assert b"alert" not in cleaned


async def test_only_one_picture_is_open_at_a_time() -> None:
    open_now, most, lock = 0, 0, threading.Lock()

    def work() -> None:
        nonlocal open_now, most
        with lock:
            open_now += 1
            most = max(most, open_now)
        threading.Event().wait(0.01)
        with lock:
            open_now -= 1

    await asyncio.gather(*(alone(work) for _ in range(5)))
    assert most == 1


def test_telegram_may_be_away_for_a_day_before_a_file_is_given_up() -> None:
    waited = sum((pause_after(attempt) for attempt in range(1, most_attempts("NetworkError"))), timedelta())
    assert timedelta(days=1) < waited < timedelta(days=2)
    refused = sum(
        (pause_after(attempt) for attempt in range(1, most_attempts(BadRequest.__name__))), timedelta()
    )
    assert refused < timedelta(hours=1)
    assert MOST_REFUSALS < MAX_ATTEMPTS
