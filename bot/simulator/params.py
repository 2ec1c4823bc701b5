"""The parameters of one Bot API call, however they were sent."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.simulator.errors import bad_request

TRUE_WORDS = {"true", "1", "yes", "t", "y"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    name: str
    mime_type: str
    data: bytes


class Params:
    """Reads parameters that may be JSON values, or strings holding them, as forms have it."""

    def __init__(self, values: dict[str, Any], uploads: dict[str, Upload] | None = None) -> None:
        self.values = values
        self.uploads = uploads or {}

    def __contains__(self, name: str) -> bool:
        return name in self.values or name in self.uploads

    def __iter__(self) -> Iterator[str]:
        yield from self.values
        yield from self.uploads

    def text(self, name: str, default: str = "") -> str:
        """A parameter as text; absent and null are the default."""
        value = self.values.get(name)
        if value is None:
            return default
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0) -> int:
        """A parameter as a whole number; what is no number is the default, as on the real server."""
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError):
            return default

    def number(self, name: str) -> float | None:
        """A parameter as a number, or None."""
        try:
            return float(self.values[name])
        except (KeyError, TypeError, ValueError):
            return None

    def flag(self, name: str) -> bool:
        """A parameter as a truth value."""
        return self.text(name).strip().lower() in TRUE_WORDS

    def structure(self, name: str, what: str) -> Any:
        """A parameter as JSON, or None when absent; what names it in the refusal of broken JSON."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def upload(self, name: str) -> Upload | None:
        """The file sent under this name, directly or by an attach:// reference."""
        if name in self.uploads:
            return self.uploads[name]
        value = self.text(name)
        return self.uploads.get(value.removeprefix("attach://")) if value.startswith("attach://") else None

    def logged(self) -> dict[str, Any]:
        """The parameters for the call log: files by name and size only."""
        files = {name: {"file_name": u.name, "file_size": len(u.data)} for name, u in self.uploads.items()}
        return {**self.values, **files}
