"""Faults to order: the next calls fail, vanish, or are slow."""

from dataclasses import dataclass, field
from typing import Any

from bot.simulator.errors import ApiError, forbidden, too_many_requests, upgraded

KINDS = {"error", "malformed", "hang", "accept_then_hang", "drop", "accept_then_drop", "slow"}
SERVER_ERRORS = {
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` calls that match; no method or chat means any.

    kind: error (answer with error) · malformed (a body that is no JSON) · hang (no answer until the
    client gives up) · drop (connection cut) · accept_then_hang and accept_then_drop (the call takes
    effect first) · slow (answers after `seconds`). `skip` calls pass before the fault begins.
    """

    kind: str
    method: str | None = None
    chat_id: int | None = None
    times: int = 1
    skip: int = 0
    seconds: float = 0.0
    error: ApiError | None = None
    hits: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown fault {self.kind!r}, one of {', '.join(sorted(KINDS))}")

    def matches(self, method: str, chat_id: str) -> bool:
        """Whether it is meant for this call."""
        same_method = self.method is None or self.method.lower() == method.lower()
        return same_method and (self.chat_id is None or str(self.chat_id) == chat_id)

    def view(self) -> dict[str, Any]:
        """The fault as JSON."""
        names = ("kind", "method", "chat_id", "times", "skip", "seconds", "hits")
        error = self.error.body() if self.error else None
        return {name: getattr(self, name) for name in names} | {"error": error}


class Faults:
    """The ordered faults; the first that matches a call is used up by it."""

    def __init__(self) -> None:
        self.ordered: list[Fault] = []

    def order(self, fault: Fault) -> Fault:
        """Let a fault happen."""
        self.ordered.append(fault)
        return fault

    def flood(self, method: str | None = None, retry_after: int = 1, **where: Any) -> Fault:
        """Answer 429 with retry_after."""
        return self.order(Fault("error", method, error=too_many_requests(retry_after), **where))

    def forbid(
        self, method: str | None = None, description: str = "bot was blocked by the user", **where: Any
    ) -> Fault:
        """Answer 403."""
        return self.order(Fault("error", method, error=forbidden(description), **where))

    def server_error(self, method: str | None = None, code: int = 502, **where: Any) -> Fault:
        """Answer 5xx."""
        error = ApiError(code, SERVER_ERRORS.get(code, "Internal Server Error"))
        return self.order(Fault("error", method, error=error, **where))

    def migrate(self, chat_id: int, new_chat_id: int, **where: Any) -> Fault:
        """Answer 400 with migrate_to_chat_id."""
        return self.order(Fault("error", chat_id=chat_id, error=upgraded(new_chat_id), **where))

    def clear(self) -> None:
        """No more faults."""
        self.ordered.clear()

    def take(self, method: str, chat_id: str) -> Fault | None:
        """The fault for this call, if one was ordered; counts it as happened."""
        for fault in self.ordered:
            if not fault.matches(method, chat_id):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.hits += 1
            if fault.hits >= fault.times:
                self.ordered.remove(fault)
            return fault
        return None
