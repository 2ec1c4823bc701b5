"""A suggestion's clock of months, and when somebody has to be reminded of it."""

from datetime import datetime
from enum import StrEnum

from hotline import deadlines
from hotline.deadlines import Clock, ClockKind, ClockRules, yellow_at
from hotline.suggestions.states import RUNNING
from hotline.working_days import WorkCalendar
from storage.vocabulary import Light, SuggestionState


class Mark(StrEnum):
    """What a suggestion is looked at for."""

    REVIEW = "review"
    YELLOW = "yellow"
    RED = "red"
    RATE = "rate"


def clock_between(started_at: datetime, due_at: datetime) -> Clock:
    """The running clock of a suggestion; it counts natural time."""
    return Clock(ClockKind.SUGGESTION, started_at, due_at, due_at - started_at, is_natural=True)


def light(clock: Clock | None, now: datetime, calendar: WorkCalendar, rules: ClockRules) -> Light:
    """Green where no clock runs."""
    return Light.GREEN if clock is None else deadlines.light(clock, now, calendar, rules.yellow_share)


def first_look(
    state: SuggestionState, since: datetime, clock: Clock | None, rules: ClockRules, calendar: WorkCalendar
) -> datetime | None:
    """When a suggestion that entered `state` at `since` has to be looked at; None: never by the clock."""
    if state is SuggestionState.UNDER_REVIEW:
        return calendar.add_working_days(since, rules.return_days)
    if state is SuggestionState.REPLIED:
        return since + rules.rate_reminder
    if state in RUNNING and clock is not None:
        return yellow_at(clock, calendar, rules.yellow_share)
    return None


def mark_at(state: SuggestionState, due_at: datetime | None, now: datetime) -> Mark | None:
    """What is to be said of a suggestion that is looked at now; after a downtime only the worst."""
    if state is SuggestionState.UNDER_REVIEW:
        return Mark.REVIEW
    if state is SuggestionState.REPLIED:
        return Mark.RATE
    if state in RUNNING and due_at is not None:
        return Mark.RED if now >= due_at else Mark.YELLOW
    return None


def next_look(mark: Mark | None, due_at: datetime | None) -> datetime | None:
    """After a yellow light the red one; everything else is said once."""
    return due_at if mark is Mark.YELLOW else None
