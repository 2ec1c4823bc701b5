"""The buttons below the weekly digest: what can be done about the most urgent cases, and the lists."""

from collections.abc import Mapping
from dataclasses import replace

from handlers.keyboards.overseeing import IN_HAND
from handlers.keyboards.rows import Keyboard, Reader, Row, Rows, in_rows, listed
from handlers.views import CaseView
from storage.vocabulary import Role, State

# Of these the desk has to say first who works on them.
_AT_THE_DESK = frozenset({State.SUBMITTED, State.RETURN_REVIEW})
ANEW = "anew"
"""The list of deputies as a message of its own, so that the digest stays."""


def _digest(reader: Reader) -> Rows:
    return [*(_acts(reader, view) for view in reader.cases), *in_rows(_lists(reader), 2)]


def _acts(reader: Reader, view: CaseView) -> Row:
    """督办, 改派, 延期 of one case, as far as its state allows them."""
    about = replace(reader, case=view)
    if view.state in _AT_THE_DESK or view.needs_deputy:
        return [about.button("open", "tcard", number=view.number)]
    is_supervisable = view.state in IN_HAND and view.supervision_due is None
    row = [
        about.button("digest_supervise", "supervise", number=view.number)
        if is_supervisable
        else about.button("open", "case", number=view.number)
    ]
    if view.deputy_id is not None:
        row.append(about.button("reassign", "deputies", ANEW))
    if view.can_extend:
        row.append(about.button("extend", "extend"))
    return row


def _lists(reader: Reader) -> Row:
    figures, week = reader.params, reader.params["monday"]
    row = []
    if figures["waiting"] and Role.LIAISON in reader.roles:
        row.append(reader.button("digest_triage", "triage", count=figures["waiting"]))
    if due := figures["overdue_total"] + figures["due_next_week"]:
        row.append(reader.button("digest_list", "digest", f"list-{week}", count=due))
    return [*row, reader.button("digest_book", "digest", f"book-{week}")]


DIGEST_KEYBOARDS: Mapping[str, Keyboard] = {
    "liaison.digest": _digest,
    "liaison.due_list": lambda reader: listed(reader, "case"),
}
