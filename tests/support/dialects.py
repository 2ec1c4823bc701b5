"""What SQLAlchemy has compiled for one test serves the next.

A hotline has one engine for as long as it runs. Tests make one each: with a dialect and a cache of their
own, all would compile every statement anew, which takes longer than carrying it out.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.util import LRUCache

# More than all tests of a process have together.
_STATEMENTS = 10_000

_first: dict[type[Dialect], tuple[Dialect, Any]] = {}


def share_what_is_compiled() -> None:
    """From now on all engines of one kind in this process use one dialect, which is part of a cache's keys.

    A kind has one driver and one version of the database here, and `Database` sets nothing on a dialect.
    """
    for kind in (SQLiteDialect_aiosqlite, PGDialect_asyncpg):
        # Called by SQLAlchemy for each new engine.
        kind.engine_created = classmethod(_share)  # type: ignore[method-assign, assignment]


def _share(kind: type[Dialect], engine: sa.Engine) -> None:
    if kind in _first:
        engine.dialect, engine._compiled_cache = _first[kind]
        engine.pool._dialect = engine.dialect
        return

    @sa.event.listens_for(engine, "connect", once=True)
    def _keep(_connection: Any, _record: Any) -> None:
        # By now the dialect has learned from a connection which version of the database it speaks to.
        _first.setdefault(kind, (engine.dialect, LRUCache(_STATEMENTS)))
