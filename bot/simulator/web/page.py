"""The page at the root: chats side by side. It talks through the user side only."""

import ipaddress
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOLDER = Path(__file__).parents[1] / "page"
TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
        "media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
}


def is_loopback(host: str) -> bool:
    """Whether this address can only be reached from this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _served(path: Path) -> Response:
    return Response(path.read_bytes(), media_type=TYPES[path.suffix], headers=HEADERS)


async def show_index(request: Request) -> Response:
    """GET /."""
    return _served(FOLDER / "index.html")


async def show_part(request: Request) -> Response:
    """GET /page/{name}: a script, the style sheet, the icon."""
    name = request.path_params["name"]
    known = {path.name: path for path in FOLDER.iterdir() if path.suffix in TYPES}
    return _served(known[name]) if name in known else Response("no such file", 404)


def page_routes() -> list[Route]:
    """The routes of the page."""
    return [Route("/", show_index), Route("/page/{name}", show_part)]
