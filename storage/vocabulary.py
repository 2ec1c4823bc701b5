"""The closed lists of words that are stored; plain enums that every layer may use."""

from enum import StrEnum


class State(StrEnum):
    """Where a case stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    NEED_INFO = "need_info"
    NOT_ACCEPTED = "not_accepted"
    MERGED = "merged"
    ASSIGNED = "assigned"
    RETURN_REVIEW = "return_review"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    REFERRED = "referred"
    DEFERRED = "deferred"
    REPLIED = "replied"
    REDO = "redo"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"


class SuggestionState(StrEnum):
    """Where a deputy's formal suggestion stands."""

    DRAFTED = "drafted"
    UNDER_REVIEW = "under_review"
    ISSUED = "issued"
    HANDLING = "handling"
    REPLIED = "replied"
    RATED = "rated"
    REHANDLING = "rehandling"
    CONCLUDED = "concluded"
    DROPPED = "dropped"


class Role(StrEnum):
    """What a person may be; one person may be several. SYSTEM acts for the hotline itself."""

    CONSTITUENT = "constituent"
    DEPUTY = "deputy"
    LIAISON = "liaison"
    PRESIDIUM = "presidium"
    SYSTEM = "system"


class Level(StrEnum):
    """Level of a deputy or a handling unit."""

    VILLAGE = "village"
    TOWN = "town"
    COUNTY = "county"
    CITY = "city"
    CONTRACTOR = "contractor"


class Urgency(StrEnum):
    """Which clock a case runs on."""

    CONSULTATION = "consultation"
    NORMAL = "normal"
    URGENT = "urgent"


class Channel(StrEnum):
    """How a case reached the hotline."""

    TELEGRAM = "telegram"
    PHONE = "phone"
    WALK_IN = "walk_in"
    OPEN311 = "open311"


SPOKEN = frozenset({Channel.PHONE, Channel.WALK_IN})
"""The channels of people who speak through the liaison."""


class Light(StrEnum):
    """How far a clock has run; derived, never stored."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class ActivityKind(StrEnum):
    """What deputies do beside cases."""

    INSPECTION = "inspection"  # 视察
    TRAINING = "training"  # 培训
    MEETING = "meeting"  # 会议列席
    VISIT = "visit"  # 走访
    PUBLIC_WORK = "public_work"  # 办实事
