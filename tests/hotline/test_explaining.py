"""Why a day: the pauses of a case, read from its events."""

from datetime import datetime, timedelta

import pytest

from hotline.deadlines import Pause
from hotline.explaining import pauses_in
from storage.tables import Event
from storage.vocabulary import Role, State

START = datetime.fromisoformat("2026-06-15T09:00:00+08:00")
HOUR = timedelta(hours=1)


def moved(hours: int, to: State | None) -> Event:
    return Event(
        station_id=1, kind="x", actor_role=Role.DEPUTY, to_state=to, at=START + hours * HOUR, chained=""
    )


def pause(a: int, b: int) -> Pause:
    return Pause(START + a * HOUR, START + b * HOUR)


@pytest.mark.parametrize(
    ("events", "pauses"),
    [
        ([], []),
        ([moved(1, State.ACCEPTED)], []),
        ([moved(1, State.NEED_INFO), moved(3, State.ACCEPTED)], [pause(1, 3)]),
        # words and reminders in between move nothing
        ([moved(1, State.NEED_INFO), moved(2, None), moved(3, State.ACCEPTED)], [pause(1, 3)]),
        # from one standstill into another is one pause
        ([moved(1, State.NEED_INFO), moved(2, State.MERGED), moved(5, State.IN_PROGRESS)], [pause(1, 5)]),
        ([moved(1, State.DEFERRED)], [pause(1, 9)]),  # still going on
        ([moved(-5, State.NEED_INFO), moved(-4, State.ASSIGNED)], []),  # before the clock began
    ],
)
def test_a_case_s_pauses_are_read_from_its_events(events: list[Event], pauses: list[Pause]) -> None:
    assert list(pauses_in(events, START, START + 9 * HOUR)) == pauses
