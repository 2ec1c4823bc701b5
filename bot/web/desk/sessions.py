"""Who sends a request: the session's cookie, browser and network, and where a form is from."""

import hmac
import ipaddress
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from hotline.desk_access import Visit

KEY_FIELD = "key"
# A telephone changes its address within its provider's network, a copied cookie comes from another one.
_IPV4_PREFIX, _IPV6_PREFIX = 24, 48


def visit_of(request: Request) -> Visit:
    """What a session is tied to."""
    browser = "\n".join(request.headers.get(name, "") for name in ("user-agent", "accept-language"))
    return Visit(browser, _network(request.client.host if request.client else ""))


def _network(host: str) -> str:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    prefix = _IPV4_PREFIX if address.version == 4 else _IPV6_PREFIX
    return str(ipaddress.ip_network((address, prefix), strict=False))


class Cookie:
    """The session's cookie; with a name that only HTTPS may set where the desk is reached by HTTPS."""

    def __init__(self, public_url: str) -> None:
        self._is_secure = public_url.startswith("https://")
        self.name = "__Host-desk" if self._is_secure else "desk"

    def read(self, request: Request) -> str:
        return request.cookies.get(self.name, "")

    def set(self, response: Response, token: str) -> None:
        """Until the browser is closed; the session's own end is kept in the database."""
        response.set_cookie(
            self.name, token, path="/", secure=self._is_secure, httponly=True, samesite="strict"
        )

    def clear(self, response: Response) -> None:
        response.delete_cookie(self.name, path="/", secure=self._is_secure, httponly=True, samesite="strict")


def is_from_here(request: Request, public_url: str) -> bool:
    """Whether a form was sent from a page of the desk: its Origin is ours, and the browser says so too."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    ours = urlsplit(public_url)
    return origin == f"{ours.scheme}://{ours.netloc}" and site in (None, "same-origin")


def has_key(given: str, key: str) -> bool:
    return hmac.compare_digest(given.encode(), key.encode())
