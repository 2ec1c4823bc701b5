"""Opening pictures that strangers send: of few formats, of bounded size, and one at a time."""

import asyncio
import io
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from PIL import Image

# More would take too much memory. A JPEG can be opened at a fraction of its size.
MOST_PIXELS = 50_000_000
# Pillow knows many more, among them EPS, for which it starts another program.
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
# An open picture may take a few hundred megabytes: several at once could be more than the machine has.
_ALONE = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)

P = ParamSpec("P")
T = TypeVar("T")


class NotCleaned(Exception):
    """A picture that cannot be opened to take out what the camera wrote."""


async def alone(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run this beside the event loop, when no other picture is open."""
    return await asyncio.get_running_loop().run_in_executor(_ALONE, lambda: work(*args, **kwargs))


@contextmanager
def opened(data: bytes) -> Iterator[Image.Image]:
    """The first frame of a picture, at most MOST_PIXELS large once it is loaded.

    Raises NotCleaned, also for whatever breaks inside the block.
    """
    # Else only the commonest formats are known.
    Image.init()
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            yield picture
    except (NotCleaned, MemoryError):
        raise
    except Exception as error:
        # A damaged picture is answered with whatever comes up on the way.
        raise NotCleaned(type(error).__name__) from error


def refuse_if_too_large(picture: Image.Image) -> None:
    """Raises NotCleaned, before anything of the picture is unpacked."""
    if picture.width * picture.height > MOST_PIXELS:
        raise NotCleaned("too many pixels")
