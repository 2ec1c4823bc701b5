"""Whose new matter waits, and which report the liaison sees first."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.restraint.limits import (
    Arrival,
    Because,
    LimitRules,
    Standing,
    Wait,
    begin_of_day,
    day_after,
    triage_first,
    wait_of,
)
from hotline.routing import RoutingReason

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 15, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
RULES = LimitRules()
TOMORROW = datetime(2026, 6, 16, tzinfo=ZONE)
PAUSED = NOW + timedelta(days=5)
SOON = NOW + timedelta(hours=1)

moments = st.timedeltas(timedelta(), timedelta(days=5000)).map(lambda span: NOW + span)
counts = st.integers(0, 1000)
rules = st.builds(
    LimitRules,
    matters_per_day=st.integers(1, 50),
    messages_per_hour=st.integers(1, 200),
    strangers_per_hour=st.integers(1, 200),
    same_words=st.integers(1, 50),
)


@pytest.mark.parametrize(
    ("standing", "wait"),
    [
        (Standing(), None),
        (Standing(matters=5, messages=20), None),  # five things a day
        (Standing(matters=19, messages=119), None),  # the last that go through
        (Standing(matters=20), Wait(TOMORROW, Because.DAY)),
        (Standing(matters=1, messages=120), Wait(SOON, Because.HOUR)),
        (Standing(matters=20, messages=120), Wait(TOMORROW, Because.DAY)),  # the longer wait
        (Standing(messages=500), None),  # the first of the day, however much was said of other cases
        (Standing(paused_until=PAUSED), Wait(PAUSED, Because.PAUSE, is_gathered=False)),
        (Standing(matters=20, paused_until=PAUSED), Wait(PAUSED, Because.PAUSE)),
        (Standing(paused_until=NOW), None),  # over
    ],
)
def test_a_new_matter_waits_only_beyond_the_limits(standing: Standing, wait: Wait | None) -> None:
    assert wait_of(standing, RULES, NOW, ZONE) == wait


@given(messages=counts, rules=rules, now=moments)
def test_the_first_matter_of_a_day_never_waits_for_want_of_room(
    messages: int, rules: LimitRules, now: datetime
) -> None:
    assert wait_of(Standing(messages=messages), rules, now, ZONE) is None


@given(matters=counts, messages=counts, rules=rules, now=moments)
def test_no_limit_makes_anybody_wait_longer_than_to_the_end_of_the_day_or_for_an_hour(
    matters: int, messages: int, rules: LimitRules, now: datetime
) -> None:
    wait = wait_of(Standing(matters, messages), rules, now, ZONE)
    assert wait is None or now < wait.until <= max(day_after(now, ZONE), now + timedelta(hours=1))


@given(now=moments)
def test_a_day_is_the_station_s_own(now: datetime) -> None:
    assert begin_of_day(now, ZONE) <= now < day_after(now, ZONE)
    assert day_after(now, ZONE) - begin_of_day(now, ZONE) == timedelta(days=1)


@pytest.mark.parametrize(
    ("arrival", "reason"),
    [
        (Arrival(is_known=False), None),
        (Arrival(is_known=False, strangers=199, same_words=4), None),
        (Arrival(is_known=False, strangers=200), RoutingReason.TRIAGE_FLOOD),
        (Arrival(is_known=False, same_words=5), RoutingReason.TRIAGE_SAME_WORDS),
        (Arrival(is_known=False, strangers=200, same_words=5), RoutingReason.TRIAGE_SAME_WORDS),
        (Arrival(is_known=True, strangers=999, same_words=999), None),  # whoever was here before
    ],
)
def test_the_liaison_sees_first_what_comes_with_a_flood(
    arrival: Arrival, reason: RoutingReason | None
) -> None:
    assert triage_first(arrival, RULES) == reason
