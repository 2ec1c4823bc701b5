"""The methods of GeoReport v2, each one request in and one answer out."""

import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from functools import wraps
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from bot.process import Process
from bot.web.open311.answering import Format, errors, respond
from bot.web.open311.asking import MOST_REQUESTS, Refused, asked_by, form_of, number_in, page_of, report_in
from bot.web.open311.quota import Quota
from hotline.errors import NoSuchChoice
from hotline.history import shown_number
from hotline.open311 import words
from hotline.open311.filing import Report, file_report
from hotline.open311.keys import key_in_force
from hotline.open311.published import Asked, Window, published
from hotline.open311.services import Service, services_of
from storage.tables import ApiKey

_SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
Method = Callable[["Endpoints", Request, Format], Awaitable[Response]]


def _answered(method: Method) -> Callable[["Endpoints", Request], Awaitable[Response]]:
    """Find out in which format to answer, and say there what cannot be done."""

    @wraps(method)
    async def answered(self: "Endpoints", request: Request) -> Response:
        extension = request.path_params.get("format", Format.XML)
        form = Format(extension) if extension in list(Format) else Format.XML
        try:
            if extension not in list(Format):
                raise Refused(404, "not_found")
            return await method(self, request, form)
        except Refused as refused:
            return errors(form, refused.status, refused.description, refused.headers)

    return answered


class Endpoints:
    """Serves one hotline's cases."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._settings = process.settings.open311
        self._quota = Quota(self._settings.filings_per_minute)
        self._changed_at = process.clock()
        station = process.settings.station
        self._window = Window(
            services_of(process.knowledge.lexicon, self._settings.hidden_categories),
            words.congress(station.township, station.name),
            process.settings.zone,
            frozenset(self._settings.hidden_categories),
        )

    @_answered
    async def discovery(self, request: Request, form: Format) -> Response:
        """Where this is served, and whom to ask."""
        station, settings = self._process.settings.station, self._process.settings
        changed = self._changed_at.astimezone(settings.zone).strftime("%Y-%m-%d %H:%M")
        facts = {
            "station": station.name,
            "phone": station.phone,
            "room": station.room,
            "hours": station.hours,
        }
        base = str(settings.desk.public_url or request.base_url).rstrip("/")
        endpoint = {
            "specification": _SPECIFICATION,
            "url": f"{base}{self._settings.path}",
            "changeset": changed,
            "type": "production",
            "formats": [one.media_type for one in Format],
        }
        found = {
            "changeset": changed,
            "contact": words.discovery("contact", **facts),
            "key_service": words.discovery("key_service", **facts),
            "endpoints": [endpoint],
        }
        return respond(form, "discovery", found)

    @_answered
    async def services(self, request: Request, form: Format) -> Response:
        """GET services."""
        await self._check_reader(request)
        return respond(form, "services", [_described(service) for service in self._window.services.all])

    @_answered
    async def service_definition(self, request: Request, form: Format) -> Response:
        """GET a service definition: no service asks for more than a description and a place."""
        await self._check_reader(request)
        code = request.path_params["code"]
        if code not in self._window.services.by_code:
            raise Refused(404, "service_code")
        return respond(form, "service_definition", {"service_code": code, "attributes": []})

    @_answered
    async def requests(self, request: Request, form: Format) -> Response:
        """GET requests."""
        await self._check_reader(request)
        now = self._process.clock()
        asked = asked_by(request.query_params, self._window.services, now, self._window.zone)
        page = page_of(request.query_params)
        return respond(form, "service_requests", await self._found(asked, page.size, page.offset))

    @_answered
    async def request(self, request: Request, form: Format) -> Response:
        """GET a request; one that is not public is as good as unknown."""
        await self._check_reader(request)
        number = number_in(request.path_params["number"])
        found = [] if number is None else await self._found(Asked(numbers=(number,)))
        if not found:
            raise Refused(404, "service_request_id")
        return respond(form, "service_requests", found)

    @_answered
    async def token(self, request: Request, form: Format) -> Response:
        """GET a service_request_id from a token: every service is realtime, so no token is ever given."""
        await self._check_reader(request)
        raise Refused(404, "token")

    @_answered
    async def file(self, request: Request, form: Format) -> Response:
        """POST requests."""
        sent = await form_of(request)
        key = await self._key(sent.get("api_key", ""))
        self._check_jurisdiction(
            sent.get("jurisdiction_id", "") or request.query_params.get("jurisdiction_id")
        )
        report = report_in(sent, self._window.services)
        self._check_quota(key)
        return respond(form, "service_requests", [await self._filed(key, report)])

    @_answered
    async def unknown(self, _request: Request, _form: Format) -> Response:
        """Whatever else is asked for here."""
        raise Refused(404, "not_found")

    async def _found(self, asked: Asked, limit: int = MOST_REQUESTS, offset: int = 0) -> list[dict[str, Any]]:
        process = self._process
        async with process.database.reading() as session:
            found = await published(
                session, process.station_id, self._window, asked, limit=limit, offset=offset
            )
        return [asdict(one) for one in found]

    async def _filed(self, key: ApiKey, report: Report) -> Mapping[str, Any]:
        try:
            async with self._process.unit_of_work() as work:
                mine = await work.session.get_one(ApiKey, (work.station_id, key.id))
                case, danger = await file_report(work, mine, report)
        except NoSuchChoice as refused:
            raise Refused(400, "address_id" if refused.what == "place" else "service_code") from None
        number = shown_number(case)
        numbers = () if danger is None else (danger.number, *danger.more_numbers)
        return {
            "service_request_id": number,
            "service_notice": words.filed(number, numbers),
            "account_id": None,
        }

    async def _check_reader(self, request: Request) -> None:
        self._check_jurisdiction(request.query_params.get("jurisdiction_id"))
        if not self._settings.is_public:
            await self._key(request.query_params.get("api_key", ""))

    def _check_jurisdiction(self, given: str | None) -> None:
        if given and self._settings.jurisdiction_id not in ("", given):
            raise Refused(404, "jurisdiction_id")

    async def _key(self, given: str) -> ApiKey:
        if not given:
            raise Refused(403, "api_key_missing")
        found = await self._look_up(given)
        if found is None:
            raise Refused(403, "api_key")
        return found

    async def _look_up(self, given: str) -> ApiKey | None:
        process = self._process
        session: AsyncSession
        async with process.database.reading() as session:
            return await key_in_force(session, process.station_id, process.vault, given)

    def _check_quota(self, key: ApiKey) -> None:
        wait = self._quota.wait(key.id, self._process.clock())
        if wait:
            seconds = math.ceil(wait.total_seconds())
            refused = Refused(429, "too_many", seconds=seconds)
            refused.headers["Retry-After"] = str(seconds)
            raise refused


def _described(service: Service) -> Mapping[str, Any]:
    return {
        "service_code": service.code,
        "service_name": service.name,
        "description": service.description,
        "metadata": False,
        "type": "realtime",
        "keywords": ", ".join(service.keywords),
        "group": service.group,
    }
