"""Telling systemd how it stands with this process (sd_notify); where nobody listens, nothing is said.

See sd_notify(3): a datagram to the socket that $NOTIFY_SOCKET names. That is all there is to it, so it needs
no library.
"""

import asyncio
import logging
import os
import socket

logger = logging.getLogger(__name__)

READY, STOPPING, _ALIVE = "READY=1", "STOPPING=1", "WATCHDOG=1"


def tell(state: str) -> None:
    """Say a state to whoever started this process and wants to know."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            # "@" stands for a name outside the file system.
            sender.connect(address.replace("@", "\0", 1) if address[0] == "@" else address)
            sender.sendall(state.encode())
    except OSError as error:
        logger.warning("systemd could not be told %s: %s", state, error)


def patience() -> float | None:
    """After how many seconds without a sign of life this process is ended; None: nobody waits for one."""
    if os.environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    try:
        return int(os.environ["WATCHDOG_USEC"]) / 1_000_000 or None
    except (KeyError, ValueError):
        return None


async def give_signs_of_life() -> None:
    """For ever, often enough. They come from the event loop: if it hangs, so does all the rest."""
    seconds = patience()
    while seconds is not None:
        tell(_ALIVE)
        await asyncio.sleep(seconds / 3)
