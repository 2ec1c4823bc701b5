"""The buttons of a pause: the liaison sets and ends it, the person objects, the presidium decides."""

from collections.abc import Mapping

from handlers.keyboards.rows import Keyboard, Reader, Row, Rows, opening
from hotline.chasing import CHASEABLE
from hotline.states import OPEN
from storage.ids import to_base36
from storage.vocabulary import State

_DAYS = (3, 7, 14)


def pausing(reader: Reader) -> Row:
    """Pause the author of a case; whoever has no chat tells nothing by which a pause could be needed."""
    is_theirs = reader.of.caller == "" and reader.of.state in OPEN - {State.DRAFT}
    return [reader.button("pause_person", "pauseask")] if is_theirs else []


def _until(reader: Reader) -> Rows:
    days = [reader.button("pause_days", "pauseto", str(days), days=days) for days in _DAYS]
    return [days, [reader.button("stop_writing", "stop")]]


def _about(label: str, act: str, reader: Reader) -> dict[str, str]:
    return reader.button(label, act, to_base36(int(reader.params["pause"])))


def _object(reader: Reader) -> Rows:
    return [[reader.button("pause_object", "pauseobj")]]


def _told_already(reader: Reader) -> Rows:
    row = [reader.button("progress", "case"), reader.button("add_more", "add")]
    return [[*row, reader.button("chase", "chase")] if reader.of.state in CHASEABLE else row]


RESTRAINT_KEYBOARDS: Mapping[str, Keyboard] = {
    "prompt.pausing": lambda reader: [[reader.button("stop_writing", "stop")]],
    "prompt.objecting": lambda reader: [[reader.button("stop_writing", "stop")]],
    "liaison.pause_until": _until,
    "liaison.same_words": opening("tcard"),
    "pause.begun": _object,
    "kept.pause": _object,
    "pause.card": lambda reader: [[_about("pause_lift", "pauseoff", reader)]],
    "pause.objection": lambda reader: [
        [_about("pause_lift", "pauselift", reader), _about("pause_stays", "pausestay", reader)]
    ],
    "case.told_already": _told_already,
}
