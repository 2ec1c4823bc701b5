"""The clock of the demonstration: it runs, it stands, it goes on to the next working morning."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.clock import MovableClock, steps
from bot.demo.sample import STARTS_AT, ZONE
from hotline.working_days import WorkCalendar


def test_it_runs_unless_told_to_stand() -> None:
    running, standing = MovableClock(STARTS_AT), MovableClock(STARTS_AT, is_running=False)
    assert running() < running()
    assert standing() == STARTS_AT


def test_it_never_goes_back() -> None:
    clock = MovableClock(STARTS_AT, is_running=False)
    with pytest.raises(ValueError, match="only moves forward"):
        clock.move_to(STARTS_AT - timedelta(seconds=1))


def test_its_steps_are_an_hour_the_next_working_morning_a_day_and_a_week() -> None:
    clock = MovableClock(STARTS_AT, is_running=False)
    offered = steps(clock, WorkCalendar(ZONE))
    assert [step.name for step in offered] == ["hour", "working_day", "day", "week"]
    reached = []
    for step in offered:
        step.move()
        reached.append(clock().astimezone(ZONE))
    assert reached == [
        datetime(2026, 6, 15, 10, tzinfo=ZONE),
        datetime(2026, 6, 16, 9, tzinfo=ZONE),
        datetime(2026, 6, 17, 9, tzinfo=ZONE),
        datetime(2026, 6, 24, 9, tzinfo=ZONE),
    ]


def test_over_a_weekend_and_a_holiday_the_next_working_morning_is_found() -> None:
    # Friday 19 June 2026 is the Dragon Boat Festival.
    clock = MovableClock(datetime(2026, 6, 18, 15, 0, tzinfo=UTC), is_running=False)
    next(step for step in steps(clock, WorkCalendar(ZONE)) if step.name == "working_day").move()
    assert clock().astimezone(ZONE) == datetime(2026, 6, 22, 9, tzinfo=ZONE)
