"""The buttons of absences: whose, which days, who stands in, back again."""

from collections.abc import Mapping

from handlers.keyboards.rows import Keyboard, Reader, Rows, in_rows, listed, paged
from storage.ids import to_base36

# From so many days on, for so many days.
_USUAL = (("away_week_today", 0, 7), ("away_week_tomorrow", 1, 7), ("away_two_weeks", 0, 14))


def _deputy(reader: Reader) -> str:
    return to_base36(int(reader.params["deputy"]))


def _whose(reader: Reader) -> Rows:
    return paged(reader, "awaywho", "awaywhose")


def _ask(reader: Reader) -> Rows:
    usual = [
        reader.button(label, "awaydays", f"{_deputy(reader)}-{start}-{length}")
        for label, start, length in _USUAL
    ]
    back = _noted(reader) if reader.params["is_away"] else []
    return [*in_rows(usual, 2), *back, [reader.button("stop_writing", "stop")]]


def _substitute(reader: Reader) -> Rows:
    """The days stand in the buttons, so that nothing else need be remembered."""
    before = f"{_deputy(reader)}-{reader.params['packed']}-"
    nobody = reader.button("away_nobody", "awaysub", f"{before}0")
    return [*paged(reader, "awaysub", "awaysubs", before=before), [nobody]]


def _noted(reader: Reader) -> Rows:
    """The button is for this absence, not for a later one."""
    days = reader.params["days"]
    first = str(days[0] if isinstance(days, list) else days).replace("-", "")[2:]
    return [[reader.button("away_back", "awayback", f"{_deputy(reader)}-{first}")]]


def _stand_in(reader: Reader) -> Rows:
    return listed(reader, "work")


ABSENCE_KEYBOARDS: Mapping[str, Keyboard] = {
    "away.whose": _whose,
    "away.ask": _ask,
    "away.substitute": _substitute,
    "away.noted": _noted,
    "away.stand_in": _stand_in,
}
