"""Whatever people write, a text is valid, and a button has a label."""

import itertools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta
from functools import cache
from types import SimpleNamespace, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from telegram.ext import CallbackQueryHandler

from bot.simulator.errors import ApiError
from bot.simulator.html_text import parse_html
from handlers import HANDLERS, menus, timeline
from handlers.keyboards import KEYBOARDS, keyboard_for
from handlers.keyboards.rows import Reader
from handlers.keyboards.suggestions import SUGGESTION_KEYBOARDS
from handlers.parts import parts_of
from handlers.values import frequent
from handlers.values.neighbours import NeighboursCase
from handlers.values.suggestions import SuggestionView
from handlers.views import CaseView
from handlers.wording import Texts
from hotline.danger import DangerKind
from hotline.duty import facts as duty_facts
from hotline.work import StationFacts
from storage.vocabulary import Level, Role, State, SuggestionState
from tests.handlers.texts import text_use
from tests.handlers.texts.catalogs import DANGERS, GIVEN_TO_ALL, NOW, PEOPLE, ZONE, read_catalog, variables_of

# What the code asks for is read once, by one of those who share the tests.
pytestmark = pytest.mark.xdist_group("texts")


NASTY = "<b>&amp; </i> \u202e😀 {{ 7 * 7 }} \"'"
LONG_LINE = (NASTY * 200)[:4000]
PARAGRAPHS = "\n".join([NASTY] * 180)[:4000]


def value_of(annotation: Any, text: str) -> Any:
    """A value of this type: `text` wherever free words may stand; None wherever it may, for empty text."""
    options = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
    if type(None) in options and not text:
        return None
    kind = options[0]
    if get_origin(kind) is list:
        return [value_of(get_args(kind)[0], text)] * 2 if text else []
    if get_origin(kind) is tuple:
        return tuple(value_of(part, text) for part in get_args(kind))
    return {str: text, int: 2, bool: bool(text), datetime: NOW + timedelta(hours=30)}.get(kind)


# What comes from closed lists, or is cut by the program or the database.
_CLOSED = {"state": State.SUBMITTED, "kind": "case", "light": "red", "routing_reason": "own_choice"}
_CLOSED |= {"result": "A"}
_LENGTHS = {"number": 6, "summary": 24, "text_short": 900, "status": 200, "danger_number": 3, "files": 60}
_LENGTHS |= {
    "deputy": 64,
    "caller": 64,
    "place": 64,
    "unit": 64,
    "category": 32,
    "topic": 32,
    "words": 12,
    "runners_up": 12,
}


@cache
def view_of_words(text: str) -> CaseView:
    hints = get_type_hints(CaseView)
    values = {name: value_of(hint, text[: _LENGTHS.get(name, 4000)]) for name, hint in hints.items()}
    return CaseView(**values | _CLOSED)


def view_with(text: str, **changes: Any) -> CaseView:
    return replace(view_of_words(text), **changes)


@cache
def suggestion_of_words(text: str) -> SuggestionView:
    lengths = {"title": 80, "number": 6, "unit": 64, "deputy": 64, "answer": 600, "note": 600, "cases": 6}
    lengths |= {"problem": 700, "proposal": 700, "warnings": 12}
    hints = get_type_hints(SuggestionView)
    values = {name: value_of(hint, text[: lengths.get(name, 64)]) for name, hint in hints.items()}
    shown = {"state": SuggestionState.DRAFTED, "light": "red", "due_at": NOW + timedelta(days=90)}
    return SuggestionView(**values | shown)


def suggestion_with(text: str, **changes: Any) -> SuggestionView:
    return replace(suggestion_of_words(text), **changes)


def station_with(text: str) -> StationFacts:
    short = text[:64]
    return StationFacts(short, short, ZONE, "zh-Hans", short, short, short)


WHY = {
    "kind": "reply",
    "started_at": NOW,
    "due_at": NOW + timedelta(days=7),
    "is_paused": False,
    "is_natural": False,
    "is_estimated": True,
    "count": 5,
    "skipped": [("6月19日", "端午节")],
    "pauses": [("6月16日 09:00", "6月17日 10:00")],
    "extended": 5,
}


def samples(text: str, view: CaseView) -> dict[str, Any]:
    """A value for whatever a text may name; words unless it is listed here."""
    return {
        "station": station_with(text),
        "case": view,
        "cases": [view, view],
        "entry": SimpleNamespace(text=text),
        "suggestion": suggestion_with(text),
        "suggestions": [suggestion_with(text)] * 2,
        "terms": [["usual", 3], ["complex", 6]],
        "why": WHY | dict.fromkeys(("counted", "swapped", "paused_days"), text[:64]),
        "offers": [frequent.Offer("sdone", text[:12], text)] * 3,
        "templates": [SimpleNamespace(title=text[:12], text=text)] * 3,
        "ladder": [text[:200]] * 5,
        "review_on": "2026-08-20",
        "unit_due": NOW + timedelta(days=3),
        "level": Level.COUNTY,
        "at": NOW - timedelta(hours=3),
        "roles": sorted(PEOPLE),
        "villages": [text[:64]],
        "lines": [text[:300]] * 30,
        "more": ["120", "110"],
        "due_at": NOW - timedelta(hours=3),
        "until": NOW + timedelta(hours=30),
        "categories": [(text[:32], 3)],
        "overdue": [(text[:64], 2, 1)],
        **{key: [(text[:32], text[:64], 3)] * 3 for key in ("hot", "again", "corrections")},
        **{key: [(text[:64], 3)] for key in ("places", "excluded_by_reason")},
        "overdue_cases": [{"number": "0123", "deputy": text[:64], "days": 3}] * 10,
        "due": [{"number": "0130", "deputy": text[:64], "due_at": NOW}] * 10,
        "praise": [{"deputy": text[:64], "replied": 4, "satisfied": 3}] * 5,
        "fastest": {"deputy": text[:64], "minutes": 150},
        "changed": lambda now, before: text[:12],
        "days_over": {text[:6]: 3},
        "gap": -2,
        "link": "https://desk.example.org/enter/" + "x" * 40,
        "first": NOW.date(),
        "last": NOW.date() + timedelta(days=6),
        "f": duty_facts.DutyFacts(**{one.name: 2 for one in fields(duty_facts.DutyFacts)}),
        "attended": [(text[:12], 2)] * 2,
        "year": 2026,
        "minutes": 150,
        "free_mb": 512,
        "backup_days": 3,
        "has_backup_failed": False,
        "outage": "full",
        "late_ticks": [text[:32]] * 3,
        "over": [(text[:64], text[:12])],
        "chosen": [(text[:64], 2, text[:300])] * 2,
        "names": [text[:64]] * 2,
        "agreed_words": [{"word": text[:32], "category": text[:32]}],
        "similar": NeighboursCase("0001", text[:64], text[:32], text[:30], 2),
        "rate": lambda numbers: text[:30],
        "filed": [("0001", "办结", [text[:12], "联络员"])] * 30,
        "spans": dict.fromkeys(("identities", "files", "messages", "readings"), "3 年"),
        "pictures": 3,
        "held": [text[:12]],
        "week": "6月8日—6月14日",
        "month": "2026年5月",
        "state": State.ASSIGNED,
        "role": "deputy",
        "who": "constituent",
        "by_role": "liaison",
        "reminder": "accept_red",
        "urgency": "urgent",
        "result": "A",
        **dict.fromkeys(("waiting", "unanswered", "count", "total", "days"), 2),
        **dict.fromkeys(("deputy", "unit", "place", "name", "typed", "number", "whom"), text[:64]),
    }


SAMPLES_OF: Mapping[str, dict[str, Any]] = {
    "ledger.line": {"village": NASTY[:64], "category": NASTY[:32]},
    "deputy.digest": {"overdue": [{"number": "0123", "days": 3}] * 10, "overdue_total": 12, "due_total": 12},
}
"""Values of texts that call something else by a name of the samples."""

VIEWS = {
    "a short hostile text": (NASTY, {}),
    "a long line": (LONG_LINE, {}),
    "many paragraphs": (PARAGRAPHS, {}),
    "a case that has moved on": ("", {}),
    "an overdue case": (NASTY, {"accept_due": NOW - timedelta(1), "reply_due": NOW - timedelta(1)}),
}


@pytest.mark.parametrize("name", VIEWS)
def test_every_text_is_valid_telegram_html_whatever_people_write(language: str, name: str) -> None:
    text, changes = VIEWS[name]
    values = samples(text, view_with(text, **changes))
    for key, source in read_catalog(language).items():
        unlisted = dict.fromkeys(variables_of(source) - values.keys() - GIVEN_TO_ALL, text)
        rendered = Texts(language, ZONE, NOW)(key, **(values | unlisted | SAMPLES_OF.get(key, {})))
        for part in parts_of(rendered):
            assert len(part.encode("utf-16-le")) // 2 <= 4096, key
            try:
                seen, _ = parse_html(part)
            except ApiError as error:
                pytest.fail(f"{language} {key}: {error} in {part[:200]!r}", pytrace=False)
            assert "&lt;" not in seen, f"{key} is escaped twice"
            assert "49" not in seen, f"{key} runs what people wrote"
            assert bool(seen.strip()) or not source.strip() or not text, key


def test_a_status_inside_another_text_is_escaped_once(language: str) -> None:
    texts = Texts(language, ZONE, NOW)
    status = texts("status.referred", case=view_with("", unit="<县交通局> & 公司"))
    shown, _ = parse_html(texts("case.status", case=view_with("", status=status)))
    assert "<县交通局> & 公司" in shown


_DEPUTIES = [{"deputy": 1, "name": "王桂芳", "year": 2026}] * 30
DUTY_ROWS = dict.fromkeys(("rows", "standing", "others"), _DEPUTIES)


class _Params(dict[str, Any]):
    """Parameters of any notice: every yes-or-no that is not given is yes."""

    def __missing__(self, key: str) -> int:
        return 1


@pytest.mark.parametrize("role", sorted(PEOPLE))
def test_every_button_has_a_plain_label_in_every_state(language: str, role: Role) -> None:
    choices = [(number, f"村{number}") for number in range(30)]
    params = _Params(page=1, role=role, open_cases=[(1, "0001")])
    params |= {"drafts": [[1, 1, "3"]], "terms": [["usual", 3]], **DUTY_ROWS}
    for state, kind in itertools.product(State, KEYBOARDS):
        view = view_with("村", state=state, place="")
        reader = Reader(Texts(language, ZONE, NOW), view, params, choices, [view], ["农村农业"])
        reader = replace(reader, suggestion=suggestion_with("村"), suggestions=[suggestion_with("3")])
        for button in itertools.chain.from_iterable(keyboard_for(kind, reader)):
            assert 0 < len(button["text"]) <= 64
            assert not re.search(r"[<&]", button["text"]), "labels are plain text, not HTML"


def test_every_button_is_for_one_handler() -> None:
    handlers = [one for one in HANDLERS if isinstance(one, CallbackQueryHandler) and one.pattern is not None]
    acts = [str(one.pattern.pattern).strip("^:") for one in handlers if isinstance(one.pattern, re.Pattern)]
    params = _Params(page=1, act="chase", open_cases=[(1, "0001")], drafts=[[1, 1, "3"]])
    params |= {"terms": [["usual", 3]], **DUTY_ROWS}
    choices = [(number, f"村{number}") for number in range(30)]
    texts = Texts("zh-Hans", ZONE, NOW)
    shown = [*((kind, Role.LIAISON) for kind in KEYBOARDS), *(("timeline", role) for role in PEOPLE)]
    for state, (kind, role) in itertools.product(State, shown):
        view = view_with("村", state=state, place="")
        params["role"] = role
        reader = Reader(texts, view, params, choices, [view], ["农村农业"])
        reader = replace(reader, suggestion=suggestion_with("村"), suggestions=[suggestion_with("3")])
        for button in itertools.chain.from_iterable(keyboard_for(kind, reader)):
            assert acts.count(button["callback_data"].split(":")[0]) == 1, (kind, button)


@pytest.mark.parametrize("state", SuggestionState)
def test_every_button_of_a_suggestion_has_a_plain_label(language: str, state: SuggestionState) -> None:
    params = _Params(drafts=[[1, 1, "3"]], terms=[["usual", 3]])
    for kind, text in itertools.product(SUGGESTION_KEYBOARDS, ("村", "")):
        view = suggestion_with(text, state=state)
        texts, listed = Texts(language, ZONE, NOW), [view]
        reader = Reader(texts, view_with("村"), params, suggestion=view, suggestions=listed)
        for button in itertools.chain.from_iterable(keyboard_for(kind, reader)):
            assert len(button["text"]) <= 64
            assert not re.search(r"[<&]", button["text"]), "labels are plain text, not HTML"


def test_menu_descriptions_are_short_and_plain(language: str) -> None:
    for command in menus.commands_of(PEOPLE):
        description = read_catalog(language)[f"commands.{command}"]
        assert 3 <= len(description) <= 256 or language != "en"
        assert not re.search(r"[<&{]", description)


def test_every_danger_names_a_number_to_call(language: str) -> None:
    texts = Texts(language, ZONE, NOW)
    lists = tomllib.loads(DANGERS.read_text(encoding="utf-8"))
    for rule in (lists[kind] for kind in DangerKind):
        kind = "danger.warm" if rule.get("warm") else "danger.call"
        more = rule.get("more", [])
        said = texts(kind, case=view_with(""), number=rule["number"], more=more)
        assert all(number in said for number in (rule["number"], *more))


def test_events_that_the_constituent_need_not_see_are_really_recorded() -> None:
    assert timeline._INTERNAL_EVENTS - text_use.events_recorded().keys() <= {"read"}
