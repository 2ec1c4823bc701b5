"""A digest of a busy week, as the notice of its message holds it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.wording import Texts
from hotline.digest.figures import CaseLine, Digest, DueCase, Fastest, LateCase, Praise
from hotline.digest.numbers import ExcludedCase

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 22, 8, 30, tzinfo=ZONE)
DIGEST = Digest(
    monday="2026-06-15",
    is_running=False,
    filed=23,
    filed_before=18,
    closed=18,
    closed_before=20,
    redone=2,
    redone_before=0,
    still_open=41,
    by_state=[("assigned", 20), ("in_progress", 21)],
    waiting=4,
    triage=2,
    returns=1,
    without_deputy=1,
    objections=0,
    waiting_cases=[CaseLine(9, "0140", "submitted")],
    overdue_total=4,
    overdue=[("王桂芳", 3, 5), ("", 1, 0)],
    overdue_cases=[LateCase(1, "0123", 5, "王桂芳", 3, "2026-06-19T09:00:00+00:00")],
    due_next_week=6,
    due=[DueCase(2, "0130", 6, "李秀兰", "2026-06-24T09:00:00+00:00")],
    response=(19, 21, 0),
    solved=(11, 15, 4),
    satisfied=(13, 15, 4),
    response_raw=(19, 21, 0),
    solved_raw=(11, 17, 4),
    satisfied_raw=(13, 15, 4),
    excluded_total=2,
    excluded_by_reason=[("disputed", 2)],
    excluded=[ExcludedCase(3, "0101", "disputed")],
    categories=[("农村农业", 9), ("交通运输", 6)],
    places=[("靠山屯村", 6), ("柳树湾村", 5)],
    hot=[("农村公路", "靠山屯村", 4)],
    again=[("排灌设施", "南洼子村", 5)],
    praise=[Praise(6, "李秀兰", 4, 3)],
    fastest=Fastest(5, "王桂芳", 12),
    corrections=[("交通运输", "农村农业", 2), ("", "民政", 1)],
    proposals=3,
)


def figures(**changes: Any) -> dict[str, Any]:
    """The digest as plain values, with these changed."""
    return asdict(DIGEST) | changes


def texts(language: str = "zh-Hans") -> Texts:
    return Texts(language, ZONE, NOW)
