"""The count finds what it looks for: each fault that chaos must not bring about is made here, and told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.simulator.calls import Call
from bot.simulator.updates import Update
from handlers.callbacks import pack
from hotline.chain import GENESIS, link
from storage.tables import Case, Entry, Event, Inbox, Notice, Outgoing, Reminder
from storage.vocabulary import Role
from tests.chaos.reaper import Killed
from tests.chaos.recount import Books, Seen, counted

NOW = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CASE, AUTHOR = 11, 21


def call(number: int, at: datetime = NOW, text: str = "收到了") -> Call:
    parameters = {"chat_id": "5", "text": text}
    return Call(number, at, "sendMessage", parameters, True, 200, None, {"message_id": 100 + number})


def update(update_id: int, kind: str, content: dict[str, Any]) -> Update:
    return Update(update_id, kind, 5, NOW, {"update_id": update_id, kind: content})


def event(sequence: int, kind: str, previous: str, **facts: Any) -> Event:
    made = Event(
        station_id=1,
        case_id=CASE,
        sequence=sequence,
        kind=kind,
        actor_role=Role.SYSTEM,
        facts=facts,
        at=NOW,
        chained="",
    )
    made.chained = link(previous, made, CASE)
    return made


def told(notice_id: int, kind: str, **params: Any) -> Notice:
    return Notice(
        station_id=1,
        id=notice_id,
        recipient_id=AUTHOR,
        kind=kind,
        case_id=None if kind == "toast" else CASE,
        params=params,
        state="sent",
        not_before=NOW,
        created_at=NOW,
    )


class Day:
    """One message, one press, one reminder, all as it should be."""

    def __init__(self) -> None:
        first = event(1, "submitted", GENESIS)
        self.books = Books(
            [self.done(1, 0), self.done(2, 1)],
            [Case(station_id=1, id=CASE, number=1, constituent_id=AUTHOR, created_at=NOW, state_since=NOW)],
            [
                Entry(
                    station_id=1,
                    case_id=CASE,
                    message_id=7,
                    author_role=Role.CONSTITUENT,
                    kind="text",
                    at=NOW,
                )
            ],
            [first, event(2, "reminded", first.chained, reminder="survey")],
            [Reminder(station_id=1, case_id=CASE, kind="survey", due_at=NOW, handled_at=NOW)],
            [told(1, "toast", query_id="q"), told(2, "case.filed"), told(3, "reminder.survey")],
            [self.sent(2, 1), self.sent(3, 2)],
        )
        self.updates = [
            update(1, "message", {"message_id": 7, "text": "路坏了"}),
            update(2, "callback_query", {"id": "q", "data": pack("submit", CASE, 1)}),
        ]
        self.calls = [call(1), call(2, NOW + 3 * SECOND, "现在还好吗")]
        self.killed: list[Killed] = []

    @staticmethod
    def done(update_id: int, seconds: int) -> Inbox:
        at = NOW + seconds * SECOND
        return Inbox(
            station_id=1, update_id=update_id, chat="c", state="done", attempts=1, received_at=NOW, done_at=at
        )

    @staticmethod
    def sent(notice_id: int, number: int) -> Outgoing:
        method, message_id = "sendMessage", 100 + number
        return Outgoing(
            station_id=1,
            notice_id=notice_id,
            recipient_id=AUTHOR,
            method=method,
            message_id=message_id,
            sent_at=NOW,
        )

    def wrong(self) -> set[str]:
        callers = {one.number: 0 for one in self.calls}
        figures = counted(self.books, Seen(self.updates, self.calls, callers, self.killed, [], []))
        return {name for name, found in figures.wrong.items() if found}

    def send_again(self, *, after: timedelta) -> None:
        """The first message has arrived once before, so long before its mark."""
        self.calls = [call(0), *self.calls]
        self.calls[1] = call(1, NOW + after)


def test_a_day_as_it_should_be_has_nothing_wrong() -> None:
    assert Day().wrong() == set()


def lose_update(day: Day) -> None:
    day.books.inbox.pop()


def swap_order(day: Day) -> None:
    day.books.inbox[1].done_at = NOW - SECOND


def lose_message(day: Day) -> None:
    day.books.entries.clear()


def double_message(day: Day) -> None:
    day.books.entries.append(day.books.entries[0])


def lose_press(day: Day) -> None:
    day.books.notices.pop(0)


def double_press(day: Day) -> None:
    day.books.events.append(event(3, "submitted", day.books.events[-1].chained))


def double_case(day: Day) -> None:
    day.books.cases.append(
        Case(station_id=1, id=12, number=2, constituent_id=AUTHOR, created_at=NOW, state_since=NOW),
    )


def skip_number(day: Day) -> None:
    day.books.cases[0].number = 2


def double_reminder(day: Day) -> None:
    day.books.notices.append(told(4, "reminder.survey"))


def lose_reminder(day: Day) -> None:
    day.books.notices.pop()


def leave_notice(day: Day) -> None:
    day.books.notices[1].state = "waiting"


def mark_unsent(day: Day) -> None:
    day.calls.pop()


def change_event(day: Day) -> None:
    day.books.events[0].facts = {"changed": True}


def drop_event(day: Day) -> None:
    day.books.events.pop(0)


def repeat_without_kill(day: Day) -> None:
    day.send_again(after=SECOND)


def repeat_other_words(day: Day) -> None:
    day.calls.append(call(9, text="别的"))
    day.killed.append(Killed("", 0, NOW))


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        (lose_update, "updates lost"),
        (swap_order, "updates handled out of order in their chat"),
        (lose_message, "effects lost"),
        (double_message, "effects twice"),
        (lose_press, "effects lost"),
        (double_press, "effects twice"),
        (double_case, "effects twice"),
        (skip_number, "effects lost"),
        (double_reminder, "reminders twice"),
        (lose_reminder, "reminders lost"),
        (leave_notice, "notices not told"),
        (mark_unsent, "notices not told"),
        (change_event, "events out of their chain"),
        (drop_event, "events out of their chain"),
        (repeat_without_kill, "repeats that no kill explains"),
        (repeat_other_words, "repeats of something else"),
    ],
)
def test_a_fault_is_found(fault: Callable[[Day], None], name: str) -> None:
    day = Day()
    fault(day)
    assert name in day.wrong()


@pytest.mark.parametrize(
    ("replica", "at", "is_explained"),
    [
        (0, NOW + SECOND, True),  # whoever sent it was killed before its mark
        (None, NOW + SECOND, True),  # or the database was
        (1, NOW + SECOND, False),  # another process was killed
        (0, NOW + 20 * SECOND, False),  # the mark had long been made
        (0, NOW - 20 * SECOND, False),  # before the send
    ],
)
def test_a_repetition_is_explained_by_a_kill_between_send_and_mark(
    replica: int | None, at: datetime, is_explained: bool
) -> None:
    day = Day()
    day.send_again(after=30 * SECOND)
    day.killed.append(Killed("", replica, at, back_at=at + SECOND))
    assert (day.wrong() == set()) is is_explained
