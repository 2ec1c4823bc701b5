"""What Telegram makes of a photo: its size, a thumbnail, a refusal of what is no picture."""

import io
import warnings
from dataclasses import dataclass

from bot.simulator.errors import bad_request

MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_SIDES = 10_000
MAX_RATIO = 20
THUMBNAIL_SIDE = 320


@dataclass(frozen=True, slots=True)
class Picture:
    """One size of a photo."""

    data: bytes
    width: int
    height: int


def photo_sizes(data: bytes) -> list[Picture]:
    """The photo's sizes, smallest first; refuses what Telegram could not process."""
    if len(data) > MAX_PHOTO_BYTES:
        raise bad_request(
            f"file of size {len(data)} bytes is too big for a photo; "
            f"the maximum size is {MAX_PHOTO_BYTES} bytes"
        )
    # Pillow is loaded only where a photo is sent at all.
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as image:
                width, height = image.size
                _check_sides(width, height)
                full = Picture(data, width, height)
                return [_thumbnail(image), full] if max(width, height) > THUMBNAIL_SIDE else [full]
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None


def _check_sides(width: int, height: int) -> None:
    if width + height > MAX_SIDES or max(width, height) > MAX_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def _thumbnail(image: "Image.Image") -> Picture:  # type: ignore[name-defined]  # noqa: F821
    small = image.convert("RGB")
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    target = io.BytesIO()
    small.save(target, "JPEG", quality=70)
    return Picture(target.getvalue(), *small.size)


def plain_picture(width: int = 640, height: int = 480, colour: str = "seagreen") -> bytes:
    """A picture of one colour, for whoever needs one to send."""
    from PIL import Image

    target = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(target, "JPEG")
    return target.getvalue()
