"""Delivery of updates to the bot's webhook: in order within a chat, again until it is taken."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from bot.simulator.outage import Outage
from bot.simulator.updates import Update, UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
ANSWER_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Backoff:
    """Seconds to wait after a failed delivery: doubled each time, up to the longest."""

    first: float = 1.0
    longest: float = 60.0

    def after(self, failures: int) -> float:
        """How long to wait after so many failures in a row."""
        return float(min(self.longest, self.first * 2 ** min(failures - 1, 30)))


@dataclass(frozen=True, slots=True)
class Target:
    """Where updates go, as setWebhook said."""

    url: str
    secret: str = ""
    max_connections: int = 40
    ip_address: str = ""


class Webhook:
    """Posts each pending update to the target; different chats at once, one chat in order."""

    def __init__(
        self, updates: UpdateQueue, outage: Outage, backoff: Backoff, clock: Callable[[], datetime]
    ) -> None:
        self.target: Target | None = None
        self.last_error: tuple[int, str] | None = None
        self.is_failing = False
        self._updates = updates
        self._outage = outage
        self._backoff = backoff
        self._clock = clock
        self._lanes: dict[int, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._connections = asyncio.Semaphore(1)
        self._client: httpx.AsyncClient | None = None
        updates.listeners.append(self._enqueue)

    async def set(self, target: Target | None) -> None:
        """Deliver to another target from now on, or to none."""
        await self.stop()
        self.target = target
        self.last_error = None
        self.is_failing = False
        await self.start()

    async def start(self) -> None:
        """Deliver what is pending, and what will come."""
        if self.target is None or self._client is not None:
            return
        self._connections = asyncio.Semaphore(self.target.max_connections)
        # Webhooks here are on this machine: no proxy, and no certificate to check.
        self._client = httpx.AsyncClient(verify=False, trust_env=False, timeout=ANSWER_SECONDS)  # noqa: S501
        for update in self._updates.all():
            self._enqueue(update)

    async def stop(self) -> None:
        """Deliver nothing more; what was not taken stays pending."""
        tasks, self._tasks = self._tasks, set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._lanes.clear()
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    def info(self) -> dict[str, Any]:
        """The answer to getWebhookInfo."""
        target = self.target
        info: dict[str, Any] = {
            "url": target.url if target else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
        }
        if target:
            info["max_connections"] = target.max_connections
            if target.ip_address:
                info["ip_address"] = target.ip_address
        if self.last_error:
            info["last_error_date"], info["last_error_message"] = self.last_error
        if self._updates.allowed:
            info["allowed_updates"] = sorted(self._updates.allowed)
        return info

    def _enqueue(self, update: Update) -> None:
        if self._client is None:
            return
        lane = self._lanes.get(update.lane)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[update.lane] = deque([update])
        task = asyncio.get_running_loop().create_task(self._work(update.lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, key: int) -> None:
        # One turn of the loop lets updates that belong together, as an album's, queue up.
        await asyncio.sleep(0)
        lane, failures = self._lanes[key], 0
        while lane:
            self._disturb(lane)
            if lane[0].id in self._updates and not await self._deliver(lane[0]):
                failures += 1
                await asyncio.sleep(self._backoff.after(failures))
                continue
            failures = 0
            self._updates.confirm(lane.popleft().id)
        del self._lanes[key]

    def _disturb(self, lane: deque[Update]) -> None:
        if self._updates.reversals > 0 and len(lane) > 1:
            self._updates.reversals -= 1
            lane[0], lane[1] = lane[1], lane[0]

    async def _deliver(self, update: Update) -> bool:
        taken = await self._post(update)
        if taken and self._updates.duplicates > 0:
            self._updates.duplicates -= 1
            await self._post(update)
        return taken

    async def _post(self, update: Update) -> bool:
        await self._outage.over()
        if self._client is None or self.target is None:
            return False
        headers = {SECRET_HEADER: self.target.secret} if self.target.secret else {}
        try:
            async with self._connections:
                answer = await self._client.post(self.target.url, json=update.body, headers=headers)
        except httpx.HTTPError as error:
            return self._failed(f"Connection failed: {type(error).__name__}")
        if answer.is_success:
            self.is_failing = False
            return True
        return self._failed(f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}")

    def _failed(self, reason: str) -> bool:
        self.is_failing = True
        self.last_error = (int(self._clock().timestamp()), reason)
        return False
