"""What has been played so far, kept in a file after each round, so that a run can be taken up again."""

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.recount import Figures


class OtherRun(Exception):
    """The file is of a run with another seed, or other kills."""


@dataclass
class State:
    """A run: what it was asked, and the figures of the rounds that are done."""

    seed: int
    kills: int
    database: str
    rounds: list[Figures] = field(default_factory=list)
    seconds: float = 0.0

    @classmethod
    def taken_up(cls, path: Path | None, seed: int, kills: int, database: str) -> "State":
        """A fresh one, or what the file says. Raises OtherRun."""
        fresh = cls(seed, kills, database)
        if path is None or not path.exists():
            return fresh
        kept = json.loads(path.read_text(encoding="utf-8"))
        if (kept["seed"], kept["kills"], kept["database"]) != (seed, kills, database):
            raise OtherRun(f"{path} is of seed {kept['seed']}, {kept['kills']} kills, {kept['database']}")
        fresh.rounds = [
            Figures(Counter(one["counts"]), Counter(one["kills"]), one["wrong"]) for one in kept["rounds"]
        ]
        fresh.seconds = kept["seconds"]
        return fresh

    def keep(self, path: Path | None) -> None:
        """Write it down, whole or not at all."""
        if path is None:
            return
        kept = {
            "seed": self.seed,
            "kills": self.kills,
            "database": self.database,
            "seconds": self.seconds,
            "rounds": [{"counts": one.counts, "kills": one.kills, "wrong": one.wrong} for one in self.rounds],
        }
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
        beside.replace(path)

    def total(self) -> Figures:
        """All rounds together."""
        whole = Figures()
        for one in self.rounds:
            whole.add(one)
        return whole
