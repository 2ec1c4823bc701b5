"""Text and captions of a call, as they will stand in the message."""

from typing import Any

from bot.simulator.entities import trimmed, with_found
from bot.simulator.errors import bad_request
from bot.simulator.html_text import parse_html
from bot.simulator.params import Params

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_RAW_BYTES = 1 << 15
ENTITY_FIELDS = ("type", "offset", "length")

Content = dict[str, Any]


def text_content(params: Params) -> Content:
    """text and entities of a call."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    text, entities = _formatted(params, "text", "entities")
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) > MAX_TEXT:
        raise bad_request("message is too long")
    content: Content = {"text": text}
    if entities:
        content["entities"] = entities
    if preview := params.structure("link_preview_options", "link preview options"):
        content["link_preview_options"] = preview
    return content


def caption_content(params: Params) -> Content:
    """caption and caption_entities of a call; empty without a caption."""
    text, entities = _formatted(params, "caption", "caption_entities")
    if len(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    content: Content = {"caption": text} if text else {}
    if text and entities:
        content["caption_entities"] = entities
    return content


def _formatted(params: Params, field: str, entities_field: str) -> tuple[str, list[Content]]:
    source = params.text(field).replace("\r", "")
    if len(source.encode()) > MAX_RAW_BYTES:
        raise bad_request("text is too long")
    mode = params.text("parse_mode").lower()
    if not source or mode in ("", "none"):
        parsed = source, _given(params, entities_field)
    elif mode == "html":
        parsed = parse_html(source)
    else:
        raise bad_request("unsupported parse_mode")
    text, entities = trimmed(*parsed)
    return text, with_found(text, entities)


def _given(params: Params, field: str) -> list[Content]:
    entities = params.structure(field, "entities")
    if not isinstance(entities, list):
        return []
    for entity in entities:
        if not isinstance(entity, dict) or not all(name in entity for name in ENTITY_FIELDS):
            raise bad_request("can't parse MessageEntity: expected an Object")
    return entities
