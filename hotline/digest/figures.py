"""What the weekly digest shows, as plain values: numbers, case numbers and names of deputies, no words.

The same values are the parameters of its notice, and what the chart, the workbook and the page are made of.
"""

from dataclasses import dataclass

from hotline.digest.numbers import ExcludedCase, Numbers3


@dataclass(frozen=True)
class CaseLine:
    """A case that waits for the liaison."""

    id: int
    number: str
    state: str


@dataclass(frozen=True)
class LateCase:
    """A case past its time; `days` since the day on which it was due, `deputy` "" where it is nobody's."""

    id: int
    number: str
    deputy_id: int | None
    deputy: str
    days: int
    due_at: str


@dataclass(frozen=True)
class DueCase:
    """A case whose nearest clock runs out in the coming days."""

    id: int
    number: str
    deputy_id: int | None
    deputy: str
    due_at: str


@dataclass(frozen=True)
class Praise:
    """Good work: all replies of the week in time, and how many people were satisfied with one."""

    deputy_id: int
    deputy: str
    replied: int
    satisfied: int


@dataclass(frozen=True)
class Fastest:
    """The contact that came soonest after its assignment."""

    deputy_id: int
    deputy: str
    minutes: int


@dataclass(frozen=True)
class Digest:
    """The figures of one week. Rates are (yes, answered, unanswered), raw ones with the excluded cases.

    From `still_open` to `due` it says what is so now; lists are the first ten.
    """

    monday: str
    is_running: bool
    filed: int
    filed_before: int
    closed: int
    closed_before: int
    redone: int
    redone_before: int
    still_open: int
    by_state: list[tuple[str, int]]
    # The sum of the four below.
    waiting: int
    triage: int
    returns: int
    without_deputy: int
    objections: int
    waiting_cases: list[CaseLine]
    overdue_total: int
    # Deputies as (name, cases, id), most first; ("", …, 0) are nobody's.
    overdue: list[tuple[str, int, int]]
    overdue_cases: list[LateCase]
    due_next_week: int
    due: list[DueCase]
    response: Numbers3
    solved: Numbers3
    satisfied: Numbers3
    response_raw: Numbers3
    solved_raw: Numbers3
    satisfied_raw: Numbers3
    excluded_total: int
    excluded_by_reason: list[tuple[str, int]]
    excluded: list[ExcludedCase]
    categories: list[tuple[str, int]]
    places: list[tuple[str, int]]
    # Matters as (topic or category, village, cases).
    hot: list[tuple[str, str, int]]
    again: list[tuple[str, str, int]]
    praise: list[Praise]
    fastest: Fastest | None
    # (old category or "", new one, how often).
    corrections: list[tuple[str, str, int]]
    proposals: int
