"""Every statement that the program sends while tests run is looked at: does it name its station?"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import greenlet
import sqlalchemy as sa

from tests.support.station_key import unbound, unbound_in_text

_HOUSE = Path(__file__).parents[2]
_PROGRAM = tuple(f"{_HOUSE / layer}/" for layer in ("bot", "handlers", "hotline", "storage"))
# Hands on whatever it is given.
_CARRIER = str(_HOUSE / "storage" / "lite.py")
# What tests ask of the database is their own affair; migrations change the rows of all stations.
_NOT_LOOKED_AT = (f"{_HOUSE / 'tests'}/", f"{_HOUSE / 'storage' / 'migrations'}/")


@dataclass
class StationWatch:
    """Listens to all engines of this process. Looks at each text once: they come again and again."""

    missed: list[str] = field(default_factory=list)
    looked_at: dict[str, set[str]] = field(default_factory=dict)

    def begin(self) -> None:
        sa.event.listen(sa.Engine, "before_cursor_execute", self._see)

    def end(self) -> None:
        sa.event.remove(sa.Engine, "before_cursor_execute", self._see)

    def _see(
        self, _connection: Any, _cursor: Any, text: str, _values: Any, context: Any, _is_many: bool
    ) -> None:
        if text not in self.looked_at:
            self.looked_at[text] = _tables_missed(text, getattr(context, "compiled", None))
        if self.looked_at[text] and (place := _place_in_program()) is not None:
            self.missed.append(f"{place}: no station for {sorted(self.looked_at[text])} in: {text}")


def _tables_missed(text: str, compiled: Any) -> set[str]:
    if compiled is None:
        return unbound_in_text(text)
    # What the ORM was given becomes a plain statement only when it is compiled.
    statement = getattr(getattr(compiled, "compile_state", None), "statement", compiled.statement)
    if isinstance(statement, sa.TextClause):
        return unbound_in_text(text)
    is_looked_at = isinstance(statement, sa.sql.expression.SelectBase | sa.sql.expression.UpdateBase)
    return unbound(statement) if is_looked_at else set()


def _place_in_program() -> str | None:
    """Where the program sends the statement that is being sent; None if it is not looked at."""
    for frame in _frames():
        path = frame.f_code.co_filename
        if path.startswith(_NOT_LOOKED_AT) and path != __file__:
            return None
        if path.startswith(_PROGRAM) and path != _CARRIER:
            return f"{Path(path).relative_to(_HOUSE)}, {frame.f_code.co_name}"
    return None


def _frames() -> Iterator[FrameType]:
    """From here outwards. SQLAlchemy's asynchronous calls run in a greenlet, whose caller is its parent."""
    frame: FrameType | None = sys._getframe()
    running: Any = greenlet.getcurrent()
    while running is not None:
        while frame is not None:
            yield frame
            frame = frame.f_back
        running = running.parent
        frame = running.gr_frame if running is not None else None
