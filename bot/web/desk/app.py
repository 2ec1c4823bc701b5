"""The desk as a web application: who may come in, what a form must bring, and what every answer says."""

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.process import Process
from bot.web import open311, public_ledger
from bot.web.desk.framework import Desk, Rule, environment, layout_values, texts_for
from bot.web.desk.refusals import refusal_page
from bot.web.desk.sections import SECTIONS
from bot.web.desk.sessions import KEY_FIELD, Cookie, has_key, is_from_here, visit_of
from hotline import desk_access
from hotline.errors import HotlineError, LinkRefused
from hotline.work import Work
from storage.tables import Person

logger = logging.getLogger(__name__)

_STATIC = Path(__file__).parent / "static"
_ENTRY_FORM = 4096
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Nothing goes to other places; with "no-referrer" forms would not say where they are from either.
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

Endpoint = Callable[[Request], Awaitable[Response]]


class DeskApp:
    """Everything below the desk's address."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._url = process.knowledge.current.desk.url
        self._cookie = Cookie(self._url)

    def routes(self) -> list[Route | Mount]:
        """The entrance, the static files, and the sections."""
        found: list[Route | Mount] = [
            Route("/enter/{code}", self._entrance, methods=["GET"]),
            Route("/enter", self._enter, methods=["POST"]),
            Route("/leave", self._leave, methods=["POST"]),
            Mount("/static", StaticFiles(directory=_STATIC)),
        ]
        for section in SECTIONS:
            for rule in section.rules:
                methods = ["POST"] if rule.is_act else ["GET"]
                found.append(Route(rule.path, self._endpoint(section.name, rule), methods=methods))
        return found

    async def _entrance(self, request: Request) -> Response:
        """One button: whatever looks at links before people do presses none, and uses none up."""
        return self._plain(request, "enter.html", code=request.path_params["code"])

    async def _enter(self, request: Request) -> Response:
        if not is_from_here(request, self._url):
            return self._refused(request, "forged", 403)
        form = await _form(request, _ENTRY_FORM)
        try:
            async with self._process.unit_of_work() as work:
                code = str(form.get("code", "")) if form is not None else ""
                token = await desk_access.enter(work, code, visit_of(request))
        except LinkRefused as error:
            return self._refused(request, f"link_{error.reason}", 403)
        response = RedirectResponse(f"{request.scope.get('root_path', '')}/", status_code=303)
        self._cookie.set(response, token)
        return response

    async def _leave(self, request: Request) -> Response:
        form = await _form(request, _ENTRY_FORM)
        token = self._cookie.read(request)
        async with self._process.unit_of_work() as work:
            if form is None or not self._is_ours(request, form, desk_access.form_key(work, token)):
                return self._refused(request, "forged", 403)
            await desk_access.leave(work, token)
        response = self._plain(request, "left.html")
        self._cookie.clear(response)
        return response

    def _endpoint(self, name: str, rule: Rule) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            token = self._cookie.read(request)
            admission = desk_access.Admission(None, "unknown")
            if token:
                async with self._process.unit_of_work() as work:
                    admission = await desk_access.session_of(work, token, visit_of(request))
            if admission.actor is None:
                return self._nobody(request, admission.reason)
            return await self._answer(request, name, rule, token, admission)

        return endpoint

    async def _answer(
        self, request: Request, name: str, rule: Rule, token: str, admission: desk_access.Admission
    ) -> Response:
        form = await _form(request, rule.largest) if rule.is_act else FormData()
        if form is None:
            return self._refused(request, "too_large", 413)
        opened = self._process.unit_of_work if rule.is_kept else self._process.reading
        try:
            async with opened() as work:
                desk = await self._desk(request, work, admission, token, name, form)
                if rule.is_act and not self._is_ours(request, form, desk.key):
                    return self._refused(request, "forged", 403)
                return await rule.handler(desk)
        except HotlineError as error:
            async with self._process.reading() as work:
                desk = await self._desk(request, work, admission, token, name, form)
                return refusal_page(desk, error)
        finally:
            # Files that came with it lie in temporary ones.
            await form.close()

    async def _desk(
        self,
        request: Request,
        work: Work,
        admission: desk_access.Admission,
        token: str,
        name: str,
        form: FormData,
    ) -> Desk:
        actor = admission.actor
        assert actor is not None, "nobody has no desk"  # noqa: S101
        person = await work.session.get_one(Person, (work.station_id, actor.person_id))
        texts = texts_for(self._process, person.language)
        key = desk_access.form_key(work, token)
        return Desk(request, self._process, work, actor, person, texts, key, name, form)

    def _is_ours(self, request: Request, form: FormData, key: str) -> bool:
        return is_from_here(request, self._url) and has_key(str(form.get(KEY_FIELD, "")), key)

    def _nobody(self, request: Request, reason: str) -> Response:
        # A link from elsewhere brings no cookie (SameSite): from our own page the same address does.
        path = request.url.path
        again = str(request.url.replace(scheme="", netloc="")) if not path.startswith("//") else ""
        response = self._refused(request, f"session_{reason}", 401, again=again)
        if reason != "unknown":
            self._cookie.clear(response)
        return response

    def _refused(self, request: Request, reason: str, status: int, *, again: str = "") -> Response:
        return self._plain(request, "refused.html", status=status, reason=reason, again=again)

    def _plain(self, request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
        """A page for somebody who is not in, in the station's language."""
        texts = texts_for(self._process, self._process.settings.station.language)
        base = request.scope.get("root_path", "")
        station = self._process.knowledge.current.station
        rendered = environment.get_template(template).render(
            **values, **layout_values(texts, base), base=base, station=station, is_in=False, done=""
        )
        return HTMLResponse(rendered, status_code=status)

    async def not_found(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        reason = "no_page" if status in (404, 405) else "fault"
        return self._refused(request, reason, status)

    async def fault(self, request: Request, error: Exception) -> Response:
        """A fault of ours: logged by its kind where it happened, told in words."""
        logger.error("a page of the desk failed", exc_info=error)
        return self._refused(request, "fault", 500)


async def _form(request: Request, largest: int) -> FormData | None:
    """The fields of a form; None if it is larger than it may be."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > largest:
        return None
    return await request.form(max_files=10, max_fields=500)


class _Headed:
    """Sets the headers of every answer: nothing is kept but the static files."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_static = "/static/" in scope.get("path", "")
        cache = "public, max-age=86400" if is_static else "no-store"
        added = {**_HEADERS, "cache-control": cache}

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in message["headers"]}
                more = [(name.encode(), value.encode()) for name, value in added.items()]
                message["headers"] = [*message["headers"], *(pair for pair in more if pair[0] not in own)]
            await send(message)

        await self._app(scope, receive, headed)


def build_desk(process: Process) -> ASGIApp:
    """The application, below the path of the desk's public address."""
    desk = DeskApp(process)
    handlers = {HTTPException: desk.not_found, Exception: desk.fault}
    inner = Starlette(
        routes=[*open311.routes(process), *public_ledger.routes(process), *desk.routes()],
        exception_handlers=handlers,
    )
    prefix = (
        (process.settings.desk.public_url.path or "").rstrip("/") if process.settings.desk.public_url else ""
    )
    routes = [Mount(prefix, inner)] if prefix else [Mount("/", inner)]
    return _Headed(Starlette(routes=routes, exception_handlers=handlers))
