"""Updates by webhook: an update is committed to the inbox before Telegram gets its 200."""

import hmac
import json
import logging
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.inbox import InboxWorker
from bot.logs import log_failure
from bot.polling import ALLOWED_UPDATES
from bot.process import Process
from bot.telegram_api import call
from bot.together import Together
from bot.web.serving import PortTaken, listening, serving
from bot.web.watch import watch_routes

logger = logging.getLogger(__name__)

_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_LARGEST_UPDATE = 1024 * 1024


class WebhookMissing(Exception):
    """The webhook of the settings cannot be served: its address is not given, or its port is taken."""


def build_app(process: Process, inbox: InboxWorker, path: str) -> Starlette:
    """The web application: the webhook, and the addresses for whoever watches over the process."""
    secret = process.settings.webhook_secret()
    keeping = Together(inbox.keep, process.pace)

    async def receive(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(_HEADER, "").encode(), secret.encode()):
            return PlainTextResponse("wrong secret token", status_code=401)
        update = _read(await request.body())
        if update is None:
            # Nothing that Telegram sent: repeating it would not help.
            return PlainTextResponse("not an update", status_code=400)
        try:
            await keeping.ask(update)
        except Exception as error:
            log_failure(logger, "an update could not be kept; Telegram will send it again", error)
            return PlainTextResponse("try again", status_code=503)
        return Response(status_code=200)

    return Starlette(routes=[Route(path, receive, methods=["POST"]), *watch_routes(process)])


def _read(body: bytes) -> dict[str, Any] | None:
    if len(body) > _LARGEST_UPDATE:
        return None
    try:
        update = json.loads(body)
    except ValueError:
        return None
    is_update = isinstance(update, dict) and isinstance(update.get("update_id"), int)
    return update if is_update else None


async def serve_webhook(process: Process, inbox: InboxWorker) -> None:
    """Tell Telegram where to send updates, and take them in for ever. Raises WebhookMissing."""
    webhook = process.settings.telegram.webhook
    if webhook.public_url is None:
        raise WebhookMissing('telegram.webhook.public_url: needed when telegram.receive is "webhook"')
    app = build_app(process, inbox, webhook.public_url.path or "/")
    try:
        listener = listening(webhook.listen, webhook.port, "telegram.webhook")
    except PortTaken as error:
        raise WebhookMissing(str(error)) from error
    with listener:
        async with serving(app, listener) as server:
            await _announce(process, str(webhook.public_url))
            await server


async def _announce(process: Process, url: str) -> None:
    await call(
        process.bot,
        "setWebhook",
        {
            "url": url,
            "secret_token": process.settings.webhook_secret(),
            "allowed_updates": ALLOWED_UPDATES,
        },
    )
