"""Three addresses for whoever watches over a process: is it alive, is it ready, and its figures."""

import logging

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.logs import log_failure
from bot.metrics import CONTENT_TYPE
from bot.process import Process
from bot.scraping import Scraper
from bot.web.serving import listening, serving
from storage.outages import words_for
from storage.queries.roster import roster_version

logger = logging.getLogger(__name__)


def watch_routes(process: Process) -> list[Route]:
    """/alive, /ready and /metrics; nothing of them tells of people."""
    scraper = Scraper(process)

    async def alive(_request: Request) -> Response:
        return PlainTextResponse("alive")

    async def ready(_request: Request) -> Response:
        try:
            async with process.database.reading() as session:
                await roster_version(session, process.station_id)
        except Exception as error:
            log_failure(logger, "not ready", error)
            return PlainTextResponse("the database cannot be reached", status_code=503)
        outage = process.vitals.outage()
        if outage is not None:
            return PlainTextResponse(words_for(outage), status_code=503)
        return PlainTextResponse("ready")

    async def metrics(_request: Request) -> Response:
        return Response(await scraper.text(), media_type=CONTENT_TYPE)

    return [Route("/alive", alive), Route("/ready", ready), Route("/metrics", metrics)]


async def serve_watch(process: Process, port: int) -> None:
    """Serve them for ever. Raises PortTaken."""
    app = Starlette(routes=watch_routes(process))
    with listening(process.settings.watch.listen, port, "watch.port") as listener:
        async with serving(app, listener) as server:
            await server
