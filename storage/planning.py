"""What SQLite is told of its tables, so that it goes about every query as if they were large.

SQLite counts nothing by itself. Without figures it takes whatever an index begins with for rare: it would
rather read all rows of a station in the order that is asked for than sort the ten of a case. The figures are
the same everywhere, not those of one station, so that plans are, too (https://www.sqlite.org/lang_analyze.html).
"""

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

_ROWS: Final = 1_000_000
"""Of one station, in each table."""
_OF_PART: Final = 10_000
"""In an index that holds only some rows: what waits, what is open."""
_ALIKE: Final = (10, 9, 8, 7, 6)
"""Rows that are alike in one more column of an index after the station, in two more: SQLite's own guess."""
_OF_ONE: Final = {"kind": 100_000, "state": 10_000}
"""Rows of one kind, and in one state: there are few kinds of clocks; most cases are over, and those in any
other state are fewer, but many more than those of one person."""

_STATION: Final = "station_id"


def tell_sizes(connection: sa.Connection) -> None:
    """Tell SQLite of all indexes that there are now; connections that are opened from now on know of it."""
    # Makes the table of figures, and counts nothing.
    connection.exec_driver_sql("ANALYZE sqlite_master")
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    for table in sa.inspect(connection).get_table_names():
        for _, index, is_unique, _, is_partial in _pragma(connection, "index_list", table):
            columns = [str(name) for _, _, name in _pragma(connection, "index_info", index)]
            if columns[0] == _STATION:
                row = (table, index, _figures(columns, bool(is_unique), bool(is_partial)))
                connection.exec_driver_sql("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", row)


def _pragma(connection: sa.Connection, name: str, of: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(f"PRAGMA {name}('{of}')")]


def _figures(columns: Sequence[str], is_unique: bool, is_partial: bool) -> str:
    """Rows of an index, and how many are alike in its first column, in its first two, and so on."""
    rows = _OF_PART if is_partial else _ROWS
    alike = [rows, *_ALIKE[: len(columns) - 1]]
    if columns[1:2] and columns[1] in _OF_ONE:
        alike[1] = _OF_ONE[columns[1]]
    if is_unique and len(columns) > 1:
        alike[-1] = 1
    return " ".join(map(str, [rows, *alike]))
