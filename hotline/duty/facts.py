"""The facts of a deputy's year: numbers from recorded rows, nothing that anybody could simply claim. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class DutyFacts:
    """Numbers of one deputy and year; `people_…` count each constituent once."""

    # Cases that came in the year; whoever raised them is another person than the deputy.
    received: int = 0
    people: int = 0
    excluded: int = 0
    # Whether the constituent was contacted in time, and answered in time, where that is decided.
    contact_due: int = 0
    contact_kept: int = 0
    contact_people_due: int = 0
    contact_people_kept: int = 0
    reply_due: int = 0
    reply_kept: int = 0
    reply_people_due: int = 0
    reply_people_kept: int = 0
    # Cases closed in the year after the deputy's reply.
    closed: int = 0
    solved: int = 0
    not_solved: int = 0
    satisfied: int = 0
    silent: int = 0
    people_solved: int = 0
    people_satisfied: int = 0
    redo: int = 0
    people_redo: int = 0
    # Only of the running year: as of now.
    open: int = 0
    overdue: int = 0
    visits: int = 0
    people_visited: int = 0
    returned: int = 0
    returns_upheld: int = 0
    supervised: int = 0
    supervision_kept: int = 0
    supervision_late: int = 0
    supervision_missed: int = 0
    contact_days: int = 0
    contact_days_with_people: int = 0
    visitors: int = 0
    suggestions_submitted: int = 0
    suggestions_issued: int = 0
    suggestions_concluded: int = 0
    suggestions_satisfied: int = 0
    # Activities whose attendance was noted, and those attended by kind (storage.vocabulary.ActivityKind).
    invited: int = 0
    inspection: int = 0
    training: int = 0
    meeting: int = 0
    visit: int = 0
    public_work: int = 0

    @property
    def attended(self) -> int:
        """Activities attended, of all kinds."""
        return self.inspection + self.training + self.meeting + self.visit + self.public_work

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was recorded."""
        return not any(getattr(self, field.name) for field in fields(self))


LINES: Mapping[str, tuple[str, ...]] = {
    "received": ("received",),
    "contact": ("contact_due",),
    "reply": ("reply_due",),
    "closed": ("closed",),
    "redo": ("redo",),
    "open": ("open",),
    "visits": ("visits",),
    "contact_days": ("contact_days",),
    "suggestions": ("suggestions_submitted", "suggestions_issued", "suggestions_concluded"),
    "activities": ("invited",),
    "supervised": ("supervised",),
    "returned": ("returned",),
}
"""The lines in which facts are shown, in order; one of which nothing was recorded is left out."""


def lines_of(facts: DutyFacts) -> list[str]:
    """The lines of which something was recorded."""
    return [line for line, names in LINES.items() if any(getattr(facts, name) for name in names)]
