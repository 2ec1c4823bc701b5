"""Answers that a transaction remembers, so that the same question is not put to the database again.

An answer holds as long as nothing it comes from is written in the transaction. A lock forgets all of them:
whoever waited for it is to see what was committed meanwhile.
"""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.util import IdentitySet
from sqlmodel import Session, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Person, Place

_HELD = frozenset({Person, Place})
Given = ParamSpec("Given")
Answer = TypeVar("Answer")
Query = Callable[Concatenate[AsyncSession, Given], Coroutine[Any, Any, Answer]]
Table = type[SQLModel]


@dataclass
class Remembered:
    """An answer, the tables that it comes from, and the rows still to be written that it knows of."""

    comes_from: frozenset[Table]
    answer: Any
    knows: IdentitySet = field(default_factory=IdentitySet)

    def holds_after(self, rows: Iterable[Any]) -> bool:
        """Whether it still holds when these rows of any tables are written."""
        return all(type(row) not in self.comes_from or row in self.knows for row in rows)


@cache
def _by_key(entity: Any) -> Any:
    """A row by the parts of its key, each a parameter called by its number; made once for each table."""
    columns = sa.inspect(entity).primary_key
    is_key = [column == sa.bindparam(str(number)) for number, column in enumerate(columns)]
    return sa.select(entity).where(*is_key)


class RememberingSession(Session):
    """The session of one transaction. Nothing else may write in its transaction."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.answers: dict[Any, Remembered] = {}
        # The session itself lets go of rows that nobody holds, and reads them again.
        self._held: list[Any] = []

    def get(self, entity: Any, *arguments: Any, **options: Any) -> Any:
        """A row by its key; who and where people are is read once. What else changed need not be written."""
        is_plain = not any(options.values())
        if is_plain and (there := self.at_hand(entity, *arguments)) is not None:
            return there
        with nullcontext() if self.has_changed(frozenset({entity})) else self.no_autoflush:
            if is_plain:
                key = self.identity_key(entity, *arguments)[1]
                given = {str(number): part for number, part in enumerate(key)}
                found = self.execute(_by_key(entity), given).scalar()
            else:
                found = super().get(entity, *arguments, **options)
        self._hold(found)
        return found

    def at_hand(self, entity: Any, ident: Any) -> Any:
        """A row that the transaction has read, or None: nothing is asked."""
        row = self.identity_map.get(self.identity_key(entity, ident))
        if row is None or instance_state(row).expired:
            return None
        self._hold(row)
        return row

    def _hold(self, row: Any) -> None:
        if type(row) in _HELD:
            self._held.append(row)

    def to_be_written(self) -> Iterator[Any]:
        """Rows that are made, changed or deleted, and of which the database does not know yet."""
        if not self._is_clean():
            yield from self.new
            yield from self.dirty
            yield from self.deleted

    def has_changed(self, tables: frozenset[Table]) -> bool:
        """Whether something of these tables is still to be written."""
        return any(type(row) in tables for row in self.to_be_written())

    def forget(self, table: Any) -> None:
        """Forget what comes from this table."""
        self._keep(lambda known: table not in known.comes_from)

    def forget_changed(self) -> None:
        """Forget what did not know of the rows that have just been written."""
        written = list(self.to_be_written())
        self._keep(lambda known: known.holds_after(written))
        for known in self.answers.values():
            known.knows.clear()

    def _keep(self, holds: Callable[[Remembered], bool]) -> None:
        self.answers = {key: known for key, known in self.answers.items() if holds(known)}

    def known(self, key: Any) -> Remembered | None:
        """An answer that takes into account all that is still to be written."""
        known = self.answers.get(key)
        return known if known is not None and known.holds_after(self.to_be_written()) else None


class KnowingSession(AsyncSession):
    """Its asynchronous side: a row that the transaction has already is handed out without a detour."""

    async def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        memory = self.sync_session
        if options or not isinstance(memory, RememberingSession):
            return await super().get(entity, ident, **options)
        there = memory.at_hand(entity, ident)
        return await super().get(entity, ident) if there is None else there


@sa.event.listens_for(RememberingSession, "after_flush")
def _after_flush(session: RememberingSession, _context: Any) -> None:
    if session.answers:
        session.forget_changed()


@sa.event.listens_for(RememberingSession, "do_orm_execute")
def _before_statement(state: ORMExecuteState) -> None:
    session = state.session
    if not isinstance(session, RememberingSession) or not session.answers:
        return
    if not state.is_select:
        mapper = state.bind_mapper
        # What changes no table of ours may change any.
        session.answers.clear() if mapper is None else session.forget(mapper.class_)
    elif getattr(state.statement, "_for_update_arg", None) is not None:
        session.answers.clear()


@sa.event.listens_for(RememberingSession, "after_commit")
@sa.event.listens_for(RememberingSession, "after_soft_rollback")
def _after_transaction(session: RememberingSession, *_transaction: Any) -> None:
    session.answers.clear()


def remember(session: AsyncSession, query: Any, *given: Any, answer: Any, knows: Iterable[Any] = ()) -> None:
    """Tell a transaction the answer to one of its remembered queries.

    It is not taken where rows of its tables are still to be written, but for those that it `knows`: these
    are in it, or do not belong there, as did those that the answer before it knew.
    """
    memory = session.sync_session
    if not isinstance(memory, RememberingSession):
        return
    known, before = Remembered(query.comes_from, answer), memory.answers.get((query.asks, given))
    known.knows.update(knows)
    if before is not None:
        known.knows.update(before.knows)
    if known.holds_after(memory.to_be_written()):
        memory.answers[query.asks, given] = known


@asynccontextmanager
async def apart_from_others(session: AsyncSession, *tables: Table) -> AsyncIterator[None]:
    """For statements that depend on these tables alone: what of others is to be written may wait."""
    memory = session.sync_session
    if not isinstance(memory, RememberingSession) or memory.has_changed(frozenset(tables)):
        await session.flush()
    with session.no_autoflush:
        yield


def remembered(*tables: Table) -> Callable[[Query[Given, Answer]], Query[Given, Answer]]:
    """Let a query that reads nothing but these tables be asked once; what it is given must be hashable."""
    comes_from = frozenset(tables)

    def decorate(query: Query[Given, Answer]) -> Query[Given, Answer]:
        @wraps(query)
        async def ask(session: AsyncSession, *given: Given.args, **named: Given.kwargs) -> Answer:
            memory = session.sync_session
            if not isinstance(memory, RememberingSession):
                return await query(session, *given, **named)
            key = (query, given, *named.items())
            known = memory.known(key)
            if known is None:
                if memory.has_changed(comes_from):
                    return await query(session, *given, **named)
                # Whatever else was changed in these rows' case is written once, at the end.
                with session.no_autoflush:
                    known = Remembered(comes_from, await query(session, *given, **named))
                memory.answers[key] = known
            found: Answer = known.answer
            # Whoever asks may change the list.
            return found.copy() if isinstance(found, list | dict) else found  # type: ignore[return-value]

        ask.asks, ask.comes_from = query, comes_from  # type: ignore[attr-defined]
        return ask  # type: ignore[return-value]  # (the name of the session is lost)

    return decorate
