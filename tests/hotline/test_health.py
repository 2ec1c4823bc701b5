"""Stuck or not, told or not: tables of plain figures."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.health import LEAST_FREE, PAUSE, Figures, News, Pile, Told, Trouble, news, troubles, waits

T = Trouble
NOW = datetime.fromisoformat("2026-06-15T09:00:00+08:00")
SHANGHAI = ZoneInfo("Asia/Shanghai")
HERE, THERE = "here", "there"


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        (Figures(), ()),
        (Figures(inbox=Pile(300, minutes(5))), ()),  # many, but on their way
        (Figures(inbox=Pile(1, minutes(5.1))), (T.INBOX,)),
        (Figures(notices=Pile(9, minutes(15))), ()),
        (Figures(notices=Pile(1, minutes(16))), (T.NOTICES,)),
        (Figures(reminders=Pile(4, minutes(15))), ()),
        (Figures(reminders=Pile(1, minutes(16))), (T.REMINDERS,)),
        (Figures(files=Pile(2, minutes(60))), ()),
        (Figures(files=Pile(1, minutes(61))), (T.FILES,)),
        (Figures(late_ticks=("reminders",)), (T.TICKS,)),
        (Figures(outage="full", inbox=Pile(1, minutes(6))), (T.DATABASE, T.INBOX)),
        (Figures(free_bytes=None), ()),  # nobody knows
        (Figures(free_bytes=LEAST_FREE), ()),
        (Figures(free_bytes=LEAST_FREE - 1), (T.DISK,)),
        (Figures(free_bytes=0), (T.DISK,)),
        (Figures(backup_age=None), ()),  # none are made
        (Figures(backup_age=timedelta(days=2)), ()),
        (Figures(backup_age=timedelta(days=2, hours=1)), (T.BACKUP,)),
        (Figures(backup_age=timedelta(hours=1), has_backup_failed=True), (T.BACKUP,)),
        (Figures(clock_jump=minutes(2)), ()),
        (Figures(clock_jump=minutes(3)), (T.CLOCK,)),
        (Figures(clock_jump=minutes(-3)), (T.CLOCK,)),  # back is as bad as forward
        (
            Figures(Pile(1, minutes(99)), Pile(1, minutes(99)), late_ticks=("files",), free_bytes=0),
            (T.INBOX, T.NOTICES, T.TICKS, T.DISK),  # the most urgent first
        ),
    ],
)
def test_what_is_stuck(figures: Figures, found: tuple[Trouble, ...]) -> None:
    assert troubles(figures) == found


def said(ago: timedelta, *, is_over: bool = False, machine: str = HERE) -> Told:
    return Told(NOW - ago, is_over, machine)


@pytest.mark.parametrize(
    ("trouble", "looks", "told", "expected"),
    [
        (T.INBOX, (True, False), None, News()),  # seen once only
        (T.INBOX, (False, True), None, News()),
        (T.INBOX, (True, True), None, News(begun=(T.INBOX,))),
        (T.INBOX, (True, True), said(minutes(1)), News()),  # told already
        (T.INBOX, (True, True), said(PAUSE * 9), News()),  # and it goes on: still once
        (T.INBOX, (True, False), said(minutes(9)), News()),  # may be back in a minute
        (T.INBOX, (False, False), said(minutes(9)), News(over=(T.INBOX,))),
        (T.INBOX, (False, False), said(minutes(9), is_over=True), News()),
        (T.INBOX, (False, False), None, News()),
        (T.INBOX, (True, True), said(PAUSE - minutes(1), is_over=True), News()),  # comes and goes
        (T.INBOX, (True, True), said(PAUSE, is_over=True), News(begun=(T.INBOX,))),
        (T.INBOX, (True, True), said(-PAUSE * 9, is_over=True), News(begun=(T.INBOX,))),  # by a wrong clock
        # The inbox is the same wherever one looks; a disk is one machine's.
        (T.INBOX, (False, False), said(minutes(9), machine=THERE), News(over=(T.INBOX,))),
        (T.DISK, (False, False), said(minutes(9), machine=THERE), News()),
        (T.DISK, (False, False), said(minutes(9)), News(over=(T.DISK,))),
        (T.DISK, (True, True), said(PAUSE * 9), News()),
        (T.TICKS, (True, True), said(minutes(9), machine=THERE), News()),
        (T.TICKS, (True, True), said(PAUSE, machine=THERE), News(begun=(T.TICKS,))),
        # A jump of the clock is over when it is told.
        (T.CLOCK, (True, True), None, News(begun=(T.CLOCK,))),
        (T.CLOCK, (False, False), said(minutes(9), is_over=True), News()),
    ],
)
def test_a_trouble_is_told_when_it_begins_and_when_it_is_over(
    trouble: Trouble, looks: tuple[bool, bool], told: Told | None, expected: News
) -> None:
    before, now = ([trouble] if is_found else [] for is_found in looks)
    history = {} if told is None else {trouble: told}
    assert news(now, before, history, machine=HERE, now=NOW) == expected


def test_several_are_told_at_once_the_most_urgent_first() -> None:
    both = [T.FILES, T.INBOX]
    told = {T.DISK: said(minutes(30)), T.NOTICES: said(minutes(30))}
    assert news(both, both, told, machine=HERE, now=NOW) == News((T.INBOX, T.FILES), (T.NOTICES, T.DISK))


@pytest.mark.parametrize(
    ("since", "opens", "expected"),
    [
        (None, None, minutes(0)),
        ("2026-06-15T08:40:00+08:00", None, minutes(20)),
        ("2026-06-15T09:10:00+08:00", None, minutes(0)),  # another process's clock is ahead
        ("2026-06-14T23:00:00+08:00", None, minutes(600)),
        ("2026-06-14T23:00:00+08:00", time(8), minutes(60)),  # had to wait for the morning
        ("2026-06-15T08:40:00+08:00", time(8), minutes(20)),
        ("2026-06-15T08:40:00+08:00", time(10), minutes(0)),
    ],
)
def test_how_long_something_has_waited(since: str | None, opens: time | None, expected: timedelta) -> None:
    moment = None if since is None else datetime.fromisoformat(since)
    assert waits(moment, NOW, opens=opens, zone=SHANGHAI) == expected
