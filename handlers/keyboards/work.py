"""The buttons of deputies, liaison and presidium: what they can do with a case, and the office's lists."""

from collections.abc import Mapping, Sequence

from handlers.callbacks import pack
from handlers.keyboards.callers import for_caller
from handlers.keyboards.casework import more_row
from handlers.keyboards.overseeing import more, supervised
from handlers.keyboards.rows import Keyboard, Reader, Rows, category_rows, in_rows, listed, opening, paged
from handlers.views import CaseView
from hotline.casework import RESULTS
from hotline.desk import REFUSALS
from storage.ids import to_base36
from storage.vocabulary import State, Urgency

_DUE_DAYS = (3, 5, 10, 20)


_WORK: Mapping[State, tuple[tuple[str, ...], ...]] = {
    State.ASSIGNED: (("accept", "return"), ("ask", "reply")),
    State.NEED_INFO: (("message",),),
    State.ACCEPTED: (("ask", "message"), ("refer", "visit"), ("reply",), ("return",)),
    State.IN_PROGRESS: (("ask", "message"), ("refer", "visit"), ("reply",)),
    State.REFERRED: (("unit_answered", "refer_on"), ("ask", "message"), ("visit", "reply")),
    State.DEFERRED: (("resume", "message"),),
    State.REDO: (("message", "refer"), ("visit", "reply")),
    State.REPLIED: (("message",),),
}


_WORK_ACTS = {
    "unit_answered": "unit",
    "refer_on": "refer",
    "reply": "results",
    "other_deputy": "deputies",
    "note_answer": "answer",
    "take_up": "takeup",
}


def _work_rows(reader: Reader, rows: Sequence[Sequence[str]]) -> Rows:
    return [[reader.button(label, _WORK_ACTS.get(label, label)) for label in row] for row in rows]


def assignment(reader: Reader) -> Rows:
    """What the deputy can do in this state."""
    rows = _WORK.get(reader.of.state, ())
    if not reader.of.can_return:
        rows = tuple(tuple(label for label in row if label != "return") for row in rows)
    return [*supervised(reader), *_work_rows(reader, rows), *more_row(reader)]


def _results(reader: Reader) -> Rows:
    return in_rows(
        [reader.named(reader.texts.term("result", result), "reply", result) for result in RESULTS], 2
    )


def _due_days(reader: Reader) -> Rows:
    days = [reader.button("working_days", "due", str(days), days=days) for days in _DUE_DAYS]
    return [*in_rows(days, 2), *_stop(reader)]


def _stop(reader: Reader) -> Rows:
    return [[reader.button("stop_writing", "stop")]]


def _assignments(reader: Reader) -> Rows:
    return listed(reader, "work")


def _escalated(reader: Reader) -> Rows:
    return listed(reader, "case")


def _summary(reader: Reader) -> Rows:
    """Each case opens as what it is to the reader."""
    return in_rows([_summed_up(reader, view) for view in reader.cases], 4)


def _summed_up(reader: Reader, view: CaseView) -> dict[str, str]:
    # A draft has no number yet, and Telegram takes no button without words.
    if view.state is State.DRAFT:
        act = "callcard" if view.is_by_phone else "draft"
        label = reader.texts.term("reminder", "draft_reminder")
    else:
        act, label = ("work" if view.id in reader.assigned else "case"), view.number
    return {"text": label, "callback_data": pack(act, view.id, view.version)}


def _triage(reader: Reader) -> Rows:
    suggested = [reader.named(name, "give", to_base36(key)) for key, name in reader.of.suggested]
    return [
        *in_rows(suggested, 3),
        [reader.button("other_deputy", "deputies")],
        [reader.button("change_category", "fcats"), reader.button("change_place", "fplaces")],
        [reader.button("ask", "ask"), reader.button("refuse", "refusals")],
    ]


def _all_deputies(reader: Reader) -> Rows:
    return [*paged(reader, "give", "deputies"), [reader.button("back", "tcard", "back")]]


def _orphan(reader: Reader) -> Rows:
    suggested = [reader.named(name, "give", to_base36(key)) for key, name in reader.of.suggested]
    return [*in_rows(suggested, 3), [reader.button("other_deputy", "deputies")]]


def _not_joined(reader: Reader) -> Rows:
    invited = f"deputy-{to_base36(reader.of.deputy_id or 0)}"
    return [[reader.button("invite", "invite", invited), reader.button("other_deputy", "deputies")]]


_DESK: Mapping[State, tuple[tuple[str, ...], ...]] = {
    State.NOT_ACCEPTED: (("take_up",),),
    State.NEED_INFO: (("note_answer", "message"),),
    State.ASSIGNED: (("other_deputy", "message"), ("ask", "reply")),
    State.ACCEPTED: (("other_deputy", "message"), ("ask", "refer", "reply")),
    State.IN_PROGRESS: (("other_deputy", "message"), ("ask", "refer", "reply")),
    State.REFERRED: (("other_deputy", "message"), ("unit_answered", "reply")),
    State.REDO: (("other_deputy", "message"), ("refer", "reply")),
    State.REPLIED: (("other_deputy", "message"),),
}


def desk(reader: Reader) -> Rows:
    """What the liaison or the presidium can do in this state, in a deputy's place too."""
    if reader.of.state is State.SUBMITTED:
        return [*_triage(reader), *for_caller(reader), *more(reader)]
    if reader.of.state is State.RETURN_REVIEW:
        return [*_return(reader), *more(reader)]
    rows = _work_rows(reader, _DESK.get(reader.of.state, ()))
    return [*rows, *_urgency(reader), *for_caller(reader), *more(reader)]


def _urgency(reader: Reader) -> Rows:
    """A case that somebody still has to answer can be made urgent, and back."""
    if reader.of.reply_due is None and reader.of.state is not State.NEED_INFO:
        return []
    wanted = Urgency.NORMAL if reader.of.is_urgent else Urgency.URGENT
    return [[reader.button(f"make_{wanted}", "urgency", wanted)]]


def _refusals(reader: Reader) -> Rows:
    buttons = [
        reader.named(reader.texts.term("refusal_short", reason), "refuse", reason) for reason in REFUSALS
    ]
    return [*in_rows(buttons, 2), [reader.button("back", "tcard", "back")]]


def _return(reader: Reader) -> Rows:
    return [[reader.button("uphold", "uphold"), reader.button("keep", "keep")]]


def _liaison_categories(reader: Reader) -> Rows:
    return [*category_rows(reader, "fcat"), [reader.button("back", "tcard", "back")]]


def _liaison_places(reader: Reader) -> Rows:
    return [*paged(reader, "fplace", "fplaces"), [reader.button("back", "tcard", "back")]]


def _invite(reader: Reader) -> Rows:
    others = [reader.button(f"role_{role}", "invite", role) for role in ("liaison", "presidium")]
    return [*paged(reader, "invite", "invites", before="deputy-"), others]


def _join(reader: Reader) -> Rows:
    return [
        [reader.button("join_confirm", "join", str(reader.params["code"])), reader.button("join_not", "stop")]
    ]


def reminder(reader: Reader) -> Rows:
    is_at_desk = reader.of.state in (State.SUBMITTED, State.RETURN_REVIEW) and not reader.is_author
    return opening("work" if reader.is_deputy else "tcard" if is_at_desk else "case")(reader)


def _need_info_call(reader: Reader) -> Rows:
    return _work_rows(reader, (("note_answer",), ("message",)))


def _current_roster(reader: Reader) -> Rows:
    return [[reader.button("roster_template", "rostertmpl")]]


def _objection(reader: Reader) -> Rows:
    return [[reader.button("take_up", "takeup"), reader.button("stand", "stand")]]


def _roster_preview(reader: Reader) -> Rows:
    return [[reader.button("roster_confirm", "rosterok"), reader.button("roster_cancel", "rosterno")]]


WORK_KEYBOARDS: Mapping[str, Keyboard] = {
    "deputy.assigned": assignment,
    "deputy.card": assignment,
    "deputy.accepted": assignment,
    "deputy.answered": assignment,
    "deputy.material_added": assignment,
    "deputy.answer_recorded": assignment,
    "deputy.redo": assignment,
    "deputy.return_rejected": assignment,
    "deputy.supervised": assignment,
    "deputy.unmerged": assignment,
    "deputy.assignments": _assignments,
    "deputy.results": _results,
    "deputy.referral_due": _due_days,
    "liaison.triage_urgent": desk,
    "liaison.triage_card": desk,
    "liaison.return_card": desk,
    "liaison.returned": _return,
    "liaison.answered": desk,
    "liaison.orphan_card": _orphan,
    "liaison.deputy_named": _orphan,
    "liaison.deputy_not_joined": _not_joined,
    "presidium.named_liaison": desk,
    "presidium.escalated": desk,
    "liaison.deputies": _all_deputies,
    "liaison.refusals": _refusals,
    "liaison.categories": _liaison_categories,
    "liaison.places": _liaison_places,
    "liaison.refusal_objected": _objection,
    "liaison.redo": opening("case"),
    "liaison.invite": _invite,
    "presidium.cases": _escalated,
    "join_confirm": _join,
    "roster.current": _current_roster,
    "reminder.need_info_7": _need_info_call,
    "reminder.summary": _summary,
    **dict.fromkeys(
        (
            *("prompt.returning", "prompt.asking", "prompt.messaging", "prompt.referring_unit"),
            *("prompt.recording_answer", "prompt.replying", "prompt.keeping", "prompt.answering"),
        ),
        _stop,
    ),
    "roster.preview": _roster_preview,
}
