"""The values and files of a user-side request."""

import json
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.simulator.errors import UserError
from bot.simulator.params import Upload

LONGEST_WAIT = 600.0
# Everything is held in memory. A bot can download 20 MB: a file between the two can be tried out.
MAX_UPLOAD_BYTES = 32 * 1024 * 1024
TOO_BIG = f"a file has at most {MAX_UPLOAD_BYTES // 1024 // 1024} MB here"


class Form:
    """The values of a request, from its query and its JSON or multipart body, and its files in order."""

    def __init__(self, values: dict[str, Any], files: list[tuple[str, Upload]]) -> None:
        self.values = values
        self.files = files

    def text(self, name: str) -> str:
        """A value as text, empty when absent."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def integer(self, name: str) -> int | None:
        """A value as a whole number, None when absent."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise UserError(400, f"{name} must be a whole number") from None

    def needed(self, name: str) -> int:
        """A whole number that must be given."""
        value = self.integer(name)
        if value is None:
            raise UserError(400, f"{name} is needed")
        return value

    def seconds(self, name: str) -> float:
        """A time to wait, 0 when absent."""
        try:
            return min(float(self.values.get(name) or 0), LONGEST_WAIT)
        except (TypeError, ValueError):
            raise UserError(400, f"{name} must be a number of seconds") from None

    def flag(self, name: str) -> bool:
        """A value as a truth value."""
        return self.text(name).lower() in ("true", "1", "yes")

    def object(self, name: str) -> dict[str, Any] | None:
        """A value that is a JSON object, or holds one as text."""
        value = self._decoded(name)
        if value is not None and not isinstance(value, dict):
            raise UserError(400, f"{name} must be an object")
        return value

    def list(self, name: str) -> list[Any]:
        """A value that is a JSON array, or holds one as text."""
        value = self._decoded(name)
        if value is not None and not isinstance(value, list):
            raise UserError(400, f"{name} must be an array")
        return value or []

    def _decoded(self, name: str) -> Any:
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise UserError(400, f"{name} must be JSON") from None


async def read_form(request: Request) -> Form:
    """The request's values and files."""
    values: dict[str, Any] = dict(request.query_params)
    content_type = request.headers.get("content-type", "")
    if content_type.startswith("application/json"):
        return Form(values | await _json(request), [])
    files: list[tuple[str, Upload]] = []
    if content_type.startswith(("multipart/form-data", "application/x-www-form-urlencoded")):
        _check_length(request)
        async with request.form(max_part_size=4 * 1024 * 1024) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    if (value.size or 0) > MAX_UPLOAD_BYTES:
                        raise UserError(413, TOO_BIG)
                    mime_type = value.content_type or ""
                    files.append((name, Upload(value.filename or name, mime_type, await value.read())))
                else:
                    values[name] = value
    return Form(values, files)


def _check_length(request: Request) -> None:
    # An album of ten files may come in one request; each of them is looked at again below.
    if int(request.headers.get("content-length", "0")) > 10 * MAX_UPLOAD_BYTES:
        raise UserError(413, TOO_BIG)


async def _json(request: Request) -> dict[str, Any]:
    try:
        values = await request.json()
    except ValueError:
        raise UserError(400, "the body is no JSON") from None
    if not isinstance(values, dict):
        raise UserError(400, "the body must be a JSON object")
    return values
