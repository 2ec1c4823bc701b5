"""A published ledger as plain values, for the workbook and the page."""

import re
from dataclasses import dataclass
from datetime import date

from hotline.ledger.quarters import Quarter
from hotline.ledger.words import labels

_DAYS = re.compile(r"(\d+) ?天$")


@dataclass(frozen=True)
class PrintedLine:
    """One case as everybody may read it."""

    village: str
    category: str
    matter: str
    outcome: str

    @property
    def result(self) -> str:
        """The outcome without the days it took."""
        return self.outcome if self.days is None else self.outcome.rpartition("，")[0]

    @property
    def days(self) -> int | None:
        """Days that it took; None while it is not closed."""
        found = _DAYS.search(self.outcome)
        return None if found is None else int(found[1])


@dataclass(frozen=True)
class PrintedLedger:
    """What stands on the wall."""

    station: str
    township: str
    phone: str
    room: str
    quarter: Quarter
    published_on: date
    lines: tuple[PrintedLine, ...]

    @property
    def solved(self) -> int:
        return sum(line.result == labels("outcome")["A"] for line in self.lines)


def page_name(quarter: Quarter) -> str:
    return str(labels("sheet")["page_file"]).format(quarter=quarter.code)


def workbook_name(quarter: Quarter) -> str:
    return str(labels("sheet")["file"]).format(quarter=quarter.code)
