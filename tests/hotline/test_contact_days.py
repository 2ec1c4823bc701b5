"""When people are told of contact days and reminded of them."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from hotline.contact_days import reminded_until
from hotline.service_hours import next_service_time
from hotline.work import StationFacts

ZONE = ZoneInfo("Asia/Shanghai")
STATION = StationFacts("热线", "镇", ZONE, "zh-Hans")
EARLY = StationFacts("热线", "镇", ZONE, "zh-Hans", service_opens=time(9), service_closes=time(17, 30))


def at(moment: str) -> datetime:
    """A moment of June 2026 in Shanghai, given in another zone, since only the instant counts."""
    return datetime.fromisoformat(f"2026-06-{moment}:00+08:00").astimezone(ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("now", "station", "until"),
    [
        ("15T08:00", STATION, "16T00:00"),  # in the morning only days that are today
        ("15T17:59", STATION, "16T00:00"),
        ("15T18:00", STATION, "17T00:00"),  # in the evening tomorrow's
        ("15T23:30", STATION, "17T00:00"),
        ("15T15:30", EARLY, "17T00:00"),  # a station that closes early has an early evening
        ("15T15:29", EARLY, "16T00:00"),
    ],
)
def test_days_are_reminded_of_the_evening_before(now: str, station: StationFacts, until: str) -> None:
    assert reminded_until(at(now), station) == at(until)


@pytest.mark.parametrize(
    ("now", "station", "then"),
    [
        ("15T08:00", STATION, "15T08:00"),
        ("15T12:00", STATION, "15T12:00"),
        ("15T20:00", STATION, "16T08:00"),
        ("15T23:00", STATION, "16T08:00"),
        ("15T02:00", STATION, "15T08:00"),
        ("15T08:30", EARLY, "15T09:00"),
    ],
)
def test_nobody_is_written_to_outside_service_hours(now: str, station: StationFacts, then: str) -> None:
    assert next_service_time(at(now), station) == at(then)
