"""What is killed, and where on the way: planned from a seed, as progress points and never as times."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Point(StrEnum):
    """What has just happened when a kill falls."""

    TAKEN = "taken"
    KEPT = "kept"
    HANDLED = "handled"
    SWEPT = "swept"
    SENT = "sent"


class Victim(StrEnum):
    """Whom it hits: the process to which it happened, any of them, or the database's postmaster."""

    WITNESS = "witness"
    ANY = "any"
    POSTMASTER = "postmaster"


@dataclass(frozen=True)
class Kind:
    """A kind of kill; `most` is how often its point may pass before it falls."""

    point: Point
    victim: Victim
    most: int


KINDS: Mapping[str, Kind] = {
    "after an update was handed over": Kind(Point.TAKEN, Victim.ANY, 6),
    "updates kept, nobody told yet": Kind(Point.KEPT, Victim.WITNESS, 6),
    "effects committed, process not told yet": Kind(Point.HANDLED, Victim.WITNESS, 6),
    "reminders committed, process not told yet": Kind(Point.SWEPT, Victim.WITNESS, 2),
    "between a send and its mark": Kind(Point.SENT, Victim.WITNESS, 10),
    "postmaster, in the middle of a commit": Kind(Point.HANDLED, Victim.POSTMASTER, 6),
}
# What can be seen from outside of a process whose database is a file.
_ON_SQLITE = (
    "after an update was handed over",
    "updates kept, nobody told yet",
    "between a send and its mark",
)

POSTGRESQL, SQLITE = "postgresql", "sqlite"
REPLICAS: Mapping[str, int] = {POSTGRESQL: 3, SQLITE: 1}
WEBHOOK, POLLING = "webhook", "polling"
_KILLS_IN_A_ROUND = 40


@dataclass(frozen=True)
class Kill:
    """One kill: when its point has passed `after` times; `choice` picks among the processes."""

    kind: str
    after: int
    choice: int

    @property
    def point(self) -> Point:
        return KINDS[self.kind].point

    @property
    def victim(self) -> Victim:
        return KINDS[self.kind].victim


@dataclass(frozen=True)
class Round:
    """A hotline of its own, from its first day until everything is counted."""

    number: int
    seed: int
    engine: str
    receive: str
    kills: int

    @property
    def name(self) -> str:
        return f"{self.engine}, {self.receive}"

    def planned(self) -> Sequence[Kill]:
        """Every kind as often as any other, in any order."""
        chance = random.Random(f"kills {self.seed}")
        kinds = _ON_SQLITE if self.engine == SQLITE else tuple(KINDS)
        drawn: list[str] = []
        while len(drawn) < self.kills:
            drawn += chance.sample(kinds, len(kinds))
        return [
            Kill(kind, chance.randint(1, KINDS[kind].most), chance.randrange(REPLICAS[self.engine]))
            for kind in drawn[: self.kills]
        ]


def rounds(kills: int, seed: int, engines: Sequence[str] = (POSTGRESQL, SQLITE)) -> Sequence[Round]:
    """`kills` in all: of both databases SQLite, with its one process, gets a fifth."""
    shares = dict.fromkeys(engines, kills)
    if len(engines) > 1:
        shares[SQLITE] = max(1, kills // 5)
        shares[POSTGRESQL] = kills - shares[SQLITE]
    found: list[Round] = []
    for engine in engines:
        for share in _portions(shares[engine]):
            number = len(found) + 1
            receive = (WEBHOOK, POLLING)[(seed + number) % 2]
            found.append(Round(number, seed * 1000 + number, engine, receive, share))
    return found


def _portions(kills: int) -> list[int]:
    count = -(-kills // _KILLS_IN_A_ROUND)
    return [kills // count + (place < kills % count) for place in range(count)] if count else []
