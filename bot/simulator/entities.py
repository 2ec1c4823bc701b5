"""Message entities: those Telegram finds by itself, and their offsets in UTF-16 units."""

import re
from typing import Any

Entity = dict[str, Any]

# A command or mention ends where the word ends: "/start你好" is no command, as on the real server.
PATTERNS = (
    (
        "bot_command",
        re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z][A-Za-z0-9_]{2,31})?(?![\w/@])"),
    ),
    ("url", re.compile(r"(?<![\w@])(?:https?://|www\.)[A-Za-z0-9.-]+\.[A-Za-z0-9]+(?::\d+)?(?:/[!-~]*)?")),
    ("email", re.compile(r"(?<![\w.])[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")),
    ("mention", re.compile(r"(?<![\w@.])@[A-Za-z][A-Za-z0-9_]{2,31}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#&])#(?=\w*[^\W\d])\w{1,256}(?!\w)")),
)
MARKS = re.compile(r"[/@#]|www\.")
OPAQUE = {"code", "pre", "text_link", "text_mention"}


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the measure of all offsets."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """The given entities and those that stand in the text by themselves, in order."""
    if not MARKS.search(text):
        return ordered(entities)
    taken = [(e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in OPAQUE]
    found = list(entities)
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            value = match.group().rstrip(".,;:!?)\"'") if kind == "url" else match.group()
            start = utf16_length(text[: match.start()])
            end = start + utf16_length(value)
            if not any(start < upper and lower < end for lower, upper in taken):
                taken.append((start, end))
                found.append({"type": kind, "offset": start, "length": end - start})
    return ordered(found)


def ordered(entities: list[Entity]) -> list[Entity]:
    """By place, the longer first."""
    return sorted(entities, key=lambda e: (e["offset"], -e["length"]))


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Text without white space at its ends, entities moved and cut to fit."""
    bare = text.strip()
    if bare == text:
        return text, entities
    cut = utf16_length(text[: len(text) - len(text.lstrip())])
    end = utf16_length(bare)
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - cut)
        stop = min(end, entity["offset"] + entity["length"] - cut)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return bare, kept


def part(text: str, entity: Entity) -> str:
    """The piece of text an entity covers."""
    units = text.encode("utf-16-le")
    start = 2 * int(entity["offset"])
    return units[start : start + 2 * int(entity["length"])].decode("utf-16-le")
