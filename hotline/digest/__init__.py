"""Digests: the liaison's week, a deputy's own, the presidium's month; numbers only, no personal data."""

from hotline.digest.asked import month_named, week_named
from hotline.digest.figures import Digest
from hotline.digest.month import MonthDigest, month_digest
from hotline.digest.own import OwnDigest, own_digests
from hotline.digest.sending import send_due_digest
from hotline.digest.showing import show_digest
from hotline.digest.trend import WeekNumbers, trend
from hotline.digest.week import week_digest

__all__ = [
    "Digest",
    "MonthDigest",
    "OwnDigest",
    "WeekNumbers",
    "month_digest",
    "month_named",
    "own_digests",
    "send_due_digest",
    "show_digest",
    "trend",
    "week_digest",
    "week_named",
]
