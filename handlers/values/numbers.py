"""The number that a constituent left, for whoever may read it; and the key that shares the sender's own."""

from typing import Any

from handlers.wording import Texts
from hotline import phones
from hotline.permissions import Actor
from hotline.work import Work
from storage.tables import Case, Notice

_ASKING = "number.ask"
# After these the key is of no use any more.
_OVER = frozenset({"number.shared", "number.not_shared"})


async def number_values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    """The number stands in no notice: it is looked up when the message is made."""
    return {"phone": "" if case is None else await phones.shown_to(work, actor, case)}


def reply_keyboard(kind: str, texts: Texts) -> dict[str, Any] | None:
    """Telegram gives a person's own number only by a key of the keyboard below the chat."""
    if kind == _ASKING:
        share = {"text": texts("buttons.share_number"), "request_contact": True}
        leave = {"text": texts("buttons.keep_number")}
        return {"keyboard": [[share], [leave]], "one_time_keyboard": True, "resize_keyboard": True}
    return {"remove_keyboard": True} if kind in _OVER else None
