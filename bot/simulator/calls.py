"""The record of every call the bot made."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

KEPT_CALLS = 100_000


@dataclass(frozen=True, slots=True)
class Call:
    """One call: ok and result, or code and description of the refusal."""

    number: int
    at: datetime
    method: str
    parameters: dict[str, Any]
    ok: bool
    code: int
    description: str | None
    result: Any

    def view(self) -> dict[str, Any]:
        """The call as JSON."""
        return {**asdict(self), "at": self.at.isoformat()}


class CallLog:
    """The last calls, and counters of all of them; iterable, oldest first."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=KEPT_CALLS)
        self._number = 0
        self.counters: Counter[str] = Counter()
        self.refusals: Counter[int] = Counter()

    def __iter__(self) -> Iterator[Call]:
        return iter(self._calls)

    def __len__(self) -> int:
        return len(self._calls)

    def add(self, at: datetime, method: str, parameters: dict[str, Any], answer: dict[str, Any]) -> None:
        """Note a call and the answer it got (or would have got, had it not been lost on the way)."""
        self._number += 1
        ok = bool(answer.get("ok"))
        code = 200 if ok else int(answer.get("error_code", 0))
        call = Call(
            self._number, at, method, parameters, ok, code, answer.get("description"), answer.get("result")
        )
        self._calls.append(call)
        self.counters[method] += 1
        if not ok:
            self.refusals[code] += 1

    def of(self, method: str) -> list[Call]:
        """The calls of one method, oldest first."""
        return [call for call in self._calls if call.method == method]

    def since(self, number: int) -> list[Call]:
        """The calls after a number, oldest first."""
        return [call for call in self._calls if call.number > number]

    def clear(self) -> None:
        """Forget calls and counters; numbers go on."""
        self._calls.clear()
        self.counters.clear()
        self.refusals.clear()
