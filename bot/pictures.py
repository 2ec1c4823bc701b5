"""Pictures drawn in a process of their own, so that this one never loads what draws them."""

import asyncio
import contextlib
import json
import sys
from collections.abc import Awaitable, Callable

from hotline.pictures import Picture, to_plain

_PATIENCE_SECONDS = 60
# As long as an idle machine needs for one.
_AT_ONCE_SECONDS = 2.5


class NotDrawn(Exception):
    """The drawing process failed; its last line says why."""


class NotDrawnYet(Exception):
    """The picture is still being drawn: ask again."""


class Pictures:
    """The pictures that one process has drawn, one at a time: each takes a core and 150 MB."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)
        self._drawings: dict[str, asyncio.Task[bytes]] = {}

    async def get(self, key: str, load: Callable[[], Awaitable[Picture]]) -> bytes:
        """The picture as PNG; `key` says which.

        Raises NotDrawnYet, so that nobody has to wait for it, and NotDrawn.
        """
        drawing = self._drawings.get(key)
        if drawing is None:
            drawing = self._drawings[key] = asyncio.create_task(self._draw(load))
        await asyncio.wait({drawing}, timeout=_AT_ONCE_SECONDS)
        if not drawing.done():
            raise NotDrawnYet
        self._drawings.pop(key, None)
        return drawing.result()

    async def close(self) -> None:
        """Give up what is being drawn."""
        for drawing in self._drawings.values():
            drawing.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await drawing
        self._drawings.clear()

    async def _draw(self, load: Callable[[], Awaitable[Picture]]) -> bytes:
        async with self._turn:
            return await draw_apart(await load())


async def draw_apart(picture: Picture) -> bytes:
    """The picture as PNG. Raises NotDrawn."""
    given = json.dumps(to_plain(picture)).encode()
    return await output_of(sys.executable, "-m", "hotline.pictures", given=given)


async def output_of(*command: str, given: bytes = b"") -> bytes:
    """What a program writes, given this. It is gone afterwards, also where nobody waits for it any more.

    Raises NotDrawn.
    """
    drawing = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            written, said = await drawing.communicate(given)
    except TimeoutError:
        raise NotDrawn(f"not done in {_PATIENCE_SECONDS} seconds") from None
    finally:
        if drawing.returncode is None:
            drawing.kill()
            # Not wait(): it would wait for ever for the end of what nobody reads.
            await drawing.communicate()
    if drawing.returncode:
        raise NotDrawn(said.decode(errors="replace").strip().rpartition("\n")[2])
    return written
