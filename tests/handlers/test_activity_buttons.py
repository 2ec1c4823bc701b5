"""The buttons of activities, in every state: plain labels, one handler each, all within Telegram's limit."""

import itertools
import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from telegram.ext import CallbackQueryHandler

from handlers import HANDLERS
from handlers.activities.meant import parts
from handlers.callbacks import LIMIT, NotAButton, Press
from handlers.context import HotlineContext
from handlers.keyboards import keyboard_for
from handlers.keyboards.activities import ACTIVITY_KEYBOARDS
from handlers.keyboards.handouts import HANDOUT_KEYBOARDS
from handlers.keyboards.rows import Reader
from handlers.values.activities import ActivityView
from handlers.wording import LANGUAGES, Texts
from storage.vocabulary import ActivityKind

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 15, 9, tzinfo=ZONE)
LARGEST = 2**63 - 1
ACTS = [
    str(one.pattern.pattern).strip("^:")
    for one in HANDLERS
    if isinstance(one, CallbackQueryHandler) and isinstance(one.pattern, re.Pattern)
]


def view(**facts: Any) -> ActivityView:
    """An activity with the largest ids and forty guests."""
    names = [f"代表{number}" for number in range(40)]
    ticks = [(LARGEST - number, name, number % 2 == 0) for number, name in enumerate(names)]
    return ActivityView(
        id=LARGEST,
        number=3,
        kind=ActivityKind.VISIT,
        title="看汛前准备",
        place="排水站",
        when="6月20日",
        note="",
        cost="860.50",
        cost_each="",
        pictures=2,
        is_coming=None,
        ticks=ticks,
        coming=names,
        not_coming=[],
        silent=[],
        not_joined=[],
        attended=names,
        **facts,
    )


_FLAGS = ("has_begun", "is_recorded", "is_cancelled", "is_keeper", "is_invited")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_is_plain_short_and_handled(language: str) -> None:
    choices = [(LARGEST - number, f"代表{number}") for number in range(40)]
    params = {"activity": LARGEST, "page": 1, "has_more": True}
    kinds = [*ACTIVITY_KEYBOARDS, *HANDOUT_KEYBOARDS]
    for flags in itertools.product((True, False), repeat=len(_FLAGS)):
        shown = view(**dict(zip(_FLAGS, flags, strict=True)))
        reader = Reader(Texts(language, ZONE, NOW), None, params, choices, activity=shown)
        for kind in kinds:
            for button in itertools.chain.from_iterable(keyboard_for(kind, reader)):
                assert 0 < len(button["text"]) <= 64
                assert not re.search(r"[<&]", button["text"])
                assert len(button["callback_data"].encode()) <= LIMIT
                assert ACTS.count(button["callback_data"].split(":")[0]) == 1, (kind, button)


def test_a_button_that_says_too_little_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HotlineContext, "press", Press("acother", argument="1f"))
    context = object.__new__(HotlineContext)
    assert parts(context) == [51]
    with pytest.raises(NotAButton):
        parts(context, 2)


def acts_of(kind: str, **facts: bool) -> set[str]:
    shown = view(**{**dict.fromkeys(_FLAGS, False), **facts})
    reader = Reader(Texts("zh-Hans", ZONE, NOW), None, {"activity": LARGEST}, activity=shown)
    return {
        button["callback_data"].split(":")[0]
        for button in itertools.chain.from_iterable(keyboard_for(kind, reader))
    }


@pytest.mark.parametrize(
    ("facts", "acts"),
    [
        ({"is_invited": True}, {"acyes", "acno", "acpic", "acpics"}),
        ({"is_invited": True, "has_begun": True}, {"acpic", "acpics"}),  # too late to answer
        ({"is_invited": True, "is_cancelled": True}, {"acpics"}),
        (
            {"is_keeper": True},
            {"acall", "acinvite", "accost", "acpic", "acpics", "acchange", "acoff"},
        ),
        ({"is_keeper": True, "has_begun": True}, {"acwho", "accost", "acpic", "acpics"}),
        ({"is_keeper": True, "is_cancelled": True}, {"acpics"}),
    ],
)
def test_a_card_offers_what_can_be_done(facts: dict[str, bool], acts: set[str]) -> None:
    assert acts_of("activity.card", **facts) == acts
