"""What everybody may read: the published ledgers, as a page each, without any session."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.process import Process
from hotline.errors import NoSuchChoice
from hotline.ledger.publishing import published_ledgers, published_page
from hotline.ledger.quarters import quarter_in

PRINTED = {"content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-modals"}
"""The page brings its own style, and runs nothing."""


def routes(process: Process) -> list[Route]:
    """The newest ledger, and each by its quarter."""

    async def newest(request: Request) -> Response:
        async with process.reading() as work:
            published = await published_ledgers(work)
        if not published:
            raise HTTPException(404)
        base = request.scope.get("root_path", "")
        return RedirectResponse(f"{base}/public/ledger/{published[0].quarter.code}")

    async def one(request: Request) -> Response:
        quarter = quarter_in(request.path_params["code"])
        if quarter is None:
            raise HTTPException(404)
        try:
            async with process.reading() as work:
                page = await published_page(work, quarter)
        except NoSuchChoice:
            raise HTTPException(404) from None
        return HTMLResponse(page, headers=PRINTED)

    return [Route("/public/ledger", newest), Route("/public/ledger/{code}", one)]
