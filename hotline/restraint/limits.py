"""How much is taken at once: what of a person's waits for later, and what of many the liaison sees first.

Nothing is ever thrown away, and whoever has begun nothing today is never made to wait.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from hotline.routing import RoutingReason

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class LimitRules:
    """The limits; generous, since a villager must never feel them."""

    # Of one person: matters begun in a day, and messages in an hour after which no more are begun.
    matters_per_day: int = 20
    messages_per_hour: int = 120
    # Of everybody: filed in an hour by people who never had a case; more of them go to the liaison first.
    strangers_per_hour: int = 200
    # The same long text from so many newcomers in a day: further ones go to the liaison first.
    same_words: int = 5
    # The longest pause of a person, in days.
    pause_days: int = 30


LIMIT_RULES = LimitRules()


class Because(StrEnum):
    """Why a new matter waits."""

    PAUSE = "pause"
    DAY = "day"
    HOUR = "hour"


@dataclass(frozen=True)
class Wait:
    """A new matter is kept and cannot be filed before `until`.

    `is_gathered`: it joins what is kept already, so that nobody fills the hotline with drafts.
    """

    until: datetime
    because: Because
    is_gathered: bool = True


@dataclass(frozen=True)
class Standing:
    """What counts of a person: matters begun today, messages of the last hour, the end of a pause."""

    matters: int = 0
    messages: int = 0
    paused_until: datetime | None = None


def wait_of(standing: Standing, rules: LimitRules, now: datetime, zone: ZoneInfo) -> Wait | None:
    """How long a new matter has to wait; None: it need not."""
    are_many = standing.matters >= rules.matters_per_day
    if standing.paused_until is not None and standing.paused_until > now:
        return Wait(standing.paused_until, Because.PAUSE, is_gathered=are_many)
    if standing.matters == 0:
        return None
    if are_many:
        return Wait(day_after(now, zone), Because.DAY)
    if standing.messages >= rules.messages_per_hour:
        return Wait(now + HOUR, Because.HOUR)
    return None


def begin_of_day(moment: datetime, zone: ZoneInfo) -> datetime:
    """Midnight before a moment, in the station's zone."""
    return datetime.combine(moment.astimezone(zone).date(), time(), tzinfo=zone)


def day_after(moment: datetime, zone: ZoneInfo) -> datetime:
    """The midnight that ends the day of a moment, in the station's zone."""
    return datetime.combine(moment.astimezone(zone).date() + DAY, time(), tzinfo=zone)


@dataclass(frozen=True)
class Arrival:
    """What counts of a report that is filed: whether its author is known, how many others there are.

    `strangers` reports of the last hour are of people who never had a case before, `same_words` newcomers
    have said the same words within a day.
    """

    is_known: bool
    strangers: int = 0
    same_words: int = 0


def triage_first(arrival: Arrival, rules: LimitRules) -> RoutingReason | None:
    """Why the liaison looks at a report before a deputy gets it; None: no such reason."""
    if arrival.is_known:
        return None
    if arrival.same_words >= rules.same_words:
        return RoutingReason.TRIAGE_SAME_WORDS
    return RoutingReason.TRIAGE_FLOOD if arrival.strangers >= rules.strangers_per_hour else None
