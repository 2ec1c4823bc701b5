"""What a process knows of itself: by clocks that a test moves."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.vitals import Vitals


class Clocks:
    """A machine's two clocks: time passes on both; somebody sets one of them."""

    def __init__(self) -> None:
        self.steady, self.wall = 1000.0, 1_800_000_000.0

    def pass_time(self, seconds: float) -> None:
        self.steady += seconds
        self.wall += seconds


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def vitals(clocks: Clocks, tmp_path: Path) -> Vitals:
    return Vitals(tmp_path, steady=lambda: clocks.steady, wall=lambda: clocks.wall)


def test_a_tick_is_late_ten_minutes_after_its_last_success(vitals: Vitals, clocks: Clocks) -> None:
    vitals.expect_tick("reminders", 5)
    vitals.expect_tick("files", 2)
    clocks.pass_time(600)
    assert vitals.late_ticks() == ()
    vitals.note_tick("files")
    clocks.pass_time(1)
    assert vitals.late_ticks() == ("reminders",)
    vitals.note_tick("reminders")
    assert vitals.late_ticks() == ()


def test_a_tick_that_comes_seldom_is_given_three_turns(vitals: Vitals, clocks: Clocks) -> None:
    vitals.expect_tick("terms", 300)
    clocks.pass_time(900)
    assert vitals.late_ticks() == ()
    clocks.pass_time(1)
    assert vitals.late_ticks() == ("terms",)


def test_a_tick_that_nobody_expects_is_not_missed(vitals: Vitals, clocks: Clocks) -> None:
    vitals.note_tick("made up")
    clocks.pass_time(10_000)
    assert vitals.late_ticks() == ()


@pytest.mark.parametrize(
    ("seconds", "seen"),
    [(0, 0), (60, 0), (-100, 0), (3600, 3600), (-3600, -3600), (40 * 86400, 40 * 86400)],
)
def test_a_clock_that_is_set_is_noticed_once_and_spoken_of_for_ten_minutes(
    vitals: Vitals, clocks: Clocks, seconds: float, seen: float
) -> None:
    clocks.pass_time(3600)
    vitals.note_clock()
    assert vitals.clock_jump() == timedelta()
    clocks.wall += seconds
    vitals.note_clock()
    assert vitals.clock_jump() == timedelta(seconds=seen)
    clocks.pass_time(599)
    vitals.note_clock()
    assert vitals.clock_jump() == timedelta(seconds=seen)
    clocks.pass_time(2)
    assert vitals.clock_jump() == timedelta()


def test_free_space_is_unknown_where_there_is_no_folder_yet(vitals: Vitals, tmp_path: Path) -> None:
    assert (vitals.free_bytes() or 0) > 0
    assert Vitals(tmp_path / "not there").free_bytes() is None
