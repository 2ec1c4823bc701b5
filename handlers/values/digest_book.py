"""The weekly digest as a workbook: numbers, rates, what is late and what soon will be; no words of anybody.

Every formula is written with its value, counted here in the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from handlers.wording import Texts
from hotline.spreadsheets import Column, Form, Formula, Sheet, Value

Counted = Sequence[tuple[str, int]]
_MOVING = {
    "filed": "digest_book.filed",
    "closed": "digest_book.closed",
    "redone": "digest_book.redone",
}
_RATES = {
    "response": ("digest_book.response", "digest_book.response_how"),
    "solved": ("digest_book.solved", "digest_book.solved_how"),
    "satisfied": ("digest_book.satisfied", "digest_book.satisfied_how"),
}


@dataclass(frozen=True)
class ListedCase:
    """A case of a list; `due_at` as the hotline's clock shows it, without a zone."""

    number: str
    category: str
    topic: str
    place: str
    deputy: str
    due_at: datetime


@dataclass(frozen=True)
class DigestBook:
    """What goes into the workbook; `as_of` is a moment like theirs. All categories, all places."""

    figures: Mapping[str, Any]
    as_of: datetime
    overdue: Sequence[ListedCase]
    due: Sequence[ListedCase]
    categories: Counted
    places: Counted


def digest_sheets(book: DigestBook, texts: Texts) -> list[Sheet]:
    """The sheets in one language; the first sums up the others by formulas."""
    overdue = _cases(
        book.overdue, texts, "digest_book.overdue", "digest_book.days_over", is_over=True, book=book
    )
    due = _cases(book.due, texts, "digest_book.due", "digest_book.days_left", is_over=False, book=book)
    return [
        _totals(book, texts),
        _rates(book, texts),
        overdue,
        due,
        _by_deputy(book, texts, overdue.name, due.name),
        _counts(book.categories, texts, "digest_book.categories", "digest_book.category"),
        _counts(book.places, texts, "digest_book.places", "digest_book.place"),
    ]


def _totals(book: DigestBook, texts: Texts) -> Sheet:
    figures = book.figures
    rows: list[list[Value]] = []
    for row, (key, label) in enumerate(_MOVING.items(), 2):
        now, before = figures[key], figures[f"{key}_before"]
        rows.append([texts.plain(label), now, before, *_change(row, now, before)])
    late, soon = len(book.overdue), len(book.due)
    rows += [
        [texts.plain("digest_book.still_open"), figures["still_open"], None, None, None],
        [texts.plain("digest_book.waiting"), figures["waiting"], None, None, None],
        [texts.plain("digest_book.late"), _count_of(texts, "digest_book.overdue", late), None, None, None],
        [texts.plain("digest_book.soon"), _count_of(texts, "digest_book.due", soon), None, None, None],
        [texts.plain("digest_book.as_of"), book.as_of, None, None, None],
    ]
    columns = [
        Column(texts.plain("digest_book.what"), 20),
        Column(texts.plain("digest_book.this_week"), 18),
        Column(texts.plain("digest_book.week_before"), 12),
        Column(texts.plain("digest_book.change"), 12, Form.CHANGE),
        Column(texts.plain("digest_book.change_share"), 12, Form.SHARE),
    ]
    notes = [texts.plain("digest_book.note_now"), texts.plain("digest_book.note_rows")]
    return Sheet(texts.plain("digest_book.totals"), columns, rows, notes=notes)


_AS_OF = 9  # the row of the moment in the first sheet


def _change(row: int, now: int, before: int) -> list[Formula]:
    share = (now - before) / before if before else ""
    return [Formula(f"=B{row}-C{row}", now - before), Formula(f'=IF(C{row}=0,"",D{row}/C{row})', share)]


def _count_of(texts: Texts, sheet: str, count: int) -> Formula:
    """How many cases stand in a list."""
    return Formula(f"=COUNTA({_range(texts.plain(sheet), 'A', count)})", count)


def _range(sheet: str, column: str, rows: int) -> str:
    return f"'{sheet}'!${column}$2:${column}${max(rows, 1) + 1}"


def _rates(book: DigestBook, texts: Texts) -> Sheet:
    rows: list[list[Value]] = []
    for row, (key, (label, how)) in enumerate(_RATES.items(), 2):
        yes, answered, unanswered = book.figures[key]
        raw_yes, raw_answered, _ = book.figures[f"{key}_raw"]
        rows.append(
            [
                *(texts.plain(label), yes, answered, unanswered),
                Formula(f'=IF(C{row}=0,"",B{row}/C{row})', yes / answered if answered else ""),
                *(raw_yes, raw_answered),
                Formula(f'=IF(G{row}=0,"",F{row}/G{row})', raw_yes / raw_answered if raw_answered else ""),
                texts.plain(how),
            ]
        )
    columns = [
        Column(texts.plain("digest_book.rate"), 12),
        Column(texts.plain("digest_book.yes"), 10),
        Column(texts.plain("digest_book.answered"), 10),
        Column(texts.plain("digest_book.unanswered"), 10),
        Column(texts.plain("digest_book.share"), 10, Form.SHARE),
        Column(texts.plain("digest_book.raw_yes"), 14),
        Column(texts.plain("digest_book.raw_answered"), 14),
        Column(texts.plain("digest_book.raw_share"), 14, Form.SHARE),
        Column(texts.plain("digest_book.how"), 70),
    ]
    excluded = [
        texts.plain("digest_book.excluded", reason=unescape(texts.term("exclusion", reason)), count=count)
        for reason, count in book.figures["excluded_by_reason"]
    ]
    return Sheet(texts.plain("digest_book.rates"), columns, rows, notes=excluded)


def _cases(
    cases: Sequence[ListedCase], texts: Texts, name: str, days: str, *, is_over: bool, book: DigestBook
) -> Sheet:
    """A list of cases, with the days since or until each was or is due, against the first sheet's moment."""
    as_of = f"'{texts.plain('digest_book.totals')}'!$B${_AS_OF}"
    rows: list[list[Value]] = []
    for row, case in enumerate(cases, 2):
        apart = (book.as_of.date() - case.due_at.date()).days * (1 if is_over else -1)
        text = f"=INT({as_of})-INT(F{row})" if is_over else f"=INT(F{row})-INT({as_of})"
        days_apart = Formula(text, apart)
        rows.append(
            [case.number, case.category, case.topic, case.place, case.deputy, case.due_at, days_apart]
        )
    columns = [
        Column(texts.plain("digest_book.number"), 10),
        Column(texts.plain("digest_book.category"), 16),
        Column(texts.plain("digest_book.topic"), 18),
        Column(texts.plain("digest_book.place"), 18),
        Column(texts.plain("digest_book.deputy"), 12),
        Column(texts.plain("digest_book.due_at"), 18),
        Column(texts.plain(days), 12),
    ]
    return Sheet(texts.plain(name), columns, rows)


def _by_deputy(book: DigestBook, texts: Texts, overdue: str, due: str) -> Sheet:
    names = dict.fromkeys(case.deputy for case in (*book.overdue, *book.due) if case.deputy)
    late, soon = _range(overdue, "E", len(book.overdue)), _range(due, "E", len(book.due))
    rows: list[list[Value]] = []
    for row, name in enumerate(names, 2):
        counts = [sum(case.deputy == name for case in cases) for cases in (book.overdue, book.due)]
        rows.append(
            [
                name,
                Formula(f"=SUMPRODUCT(--({late}=A{row}))", counts[0]),
                Formula(f"=SUMPRODUCT(--({soon}=A{row}))", counts[1]),
                Formula(f"=B{row}+C{row}", sum(counts)),
            ]
        )
    columns = [
        Column(texts.plain("digest_book.deputy"), 14),
        Column(texts.plain("digest_book.late"), 14),
        Column(texts.plain("digest_book.soon"), 16),
        Column(texts.plain("digest_book.together"), 12),
    ]
    return Sheet(texts.plain("digest_book.by_deputy"), columns, rows)


def _counts(counted: Counted, texts: Texts, name: str, what: str) -> Sheet:
    """Names with their counts and shares, and the sum below."""
    last, total = len(counted) + 1, sum(count for _, count in counted)
    rows: list[list[Value]] = [
        [label, count, Formula(f"=B{row}/SUM(B$2:B${last})", count / total)]
        for row, (label, count) in enumerate(counted, 2)
    ]
    columns = [
        Column(texts.plain(what), 24),
        Column(texts.plain("digest_book.cases"), 10),
        Column(texts.plain("digest_book.part"), 10, Form.SHARE),
    ]
    sums: list[Value] = []
    if counted:
        sums = [texts.plain("digest_book.sum"), Formula(f"=SUM(B2:B{last})", total), None]
    return Sheet(texts.plain(name), columns, rows, sums)
