"""What stands in the database at a moment: every row of every table, and what a step added."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from bot.backup.rows import station_column
from hotline.permissions import CaseFacts
from storage.vocabulary import SPOKEN, Role, State
from tests.properties.township import STATION

Rows = Mapping[Any, Any]
"""Rows (sa.Row) of one table by primary key."""


@dataclass(frozen=True)
class Records:
    """All rows, by table and key; two of them are equal when nothing has changed."""

    tables: Mapping[str, Rows]

    @staticmethod
    def read(engine: sa.Engine) -> "Records":
        with engine.connect() as connection:
            return Records(
                {table.name: _rows(connection, table) for table in SQLModel.metadata.sorted_tables}
            )

    def __getitem__(self, table: str) -> Rows:
        return self.tables[table]

    @cached_property
    def cases(self) -> dict[int, Any]:
        """By id, oldest first."""
        return {row.id: row for row in sorted(self["cases"].values(), key=lambda row: row.id)}

    @cached_property
    def events(self) -> dict[int, list[Any]]:
        """By case, in order."""
        return _by_case(self["event"], lambda row: row.sequence)

    @cached_property
    def clocks(self) -> dict[int, list[Any]]:
        """By case, those not stopped, oldest first."""
        waiting = {key: row for key, row in self["case_clock"].items() if row.stopped_at is None}
        return _by_case(waiting, lambda row: row.id)

    @cached_property
    def supporters(self) -> dict[int, set[int]]:
        """People who stand behind a case now."""
        found: dict[int, set[int]] = defaultdict(set)
        for row in self["support"].values():
            if row.left_at is None:
                found[row.case_id].add(row.person_id)
        return found

    def followers(self, case_id: int) -> set[int]:
        """Supporters of a case, and constituents and supporters of those merged into it."""
        merged = [
            row for row in self.cases.values() if row.master_id == case_id and row.state == State.MERGED
        ]
        found = set(self.supporters[case_id])
        for row in merged:
            found |= self.supporters[row.id] | {row.constituent_id}
        return found

    def avoided(self, case_id: int) -> frozenset[int]:
        """Deputies from whom a case is hidden."""
        return frozenset(row.deputy_id for row in self["avoidance"].values() if row.case_id == case_id)

    def barred(self, case: Any) -> set[int]:
        """People who may hear nothing of a case, since it names them."""
        deputies = self.avoided(case.id)
        found = {row.person_id for row in self["deputy"].values() if row.id in deputies}
        if case.names_liaison:
            found |= {row.person_id for row in self["rolegrant"].values() if row.role == Role.LIAISON}
        return found - {case.constituent_id, None}

    def is_callers(self, case: Any) -> bool:
        person = self["person"][case.station_id, case.constituent_id]
        return bool(person.is_caller) or (case.state == State.DRAFT and case.channel in SPOKEN)

    def facts_of(self, case: Any) -> CaseFacts:
        """What decides who may act on a case, put together anew from the rows."""
        return CaseFacts(
            number=str(case.number or ""),
            constituent_id=case.constituent_id,
            deputy_id=case.deputy_id,
            is_escalated=case.is_escalated,
            named_deputies=self.avoided(case.id),
            names_liaison=case.names_liaison,
            supporters=frozenset(self.followers(case.id)),
            is_caller=self.is_callers(case),
        )


@dataclass(frozen=True)
class Step:
    """One act or one jump of time: what stood there before and after it, and when it was."""

    before: Records
    after: Records
    now: datetime

    @cached_property
    def events(self) -> dict[int, list[Any]]:
        """New events by case, in order."""
        return _by_case(self._new("event"), lambda row: row.sequence)

    @cached_property
    def notices(self) -> list[Any]:
        return list(self._new("notice").values())

    @property
    def filed(self) -> list[tuple[Any, Any]]:
        """Cases with a number: before (None: there was none) and after."""
        pairs = ((self.before.cases.get(key), row) for key, row in self.after.cases.items())
        return [(old, new) for old, new in pairs if new.number is not None]

    def _new(self, table: str) -> dict[Any, Any]:
        known = self.before[table]
        return {key: row for key, row in self.after[table].items() if key not in known}


def _rows(connection: sa.Connection, table: sa.Table) -> dict[Any, Any]:
    keys = [column.name for column in table.primary_key]
    # Another station may stand beside the one that is looked at.
    found = connection.execute(sa.select(table).where(station_column(table) == STATION)).all()
    return {tuple(getattr(row, key) for key in keys): row for row in found}


def _by_case(rows: Rows, order: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in sorted(rows.values(), key=order):
        if row.case_id is not None:
            found[row.case_id].append(row)
    return found
