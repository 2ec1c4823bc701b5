"""Open311 GeoReport v2: what other systems may read of the hotline's cases, and how they file one.

docs/open311.md says what is offered; the specification is http://wiki.open311.org/GeoReport_v2.
"""

from starlette.convertors import StringConvertor, register_url_convertor
from starlette.routing import Route

from bot.process import Process
from bot.web.open311.endpoints import Endpoints


def routes(process: Process) -> list[Route]:
    """Where it is served; nothing unless the settings say so."""
    settings = process.settings.open311
    if not settings.is_enabled:
        return []
    at, served = settings.path, Endpoints(process)
    return [
        Route(f"{at}/discovery.{{format}}", served.discovery),
        Route(f"{at}/services.{{format}}", served.services),
        Route(f"{at}/services/{{code}}.{{format}}", served.service_definition),
        Route(f"{at}/requests.{{format}}", served.requests),
        Route(f"{at}/requests.{{format}}", served.file, methods=["POST"]),
        Route(f"{at}/requests/{{number}}.{{format}}", served.request),
        Route(f"{at}/tokens/{{token}}.{{format}}", served.token),
        Route(f"{at}/{{rest:anything}}", served.unknown, methods=["GET", "POST"]),
    ]


class _Anything(StringConvertor):
    """The rest of an address, line breaks included, which Starlette's `path` does not take."""

    regex = "(?s:.*)"


register_url_convertor("anything", _Anything())
