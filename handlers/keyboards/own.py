"""What constituents press to chase, to stay unnamed, to leave a number, and about what is kept of them."""

from collections.abc import Mapping

from handlers.keyboards.rows import Keyboard, Reader, Row, Rows, listed, one, opening, survey
from handlers.keyboards.work import assignment
from hotline.chasing import CHASEABLE
from hotline.states import OPEN
from storage.vocabulary import State


def naming(reader: Reader) -> dict[str, str]:
    """The button says what a tap makes of the case."""
    return (
        reader.button("be_named", "naming", "0")
        if reader.of.is_unnamed
        else reader.button("stay_unnamed", "naming", "1")
    )


def further(reader: Reader) -> Rows:
    """What else the constituent can do with an open case."""
    row: Row = []
    if reader.of.state in CHASEABLE:
        row.append(reader.button("chase", "chase"))
    if reader.of.state not in OPEN - {State.DRAFT}:
        return []
    row.append(naming(reader))
    if not reader.of.is_unnamed:
        row.append(_phone(reader))
    return [row]


def _phone(reader: Reader) -> dict[str, str]:
    if reader.of.shares_phone:
        return reader.button("take_phone_back", "phone", "0")
    return reader.button("leave_phone", "phone", "1")


def _status(reader: Reader) -> Rows:
    row = [reader.button("progress", "case")]
    return [[*row, reader.button("chase", "chase")] if reader.of.state in CHASEABLE else row]


def _which(reader: Reader) -> Rows:
    return listed(reader, str(reader.params["act"]))


OWN_KEYBOARDS: Mapping[str, Keyboard] = {
    "which_case": _which,
    "case.status": _status,
    "chase.passed_on": one("progress", "case"),
    "chase.already": one("progress", "case"),
    "chase.deputy": assignment,
    "chase.liaison": opening("case"),
    "number.deputy": assignment,
    "number.read": opening("case"),
    "unnamed.transcript": assignment,
    "my_data.shown": lambda reader: [[reader.button("export", "export"), reader.button("erase", "erase")]],
    "my_data.privacy": lambda reader: [[reader.button("export", "export"), reader.button("erase", "erase")]],
    "my_data.ask_erase": lambda reader: [
        [reader.button("erase_now", "erasenow"), reader.button("erase_not", "eraseno")]
    ],
    "reminder.survey": survey,
    "survey.again": survey,
    "unnamed.to_write_down": one("write_down", "transcript"),
    "number.kept": lambda reader: [[reader.button("take_phone_back", "phone", "0")]],
}
