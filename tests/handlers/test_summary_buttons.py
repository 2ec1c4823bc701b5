"""The buttons of a summary: one for each case, with words on it even where the case has no number yet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from handlers.keyboards import keyboard_for
from handlers.keyboards.rows import Reader
from handlers.wording import Texts
from storage.vocabulary import State

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 15, 9, tzinfo=ZONE)


@dataclass
class Listed:
    """As much of a case as its button says."""

    id: int
    number: str
    state: State
    is_by_phone: bool = False
    version: int = 1


def test_a_draft_is_named_by_what_is_to_be_done() -> None:
    cases = [Listed(5, "0123", State.ASSIGNED), Listed(6, "", State.DRAFT), Listed(7, "", State.DRAFT, True)]
    reader = Reader(Texts("zh-Hans", ZONE, NOW), None, {}, cases=cast(Any, cases), assigned=frozenset({5}))
    (row,) = keyboard_for("reminder.summary", reader)
    assert [button["text"] for button in row] == ["0123", "还没提交", "还没提交"]
    assert [button["callback_data"] for button in row] == ["work:5:1:", "draft:6:1:", "callcard:7:1:"]
