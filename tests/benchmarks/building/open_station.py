"""A hotline with very many open cases, each with one reminder ahead, of which a few are due now.

Written past the use cases, as they would have left it: each case is being handled by a deputy, its accept
clock has stopped and its reply clock runs.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.engine import make_url

from tests.benchmarks.building.big_station import (
    CASE,
    CATEGORIES,
    CLOCK,
    CONSTANTS,
    EVENT,
    MATTERS,
    NOW,
    SHARE,
    STATION,
    Rows,
    Township,
    key_at,
)
from tests.benchmarks.building.bulk import Table, writing_into

LIAISON = Township.people[0]
_REMINDER = ("station_id", "id", "case_id", "kind", "due_at", "is_urgent", "handled_at")
_AHEAD = timedelta(days=30)
# Not so long ago that they count as held up by a downtime.
_DUE_FOR = timedelta(minutes=10)
_STEPS = (
    ("submitted", "draft", "submitted"),
    ("assigned", "submitted", "assigned"),
    ("accepted", "assigned", "accepted"),
    ("begun", "accepted", "in_progress"),
)
_TWO_DAYS, _FIVE_DAYS = timedelta(days=2), timedelta(days=5)


def filed_at() -> datetime:
    """When all of them were filed."""
    return NOW - _TWO_DAYS


def due_at(number: int, cases: int, due: int) -> timedelta:
    """From now, when the reminder of case `number` (from 1) falls due; the first `due` already are."""
    if number <= due:
        return -_DUE_FOR * (number / due)
    return _AHEAD * ((number - due) / cases)


async def build(database_url: str, cases: int, due: int) -> None:
    """Fill a database that has its schema and nothing else."""
    writer = await writing_into(make_url(database_url))
    for table in Township().tables(cases):
        await writer.write(table)
    granted = [(STATION, LIAISON, LIAISON, "liaison", NOW - _AHEAD)]
    await writer.write(Table("rolegrant", ("station_id", "id", "person_id", "role", "granted_at"), granted))
    for first in range(1, cases + 1, SHARE):
        numbers = range(first, min(first + SHARE, cases + 1))
        for table in _share(numbers, cases, due):
            await writer.write(table)
    await writer.finish()


def _share(numbers: range, cases: int, due: int) -> Iterator[Table]:
    rows, reminders = Rows.none(), []
    for number in numbers:
        case_id = key_at(filed_at(), number)
        falls_due = NOW + due_at(number, cases, due)
        _add(rows, case_id, number, cases)
        # In turns the two kinds that go to the deputy, one of them with a copy to the liaison.
        kind = "reply_yellow" if number % 2 else "reply_red"
        reminders.append((STATION, case_id, case_id, kind, falls_due, False, None))
    yield Table("cases", CASE, rows.cases)
    yield Table("event", EVENT, rows.events)
    yield Table("case_clock", CLOCK, rows.clocks)
    yield Table("reminder", _REMINDER, reminders)


def _add(rows: Rows, case_id: int, number: int, cases: int) -> None:
    deputy = number % len(Township.deputies) + 1
    filed, runs_out = filed_at(), NOW + _AHEAD * (number / cases)
    person = Township.person_of(deputy)
    for sequence, (kind, before, after) in enumerate(_STEPS, 1):
        key = case_id + (sequence << 40)
        actor, role = (person, "deputy") if sequence > 2 else (None, "system")
        at = filed + timedelta(minutes=sequence)
        rows.events.append(
            (STATION, key, case_id, sequence, kind, actor, role, before, after, "{}", at, f"{key:064x}")
        )
    for place, (kind, ends_at, stopped) in enumerate(
        (("accept", filed + _TWO_DAYS, filed + timedelta(minutes=9)), ("reply", runs_out, None)), 1
    ):
        length = _FIVE_DAYS // timedelta(microseconds=1)
        rows.clocks.append(
            (
                *(STATION, case_id + (place << 40), case_id, kind, filed, ends_at, False, False),
                *(length, None, None, stopped),
            )
        )
    at = filed + timedelta(minutes=4)
    rows.cases.append(
        (
            *CONSTANTS,
            *(case_id, number, "in_progress", Township.people[number % len(Township.people)]),
            *(MATTERS[number % len(MATTERS)], CATEGORIES[number % len(CATEGORIES)]),
            *(deputy % 20 + 1, number % len(Township.places) + 1, deputy, runs_out, filed, at, filed),
            *(filed, at, at, None, None, None, None, None),
        )
    )
