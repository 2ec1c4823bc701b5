"""A hotline with a long past, built quickly: three years of cases with ten events each, 20,000 still open.

    python -m tests.benchmarks.building.big_station --cases 1000000 --database URL [--uniform]

The last half year is the same whatever the number of cases is, row by row; what grows is the history behind
it. (Of fewer than 100,000 cases three tenths are of the last half year, and two of three of those open.)
With --uniform the cases are spread evenly, so that a week grows with the whole. URL is a database that
is empty or not there yet, sqlite+aiosqlite:///PATH or postgresql+asyncpg://…. Rows are written past the
use cases, as the use cases would have left them; only the hash chain is no real one.
"""

import argparse
import asyncio
import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from rich.console import Console
from sqlalchemy.engine import make_url

from hotline.searching import cut
from storage import schema
from storage.database import Database
from storage.queries.search import bound
from tests.benchmarks.building.bulk import Table, writing_into

STATION = 1
NOW = datetime(2026, 6, 22, 0, 30, tzinfo=UTC)
"""Monday, 22 June 2026, 08:30 in Shanghai: the digest of the week from 15 June is due."""
RECENT = 30_000
_RECENT_SHARE = 0.3
_RECENT_WEEKS, _YEARS = 26, 3
# As in storage.ids, but since 2014: the past was filed before the program was.
_EPOCH_MS, _LOW = 1_388_534_400_000, 22
SHARE = 20_000
_DEPUTIES, _PLACES, _PEOPLE = 60, 60, 5_000
_OPEN_STATES = (
    *("submitted", "return_review"),
    *("assigned",) * 4,
    *("accepted",) * 6,
    *("in_progress",) * 14,
    *("referred",) * 8,
    *("need_info", "deferred", "deferred", "redo"),
    *("replied",) * 3,
)
CATEGORIES = (
    "农村农业",
    "交通运输",
    "环境保护",
    "城乡建设",
    "教育文体",
    "卫生计生",
    "民政",
    "劳动和社会保障",
)
MATTERS = (
    "村东头的机井坏了半个月，浇不上地",
    "到镇上的路坑坑洼洼，下雨过不去车",
    "村口的路灯全灭了，晚上出门不敢走",
    "垃圾堆在河边没人拉，夏天味道大",
    "低保什么时候评，名单贴在哪里",
    "学校门口车太多，孩子上学不安全",
    "卫生室老关门，拿药要跑镇上",
    "渠道淤了，水到不了地头",
)
_KINDS = ("沟村", "屯村", "庄村", "河村", "店村", "营村")
_MINUTE = timedelta(minutes=1)


EVENT = (
    *("station_id", "id", "case_id", "sequence", "kind", "actor_id", "actor_role", "from_state"),
    *("to_state", "facts", "at", "chained"),
)
CLOCK = (
    *("station_id", "id", "case_id", "kind", "started_at", "due_at", "is_natural", "is_estimated"),
    *("length_us", "paused_at", "remaining_us", "stopped_at"),
)
_SEARCH = ("station_id", "case_id", "words")
_CASE_CONSTANTS: dict[str, Any] = {
    "station_id": STATION,
    "version": 7,
    "channel": "telegram",
    "kind": "case",
    "confidence": 0.9,
    "urgency": "normal",
    "routing_reason": "constituency",
    **dict.fromkeys(("words", "runners_up", "places_named"), "[]"),
    **dict.fromkeys(("has_chosen_category", "has_chosen_place", "is_different", "names_liaison"), False),
    **dict.fromkeys(("is_escalated", "has_been_returned", "is_unnamed", "shares_phone"), False),
    **dict.fromkeys(("has_been_surveyed", "is_closed_by_silence"), False),
    **dict.fromkeys(("pauses", "extensions", "dissatisfied_times"), 0),
}
_CASE_VARIED = (
    *("id", "number", "state", "constituent_id", "text", "category", "constituency_id", "place_id"),
    *("deputy_id", "due_at", "created_at", "state_since", "submitted_at", "assigned_at"),
    *("accepted_at", "contacted_at", "replied_at", "closed_at", "is_solved", "is_satisfied"),
    "exclusion",
)
CASE = (*_CASE_CONSTANTS, *_CASE_VARIED)
CONSTANTS = tuple(_CASE_CONSTANTS.values())


@dataclass
class Rows:
    """What a share of the cases comes to, by table."""

    cases: list[tuple[Any, ...]]
    events: list[tuple[Any, ...]]
    clocks: list[tuple[Any, ...]]
    searched: list[tuple[Any, ...]]

    @classmethod
    def none(cls) -> "Rows":
        return cls([], [], [], [])


class Township:
    """The few rows that everything hangs on; ids are small numbers."""

    constituencies = range(1, 21)
    places = range(1, _PLACES + 1)
    deputies = range(1, _DEPUTIES + 1)
    people = range(1_001, 1_001 + _PEOPLE)
    names = tuple(f"{side}{kind}" for side in "东西南北上下前后大小" for kind in _KINDS)

    @staticmethod
    def person_of(deputy: int) -> int:
        return 100 + deputy

    def tables(self, cases: int) -> Iterator[Table]:
        """For a township where so many cases were filed."""
        began = NOW - timedelta(days=366 * _YEARS)
        yield Table(
            "station",
            (
                *("id", "next_number", "roster_version", "lexicon_version", "reviewed_corrections"),
                *("next_suggestion", "search_cursor"),
            ),
            [(STATION, cases + 1, 1, 1, 0, 1, -1)],
        )
        yield Table(
            "constituency",
            ("station_id", "id", "code", "name"),
            [(STATION, one, f"C{one:02d}", f"第{one}选区") for one in self.constituencies],
        )
        yield Table(
            "place",
            ("station_id", "id", "constituency_id", "kind", "name", "aliases"),
            [(STATION, one, one % 20 + 1, "village", self.names[one - 1], "[]") for one in self.places],
        )
        people = [*map(self.person_of, self.deputies), *self.people]
        yield Table(
            "person",
            ("station_id", "id", "language", "created_at", "is_caller"),
            [(STATION, one, "zh-Hans", began, False) for one in people],
        )
        yield Table(
            "deputy",
            (
                *("station_id", "id", "code", "name", "level", "constituency_id", "specialities", "capacity"),
                *("is_village_official", "person_id"),
            ),
            [
                (
                    *(STATION, one, f"D{one:02d}", f"代表{one}", "town", one % 20 + 1, "[]", 20, False),
                    self.person_of(one),
                )
                for one in self.deputies
            ],
        )


def recent_of(cases: int) -> int:
    """How many of so many cases are of the last half year."""
    return min(RECENT, int(cases * _RECENT_SHARE))


def filings(cases: int, *, is_uniform: bool) -> Iterator[tuple[datetime, bool]]:
    """When each case was filed and whether it is still open, oldest first."""
    recent_from = NOW - timedelta(weeks=_RECENT_WEEKS)
    began = NOW - timedelta(days=365 * _YEARS)
    ends = NOW if is_uniform else recent_from
    recently = recent_of(cases)
    history = cases - recently
    past = ((began + (ends - began) * (place / history), False) for place in range(history))
    # Two of three of the recent cases are still open.
    recent = (
        (recent_from + (NOW - recent_from) * (place / recently), place % 3 < 2) for place in range(recently)
    )
    if not is_uniform:
        return itertools.chain(past, recent)
    return iter(sorted(itertools.chain(past, recent)))


def shares(cases: int, *, is_uniform: bool) -> Iterator[Rows]:
    """All rows of all cases, a share at a time.

    What a recent case is like depends on its place from the end, so that it is the same in every size.
    """
    rows = Rows.none()
    for number, (filed_at, is_open) in enumerate(filings(cases, is_uniform=is_uniform), 1):
        _add(rows, number, filed_at, is_open, Random(number - cases))
        if len(rows.cases) == SHARE:
            yield rows
            rows = Rows.none()
    yield rows


def key_at(at: datetime, low: int) -> int:
    """An id that grows with time."""
    return (int(at.timestamp() * 1000) - _EPOCH_MS) << _LOW | low


def _add(rows: Rows, number: int, filed_at: datetime, is_open: bool, chance: Random) -> None:
    deputy = chance.randint(1, _DEPUTIES)
    took = chance.randint(5, 900)
    state = chance.choice(_OPEN_STATES) if is_open else "archived"
    if not is_open and NOW - filed_at < timedelta(days=45):
        state = "closed"
    case_id = key_at(filed_at, number % 4_000_000)
    steps = _steps(state, deputy, took, chance)
    at = [filed_at + _MINUTE * minutes for minutes, *_ in steps]
    person = Township.person_of(deputy)
    for sequence, (when, (_, kind, before, after, is_deputys, facts)) in enumerate(
        zip(at, steps, strict=True), 1
    ):
        key = case_id + (sequence << 40)
        actor, role = (person, "deputy") if is_deputys else (None, "system")
        rows.events.append(
            (STATION, key, case_id, sequence, kind, actor, role, before, after, facts, when, f"{key:064x}")
        )
    is_assigned = state not in ("submitted",)
    assigned = filed_at + _MINUTE if is_assigned else None
    contacted = (
        filed_at + _MINUTE * took if is_assigned and state not in ("assigned", "return_review") else None
    )
    _add_clocks(rows, case_id, filed_at, contacted, state, chance)
    due = None
    if state not in ("submitted", "archived", "closed", "replied", "need_info", "deferred"):
        due = NOW + timedelta(minutes=chance.randint(-7 * 1440, 40 * 1440))
    is_over = state in ("archived", "closed")
    rated = json.loads(steps[8][5]) if is_over else {}
    matter, category, place = chance.choice(MATTERS), chance.choice(CATEGORIES), chance.randint(1, _PLACES)
    rows.searched.append((STATION, case_id, _words(matter, category, Township.names[place - 1], number)))
    rows.cases.append(
        (
            *CONSTANTS,
            *(case_id, number, state, 1_001 + number % _PEOPLE, matter),
            *(category, deputy % 20 + 1, place),
            *(deputy if is_assigned else None, due, filed_at, at[-1], filed_at, assigned),
            *(contacted, contacted, at[6] if is_over else None, at[9] if is_over else None),
            *(rated.get("is_solved"), rated.get("is_satisfied")),
            "disputed" if chance.random() < 0.01 else None,
        )
    )


def _words(matter: str, category: str, place: str, number: int) -> str:
    """What finds a case, as hotline.finding writes it."""
    return bound(number, " ".join([f"{number:04d}", str(number), *map(_cut, (place, category, matter))]))


_cut = cache(cut)

_Step = tuple[int, str, str | None, str | None, bool, str]
_NOTHING = "{}"


def _steps(state: str, deputy: int, took: int, chance: Random) -> list[_Step]:
    """Ten events: minutes since the filing, kind, states, whether the deputy did it, facts."""
    given = json.dumps({"deputy": f"D{deputy:02d}", "reason": "constituency"})
    steps: list[_Step] = [
        (0, "submitted", "draft", "submitted", False, _NOTHING),
        (1, "assigned", "submitted", "assigned", False, given),
    ]
    if state == "submitted":
        steps[1] = (1, "sent_to_triage", "submitted", None, False, _NOTHING)
    if state in ("submitted", "assigned", "return_review"):
        return steps + [_reminded(60 * hours, state) for hours in range(1, 9)]
    steps += [
        (took, "accepted", "assigned", "accepted", True, _NOTHING),
        (took, "contacted", "accepted", None, True, _NOTHING),
        (took + 30, "begun", "accepted", "in_progress", True, _NOTHING),
    ]
    if state not in ("archived", "closed"):
        return steps + [_reminded(took + 60 * hours, state) for hours in range(2, 7)]
    replied = took + chance.randint(600, 9_000)
    steps.append(_between(took + 60, chance))
    steps.append((replied, "replied", "in_progress", "replied", True, json.dumps({"result": "A"})))
    return steps + _end(replied, chance)


def _reminded(minutes: int, state: str) -> _Step:
    return (minutes, "reminded", state, None, False, json.dumps({"reminder": "reply_yellow"}))


def _between(minutes: int, chance: Random) -> _Step:
    """Something beside: a correction of the category in one of twenty cases."""
    if chance.random() >= 0.05:
        return _reminded(minutes, "in_progress")
    corrected = json.dumps({"old": chance.choice(CATEGORIES), "new": chance.choice(CATEGORIES)})
    return (minutes, "category_corrected", "in_progress", None, True, corrected)


def _end(replied: int, chance: Random) -> list[_Step]:
    """Silence in one of ten cases, else a rating; 0.6 solved, 0.8 satisfied."""
    if chance.random() < 0.1:
        late = replied + 14 * 1440
        return [
            _reminded(replied + 7 * 1440, "replied"),
            (late, "closed_by_silence", "replied", "closed", False, json.dumps({"result": "A"})),
            (late + 30, "reminded", "closed", None, False, json.dumps({"reminder": "survey"})),
        ]
    solved, satisfied = chance.random() < 0.6, chance.random() < 0.8
    rated = json.dumps({"is_solved": solved, "is_satisfied": satisfied})
    told, minutes = json.dumps({"is_solved": solved}), replied + chance.randint(30, 4_000)
    kind = "closed_by_rating" if satisfied else "force_closed"
    return [
        (minutes, "rated_solved", "replied", None, False, told),
        (minutes + 1, "rated_satisfied", "replied", None, False, rated),
        (minutes + 1, kind, "replied", "closed", False, json.dumps({"result": "A"})),
    ]


def _add_clocks(
    rows: Rows, case_id: int, filed_at: datetime, contacted: datetime | None, state: str, chance: Random
) -> None:
    if state == "submitted":
        return
    started, stopped = filed_at + _MINUTE, contacted
    for place, (kind, minutes) in enumerate((("accept", 600), ("reply", 5 * 1440))):
        due_at = started + _MINUTE * (minutes + chance.randint(0, 1_440))
        length = (due_at - started) // timedelta(microseconds=1)
        if kind == "reply":
            stopped = started + timedelta(days=3) if state in ("archived", "closed", "replied") else None
        rows.clocks.append(
            (
                *(STATION, case_id + ((place + 1) << 40), case_id, kind, started, due_at, False, False),
                *(length, None, None, stopped),
            )
        )


async def build(database_url: str, cases: int, *, is_uniform: bool = False) -> None:
    """Make the schema and fill it."""
    database = Database(database_url, STATION)
    await schema.upgrade(database)
    await database.close()
    writer = await writing_into(make_url(database_url))
    for table in Township().tables(cases):
        await writer.write(table)
    for share in shares(cases, is_uniform=is_uniform):
        await writer.write(Table("cases", CASE, share.cases))
        await writer.write(Table("event", EVENT, share.events))
        await writer.write(Table("case_clock", CLOCK, share.clocks))
        await writer.write(Table("case_search", _SEARCH, share.searched))
    await writer.finish()


def main() -> None:
    """Build one and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--database", required=True, help="URL with the driver")
    parser.add_argument("--uniform", action="store_true", help="spread the cases evenly")
    given = parser.parse_args()
    start = time.perf_counter()
    asyncio.run(build(given.database, given.cases, is_uniform=given.uniform))
    Console().print(f"{given.cases:,} cases in {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
