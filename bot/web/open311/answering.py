"""Answers in both formats: XML as specified, and the JSON that follows from it (Spark convention)."""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any
from xml.etree import ElementTree as ET

from starlette.responses import Response


class Format(StrEnum):
    """The formats, by the extension that asks for each."""

    XML = "xml"
    JSON = "json"

    @property
    def media_type(self) -> str:
        return "text/xml" if self is Format.XML else "application/json"


# What the parts of a list are called in XML; JSON has no names for them.
_PARTS = {
    "services": "service",
    "attributes": "attribute",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
Value = Mapping[str, Any] | Sequence[Any] | str | float | bool | None


def respond(
    form: Format, root: str, value: Value, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A response that holds `value`, in XML below an element `root`."""
    content = _json(value) if form is Format.JSON else _xml(root, value)
    # Starlette adds the charset to text/*; JSON is to name it too.
    media_type = f"{form.media_type}; charset=utf-8"
    return Response(content, status, headers=dict(headers or {}), media_type=media_type)


def errors(form: Format, status: int, description: str, headers: Mapping[str, str] | None = None) -> Response:
    """What went wrong, in the specification's form."""
    return respond(form, "errors", [{"code": status, "description": description}], status, headers)


def _json(value: Value) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _xml(root: str, value: Value) -> bytes:
    written: bytes = ET.tostring(_element(root, value), encoding="utf-8", xml_declaration=True)
    return written


def _element(name: str, value: Value) -> ET.Element:
    element = ET.Element(name)
    if isinstance(value, Mapping):
        element.extend(_element(key, part) for key, part in value.items())
    elif isinstance(value, bool):
        element.text = str(value).lower()
    elif isinstance(value, str | int | float):
        element.text = str(value)
    elif value is not None:
        element.extend(_element(_PARTS[name], part) for part in value)
    return element
