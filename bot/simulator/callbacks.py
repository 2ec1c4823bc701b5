"""Pressed inline buttons that wait for the bot's answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.simulator.bell import Bell
from bot.simulator.errors import bad_request

FIRST_QUERY_ID = 4_382_000_000_000_000_001


@dataclass(slots=True)
class Query:
    """One press; answer is what the person was shown, None while the bot has not answered."""

    id: str
    person_id: int
    chat_id: int
    at: datetime
    answer: dict[str, Any] | None = None
    answered: Bell = field(default_factory=Bell)


class Queries:
    """Open callback queries by id; an answered or expired one is unknown to the bot."""

    def __init__(self, clock: Callable[[], datetime], lifetime: timedelta) -> None:
        self._clock = clock
        self._lifetime = lifetime
        self._open: dict[str, Query] = {}
        self._next_id = FIRST_QUERY_ID

    def open(self, person_id: int, chat_id: int) -> Query:
        """A person pressed a button."""
        query = Query(str(self._next_id), person_id, chat_id, self._clock())
        self._next_id += 1
        self._open[query.id] = query
        return query

    def close(self, query_id: str, answer: dict[str, Any]) -> Query:
        """The bot answers; refused when it comes too late or for the second time."""
        query = self._open.pop(query_id, None)
        if query is None or query.at + self._lifetime < self._clock():
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        query.answer = answer
        query.answered.ring()
        return query
