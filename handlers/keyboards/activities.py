"""The buttons of activities: can come or not; invite, tick who came, pictures, call off; turn the pages."""

from collections.abc import Mapping

from handlers.keyboards.rows import Keyboard, Reader, Rows, in_rows, paged
from handlers.values.activities import ActivityView
from storage.ids import to_base36

_TICKS = 24
_CHECKED, _OPEN = "✓", "—"


def _of(reader: Reader) -> ActivityView | None:
    return reader.activity


def _answer(reader: Reader, view: ActivityView) -> Rows:
    if view.has_begun or view.is_cancelled or not view.is_invited:
        return []
    key = to_base36(view.id)
    return [[reader.button("can_come", "acyes", key), reader.button("cannot_come", "acno", key)]]


def _invitation(reader: Reader) -> Rows:
    view = _of(reader)
    return [] if view is None else _answer(reader, view)


def _card(reader: Reader) -> Rows:
    """What the reader can do next with it: a deputy answers, the liaison keeps it."""
    view = _of(reader)
    if view is None:
        return []
    rows = _answer(reader, view)
    return rows + (_keeping(reader, view) if view.is_keeper else _pictures(reader, view))


def _pictures(reader: Reader, view: ActivityView) -> Rows:
    key = to_base36(view.id)
    row = [] if view.is_cancelled else [reader.button("add_pictures", "acpic", key)]
    if view.pictures:
        row.append(reader.button("see_pictures", "acpics", key))
    return [row]


def _keeping(reader: Reader, view: ActivityView) -> Rows:
    key = to_base36(view.id)
    if view.is_cancelled:
        return _pictures(reader, view)
    inviting = [
        reader.button("invite_all", "acall", key),
        reader.button("invite_some", "acinvite", f"{key}-0"),
    ]
    if view.has_begun:
        label = "attended_again" if view.is_recorded else "who_came"
        first = [reader.button(label, "acwho", f"{key}-0"), reader.button("note_cost", "accost", key)]
        return [first, *_pictures(reader, view)]
    last = [reader.button("change_activity", "acchange", key), reader.button("cancel_activity", "acoff", key)]
    return [inviting, [reader.button("note_cost", "accost", key), *_pictures(reader, view)[0]], last]


def _list(reader: Reader) -> Rows:
    rows = in_rows([reader.named(number, "accard", to_base36(key)) for key, number in reader.choices], 4)
    page = int(reader.params.get("page") or 0)
    turns = []
    if page > 0:
        turns.append(reader.button("previous", "aclist", str(page - 1)))
    if reader.params.get("has_more"):
        turns.append(reader.button("more", "aclist", str(page + 1)))
    return [*rows, turns]


def _invite(reader: Reader) -> Rows:
    """Everybody who is not invited yet; the first part of the argument is the activity."""
    key = to_base36(int(reader.params["activity"]))
    back = [reader.button("invite_all", "acall", key), reader.button("back", "accard", key)]
    return [*_paged(reader, key, "acask", "acinvite"), back]


def _paged(reader: Reader, key: str, act: str, turn: str) -> Rows:
    rows = paged(reader, act, turn, before=f"{key}-")
    for button in (button for row in rows for button in row):
        parts = button["callback_data"].rpartition(":")
        if parts[2].isdecimal() and button["callback_data"].startswith(f"{turn}:"):
            # Turning a page keeps to the activity too.
            button["callback_data"] = f"{parts[0]}:{key}-{to_base36(int(parts[2]))}"
    return rows


def _attendance(reader: Reader) -> Rows:
    """A name to a button, ticked or not; pressing says the opposite, and twice is as good as once."""
    view = _of(reader)
    if view is None:
        return []
    key, page = to_base36(view.id), int(reader.params.get("page") or 0)
    shown = view.ticks[page * _TICKS : (page + 1) * _TICKS]
    names = [
        reader.named(
            f"{_CHECKED if was_there else _OPEN} {name}",
            "actick",
            f"{key}-{to_base36(deputy_id)}-{0 if was_there else 1}-{to_base36(page)}",
        )
        for deputy_id, name, was_there in shown
    ]
    turns = []
    if page > 0:
        turns.append(reader.button("previous", "acwho", f"{key}-{to_base36(page - 1)}"))
    if len(view.ticks) > (page + 1) * _TICKS:
        turns.append(reader.button("more", "acwho", f"{key}-{to_base36(page + 1)}"))
    last = [
        reader.button("attended_done", "acdone", key),
        reader.button("others_came", "acothers", f"{key}-0"),
    ]
    return [*in_rows(names, 3), turns, last]


def _others(reader: Reader) -> Rows:
    """Those who came without having been invited."""
    key = to_base36(int(reader.params["activity"]))
    return [*_paged(reader, key, "accame", "acothers"), [reader.button("back", "acwho", f"{key}-0")]]


def _cancel(reader: Reader) -> Rows:
    key = to_base36(int(reader.params["activity"]))
    return [[reader.button("cancel_activity_sure", "acdrop", key), reader.button("back", "accard", key)]]


def _done(reader: Reader) -> Rows:
    return [[reader.button("activity_card", "accard", to_base36(int(reader.params["activity"])))]]


def _recorded(reader: Reader) -> Rows:
    key = to_base36(int(reader.params["activity"]))
    return [[reader.button("note_cost", "accost", key), reader.button("add_pictures", "acpic", key)]]


def _asking(reader: Reader) -> Rows:
    return [[reader.button("stop_writing", "stop")]]


ACTIVITY_KEYBOARDS: Mapping[str, Keyboard] = {
    "activity.list": _list,
    "activity.card": _card,
    "activity.planned": _card,
    "activity.invited": _invitation,
    "activity.changed": _invitation,
    "activity.reminder": _invitation,
    "activity.answer_noted": _invitation,
    "activity.answers": _done,
    "activity.eve": _done,
    "activity.invite": _invite,
    "activity.attendance": _attendance,
    "activity.others": _others,
    "activity.recorded": _recorded,
    "activity.ask_cancel": _cancel,
    "activity.ask": _asking,
    "activity.ask_change": _asking,
    "activity.ask_cost": _asking,
    "activity.ask_pictures": _asking,
    "activity.picture_kept": _done,
    "activity.cost_noted": _done,
    "activity.asked": _done,
}
