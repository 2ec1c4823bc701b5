"""What came of the turns of the floor and the hotline, as figures."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tests.benchmarks.playing.sides import Turn
from tests.benchmarks.reporting.figures import Figure

_LEAST_OF_FLOOR, _MOST_P95_MS = 0.5, 100.0
_MOST_TIMES, _MOST_WAITING = 1.15, 5.0
_TWO = "2 replicas"
_PERCENTILES = (50, 95, 99)

Turns = Mapping[str, Sequence[Turn]]
Value = Callable[[Turn], float]


@dataclass(frozen=True)
class Found:
    """All turns on one kind of database, by the name of who had them; `is_alone`: one process at a time.

    `crowded` are those of a single replica beside other programs that keep the processors busy.
    """

    section: str
    is_alone: bool
    floor: str
    hotlines: Sequence[str]
    busy: Turns
    crowded: Sequence[Turn]
    half: Turns
    commits: Sequence[float]
    how_committed: str
    lost: int


def figures_of(found: Found) -> list[Figure]:
    """One process beside the floor, then more beside one, then what must not be lost."""
    one, *more = found.hotlines
    section, lost = found.section, found.lost
    return [
        _rate_beside_floor(found, one),
        _rate_beside_commits(found, one),
        *_waits(found, one, "as fast as it can", found.busy, has_goal=False),
        *_waits(found, one, "at half load", found.half, has_goal=found.is_alone),
        _beside(found, one, "processor time an update, the bot", "ms", lambda turn: turn.bot * 1000),
        _beside(
            found,
            one,
            "processor time an update, the local server and the measuring",
            "ms",
            lambda turn: turn.server * 1000,
        ),
        _beside(found, one, "calls of Telegram an update", "", lambda turn: turn.calls),
        *(_rate_beside_one(found, name) for name in more),
        *(_cost_beside_one(found, name) for name in more),
        *(_cost_beside_crowded_one(found, name) for name in more),
        *(_cost_at_half_load(found, name) for name in more),
        *(_locks(found, name) for name in found.hotlines if not found.is_alone),
        Figure(
            section,
            "cases with a receipt that the database does not hold",
            lost,
            "",
            goal="0",
            is_met=lost == 0,
        ),
    ]


def _rate_beside_floor(found: Found, one: str) -> Figure:
    line = _beside(found, one, "updates as fast as it can, 1 process", "/s", _rate)
    if not found.is_alone or line.ratio is None:
        return line
    return _with_goal(line, f"≥ {_LEAST_OF_FLOOR:g} of the floor", line.ratio >= _LEAST_OF_FLOOR)


def _rate_beside_commits(found: Found, one: str) -> Figure:
    rate, commits = _median(found.busy[one], _rate), statistics.median(found.commits)
    beside = f"one-row commits ({found.how_committed})"
    what = "updates as fast as it can, 1 process"
    return Figure(found.section, what, rate, "/s", beside, commits, rate / commits)


def _waits(found: Found, one: str, load: str, turns: Turns, *, has_goal: bool) -> list[Figure]:
    """How long updates wait for their answer: all rounds together."""
    ours, theirs = _percentiles(turns[one]), _percentiles(turns[found.floor])
    lines = {
        percent: Figure(
            found.section,
            f"p{percent} from update to answer, {load}",
            ours[percent],
            "ms",
            found.floor,
            theirs[percent],
        )
        for percent in _PERCENTILES
    }
    if has_goal:
        lines[95] = _with_goal(lines[95], f"≤ {_MOST_P95_MS:g} ms", ours[95] <= _MOST_P95_MS)
    return list(lines.values())


def _rate_beside_one(found: Found, name: str) -> Figure:
    return _beside(found, name, f"updates as fast as they can, {name}", "/s", _rate, found.hotlines[0])


def _cost_beside_one(found: Found, name: str) -> Figure:
    what = f"processor time an update with the database's, {name}"
    line = _beside(found, name, what, "ms", _with_database, found.hotlines[0])
    if name != _TWO or line.ratio is None:
        return line
    return _with_goal(line, f"≤ {_MOST_TIMES:g} times", line.ratio <= _MOST_TIMES)


def _cost_beside_crowded_one(found: Found, name: str) -> Figure:
    """What is left of the difference where the processors of both are busy."""
    ours, theirs = _median(found.busy[name], _with_database), _median(found.crowded, _with_database)
    what = f"processor time an update with the database's, {name}"
    beside = f"{found.hotlines[0]}, other programs on every processor"
    return Figure(found.section, what, ours, "ms", beside, theirs, ours / theirs)


def _cost_at_half_load(found: Found, name: str) -> Figure:
    """Each at half of its own rate: nobody waits for a processor, and fewer share a transaction."""
    what = f"processor time an update with the database's, at half load, {name}"
    return _beside(found, name, what, "ms", _with_database, found.hotlines[0], turns=found.half)


def _locks(found: Found, name: str) -> Figure:
    """The share of the time of all transactions."""
    loads = [turn.database for turn in found.busy[name] if turn.database is not None]
    share = 100 * sum(one.waiting for one in loads) / max(1, sum(one.seen for one in loads))
    line = Figure(found.section, f"time of transactions spent waiting for locks, {name}", share, "%")
    return _with_goal(line, f"≤ {_MOST_WAITING:g} %", share <= _MOST_WAITING) if name == _TWO else line


def _beside(
    found: Found,
    name: str,
    what: str,
    unit: str,
    value: Value,
    beside: str | None = None,
    *,
    turns: Turns | None = None,
) -> Figure:
    """The middle round, and the middle of the ratios of rounds that stood side by side."""
    other = found.floor if beside is None else beside
    turns = found.busy if turns is None else turns
    ours, theirs = turns[name], turns[other]
    ratios = [value(mine) / value(peer) for mine, peer in zip(ours, theirs, strict=True)]
    return Figure(
        found.section,
        what,
        _median(ours, value),
        unit,
        other,
        _median(theirs, value),
        statistics.median(ratios),
    )


def _with_goal(line: Figure, goal: str, is_met: bool) -> Figure:
    return replace(line, goal=goal, is_met=is_met)


def _rate(turn: Turn) -> float:
    return turn.shift.rate


def _with_database(turn: Turn) -> float:
    """Milliseconds an update of the hotline's processes and the database's."""
    database = 0.0 if turn.database is None else turn.database.seconds / len(turn.shift.waits)
    return (turn.bot + database) * 1000


def _median(turns: Sequence[Turn], value: Value) -> float:
    return statistics.median([value(turn) for turn in turns])


def _percentiles(turns: Sequence[Turn]) -> dict[int, float]:
    """Milliseconds from an update to its answer."""
    cuts = statistics.quantiles([wait * 1000 for turn in turns for wait in turn.shift.waits], n=100)
    return {percent: cuts[percent - 1] for percent in _PERCENTILES}
