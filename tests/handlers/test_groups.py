"""Groups: what is private, and when the one polite line is due."""

from typing import Any

import pytest

from handlers.groups import is_private, line_for

GROUP = {"id": -100, "type": "supergroup", "title": "东村"}


def _joined(was: str, now: str) -> dict[str, Any]:
    change = {"chat": GROUP, "old_chat_member": {"status": was}, "new_chat_member": {"status": now}}
    return {"update_id": 1, "my_chat_member": change}


def _said(text: str) -> dict[str, Any]:
    return {"update_id": 1, "message": {"chat": GROUP, "text": text}}


@pytest.mark.parametrize(
    ("update", "is_due"),
    [
        (_joined("left", "member"), True),
        (_joined("kicked", "administrator"), True),
        (_joined("member", "administrator"), False),  # was there already
        (_joined("member", "left"), False),
        (_said("/start@hotline_bot"), True),
        (_said("@Hotline_Bot 路坏了"), True),
        (_said("/cases@other_bot"), False),
        (_said("路坏了"), False),
        ({"update_id": 1, "channel_post": {"chat": {"id": -1, "type": "channel"}, "text": "x"}}, False),
        ({"update_id": 1, "poll": {}}, False),
    ],
)
def test_the_line_comes_when_the_bot_is_added_or_spoken_to(update: dict[str, Any], is_due: bool) -> None:
    assert not is_private(update)
    line = line_for(update, "hotline_bot")
    assert (line is not None) is is_due
    if line is not None:
        assert line["chat_id"] == GROUP["id"]
        assert "https://t.me/hotline_bot" in line["text"]
        assert "{{" not in line["text"]


def test_a_private_message_is_nobody_elses() -> None:
    chat = {"id": 7, "type": "private"}
    assert is_private({"update_id": 1, "message": {"chat": chat, "text": "路坏了"}})
    assert is_private({"update_id": 1, "callback_query": {"message": {"chat": chat}}})
    assert line_for({"update_id": 1, "message": {"chat": chat, "text": "/start"}}, "hotline_bot") is None
