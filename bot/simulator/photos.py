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


def landscape(width: int = 640, height: int = 480) -> bytes:
    """A drawn picture: a dirt road with puddles through fields."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (width, height), "#bcd3de")
    draw = ImageDraw.Draw(image)

    def shape(colour: str, *points: tuple[float, float]) -> None:
        draw.polygon([(x * width, y * height) for x, y in points], fill=colour)

    def oval(colour: str, left: float, top: float, right: float, bottom: float) -> None:
        draw.ellipse((left * width, top * height, right * width, bottom * height), fill=colour)

    oval("#8fa892", -0.2, 0.3, 0.7, 0.75)
    oval("#7d9a80", 0.4, 0.33, 1.3, 0.8)
    shape("#9aa653", (0, 0.5), (1, 0.5), (1, 1), (0, 1))
    shape("#87943f", (0, 0.62), (0.36, 0.5), (0.44, 0.5), (0, 1))
    shape("#8a6b4a", (0.49, 0.5), (0.53, 0.5), (0.95, 1), (0.12, 1))
    shape("#765939", (0.505, 0.5), (0.512, 0.5), (0.42, 1), (0.3, 1))
    shape("#765939", (0.516, 0.5), (0.522, 0.5), (0.78, 1), (0.66, 1))
    for puddle in ((0.3, 0.86, 0.5, 0.92), (0.6, 0.76, 0.72, 0.795), (0.46, 0.66, 0.53, 0.68)):
        oval("#a9bac0", *puddle)
    for x, top in ((0.12, 0.34), (0.2, 0.38), (0.86, 0.32)):
        draw.rectangle(
            (x * width - 3, (top + 0.1) * height, x * width + 3, (top + 0.2) * height), fill="#5f4a35"
        )
        oval("#4e6b3c", x - 0.05, top, x + 0.05, top + 0.15)
    target = io.BytesIO()
    image.save(target, "JPEG", quality=85)
    return target.getvalue()


def plain_picture(width: int = 640, height: int = 480, colour: str = "seagreen") -> bytes:
    """A picture of one colour, for whoever needs one to send."""
    from PIL import Image

    target = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(target, "JPEG")
    return target.getvalue()
