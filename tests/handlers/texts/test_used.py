"""Every text that is asked for is there, with all that it names; and every one is used."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Mapping
from functools import cache

import chinese_calendar
import pytest

import hotline
from handlers import menus, render, suggestions
from handlers.activities import keeping
from handlers.liaison import ledger
from handlers.values import frequent
from handlers.views import _SEEN_DIFFERENTLY
from hotline import intake, reminding, supporting, sweep
from hotline.activities.candidates import Why
from hotline.casework import RESULTS
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
from hotline.working_days import WORKING, DayKind
from storage.outages import Outage
from storage.vocabulary import ActivityKind, Level, Light, Role, State, SuggestionState, Urgency
from tests.handlers.texts import text_use
from tests.handlers.texts.catalogs import (
    GIVEN_TO_ALL,
    NOT_SENT_YET,
    PEOPLE,
    read_catalog,
    terms_in,
    variables_of,
)

# What the code asks for is read once, by one of those who share the tests.
pytestmark = pytest.mark.xdist_group("texts")


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
