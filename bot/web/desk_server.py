"""Serving the desk, where the settings give it an address."""

from bot.process import Process
from bot.web.desk.app import build_desk
from bot.web.serving import listening, serving


async def serve_desk(process: Process) -> None:
    """Serve the desk for ever. Raises PortTaken."""
    desk = process.settings.desk
    with listening(desk.listen, desk.port, "desk.port") as listener:
        async with serving(build_desk(process), listener) as server:
            await server
