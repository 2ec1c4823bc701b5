"""Programs that draw: given up while they write, they hold up nobody."""

import asyncio
import sys

import pytest

from bot.pictures import NotDrawn, output_of

# Far more than the reader's buffer takes, all at once, and then it would go on for ever.
_ENDLESS = """
import fcntl, sys, time
fcntl.fcntl(sys.stdout, fcntl.F_SETPIPE_SZ, 1_000_000)
sys.stdout.buffer.write(bytes(4_000_000))
time.sleep(3600)
"""
_ECHO = "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())"


async def test_what_is_given_reaches_it_and_what_it_writes_comes_back() -> None:
    given = bytes(range(256)) * 4000
    assert await output_of(sys.executable, "-c", _ECHO, given=given) == given


async def test_the_last_line_that_it_says_tells_why_it_failed() -> None:
    with pytest.raises(NotDrawn, match="no ink"):
        await output_of(sys.executable, "-c", "import sys; print('so', file=sys.stderr); sys.exit('no ink')")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux widens a pipe")
async def test_given_up_while_it_writes_it_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = asyncio.Event()
    feed = asyncio.StreamReader.feed_data

    def notice(reader: asyncio.StreamReader, data: bytes) -> None:
        feed(reader, data)
        begun.set()

    monkeypatch.setattr(asyncio.StreamReader, "feed_data", notice)
    writing = asyncio.create_task(output_of(sys.executable, "-c", _ENDLESS))
    await begun.wait()
    writing.cancel()
    done, _ = await asyncio.wait({writing}, timeout=30)
    assert done, "it waits for a program that was killed"
    assert writing.cancelled()
