"""Rows of buttons: what every keyboard is made of."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.callbacks import pack
from handlers.values.activities import ActivityView
from handlers.values.suggestions import SuggestionView
from handlers.views import CaseView
from handlers.wording import Texts
from storage.ids import to_base36
from storage.vocabulary import Role

Row = list[dict[str, str]]
Rows = list[Row]
Keyboard = Callable[["Reader"], Rows]
_PAGE = 12


@dataclass(frozen=True)
class Reader:
    """Everything a keyboard is made of. `choices` are (id, name) pairs: villages or deputies; `offers` are
    (key, title) pairs of frequent replies.
    """

    texts: Texts
    case: CaseView | None
    params: Mapping[str, Any]
    choices: Sequence[tuple[int, str]] = ()
    cases: Sequence[CaseView] = ()
    categories: Sequence[str] = ()
    is_deputy: bool = False
    is_author: bool = False
    assigned: frozenset[int] = frozenset()
    offers: Sequence[tuple[str, str]] = ()
    suggestion: SuggestionView | None = None
    suggestions: Sequence[SuggestionView] = ()
    activity: ActivityView | None = None
    roles: frozenset[Role] = frozenset()

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


def in_rows(buttons: Sequence[dict[str, str]], width: int) -> Rows:
    return [list(buttons[start : start + width]) for start in range(0, len(buttons), width)]


def paged(reader: Reader, act: str, turn: str, *, before: str = "") -> Rows:
    """A page of choices, three in a row, with the ways to the other pages; `before` stands before each id."""
    page = int(reader.params.get("page") or 0)
    shown = reader.choices[page * _PAGE : (page + 1) * _PAGE]
    rows = in_rows([reader.named(name, act, before + to_base36(key)) for key, name in shown], 3)
    turns = []
    if page > 0:
        turns.append(reader.button("previous", turn, str(page - 1)))
    if len(reader.choices) > (page + 1) * _PAGE:
        turns.append(reader.button("more", turn, str(page + 1)))
    return [*rows, turns] if turns else rows


def one(label: str, act: str) -> Callable[[Reader], Rows]:
    return lambda reader: [[reader.button(label, act)]]


def opening(act: str) -> Callable[[Reader], Rows]:
    return lambda reader: [[reader.button("open", act, number=reader.of.number)]]


def listed(reader: Reader, act: str) -> Rows:
    buttons = [
        {"text": view.number, "callback_data": pack(act, view.id, view.version)} for view in reader.cases
    ]
    return in_rows(buttons, 4)


def category_rows(reader: Reader, act: str) -> Rows:
    """All categories, the likely ones first."""
    likely = [name for name in (reader.of.category, *reader.of.runners_up) if name]
    names = list(dict.fromkeys([*likely, *reader.categories]))
    index = {name: str(place) for place, name in enumerate(reader.categories)}
    return in_rows([reader.named(name, act, index[name]) for name in names if name in index], 3)


def solved(reader: Reader) -> Rows:
    return [[reader.button("solved", "solved", "1"), reader.button("not_solved", "solved", "0")]]


def survey(reader: Reader) -> Rows:
    """Two weeks after closing."""
    return [[reader.button("still_solved", "survey", "1"), reader.button("not_solved", "survey", "0")]]
