"""What every use case is handed: the transaction it works in, the time, and what the hotline knows."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from hotline.classification import Classifier
from hotline.deadlines import ClockRules
from hotline.duty.points import POINT_RULES, PointRules
from hotline.gazetteer import Gazetteer
from hotline.restraint.limits import LIMIT_RULES, LimitRules
from hotline.retention_rules import RETENTION_RULES, RetentionRules
from hotline.working_days import WorkCalendar
from storage.vault import Vault


@dataclass(frozen=True)
class StationFacts:
    """Who this hotline is and when it may disturb people; from the settings."""

    name: str
    township: str
    zone: ZoneInfo
    language: str
    phone: str = ""
    room: str = ""
    hours: str = ""
    service_opens: time = time(8, 0)
    service_closes: time = time(20, 0)
    digest_weekday: int = 0
    digest_at: time = time(8, 30)
    # What may be spent on the activities of each deputy in a year; 0: no budget is set.
    fen_per_deputy: int = 0


@dataclass(frozen=True)
class DeskRules:
    """The web desk: its address (empty: there is none), and how long links and sessions last."""

    url: str = ""
    link_lasts: timedelta = timedelta(minutes=10)
    idle_lasts: timedelta = timedelta(minutes=30)
    session_lasts: timedelta = timedelta(hours=8)


@dataclass(frozen=True)
class Knowledge:
    """What the rules need to know and what changes only with the settings or the roster."""

    station: StationFacts
    categories: tuple[str, ...]
    classifier: Classifier
    gazetteer: Gazetteer
    calendar: WorkCalendar
    clocks: ClockRules
    confidence: float
    capacity: int
    roster_version: int = -1
    lexicon_version: int = -1
    # Topics that are urgent in these months.
    flood_topics: frozenset[str] = frozenset({"排灌设施"})
    flood_months: frozenset[int] = frozenset({6, 7, 8, 9})
    point_rules: PointRules = POINT_RULES
    desk: DeskRules = DeskRules()
    retention: RetentionRules = RETENTION_RULES
    limits: LimitRules = LIMIT_RULES


@dataclass
class Work:
    """One unit of work. Whoever received the act opens it and commits it; use cases only write rows."""

    session: AsyncSession
    station_id: int
    now: datetime
    vault: Vault
    knowledge: Knowledge
    # The runtime wakes delivery after the commit.
    has_notices: bool = False
    has_new_roster: bool = False
    has_new_lexicon: bool = False
    # The case that was opened last, for whoever keeps the log.
    opened_case_id: int | None = None

    @property
    def clocks(self) -> ClockRules:
        return self.knowledge.clocks

    @property
    def calendar(self) -> WorkCalendar:
        return self.knowledge.calendar
