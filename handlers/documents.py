"""Messages that are a file of ours, with the text as its caption; delivery makes the file."""

from collections.abc import Callable, Mapping
from typing import Any

from storage.tables import Notice


def _picked(notice: Notice, *names: str) -> dict[str, Any]:
    """Which of our files is meant: these parameters of the notice."""
    return {name: notice.params[name] for name in names}


DOCUMENTS: Mapping[str, Callable[[Notice], dict[str, Any]]] = {
    "roster.current": lambda notice: {"roster": "current"},
    "roster.template": lambda notice: {"roster": "template"},
    "deputy.sheet_printed": lambda notice: {"sheet": notice.params["hop"]},
    "my_data.export": lambda notice: {"copy_for": notice.recipient_id},
    "liaison.digest_book": lambda notice: {
        "digest_book": {"monday": notice.params["monday"], "reader": notice.recipient_id}
    },
    "handout.cards": lambda notice: {"cards": notice.params["deputies"]},
    "handout.poster": lambda notice: {"poster": notice.params["constituency"]},
    "handout.wall": lambda notice: {"wall": "current"},
    "suggestion.document": lambda notice: {"suggestion": notice.params["suggestion"]},
    "ledger.page": lambda notice: {"ledger_page": notice.params["quarter"]},
    "ledger.workbook": lambda notice: {"ledger_workbook": notice.params["quarter"]},
    "export.cases": lambda notice: {
        "case_export": {**_picked(notice, "first", "last"), "reader": notice.recipient_id}
    },
    "duty.record_file": lambda notice: {"duty_record": _picked(notice, "deputy", "year")},
    "duty.report_file": lambda notice: {"duty_report": _picked(notice, "deputy", "year")},
    "nominees.file": lambda notice: {"nominees": notice.params["year"]},
    "yearly.file": lambda notice: {"yearly": _picked(notice, "year", "hidden_from")},
}
"""By kind of notice: what stands in the frozen call for the file."""
