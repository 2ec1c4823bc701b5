"""Queries that are made once: making one takes longer than carrying it out."""

import inspect
from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

Row = TypeVar("Row")


class Prepared(Generic[Row]):
    """A query, called with the session and what it asks about; None of that may be None."""

    def __init__(self, make: Callable[..., SelectOfScalar[Row]]) -> None:
        self.make = make
        self._names = tuple(inspect.signature(make).parameters)

    @cached_property
    def statement(self) -> SelectOfScalar[Row]:
        return self.make(*(sa.bindparam(name) for name in self._names))

    async def __call__(self, session: AsyncSession, *given: Any) -> sa.ScalarResult[Row]:
        return await session.exec(self.statement, params=dict(zip(self._names, given, strict=True)))


def prepared(make: Callable[..., SelectOfScalar[Row]]) -> Prepared[Row]:
    """For a function that makes a query from its parameters, which stand for values given later.

    `column.in_(parameter)` takes a list, and `limit(parameter)` a number.
    """
    return Prepared(make)
