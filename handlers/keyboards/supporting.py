"""The buttons of whoever stands behind another's case, or may."""

from collections.abc import Mapping

from handlers.keyboards.rows import Keyboard, Reader, Rows, listed, one
from storage.ids import to_base36


def offer(reader: Reader) -> Rows:
    """Below a draft that is like another's case: stand behind that one, or say that it is another matter."""
    similar = reader.params.get("similar")
    if not similar:
        return []
    return [
        [reader.button("support", "support", to_base36(int(similar))), reader.button("different", "differs")]
    ]


def _followed(reader: Reader) -> Rows:
    return [[reader.button("progress", "case"), reader.button("leave", "leave")]]


SUPPORT_KEYBOARDS: Mapping[str, Keyboard] = {
    "support.joined": _followed,
    "support.card": one("leave", "leave"),
    "support.cases": lambda reader: listed(reader, "case"),
    **dict.fromkeys(("followed.replied", "followed.closed"), one("progress", "case")),
}
