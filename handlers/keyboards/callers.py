"""The buttons of calls: the card to confirm, and the task to tell a caller something."""

from collections.abc import Mapping

from handlers.keyboards.rows import Keyboard, Reader, Row, Rows, category_rows, paged, solved, survey
from hotline.states import OPEN
from storage.vocabulary import State

_ASKED = frozenset({"case.question", "reminder.need_info_3"})


def for_caller(reader: Reader) -> Rows:
    """What the desk does for somebody without a chat, as that person says on the telephone."""
    if not reader.of.caller:
        return []
    state = reader.of.state
    if state is State.CLOSED:
        return [[reader.button("reopen", "reopen"), reader.button("link", "link")], _forget(reader)]
    if state not in OPEN:
        return []
    rows = solved(reader) if state is State.REPLIED else []
    more = ("add_more", "add"), ("withdraw", "withdraw"), ("link", "link")
    return [*rows, [reader.button(label, act) for label, act in more], _forget(reader)]


def _forget(reader: Reader) -> Row:
    return [reader.button("forget", "forget")]


def _ask_forget(reader: Reader) -> Rows:
    return [[reader.button("erase_now", "forgetnow"), reader.button("erase_not", "forgetno")]]


def _card(reader: Reader) -> Rows:
    way = "was_visit" if reader.of.is_by_phone else "was_call"
    return [
        [reader.button("submit", "callok")],
        [reader.button("change_category", "callcats"), reader.button("change_place", "callplaces")],
        [reader.button(way, "callway"), reader.button("cancel", "callno")],
    ]


def _categories(reader: Reader) -> Rows:
    return [*category_rows(reader, "callcat"), [reader.button("back", "callcard")]]


def _places(reader: Reader) -> Rows:
    return [*paged(reader, "callplace", "callplaces"), [reader.button("back", "callcard")]]


def _filed(reader: Reader) -> Rows:
    return [
        [reader.button("progress", "case"), *([reader.button("link", "link")] if reader.of.caller else [])]
    ]


def _task(reader: Reader) -> Rows:
    """What comes of the call; a rating and an answer are noted at once."""
    if reader.case is None:
        return []
    rows: Rows = []
    if reader.of.state is State.REPLIED:
        rows = solved(reader)
    elif reader.of.state is State.NEED_INFO and reader.params["told"] in _ASKED:
        rows = [[reader.button("note_answer", "answer")]]
    elif reader.of.state is State.CLOSED and reader.params["told"] == "reminder.survey":
        rows = survey(reader)
    elif reader.of.state is State.CLOSED:
        rows = [[reader.button("reopen", "reopen")]]
    task = str(reader.params["task"])
    return [*rows, [reader.button("told", "told", task), reader.button("not_reached", "missed", task)]]


def _satisfied(reader: Reader) -> Rows:
    return [[reader.button("satisfied", "satisf", "1"), reader.button("not_satisfied", "satisf", "0")]]


def _stop(reader: Reader) -> Rows:
    return [[reader.button("stop_writing", "stop")]]


CALLER_KEYBOARDS: Mapping[str, Keyboard] = {
    "prompt.calling": _stop,
    "prompt.calling_about": _stop,
    "caller.card": _card,
    "caller.categories": _categories,
    "caller.places": _places,
    "caller.filed": _filed,
    "caller.task": _task,
    "caller.ask_forget": _ask_forget,
    "caller.ask_solved": solved,
    "caller.ask_satisfied": _satisfied,
}
