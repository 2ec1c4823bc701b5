"""Everything counted anew: from the database, and from what Telegram saw come and go."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.simulator.calls import Call
from bot.simulator.updates import Update
from handlers.callbacks import unpack
from hotline.chain import GENESIS, link
from storage.database import Database
from storage.queries import inbox, outbox
from storage.tables import Case, Entry, Event, Inbox, Notice, Outgoing, Reminder
from tests.chaos.reaper import Killed

# What a press leaves in the history of its case, once.
EVENTS_OF_ACTS = {
    "submit": "submitted",
    "accept": "accepted",
    "solved": "rated_solved",
    "satisf": "rated_satisfied",
    "survey": "survey_answered",
}
# What happens once in the life of a case here, whether anybody presses or not.
_ONCE = frozenset({*EVENTS_OF_ACTS.values(), "assigned", "replied", "closed_by_rating"})
# What somebody is told once about a case.
_TOLD_ONCE = frozenset({"case.filed", "deputy.assigned", "case.accepted", "case.replied", "case.closed"})
_REMINDED = {"reminder.draft_reminder", "reminder.rate_reminder", "reminder.survey"}
# Longer than a process needs from a send to its mark, on a busy machine.
_TO_MARK = timedelta(seconds=5)


@dataclass(frozen=True)
class Seen:
    """What was seen from outside: updates, calls with who made them, kills, and who waited in vain."""

    updates: Sequence[Update]
    calls: Sequence[Call]
    callers: Mapping[int, int]
    killed: Sequence[Killed]
    in_vain: Sequence[str]
    ended_by_itself: Sequence[str]


@dataclass
class Figures:
    """What was counted, and what must be nought, each with the first few that are not."""

    counts: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def must_be_none(self, name: str, found: Iterable[object]) -> None:
        self.wrong.setdefault(name, []).extend(str(one) for one in found)

    @property
    def is_right(self) -> bool:
        return not any(self.wrong.values())

    def add(self, other: "Figures") -> None:
        """Another round's beside these."""
        self.counts += other.counts
        self.kills += other.kills
        for name, found in other.wrong.items():
            self.must_be_none(name, found)


async def recount(database: Database, seen: Seen) -> Figures:
    """Count after everything has come to rest."""
    async with database.reading() as session:
        return counted(Books(*[await _all(session, table) for table in _TABLES]), seen)


def counted(books: "Books", seen: Seen) -> Figures:
    """The figures of what is in the books, beside what was seen."""
    figures = Figures(kills=Counter(killed.kind for killed in seen.killed))
    _count_updates(figures, books, seen)
    _count_effects(figures, books, seen)
    _count_reminders(figures, books)
    _count_messages(figures, books, seen)
    _count_chains(figures, books)
    figures.must_be_none("waited in vain", seen.in_vain)
    figures.must_be_none("processes that ended by themselves", seen.ended_by_itself)
    return figures


@dataclass(frozen=True)
class Books:
    """What is in the database."""

    inbox: list[Inbox]
    cases: list[Case]
    entries: list[Entry]
    events: list[Event]
    reminders: list[Reminder]
    notices: list[Notice]
    outgoing: list[Outgoing]


_TABLES: tuple[type[SQLModel], ...] = (Inbox, Case, Entry, Event, Reminder, Notice, Outgoing)


async def _all(session: AsyncSession, table: Any) -> list[Any]:
    return list(await session.exec(select(table)))


def _count_updates(figures: Figures, books: Books, seen: Seen) -> None:
    done = {row.update_id for row in books.inbox if row.state == inbox.DONE}
    figures.counts["updates sent"] += len(seen.updates)
    figures.counts["of these handled at a second try or later"] += sum(
        row.attempts > 1 for row in books.inbox
    )
    figures.must_be_none("updates lost", [one.id for one in seen.updates if one.id not in done])
    figures.must_be_none("updates handled out of order in their chat", _out_of_order(books.inbox))


def _out_of_order(rows: Sequence[Inbox]) -> list[int]:
    last: dict[str, datetime] = {}
    found = []
    for row in sorted(rows, key=lambda row: row.update_id):
        if row.done_at is not None:
            if row.chat in last and row.done_at < last[row.chat]:
                found.append(row.update_id)
            last[row.chat] = row.done_at
    return found


def _count_effects(figures: Figures, books: Books, seen: Seen) -> None:
    messages = [u.body["message"] for u in seen.updates if u.kind == "message"]
    said = [m["message_id"] for m in messages if not m.get("text", "/").startswith("/")]
    presses = [u.body["callback_query"] for u in seen.updates if u.kind == "callback_query"]
    acts = {(press.act, press.case_id) for press in (unpack(one["data"]) for one in presses)}
    due = {(EVENTS_OF_ACTS[act], case_id) for act, case_id in acts if act in EVENTS_OF_ACTS}
    numbers = sorted(case.number for case in books.cases if case.number is not None)
    figures.counts["messages"] += len(said)
    figures.counts["presses"] += len(presses)
    figures.counts["cases"] += len(numbers)

    kept = Counter(entry.message_id for entry in books.entries)
    answered = Counter(notice.params["query_id"] for notice in books.notices if notice.kind == "toast")
    happened = Counter((event.kind, event.case_id) for event in books.events if event.kind in _ONCE)
    told = Counter((n.kind, n.case_id, n.recipient_id) for n in books.notices if n.kind in _TOLD_ONCE)
    figures.must_be_none("effects lost", [f"message {one}" for one in said if not kept[one]])
    figures.must_be_none("effects lost", [f"press {one['id']}" for one in presses if not answered[one["id"]]])
    figures.must_be_none("effects lost", [one for one in due if not happened[one]])
    figures.must_be_none("effects lost", set(range(1, len(numbers) + 1)) - set(numbers))
    for counted in (kept, answered, happened, told):
        figures.must_be_none("effects twice", [one for one, count in counted.items() if one and count > 1])
    authors = Counter(case.constituent_id for case in books.cases)
    figures.must_be_none("effects twice", [f"cases of {one}" for one, count in authors.items() if count > 1])


def _count_reminders(figures: Figures, books: Books) -> None:
    handled: Counter[tuple[int | None, str]] = Counter(
        (row.case_id, f"reminder.{row.kind}") for row in books.reminders if row.handled_at
    )
    told = Counter((n.case_id, n.kind) for n in books.notices if n.kind in _REMINDED)
    noted = Counter(
        (event.case_id, f"reminder.{event.facts['reminder']}")
        for event in books.events
        if event.kind == "reminded"
    )
    figures.counts["reminders"] += sum(told.values())
    figures.must_be_none("reminders twice", [one for one, count in handled.items() if count > 1])
    figures.must_be_none("reminders twice", [one for one, count in told.items() if count > handled[one]])
    figures.must_be_none("reminders twice", [one for one, count in noted.items() if count > handled[one]])
    untold = [one for one, count in handled.items() if one[1] in _REMINDED and told[one] < count]
    figures.must_be_none("reminders lost", untold)


def _count_messages(figures: Figures, books: Books, seen: Seen) -> None:
    calls = {call.result["message_id"]: call for call in seen.calls if _is_message(call)}
    marked = {row.message_id for row in books.outgoing if row.method.startswith("send")}
    states = Counter(notice.state for notice in books.notices)
    figures.counts["notices told"] += states[outbox.SENT]
    figures.counts["messages that arrived"] += len(calls)
    ended = {outbox.SENT, outbox.SUPERSEDED}
    figures.must_be_none(
        "notices not told", [f"{n.kind} {n.state} {n.problem}" for n in books.notices if n.state not in ended]
    )
    told = {notice.id for notice in books.notices if notice.state == outbox.SENT}
    figures.must_be_none(
        "notices not told",
        [
            f"{row.method} {row.id}"
            for row in books.outgoing
            if row.notice_id in told
            and (row.sent_at is None or (row.method.startswith("send") and row.message_id not in calls))
        ],
    )
    repeats = [call for message_id, call in calls.items() if message_id not in marked]
    figures.counts["messages sent again after a kill"] += len(repeats)
    figures.must_be_none(
        "repeats that no kill explains",
        [_shown(one, seen) for one in repeats if not _is_explained(one, seen)],
    )
    missing = _without_twin(repeats, [call for message_id, call in calls.items() if message_id in marked])
    figures.must_be_none("repeats of something else", missing)


def _is_message(call: Call) -> bool:
    return call.ok and call.method.startswith("send") and isinstance(call.result, dict)


def _is_explained(call: Call, seen: Seen) -> bool:
    """Whether its sender, or the database, was killed before it could mark what it had sent."""
    return any(
        killed.replica in (None, seen.callers.get(call.number))
        and call.at <= (killed.back_at or killed.at) + _TO_MARK
        and killed.at <= call.at + _TO_MARK
        for killed in seen.killed
    )


def _shown(call: Call, seen: Seen) -> str:
    return f"{call.method} {call.number} at {call.at:%H:%M:%S.%f} by process {seen.callers.get(call.number)}"


def _without_twin(repeats: Sequence[Call], marked: Sequence[Call]) -> list[str]:
    """Repeats of which no later call says the same in the same chat."""
    same: dict[str, list[Call]] = defaultdict(list)
    for call in marked:
        same[_words(call)].append(call)
    return [
        f"{call.method} {call.number}"
        for call in repeats
        if not any(other.number > call.number for other in same[_words(call)])
    ]


def _words(call: Call) -> str:
    return json.dumps([call.method, call.parameters], sort_keys=True, ensure_ascii=False)


def _count_chains(figures: Figures, books: Books) -> None:
    chains: dict[int | None, list[Event]] = defaultdict(list)
    for event in books.events:
        chains[event.case_id].append(event)
    figures.counts["events"] += len(books.events)
    for case_id, events in chains.items():
        previous = GENESIS
        for sequence, event in enumerate(sorted(events, key=lambda event: event.sequence), start=1):
            is_next = event.sequence == sequence and event.chained == link(previous, event, case_id)
            figures.must_be_none("events out of their chain", [] if is_next else [event.id])
            previous = event.chained
    figures.must_be_none("events out of their chain", [])
