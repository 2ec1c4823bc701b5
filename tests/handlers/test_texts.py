"""The catalogs: complete in every language, used, harmless with hostile values, and in plain words."""

import ast
import importlib
import itertools
import pkgutil
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import chinese_calendar
import opencc
import pytest
from jinja2 import meta, nodes
from telegram.ext import CallbackQueryHandler

import hotline
from bot.simulator.errors import ApiError
from bot.simulator.html_text import parse_html
from handlers import HANDLERS, menus, render, suggestions, timeline, wording
from handlers.activities import keeping
from handlers.keyboards import KEYBOARDS, keyboard_for
from handlers.keyboards.rows import Reader
from handlers.keyboards.suggestions import SUGGESTION_KEYBOARDS
from handlers.liaison import ledger
from handlers.parts import parts_of
from handlers.texts.traditional import SIMPLIFIED, TRADITIONAL, to_traditional
from handlers.values import frequent
from handlers.values.neighbours import NeighboursCase
from handlers.values.suggestions import SuggestionView
from handlers.views import _SEEN_DIFFERENTLY, CaseView
from handlers.wording import LANGUAGES, Texts, environment
from hotline import intake, reminding, supporting, sweep
from hotline.activities.candidates import Why
from hotline.casework import RESULTS
from hotline.danger import DangerKind
from hotline.desk import REFUSALS
from hotline.duty import facts as duty_facts
from hotline.duty import points as duty_points
from hotline.errors import HotlineError
from hotline.excluding import EXCLUSIONS
from hotline.health import Trouble
from hotline.kinds import Kind
from hotline.reminders import ReminderKind
from hotline.routing import RoutingReason
from hotline.suggestions import words as suggestion_words
from hotline.work import StationFacts
from hotline.working_days import WORKING, DayKind
from storage.outages import Outage
from storage.vocabulary import ActivityKind, Level, Light, Role, State, SuggestionState, Urgency
from tests.handlers import text_use

# What the code asks for is read once, by one of those who share the tests.
pytestmark = pytest.mark.xdist_group("texts")

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
DANGERS = Path(hotline.__file__).parent / "lexicons" / "danger.toml"
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 15, 9, 0, tzinfo=ZONE)
GIVEN_TO_ALL = frozenset({"station", "case", "roles", "day", "by", "is_past", "stamp", "term"})
PEOPLE = frozenset(Role) - {Role.SYSTEM}
NOT_SENT_YET: frozenset[str] = frozenset()
"""Texts that wait for the code that sends them."""

read_catalog = cache(wording.read_catalog)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@cache
def variables_of(source: str) -> frozenset[str]:
    return frozenset(meta.find_undeclared_variables(environment().parse(source)))


def terms_in(source: str) -> Iterator[str]:
    for call in environment().parse(source).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "term":
            assert isinstance(call.args[0], nodes.Const)
            yield str(call.args[0].value)


# Complete


def test_every_language_has_the_same_keys(language: str) -> None:
    assert read_catalog(language).keys() == read_catalog("zh-Hans").keys()


def test_a_text_uses_the_same_variables_in_every_language(language: str) -> None:
    own, first = read_catalog(language), read_catalog("zh-Hans")
    assert {key: variables_of(own[key]) for key in own} == {key: variables_of(first[key]) for key in first}


def test_the_traditional_catalog_is_up_to_date() -> None:
    fresh = to_traditional(SIMPLIFIED.read_text(encoding="utf-8"))
    assert TRADITIONAL.read_text(encoding="utf-8") == fresh, "run: python -m handlers.texts"


def test_template_code_survives_the_way_into_traditional_characters() -> None:
    simplified, traditional = read_catalog("zh-Hans"), read_catalog("zh-Hant")
    code, chinese = re.compile(r"\{[{%][^}]*[%}]\}"), re.compile("[\u4e00-\u9fff]")
    for key, source in simplified.items():
        pairs = (chinese.sub("", "".join(code.findall(text))) for text in (source, traditional[key]))
        assert len(set(pairs)) == 1, key


# Used


def refusals(kind: type[HotlineError] = HotlineError) -> set[str]:
    for module in pkgutil.iter_modules(hotline.__path__):
        importlib.import_module(f"hotline.{module.name}")
    return {name for each in kind.__subclasses__() for name in {each.__name__, *refusals(each)}}


def named_in(function: str) -> set[str]:
    """The strings that a function may return."""
    found = next(
        node
        for node in text_use.nodes()
        if isinstance(node, ast.FunctionDef) and node.name.lstrip("_") == function
    )
    returns = [node.value for node in ast.walk(found) if isinstance(node, ast.Return)]
    return {text for value in returns for text in text_use.strings(value)}


def steps_asking_for_words() -> set[str]:
    return {
        text
        for call in text_use.calls("_asks_for_words")
        for argument in call.args
        for text in text_use.strings(argument)
    }


REMINDERS = {kind.value for kind in ReminderKind if kind not in sweep._DEEDS}


@cache
def families() -> Mapping[str, set[str]]:
    """Keys that the code puts together, each with what can be put in."""
    return {
        "errors.{}": refusals(),
        "reminder.{}{}": REMINDERS | {f"{kind}_copy" for kind in reminding.NEVER_UNHEARD},
        "status.{}{}": {*State} | {f"{state}_other" for state in _SEEN_DIFFERENTLY},
        "talk.{}": {*intake._SMALL},
        "draft.{}": named_in("what_is_missing"),
        "joined.{}": {str(role) for role in PEOPLE} - {"constituent"},
        "prompt.{}": steps_asking_for_words(),
        "commands.{}": {*menus.commands_of(PEOPLE)},
        "files.{}": {"photo", "voice", "video", "audio", "document"},
        "entries.{}": {*PEOPLE, "unit", "transcript"},
        "merged.{}": {"replied", "closed"},
        "speaker.{}": {*Role},
        "kept_for.{}": {"years", "months", "days"},
        "deputy_note.{}": {"away", "full"},
        "events.{}": {*text_use.events_recorded()},
        "buttons.{}": set(),  # tried by laying out every keyboard
        "deputy.{}": {"answered", "material_added"},
        "liaison.{}": {"answered", "material_added"},
        "followed.{}": {*supporting.STEPS},
        "ladder.{}": {"deputy", "waiting", "late", "answered", "ended"},
        "frequent.{}": {name for names in frequent.SHIPPED.values() for name in names},
        "frequent_title.{}": {name for names in frequent.SHIPPED.values() for name in names},
        "duty_fact.{}": {*duty_facts.LINES},
        "duty_point.{}": {*duty_points.KINDS},
    }


@cache
def terms() -> Mapping[str, set[str]]:
    return {
        "state": {*State},
        "result": {*RESULTS, "N"},
        "light": {*Light},
        "urgency": {*Urgency},
        "role": {*PEOPLE},
        "reader": {"constituent", "deputy"},
        "routing": {*RoutingReason, "liaison_choice"},
        "channel": {*Kind},
        "reminder": REMINDERS,
        "refusal": {*REFUSALS},
        "refusal_short": {*REFUSALS},
        "exclusion": {*EXCLUSIONS},
        "choice": text_use.first_arguments("NoSuchChoice"),
        "missing": text_use.first_arguments("TextMissing"),
        "invitation": text_use.first_arguments("InvitationRefused"),
        "level": {*Level},
        "day_off": {*DayKind} - WORKING - {DayKind.HOLIDAY}
        | {str(day.name) for day in chinese_calendar.Holiday},
        "suggestion_state": {*SuggestionState},
        "suggestion_warning": {*suggestion_words.Doubt},
        "suggestion_verb": {*suggestions.TYPED},
        "ledger_verb": {*ledger.TYPED},
        "suggestion_term": {"usual", "complex"},
        "activity_kind": {*ActivityKind},
        "activity_verb": {*keeping.VERBS},
        "candidate_why": {*Why},
        "trouble": {*Trouble},
        "outage": {*Outage},
    }


def tables() -> set[str]:
    return {key.split(".")[0] for key in read_catalog("zh-Hans") if "." in key}


def test_every_family_of_keys_is_known_here() -> None:
    """A new f-string such as f"case.{…}" needs a line in families(), so that its members can be checked."""
    found = {family for family in text_use.families() if family.split(".")[0] in tables()}
    assert found <= {*families(), "terms.{}.{}"}


def test_every_member_of_a_family_has_a_text() -> None:
    wanted = {f"{family.split('.')[0]}.{name}" for family, names in families().items() for name in names}
    assert wanted - read_catalog("zh-Hans").keys() == set()


def test_every_term_that_a_text_or_a_button_asks_for_is_listed_here() -> None:
    asked = {group for source in read_catalog("zh-Hans").values() for group in terms_in(source)}
    assert asked | text_use.first_arguments("term") == terms().keys()


def test_every_member_of_a_closed_list_has_a_name() -> None:
    wanted = {f"terms.{group}.{name}" for group, names in terms().items() for name in names}
    assert wanted - read_catalog("zh-Hans").keys() == set()


def test_every_kind_that_is_sent_has_a_text() -> None:
    assert text_use.kinds_sent().keys() - read_catalog("zh-Hans").keys() == set()


def test_every_key_that_the_code_names_has_a_text() -> None:
    looks_like_a_key = re.compile(rf"(?:{'|'.join(tables() - {'terms'})})\.[A-Za-z_0-9]+")
    named = {word for word in text_use.words() if looks_like_a_key.fullmatch(word)}
    files = {word for word in named if word.endswith(".toml")}
    keys = read_catalog("zh-Hans").keys()
    unknown = named - files - keys
    # "liaison.parked" is the beginning of keys, asked for with startswith.
    assert {word for word in unknown if not any(key.startswith(f"{word}_") for key in keys)} == set()


def test_every_text_is_used() -> None:
    unused = {key for key in read_catalog("zh-Hans") if not text_use.is_used(key)}
    assert {key for key in unused if not key.startswith("terms.")} - NOT_SENT_YET == set()


def test_every_term_is_of_a_known_list() -> None:
    groups = {tuple(key.split(".")[1:]) for key in read_catalog("zh-Hans") if key.startswith("terms.")}
    known = {(group, name) for group, names in terms().items() for name in names}
    assert groups - known == {("routing", "None")}


def test_every_call_that_sends_a_kind_gives_what_its_text_names() -> None:
    catalog = read_catalog("zh-Hans")
    missing = {}
    for kind, calls in text_use.kinds_sent().items():
        if any(kind == more or kind.startswith(more.rstrip(".") + ".") for more in render._MORE_VALUES):
            continue
        for given in calls:
            cases = {"cases"} if "ids" in given else set()
            cases |= {"suggestions"} if "suggestion_ids" in given else set()
            if lacking := variables_of(catalog.get(kind, "")) - given - cases - GIVEN_TO_ALL:
                missing[kind] = lacking
    assert missing == {}


def test_every_recorded_event_holds_what_its_line_names() -> None:
    catalog = read_catalog("zh-Hans")
    # A closing has its result from rating.close; a referral's unit and a deputy's name are looked up.
    looked_up = GIVEN_TO_ALL | {"unit", "deputy", "result"}
    missing = {
        kind: lacking
        for kind, facts in text_use.events_recorded().items()
        if (lacking := variables_of(catalog.get(f"events.{kind}", "")) - facts - looked_up)
    }
    assert missing == {}


# Harmless

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


# In plain words


def test_the_glossary_names_the_states_as_the_texts_do() -> None:
    table = re.findall(r"(?m)^\| ([a-z_]+) \| (\S+) \|", GLOSSARY.read_text(encoding="utf-8").split("## ")[2])
    shown = {state: Texts("zh-Hans", ZONE, NOW).term("state", state) for state in State}
    assert dict(table) == {str(state): str(name) for state, name in shown.items()}


OFFICE_WORDS = (
    *("系统", "工单", "流程", "操作", "提交成功", "参数", "失效", "检测到", "用户", "点击", "耐心等待"),
    *("相关部门", "工作人员", "尊敬的", "案件", "变更", "关键词", "异常", "请求失败", "投诉件", "智能"),
)
ENGLISH_OFFICE_WORDS = ("ticket", "issue", "appeal", "system", "operation", "invalid", "error", "success")


@pytest.mark.parametrize("word", OFFICE_WORDS)
def test_no_office_words_in_chinese(word: str) -> None:
    traditional = opencc.OpenCC("s2tw").convert(word)
    assert [key for key, source in read_catalog("zh-Hans").items() if word in source] == []
    assert [key for key, source in read_catalog("zh-Hant").items() if traditional in source] == []


@pytest.mark.parametrize("word", ENGLISH_OFFICE_WORDS)
def test_no_office_words_in_english(word: str) -> None:
    shown = re.compile(rf"\b{word}", re.IGNORECASE)
    assert [key for key, source in read_catalog("en").items() if shown.search(source)] == []


def test_chinese_stands_with_chinese_punctuation() -> None:
    half_width = re.compile(r"[\u4e00-\u9fff][,;:?!](?!\S*\}\})")
    for language in ("zh-Hans", "zh-Hant"):
        assert [key for key, source in read_catalog(language).items() if half_width.search(source)] == []


@pytest.mark.parametrize(("language", "other"), [("zh-Hans", "t2s"), ("zh-Hant", "s2t")])
def test_a_chinese_catalog_holds_no_characters_of_the_other_script(language: str, other: str) -> None:
    fold = opencc.OpenCC(other).convert
    # 群 has the older form 羣; 里 is the neighbourhood in 鄰里, while inside is 裡.
    both = {"群", "里"}
    characters = set("".join(read_catalog(language).values())) - both
    assert {character for character in characters if fold(character) != character} == set()
