"""Rows that many transactions change: written just before the commit, so that nobody waits for them longer.

Whoever changes a row keeps it locked to the end; a deputy's row would so hold up all who report to her.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.remembering import RememberingSession

_KEPT = "last_writes"


@dataclass(frozen=True, eq=False)
class _Change:
    row: SQLModel
    name: str
    before: Any
    value: Any
    savepoint: SessionTransaction | None


def write_last(session: AsyncSession, row: SQLModel, name: str, value: Any) -> None:
    """Change a row: at once for all who use it in this transaction, in the database with the commit."""
    memory = session.sync_session
    change = _Change(row, name, getattr(row, name), value, memory.get_nested_transaction())
    memory.info.setdefault(_KEPT, []).append(change)
    set_committed_value(row, name, value)


@sa.event.listens_for(RememberingSession, "before_commit")
def _before_commit(session: Session) -> None:
    if session.in_nested_transaction() or not (changes := session.info.get(_KEPT)):
        return
    session.flush()
    values: dict[Any, dict[str, Any]] = {}
    for change in changes:
        values.setdefault(sa.inspect(change.row).identity_key, {})[change.name] = change.value
    changes.clear()
    # In the same order everywhere, so that no two wait for each other.
    for kind, key, _ in sorted(values, key=lambda one: (one[0].__name__, one[1])):
        table = sa.inspect(kind).local_table
        is_row = [column == part for column, part in zip(table.primary_key, key, strict=True)]
        session.execute(sa.update(table).where(*is_row).values(values[kind, key, None]))


@sa.event.listens_for(RememberingSession, "after_soft_rollback")
def _after_rollback(session: Session, ended: SessionTransaction) -> None:
    """What was changed since the savepoint, or at all, is as it was before."""
    changes: list[_Change] = session.info.get(_KEPT, [])
    for change in [one for one in reversed(changes) if not ended.nested or one.savepoint is ended]:
        set_committed_value(change.row, change.name, change.before)
        changes.remove(change)
