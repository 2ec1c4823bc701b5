"""Whether a statement names its station for every table that it reads or changes.

A table is bound where a condition that always holds compares its station with a value, or with the station of
a table that is bound. What a database splits by station it then finds in one place.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.selectable import Alias, AliasedReturnsRows, FromClause, Join, Lateral, SelectBase
from sqlmodel import SQLModel

import storage.tables  # noqa: F401  (fills the metadata)

EXCEPTIONS = {
    "case_search_index": "SQLite's index of words has the numbers of rows alone; the cases with it are bound",
}
_NAMED_IN_TEXT = re.compile(r"\b(?:FROM|JOIN|UPDATE|INTO)\s+(\w+)", re.IGNORECASE)
_Froms = frozenset[FromClause]


def unbound(statement: Any) -> set[str]:
    """The names of the tables for which a statement names no station."""
    return set(_unbound(statement, frozenset(), frozenset()))


def unbound_in_text(text: str) -> set[str]:
    """The same of a statement, or a part of one, that is written as text."""
    named = {name for name in _NAMED_IN_TEXT.findall(text) if name in _ours()} - EXCEPTIONS.keys()
    return {name for name in named if not re.search(rf"\b{name}\.{_key_of(name)} = ", text)}


def _ours() -> set[str]:
    return {*SQLModel.metadata.tables, *EXCEPTIONS}


def _key_of(table: str) -> str:
    return "id" if table == "station" else "station_id"


def _unbound(statement: Any, outer: _Froms, bound_outside: _Froms) -> Iterator[str]:
    if isinstance(statement, sa.CompoundSelect):
        for part in statement.selects:
            yield from _unbound(part, outer, bound_outside)
        return
    froms = frozenset(_froms(statement)) - outer
    conditions = [*_conditions(statement)]
    bound = _bound(froms, conditions, bound_outside)
    missed = (_table(one) or "" for one in froms - bound)
    yield from (table for table in missed if table in SQLModel.metadata.tables)
    for inner, sees_outside in _inner(statement):
        if sees_outside:
            yield from _unbound(inner, outer | froms, bound | bound_outside)
        else:
            yield from _unbound(inner, frozenset(), frozenset())
    for text in _texts(statement):
        yield from unbound_in_text(text)


def _froms(statement: Any) -> Iterator[FromClause]:
    """The tables, aliases and subqueries of a statement, taken out of their joins."""
    if isinstance(statement, sa.Update | sa.Delete):
        yield statement.table
    elif isinstance(statement, sa.Select):
        waiting: list[Any] = [*statement.get_final_froms()]
        while waiting:
            one = waiting.pop()
            if isinstance(one, Join):
                waiting += [one.left, one.right]
            else:
                yield one


def _conditions(statement: Any) -> Iterator[Any]:
    """What always holds: the parts of WHERE and of ON that are joined by AND."""
    waiting = [*getattr(statement, "_where_criteria", ())]
    if isinstance(statement, sa.Select):
        for one in statement.get_final_froms():
            waiting += [part.onclause for part in visitors.iterate(one) if isinstance(part, Join)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, sa.sql.elements.Grouping):
            waiting.append(one.element)
        elif isinstance(one, sa.BooleanClauseList) and one.operator is operators.and_:
            waiting += one.clauses
        else:
            yield one


def _bound(froms: _Froms, conditions: Iterable[Any], bound_outside: _Froms) -> _Froms:
    """Those whose station is compared with a value, or with the station of one that is bound."""
    pairs = [(one.left, one.right) for one in conditions if getattr(one, "operator", None) is operators.eq]
    pairs += [(right, left) for left, right in pairs]
    # A subquery is looked at by itself.
    bound = {one for one in froms if _table(one) is None}
    while True:
        more = {
            owner
            for left, right in pairs
            if (owner := _owner(left)) in froms
            and owner not in bound
            and _is_known(right, bound | bound_outside)
        }
        if not more:
            return frozenset(bound)
        bound |= more


def _owner(column: Any) -> FromClause | None:
    """The table whose station this column is."""
    owner = getattr(column, "table", None)
    return owner if owner is not None and getattr(column, "key", "") == _key_of(_table(owner) or "") else None


def _is_known(value: Any, bound: Iterable[FromClause]) -> bool:
    owner = _owner(value)
    return isinstance(value, sa.BindParameter) or (owner is not None and owner in set(bound))


def _table(one: FromClause) -> str | None:
    """The name of the table that it is, or is an alias of; None for a subquery."""
    while isinstance(one, Alias):
        one = one.element
    return one.name if isinstance(one, sa.Table) else None


def _inner(statement: Any) -> Iterator[tuple[SelectBase, bool]]:
    """The selects that stand in a statement, not those in them; whether they see its tables."""
    waiting = [*statement.get_children()]
    if isinstance(statement, sa.Insert) and statement.select is not None:
        waiting.append(statement.select)
    while waiting:
        one = waiting.pop()
        if isinstance(one, SelectBase):
            yield one, True
        elif isinstance(one, AliasedReturnsRows) and isinstance(one.element, SelectBase):
            yield one.element, isinstance(one, Lateral)
        else:
            waiting += one.get_children()


def _texts(statement: Any) -> Iterator[str]:
    waiting = [*statement.get_children()]
    while waiting:
        one = waiting.pop()
        if isinstance(one, sa.TextClause):
            yield one.text
        elif not isinstance(one, SelectBase | AliasedReturnsRows):
            waiting += one.get_children()
