"""Days that nobody has published yet are assumed, and said; summer time leaves the hours on the wall."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.checking import find_problems
from bot.config import load
from bot.knowledge import calendar_warnings, station_facts, work_calendar
from hotline.service_hours import next_service_time
from hotline.working_days import OfficeHours, WorkCalendar

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
NOBODY_KNOWS = date(2999, 3, 4)  # a Monday


def at(moment: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=zone)


def test_holidays_that_are_not_known_are_warned_of_with_what_to_do() -> None:
    calendar = WorkCalendar(SHANGHAI)
    assert calendar_warnings(calendar, at("2026-06-15T09:00", SHANGHAI)) == []
    (line,) = calendar_warnings(calendar, at("2999-03-04T09:00", SHANGHAI))
    assert "the holidays of 2999 are not known" in line
    assert "calendar.holidays" in line


def test_days_that_the_settings_name_are_known() -> None:
    named = {NOBODY_KNOWS + timedelta(days=number): True for number in range(60)}
    calendar = WorkCalendar(SHANGHAI, OfficeHours(), named)
    assert calendar_warnings(calendar, at("2999-03-04T09:00", SHANGHAI)) == []


def test_without_a_calendar_weekends_are_assumed_and_the_day_says_so() -> None:
    calendar = WorkCalendar(SHANGHAI)
    week = [calendar.is_working_day(NOBODY_KNOWS + timedelta(days=number)) for number in range(7)]
    assert week == [True] * 5 + [False] * 2
    assert calendar.is_estimated(NOBODY_KNOWS)


async def test_the_check_of_an_installation_warns_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.toml"
    config.write_text("", encoding="utf-8")
    monkeypatch.setattr("bot.checking.utc_now", lambda: at("2999-03-04T09:00", SHANGHAI))
    _, facts = await find_problems(config)
    assert calendar_warnings(work_calendar(load(config)), at("2999-03-04T09:00", SHANGHAI))[0] in facts


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2026-03-20", "2026-03-23T17:30+01:00"),  # a usual weekend
        ("2026-03-27", "2026-03-30T17:30+02:00"),  # an hour is left out on Sunday
        ("2026-10-23", "2026-10-26T17:30+01:00"),  # an hour comes twice on Sunday
    ],
)
def test_a_working_day_ends_at_the_same_hour_on_the_wall(day: str, due: str) -> None:
    calendar = WorkCalendar(BERLIN)
    assert calendar.add_working_days(at(f"{day}T10:00", BERLIN), 1) == datetime.fromisoformat(due)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-03-28T21:00+01:00", "2026-03-29T08:00+02:00"),
        ("2026-03-29T01:59+01:00", "2026-03-29T08:00+02:00"),
        ("2026-03-29T08:00+02:00", "2026-03-29T08:00+02:00"),
        ("2026-10-24T20:00+02:00", "2026-10-25T08:00+01:00"),
        ("2026-10-25T02:30+02:00", "2026-10-25T08:00+01:00"),
        ("2026-10-25T02:30+01:00", "2026-10-25T08:00+01:00"),
    ],
)
def test_nobody_is_disturbed_before_eight_on_the_wall(now: str, then: str) -> None:
    station = replace(station_facts(load(None)), zone=BERLIN)
    assert next_service_time(datetime.fromisoformat(now), station) == datetime.fromisoformat(then)
