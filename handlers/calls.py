"""What rendering makes."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Call:
    """One call of the Bot API, without the chat, as it will be frozen: JSON values only.

    A file that has to come from our own store stands as {"attachment": id}, the roster's workbook as
    {"roster": "current"} or, to be filled in, {"roster": "template"}, a formal suggestion's document as
    {"suggestion": id}, the copy of what is kept of a person as {"copy_for": id}.
    """

    method: str
    params: dict[str, Any]
