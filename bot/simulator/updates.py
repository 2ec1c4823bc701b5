"""The bot's queue of updates: what came in and was not confirmed yet."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.simulator.bell import Bell

FIRST_UPDATE_ID = 700_000_001
# Telegram leaves these out unless they are asked for.
ONLY_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True, slots=True)
class Update:
    """One update: body is what the bot gets, lane says which updates must stay in order."""

    id: int
    kind: str
    lane: int
    at: datetime
    body: dict[str, Any]


class UpdateQueue:
    """Updates in order of arrival; they stay until they are confirmed or, if asked, too old."""

    def __init__(self, clock: Callable[[], datetime], lifetime: Callable[[str], timedelta | None]) -> None:
        self._clock = clock
        self._lifetime = lifetime
        self._pending: OrderedDict[int, Update] = OrderedDict()
        self.next_id = FIRST_UPDATE_ID
        self.allowed: set[str] = set()
        self.arrived = Bell()
        self.listeners: list[Callable[[Update], None]] = []
        self.duplicates = 0
        self.reversals = 0

    def __len__(self) -> int:
        return len(self._pending)

    def __contains__(self, update_id: int) -> bool:
        return update_id in self._pending

    def allow(self, kinds: Iterable[str]) -> None:
        """Which kinds to queue from now on; none named means all that need no asking."""
        self.allowed = set(kinds)

    def put(self, kind: str, lane: int, content: dict[str, Any]) -> None:
        """Queue an update and wake whoever waits for one."""
        if not (kind in self.allowed if self.allowed else kind not in ONLY_ON_REQUEST):
            return
        update = Update(self.next_id, kind, lane, self._clock(), {"update_id": self.next_id, kind: content})
        self.next_id += 1
        self._pending[update.id] = update
        self.arrived.ring()
        for listener in self.listeners:
            listener(update)

    def confirm_before(self, offset: int) -> None:
        """Forget all updates with a smaller id; a negative offset keeps that many from the end."""
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popitem(last=False)
            return
        while self._pending and next(iter(self._pending)) < offset:
            self._pending.popitem(last=False)

    def confirm(self, update_id: int) -> None:
        """Forget one update."""
        self._pending.pop(update_id, None)

    def first(self, limit: int) -> list[Update]:
        """The oldest updates, at most so many."""
        self._drop_expired()
        return [update for update, _ in zip(self._pending.values(), range(limit), strict=False)]

    def batch(self, limit: int) -> list[dict[str, Any]]:
        """The oldest updates as an answer to getUpdates, disturbed where a fault was ordered."""
        bodies = [update.body for update in self.first(limit)]
        if bodies and self.duplicates > 0:
            repeated = bodies[: self.duplicates]
            self.duplicates -= len(repeated)
            bodies = [*(body for body in repeated for _ in range(2)), *bodies[len(repeated) :]]
        if len(bodies) > 1 and self.reversals > 0:
            self.reversals -= 1
            bodies.reverse()
        return bodies

    def all(self) -> list[Update]:
        """Everything pending."""
        self._drop_expired()
        return list(self._pending.values())

    def clear(self) -> None:
        """Forget everything pending."""
        self._pending.clear()

    def _drop_expired(self) -> None:
        # Kinds live differently long, so a queue that expires at all is looked through.
        if self._lifetime("message") is None:
            return
        now = self._clock()
        for update in list(self._pending.values()):
            lifetime = self._lifetime(update.kind)
            if lifetime is not None and update.at + lifetime < now:
                del self._pending[update.id]
