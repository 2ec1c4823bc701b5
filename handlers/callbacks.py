"""What a button carries: an act, a case, the version it was made for, and one short argument.

Telegram cuts off nothing and refuses nothing over 64 bytes until the message is sent, so it is checked here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from storage.ids import from_base36, to_base36

LIMIT = 64
_SEPARATOR = ":"


class NotAButton(ValueError):
    """The data was not written by `pack`."""


@dataclass(frozen=True)
class Press:
    """A pressed button. `case_id` and `version` are 0 where it is about no case."""

    act: str
    case_id: int = 0
    version: int = 0
    argument: str = ""

    @property
    def key(self) -> int:
        """The identifier that the argument holds. Raises NotAButton."""
        try:
            return from_base36(self.argument)
        except ValueError:
            raise NotAButton(self.argument) from None

    @property
    def page(self) -> int:
        """The page that the argument holds, 0 where it holds none."""
        return int(self.argument) if self.argument.isdecimal() and len(self.argument) < 4 else 0

    def among(self, names: Sequence[str]) -> str:
        """The name whose place in `names` the argument holds. Raises NotAButton."""
        if not self.argument.isdecimal() or len(self.argument) > 4 or int(self.argument) >= len(names):
            raise NotAButton(self.argument)
        return names[int(self.argument)]


def pack(act: str, case_id: int = 0, version: int = 0, argument: str = "") -> str:
    """The callback data of a button: at most 64 bytes. Raises ValueError if it would be longer."""
    data = _SEPARATOR.join((act, to_base36(case_id), to_base36(version), argument))
    if len(data.encode()) > LIMIT:
        raise ValueError(f"callback data over {LIMIT} bytes: {data}")
    return data


def unpack(data: str) -> Press:
    """The inverse of `pack`. Raises NotAButton for anything that `pack` cannot have written."""
    try:
        act, case_id, version, argument = data[:LIMIT].split(_SEPARATOR, 3)
        return Press(act, from_base36(case_id), from_base36(version), argument)
    except ValueError:
        raise NotAButton(data[:LIMIT]) from None
