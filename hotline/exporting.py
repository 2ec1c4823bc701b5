"""Cases and events as CSV and JSON lines for other systems: who raised a case is never among it.

Rows come page after page, each read in a short unit of work of its own: memory stays the same however many
there are. Columns are explained in docs/exports.md.
"""

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from hotline.deadlines import ClockKind
from hotline.history import shown_number
from hotline.ledger.masking import mask_public, public_places
from hotline.people import open_identity
from hotline.permissions import Act, Actor, acting_role
from hotline.readings import note_exported
from hotline.work import Work
from storage.queries import exporting as queries
from storage.queries import people, roster
from storage.tables import Case, Event
from storage.vault import SealBroken
from storage.vocabulary import Role

OpenWork = Callable[[], AbstractAsyncContextManager[Work]]
Row = Mapping[str, Any]
PAGE, PAGE_WITH_TEXT = 1000, 100

CASE_COLUMNS = (
    *(
        "number",
        "state",
        "category",
        "topic",
        "village",
        "township",
        "constituency",
        "channel",
        "urgency",
        "deputy",
    ),
    *("submitted_at", "assigned_at", "accepted_at", "contacted_at", "replied_at", "closed_at"),
    *("accept_due_at", "reply_due_at", "redo_due_at", "next_due_at", "review_at"),
    *("result", "is_solved", "is_satisfied", "is_closed_by_silence", "redone_times", "is_escalated"),
    *("pauses", "extensions", "exclusion"),
)
TEXT_COLUMN = "text"
EVENT_COLUMNS = ("number", "sequence", "kind", "role", "from_state", "to_state", "at", "facts")
_DUE = {ClockKind.ACCEPT: "accept_due_at", ClockKind.REPLY: "reply_due_at", ClockKind.REDO: "redo_due_at"}
# With one of these in front, a spreadsheet takes text for a formula; an apostrophe tells it not to.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠'")


@dataclass(frozen=True)
class Wanted:
    """Which cases: filed from `starts` up to `ends`, in one of `states`; all where nothing is said."""

    starts: datetime | None = None
    ends: datetime | None = None
    states: tuple[str, ...] = ()
    with_text: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return (*CASE_COLUMNS, TEXT_COLUMN) if self.with_text else CASE_COLUMNS


async def count_cases(work: Work, actor: Actor, wanted: Wanted) -> int:
    """How many cases an export would hold. Raises NotAllowed."""
    role = acting_role(Act.EXPORT_CASES, actor)
    return await queries.count_cases(
        work.session,
        work.station_id,
        wanted.starts,
        wanted.ends,
        wanted.states,
        is_for_liaison=role is Role.LIAISON,
    )


async def case_pages(open_work: OpenWork, actor: Actor, wanted: Wanted) -> AsyncIterator[list[Row]]:
    """The cases, a page at a time. The liaison's leave out those that name the liaison. Raises NotAllowed."""
    role = acting_role(Act.EXPORT_CASES, actor)
    limit = PAGE_WITH_TEXT if wanted.with_text else PAGE
    after: queries.Key | None = None
    while True:
        async with open_work() as work:
            found = await queries.case_page(
                work.session,
                work.station_id,
                wanted.starts,
                wanted.ends,
                wanted.states,
                after,
                limit,
                is_for_liaison=role is Role.LIAISON,
            )
            rows = await _rows(work, found, wanted)
            await note_exported(work, actor, role, [case.id for case, *_ in found])
        if rows:
            yield rows
        if len(found) < limit:
            return
        last = found[-1][0]
        assert last.submitted_at is not None  # noqa: S101
        after = last.submitted_at, last.id


async def event_pages(open_work: OpenWork, actor: Actor, wanted: Wanted) -> AsyncIterator[list[Row]]:
    """What happened to filed cases, a page at a time; in which role, not by whom. Raises NotAllowed."""
    acting_role(Act.EXPORT_CASES, actor)
    after: queries.Key | None = None
    while True:
        async with open_work() as work:
            found = await queries.event_page(
                work.session, work.station_id, wanted.starts, wanted.ends, after, PAGE
            )
            zone = work.knowledge.station.zone
            rows: list[Row] = [_event_row(event, number, zone) for event, number in found]
        if rows:
            yield rows
        if len(found) < PAGE:
            return
        after = found[-1][0].at, found[-1][0].id


async def _rows(work: Work, found: Sequence[tuple[Case, Any, Any, Any, Any]], wanted: Wanted) -> list[Row]:
    ids = [case.id for case, *_ in found]
    due: dict[int, dict[str, datetime]] = {}
    for case_id, kind, due_at in await queries.clocks_of_cases(work.session, work.station_id, ids):
        if kind in _DUE:
            due.setdefault(case_id, {})[_DUE[ClockKind(kind)]] = due_at
    zone = work.knowledge.station.zone
    texts = await _masked_texts(work, [case for case, *_ in found]) if wanted.with_text else {}
    rows: list[Row] = []
    for case, constituency, village, township, deputy in found:
        names = {"constituency": constituency, "village": village, "township": township, "deputy": deputy}
        row = _case_row(case, names, due.get(case.id, {}), zone)
        rows.append(row | {TEXT_COLUMN: texts[case.id]} if wanted.with_text else row)
    return rows


def _case_row(
    case: Case, names: Mapping[str, str | None], due: Mapping[str, datetime], zone: ZoneInfo
) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "number": shown_number(case),
        **{name: getattr(case, name) for name in ("state", "category", "topic", "channel", "urgency")},
        **names,
        **{name: _moment(getattr(case, name), zone) for name in _MOMENTS},
        **{name: _moment(due.get(name), zone) for name in _DUE.values()},
        "next_due_at": _moment(case.due_at, zone),
        **{name: getattr(case, name) for name in _PLAIN},
        "redone_times": case.dissatisfied_times,
    }
    return {name: None if facts[name] is None else _value(facts[name]) for name in CASE_COLUMNS}


_MOMENTS = (
    "submitted_at",
    "assigned_at",
    "accepted_at",
    "contacted_at",
    "replied_at",
    "closed_at",
    "review_at",
)
_PLAIN = (
    *("result", "is_solved", "is_satisfied", "is_closed_by_silence", "is_escalated"),
    *("pauses", "extensions", "exclusion"),
)


def _value(value: Any) -> Any:
    """Enums as the words that are stored."""
    return value if isinstance(value, bool | int) else str(value)


def _moment(at: datetime | None, zone: ZoneInfo) -> str | None:
    return None if at is None else at.astimezone(zone).isoformat(timespec="seconds")


def _event_row(event: Event, number: int, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "number": f"{number:04d}",
        "sequence": event.sequence,
        "kind": event.kind,
        "role": str(event.actor_role),
        "from_state": None if event.from_state is None else str(event.from_state),
        "to_state": None if event.to_state is None else str(event.to_state),
        "at": _moment(event.at, zone),
        "facts": event.facts,
    }


async def _masked_texts(work: Work, cases: Sequence[Case]) -> dict[int, str]:
    """The cases' words as everybody may read them, by case; masked in a thread."""
    own = await _names(work, {case.constituent_id for case in cases})
    places = public_places(work.knowledge.gazetteer)
    deputies = tuple(row.name for row in await roster.deputies(work.session, work.station_id))
    said = [(case.id, case.text, (*deputies, *own.get(case.constituent_id, ()))) for case in cases]

    def masked() -> dict[int, str]:
        return {key: mask_public(text, places=places, names=names).text for key, text, names in said}

    return await asyncio.to_thread(masked)


async def _names(work: Work, person_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    found = {}
    for person_id, identity in (
        await people.identities(work.session, work.station_id, list(person_ids))
    ).items():
        try:
            facts = open_identity(work, identity)
        except SealBroken:
            continue
        found[person_id] = tuple(str(facts[key]) for key in ("name", "phone") if facts.get(key))
    return found


# Writing


def csv_head(columns: Sequence[str]) -> str:
    """The first line, behind the mark by which spreadsheets know UTF-8."""
    return "\ufeff" + _csv_lines([columns])


def csv_lines(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """Rows as CSV: true and false in words, nothing where nothing is known, no formulas."""
    return _csv_lines([_cell(row[name]) for name in columns] for row in rows)


def json_lines(columns: Sequence[str], rows: Iterable[Row]) -> str:
    """Rows as JSON, one a line, in the order of the columns."""
    return "".join(
        json.dumps({name: row[name] for name in columns}, ensure_ascii=False) + "\n" for row in rows
    )


def _csv_lines(rows: Iterable[Sequence[str]]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    return written.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, dict) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
