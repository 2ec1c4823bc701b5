"""The methods by which a bot receives updates."""

import re
import time
from typing import Any

from bot.simulator.errors import bad_request, conflict
from bot.simulator.params import Params
from bot.simulator.simulator import Simulator
from bot.simulator.webhook import Target

LONGEST_POLL = 50
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
SECRET = re.compile(r"[A-Za-z0-9_-]*")


async def get_updates(sim: Simulator, params: Params) -> list[dict[str, Any]]:
    """getUpdates: what is pending, or a wait for it."""
    if sim.webhook.target is not None:
        raise conflict(WEBHOOK_ACTIVE)
    limit = min(max(params.integer("limit", 100), 1), 100)
    timeout = min(max(params.integer("timeout"), 0), LONGEST_POLL)
    _allow(sim, params)
    sim.updates.confirm_before(params.integer("offset"))
    batch = sim.updates.batch(limit)
    if batch or timeout == 0:
        return batch
    return await _long_poll(sim, limit, timeout)


async def _long_poll(sim: Simulator, limit: int, timeout: int) -> list[dict[str, Any]]:
    holder, until = object(), time.monotonic() + timeout
    end_poll(sim, OTHER_POLL)
    sim.poll.begin(holder)
    batch: list[dict[str, Any]] = []
    try:
        while not batch and sim.poll.held_by(holder):
            if not await sim.updates.arrived.wait(until - time.monotonic()):
                break
            batch = sim.updates.batch(limit) if sim.poll.held_by(holder) else []
    finally:
        reason = sim.poll.leave(holder)
    if reason:
        raise conflict(reason)
    return batch


def end_poll(sim: Simulator, reason: str) -> None:
    """End a waiting long poll with a conflict."""
    if sim.poll.end(reason):
        sim.updates.arrived.ring()


def _allow(sim: Simulator, params: Params) -> None:
    kinds = params.structure("allowed_updates", "allowed_updates")
    if isinstance(kinds, list):
        sim.updates.allow(str(kind) for kind in kinds)


async def set_webhook(sim: Simulator, params: Params) -> bool:
    """setWebhook; an empty url deletes it."""
    url = params.text("url")
    if not url:
        return await delete_webhook(sim, params)
    if not re.match(r"https?://[^/\s]+", url):
        raise bad_request("invalid webhook URL specified")
    secret = params.text("secret_token")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if params.flag("drop_pending_updates"):
        sim.updates.clear()
    _allow(sim, params)
    end_poll(sim, "terminated by setWebhook request")
    connections = min(max(params.integer("max_connections", 40), 1), 100)
    await sim.webhook.set(Target(url, secret, connections, params.text("ip_address")))
    return True


async def delete_webhook(sim: Simulator, params: Params) -> bool:
    """deleteWebhook."""
    await sim.webhook.set(None)
    if params.flag("drop_pending_updates"):
        sim.updates.clear()
    return True


def get_webhook_info(sim: Simulator, params: Params) -> dict[str, Any]:
    """getWebhookInfo."""
    return sim.webhook.info()
