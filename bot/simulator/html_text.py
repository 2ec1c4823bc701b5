"""Telegram's HTML: text and entities out of markup, refused with Telegram's own words."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from bot.simulator.entities import Entity, ordered, utf16_length
from bot.simulator.errors import ApiError, bad_request

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
# Which attribute of a tag counts, and the prefix its value must have.
ATTRIBUTES = {
    "a": ("href", ""),
    "code": ("class", "language-"),
    "span": ("class", "tg-"),
    "tg-emoji": ("emoji-id", ""),
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
CHARACTER = re.compile(r"&(?:#[xX]([0-9a-fA-F]{1,7})|#([0-9]{1,7})|(lt|gt|amp|quot)(?![A-Za-z]));?")
LITERAL = re.compile(r"[^<&]+")
NAME = re.compile(r"[^\s>]*")
SPACE = re.compile(r"\s*")
ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
TOKEN = re.compile(r"[A-Za-z0-9.-]*")


@dataclass(frozen=True, slots=True)
class _Open:
    """A start tag not closed yet: where its text begins, in UTF-16 units and in pieces."""

    tag: str
    argument: str
    offset: int
    piece: int


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of Telegram HTML; raises ApiError 400 where Telegram would."""
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.pieces: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            if literal := LITERAL.match(self.source, self.at):
                self._write(literal.group(), literal.end())
            elif self.source[self.at] == "&":
                self._character()
            elif self.source.startswith("</", self.at):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            raise _broken(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return "".join(self.pieces), ordered(_without_nested_code(self.entities))

    def _write(self, text: str, end: int) -> None:
        self.pieces.append(text)
        self.offset += utf16_length(text)
        self.at = end

    def _character(self) -> None:
        decoded, end = _decoded(self.source, self.at)
        self._write(decoded, end)

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = self._match(NAME).lower()
        if self.at >= len(self.source):
            raise self._broken_at("Unclosed start tag", begin)
        if tag not in TAGS:
            raise self._broken_at(f'Unsupported start tag "{tag}"', begin)
        argument = self._attributes(tag, begin)
        if tag == "span" and argument != "spoiler":
            raise self._broken_at('Tag "span" must have class "tg-spoiler"', begin)
        self.open.append(_Open(tag, argument, self.offset, len(self.pieces)))

    def _attributes(self, tag: str, begin: int) -> str:
        argument = ""
        while True:
            self._skip_space()
            if self._here() == ">":
                self.at += 1
                return argument
            name = self._match(ATTRIBUTE_NAME)
            if not name and self._here():
                raise self._broken_at(f'Empty attribute name in the tag "{tag}"', begin)
            self._skip_space()
            if tag == "blockquote" and name == "expandable" and self._here() != "=":
                argument = "expandable"
                continue
            value = self._attribute_value(tag, begin)
            wanted, prefix = ATTRIBUTES.get(tag, ("", ""))
            if name == wanted and value.startswith(prefix):
                argument = value.removeprefix(prefix)
            elif (tag, name) == ("blockquote", "expandable"):
                argument = "expandable"

    def _attribute_value(self, tag: str, begin: int) -> str:
        if self._here() != "=":
            if not self._here():
                raise self._broken_at("Unclosed start tag", begin)
            raise self._broken_at(
                f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin
            )
        self.at += 1
        self._skip_space()
        if self._here() in ("'", '"'):
            value = self._quoted()
        else:
            start = self.at
            value = self._match(TOKEN).lower()
            if self._here() and self._here() != ">" and not self._here().isspace():
                raise self._broken_at("Unexpected end of name token", start)
        if not self._here():
            raise self._broken_at("Unclosed start tag", begin)
        return value

    def _quoted(self) -> str:
        quote = self._here()
        self.at += 1
        pieces: list[str] = []
        while self._here() and self._here() != quote:
            piece, self.at = _decoded(self.source, self.at)
            pieces.append(piece)
        self.at += 1
        return "".join(pieces)

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise self._broken_at("Unexpected end tag", begin)
        self.at += 2
        name = self._match(NAME).lower()
        self._skip_space()
        if self._here() != ">":
            raise self._broken_at("Unclosed end tag", begin)
        self.at += 1
        opened = self.open.pop()
        if name and name != opened.tag:
            raise self._broken_at(
                "Unmatched end tag", begin, f', expected "</{opened.tag}>", found "</{name}>"'
            )
        if self.offset > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Entity = {
            "type": TAGS[opened.tag],
            "offset": opened.offset,
            "length": self.offset - opened.offset,
        }
        covered = "".join(self.pieces[opened.piece :])
        completed = _completed(entity, opened, covered, self.entities[-1] if self.entities else None)
        if completed is not None:
            self.entities.append(completed)

    def _here(self) -> str:
        return self.source[self.at : self.at + 1]

    def _match(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.at)
        text = match.group() if match else ""
        self.at += len(text)
        return text

    def _skip_space(self) -> None:
        self._match(SPACE)

    def _broken_at(self, what: str, position: int, rest: str = "") -> ApiError:
        offset = len(self.source[:position].encode())
        return _broken(f"{what} at byte offset {offset}{rest}")


def _broken(description: str) -> ApiError:
    return bad_request(f"can't parse entities: {description}")


def _decoded(source: str, at: int) -> tuple[str, int]:
    """The character at a place, a reference decoded, and where the next begins."""
    match = CHARACTER.match(source, at)
    if match is None:
        return source[at], at + 1
    hexadecimal, decimal, name = match.groups()
    if name:
        return NAMED[name], match.end()
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code == 0 or code >= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return source[at], at + 1
    return chr(code), match.end()


def _completed(entity: Entity, opened: _Open, covered: str, last: Entity | None) -> Entity | None:
    """The entity with what its tag adds; None where it leaves no entity of its own."""
    if opened.tag == "a":
        return _link(entity, opened.argument or covered)
    if opened.tag == "tg-emoji":
        if not opened.argument.isdigit():
            raise _broken("Invalid custom emoji identifier specified")
        return {**entity, "custom_emoji_id": opened.argument}
    if opened.tag == "blockquote" and opened.argument:
        return {**entity, "type": "expandable_blockquote"}
    return _code(entity, opened, last) if opened.tag in ("pre", "code") else entity


def _code(entity: Entity, opened: _Open, last: Entity | None) -> Entity | None:
    """<pre><code class="language-x"> is one entity with a language."""
    place = (entity["offset"], entity["length"])
    same = last is not None and (last["offset"], last["length"]) == place
    if same and last is not None and opened.tag == "pre" and last["type"] == "code":
        last["type"] = "pre"
        return None
    return {**entity, "language": opened.argument} if opened.argument else entity


def _without_nested_code(entities: list[Entity]) -> list[Entity]:
    """A language belongs to pre only, and nothing is formatted within code."""
    code = [e for e in entities if e["type"] in ("code", "pre")]
    for entity in code:
        if entity["type"] == "code":
            entity.pop("language", None)
    if not code:
        return entities
    return [e for e in entities if e in code or not any(_inside(e, c) for c in code)]


def _inside(inner: Entity, outer: Entity) -> bool:
    ends = inner["offset"] + inner["length"], outer["offset"] + outer["length"]
    return bool(outer["offset"] <= inner["offset"] and ends[0] <= ends[1])


def _link(entity: Entity, target: str) -> Entity | None:
    """A link, a mention by id, or nothing where the target is no address."""
    url = target if "://" in target else f"http://{target}"
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme == "tg":
        return _mention(entity, parts.netloc, parts.query) or {**entity, "url": url}
    if parts.scheme not in ("http", "https", "ton", "tonsite") or "." not in parts.netloc or " " in url:
        return None
    return {**entity, "url": url if parts.path or parts.query else f"{url}/"}


def _mention(entity: Entity, host: str, query: str) -> Entity | None:
    ids = parse_qs(query).get("id", [])
    if host != "user" or not ids or not ids[0].isdigit():
        return None
    return {**entity, "type": "text_mention", "user": {"id": int(ids[0]), "is_bot": False, "first_name": ""}}
