"""The buttons below a message, by the kind of notice; whatever a button does, a command does too."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.callbacks import pack
from handlers.views import CaseView
from handlers.wording import LANGUAGES, Texts
from hotline.casework import RESULTS
from hotline.desk import REFUSALS
from storage.ids import to_base36
from storage.vocabulary import State

Row = list[dict[str, str]]
Rows = list[Row]
_PAGE = 12
_DUE_DAYS = (3, 5, 10, 20)
_LANGUAGE_NAMES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English"}


@dataclass(frozen=True)
class Reader:
    """Everything a keyboard is made of. `choices` are (id, name) pairs: villages or deputies."""

    texts: Texts
    case: CaseView | None
    params: Mapping[str, Any]
    choices: Sequence[tuple[int, str]] = ()
    cases: Sequence[CaseView] = ()
    categories: Sequence[str] = ()
    is_deputy: bool = False

    @property
    def of(self) -> CaseView:
        """The case that the notice is about."""
        assert self.case is not None, "a keyboard of a case needs one"  # noqa: S101
        return self.case

    def button(self, label: str, act: str, argument: str = "", **values: Any) -> dict[str, str]:
        """A button about the case (if there is one), with a label from the catalog."""
        return self.named(self.texts(f"buttons.{label}", **values), act, argument)

    def named(self, label: str, act: str, argument: str = "") -> dict[str, str]:
        case_id, version = (self.case.id, self.case.version) if self.case else (0, 0)
        return {"text": label, "callback_data": pack(act, case_id, version, argument)}


def _in_rows(buttons: Sequence[dict[str, str]], width: int) -> Rows:
    return [list(buttons[start : start + width]) for start in range(0, len(buttons), width)]


def _paged(reader: Reader, act: str, turn: str) -> Rows:
    """A page of choices, three in a row, with the ways to the other pages."""
    page = int(reader.params.get("page") or 0)
    shown = reader.choices[page * _PAGE : (page + 1) * _PAGE]
    rows = _in_rows([reader.named(name, act, to_base36(key)) for key, name in shown], 3)
    turns = []
    if page > 0:
        turns.append(reader.button("previous", turn, str(page - 1)))
    if len(reader.choices) > (page + 1) * _PAGE:
        turns.append(reader.button("more", turn, str(page + 1)))
    return [*rows, turns] if turns else rows


def _homes(reader: Reader) -> Rows:
    return _paged(reader, "home", "homes")


def _draft_tail(reader: Reader) -> Rows:
    rows: Rows = []
    if reader.params["can_split"]:
        rows.append([reader.button("split", "split")])
    if reader.params["has_older"]:
        rows.append([reader.button("unite", "unite")])
    if reader.params["open_case"]:
        number = str(reader.params["open_number"])
        argument = to_base36(int(reader.params["open_case"]))
        rows.append([reader.button("to_filed", "tofiled", argument, number=number)])
    return rows


def _draft_card(reader: Reader) -> Rows:
    return [
        [reader.button("submit", "submit")],
        [reader.button("change_category", "cats"), reader.button("change_place", "places")],
        [reader.button("add_more", "add"), reader.button("cancel", "cancel")],
        *_draft_tail(reader),
    ]


def _draft_without_place(reader: Reader) -> Rows:
    return [
        *_paged(reader, "place", "places"),
        [reader.button("submit_without_place", "submit"), reader.button("cancel", "cancel")],
        *_draft_tail(reader),
    ]


def _draft_which_place(reader: Reader) -> Rows:
    named = [choice for choice in reader.choices if choice[0] in reader.of.places_named]
    return [
        *_in_rows([reader.named(name, "place", to_base36(key)) for key, name in named], 2),
        [reader.button("other_place", "places"), reader.button("submit_without_place", "submit")],
    ]


def _draft_without_words(reader: Reader) -> Rows:
    return [
        *_category_rows(reader, "cat"),
        [reader.button("submit_anyway", "submit"), reader.button("cancel", "cancel")],
        *_draft_tail(reader),
    ]


def _draft_other_channel(reader: Reader) -> Rows:
    return [[reader.button("insist", "insist"), reader.button("cancel", "cancel")], *_draft_tail(reader)]


def _category_rows(reader: Reader, act: str) -> Rows:
    """All categories, the likely ones first."""
    likely = [name for name in (reader.of.category, *reader.of.runners_up) if name]
    names = list(dict.fromkeys([*likely, *reader.categories]))
    index = {name: str(place) for place, name in enumerate(reader.categories)}
    return _in_rows([reader.named(name, act, index[name]) for name in names if name in index], 3)


def _draft_categories(reader: Reader) -> Rows:
    return [*_category_rows(reader, "cat"), [reader.button("back", "draft")]]


def _draft_places(reader: Reader) -> Rows:
    return [*_paged(reader, "place", "places"), [reader.button("back", "draft")]]


def _filed(reader: Reader) -> Rows:
    return [
        [
            reader.button("progress", "case"),
            reader.button("add_more", "add"),
            reader.button("withdraw", "withdraw"),
        ]
    ]


def _filed_for_you(reader: Reader) -> Rows:
    places = [] if reader.of.place else _paged(reader, "place", "places")
    return [*places, [reader.button("add_more", "add"), reader.button("withdraw", "withdraw")]]


def _solved(reader: Reader) -> Rows:
    return [[reader.button("solved", "solved", "1"), reader.button("not_solved", "solved", "0")]]


def _satisfied(reader: Reader) -> Rows:
    return [[reader.button("satisfied", "satisf", "1"), reader.button("not_satisfied", "satisf", "0")]]


def _one(label: str, act: str) -> Callable[[Reader], Rows]:
    return lambda reader: [[reader.button(label, act)]]


_WORK: Mapping[State, tuple[tuple[str, ...], ...]] = {
    State.ASSIGNED: (("accept", "return"), ("ask", "reply")),
    State.NEED_INFO: (("message",),),
    State.ACCEPTED: (("ask", "message"), ("refer", "reply"), ("return",)),
    State.IN_PROGRESS: (("ask", "message"), ("refer", "reply")),
    State.REFERRED: (("unit_answered",), ("ask", "message"), ("refer", "reply")),
    State.REDO: (("message", "refer"), ("reply",)),
    State.REPLIED: (("message",),),
}
_WORK_ACTS = {"unit_answered": "unit", "reply": "results"}


def _assignment(reader: Reader) -> Rows:
    """What the deputy can do in this state."""
    rows = _WORK.get(reader.of.state, ())
    return [[reader.button(label, _WORK_ACTS.get(label, label)) for label in row] for row in rows]


def _results(reader: Reader) -> Rows:
    return _in_rows(
        [reader.named(reader.texts.term("result", result), "reply", result) for result in RESULTS], 2
    )


def _due_days(reader: Reader) -> Rows:
    return _in_rows([reader.button("working_days", "due", str(days), days=days) for days in _DUE_DAYS], 2)


def _open(act: str) -> Callable[[Reader], Rows]:
    return lambda reader: [[reader.button("open", act, number=reader.of.number)]]


def _list(reader: Reader, act: str) -> Rows:
    buttons = [
        {"text": view.number, "callback_data": pack(act, view.id, view.version)} for view in reader.cases
    ]
    return _in_rows(buttons, 4)


def _assignments(reader: Reader) -> Rows:
    return _list(reader, "work")


def _cases(reader: Reader) -> Rows:
    return _list(reader, "case")


def _triage(reader: Reader) -> Rows:
    suggested = [reader.named(name, "give", to_base36(key)) for key, name in reader.of.suggested]
    return [
        *_in_rows(suggested, 3),
        [reader.button("other_deputy", "deputies")],
        [reader.button("change_category", "fcats"), reader.button("change_place", "fplaces")],
        [reader.button("ask", "ask"), reader.button("refuse", "refusals")],
    ]


def _all_deputies(reader: Reader) -> Rows:
    buttons = [reader.named(name, "give", to_base36(key)) for key, name in reader.choices]
    return [*_in_rows(buttons, 3), [reader.button("back", "tcard", "back")]]


def _refusals(reader: Reader) -> Rows:
    buttons = [
        reader.named(reader.texts.term("refusal_short", reason), "refuse", reason) for reason in REFUSALS
    ]
    return [*_in_rows(buttons, 2), [reader.button("back", "tcard", "back")]]


def _return(reader: Reader) -> Rows:
    return [[reader.button("uphold", "uphold"), reader.button("keep", "keep")]]


def _liaison_categories(reader: Reader) -> Rows:
    return [*_category_rows(reader, "fcat"), [reader.button("back", "tcard", "back")]]


def _liaison_places(reader: Reader) -> Rows:
    return [*_paged(reader, "fplace", "fplaces"), [reader.button("back", "tcard", "back")]]


def _invite(reader: Reader) -> Rows:
    deputies = [reader.named(name, "invite", f"deputy-{to_base36(key)}") for key, name in reader.choices]
    others = [reader.button(f"role_{role}", "invite", role) for role in ("liaison", "presidium")]
    return [*_in_rows(deputies, 3), others]


def _languages(reader: Reader) -> Rows:
    return [[reader.named(_LANGUAGE_NAMES[name], "lang", name) for name in LANGUAGES]]


def _reminder(reader: Reader) -> Rows:
    return _open("work" if reader.is_deputy else "case")(reader)


def _roster_preview(reader: Reader) -> Rows:
    return [[reader.button("roster_confirm", "rosterok"), reader.button("roster_cancel", "rosterno")]]


KEYBOARDS: Mapping[str, Callable[[Reader], Rows]] = {
    "choose_home": _homes,
    "village_unknown": _homes,
    "language": _languages,
    "cases": _cases,
    "draft.card": _draft_card,
    "draft.needs_place": _draft_without_place,
    "draft.which_place": _draft_which_place,
    "draft.needs_words": _draft_without_words,
    "draft.other_channel": _draft_other_channel,
    "draft.categories": _draft_categories,
    "draft.places": _draft_places,
    "case.filed": _filed,
    "case.filed_for_you": _filed_for_you,
    "case.replied": _solved,
    "case.ask_solved": _solved,
    "case.ask_satisfied": _satisfied,
    "case.closed": _one("reopen", "reopen"),
    "case.closed_unanswered": _one("go_on", "reopen"),
    "case.closed_silent": _one("reopen", "reopen"),
    "case.refused": _one("object", "object"),
    "case.status": _one("progress", "case"),
    "deputy.assigned": _assignment,
    "deputy.card": _assignment,
    "deputy.accepted": _assignment,
    "deputy.answered": _assignment,
    "deputy.material_added": _assignment,
    "deputy.answer_recorded": _assignment,
    "deputy.referred": _assignment,
    "deputy.redo": _assignment,
    "deputy.return_rejected": _assignment,
    "deputy.assignments": _assignments,
    "deputy.results": _results,
    "deputy.referral_due": _due_days,
    "liaison.triage_urgent": _triage,
    "liaison.triage_card": _triage,
    "liaison.return_card": _return,
    "liaison.deputies": _all_deputies,
    "liaison.refusals": _refusals,
    "liaison.categories": _liaison_categories,
    "liaison.places": _liaison_places,
    "liaison.refusal_objected": _one("take_up", "takeup"),
    "liaison.redo": _open("case"),
    "liaison.invite": _invite,
    "presidium.cases": _cases,
    "reminder.draft_reminder": lambda reader: [[reader.button("open", "draft", number="")]],
    "reminder.rate_reminder": _solved,
    "reminder.survey": _one("reopen", "reopen"),
    "roster.preview": _roster_preview,
}
"""Kinds that are not here have no buttons, except reminders, which open their case."""


def keyboard_for(kind: str, reader: Reader) -> Rows:
    """The rows of buttons of a notice; empty where it has none."""
    if kind in KEYBOARDS:
        return [row for row in KEYBOARDS[kind](reader) if row]
    if kind.startswith("reminder.") and reader.case is not None:
        return _reminder(reader)
    return []
