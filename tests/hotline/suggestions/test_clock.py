"""When a suggestion is looked at, and what is said of it then."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.deadlines import ClockRules, suggestion_deadline
from hotline.suggestions.clock import Mark, clock_between, first_look, light, mark_at, next_look
from hotline.working_days import WorkCalendar
from storage.vocabulary import Light, SuggestionState

S = SuggestionState
CALENDAR, RULES = WorkCalendar(ZoneInfo("Asia/Shanghai")), ClockRules()
ISSUED = datetime(2026, 6, 15, 1, 0, tzinfo=UTC)
DUE = ISSUED + timedelta(days=100)
CLOCK = clock_between(ISSUED, DUE)


@pytest.mark.parametrize("state", [S.ISSUED, S.HANDLING, S.REHANDLING])
def test_the_unit_s_time_is_looked_at_when_four_fifths_have_passed(state: SuggestionState) -> None:
    assert first_look(state, ISSUED, CLOCK, RULES, CALENDAR) == ISSUED + timedelta(days=80)


@pytest.mark.parametrize(
    ("state", "days"),
    [
        (S.UNDER_REVIEW, 2),  # working days, Monday to Wednesday
        (S.REPLIED, 7),
    ],
)
def test_what_waits_for_a_person_is_looked_at_sooner(state: SuggestionState, days: int) -> None:
    looked = first_look(state, ISSUED, None, RULES, CALENDAR)
    assert looked is not None
    assert CALENDAR.local_date(looked) == CALENDAR.local_date(ISSUED) + timedelta(days=days)


@pytest.mark.parametrize("state", [S.DRAFTED, S.RATED, S.CONCLUDED, S.DROPPED])
def test_nobody_is_reminded_of_a_draft_or_of_what_is_over(state: SuggestionState) -> None:
    assert first_look(state, ISSUED, CLOCK, RULES, CALENDAR) is None
    assert mark_at(state, DUE, DUE) is None


@pytest.mark.parametrize(
    ("days", "mark", "then"),
    [
        (80, Mark.YELLOW, DUE),
        (99, Mark.YELLOW, DUE),  # late, but still in time for a warning
        (100, Mark.RED, None),  # said once
        (300, Mark.RED, None),  # after a long downtime the warning is not worth a message any more
    ],
)
def test_of_the_unit_s_time_the_worst_is_said_once(days: int, mark: Mark, then: datetime | None) -> None:
    now = ISSUED + timedelta(days=days)
    assert mark_at(S.HANDLING, DUE, now) is mark
    assert next_look(mark, DUE) == then


@pytest.mark.parametrize(
    ("days", "shown"), [(0, Light.GREEN), (79, Light.GREEN), (80, Light.YELLOW), (100, Light.RED)]
)
def test_the_light(days: int, shown: Light) -> None:
    assert light(CLOCK, ISSUED + timedelta(days=days), CALENDAR, RULES) is shown


def test_no_clock_is_green() -> None:
    assert light(None, DUE, CALENDAR, RULES) is Light.GREEN


@pytest.mark.parametrize(("is_complex", "month"), [(False, 9), (True, 12)])
def test_a_unit_has_three_months_or_six(is_complex: bool, month: int) -> None:
    due = CALENDAR.local_date(suggestion_deadline(ISSUED, CALENDAR, RULES, is_complex=is_complex).due_at)
    assert (due.year, due.month, due.day) == (2026, month, 15)
