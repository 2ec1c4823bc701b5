"""Cutting a long text into messages that Telegram takes: at most 4096 characters each, at line ends."""

LIMIT = 3900  # Some room below Telegram's 4096, which counts UTF-16 units after the entities are parsed.


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def parts_of(text: str, limit: int = LIMIT) -> list[str]:
    """The text in parts. A line longer than a part is cut; tags of our texts never span lines."""
    parts, current = [], ""
    for line in text.split("\n"):
        for piece in _pieces(line, limit):
            joined = f"{current}\n{piece}" if current else piece
            if _length(joined) > limit:
                parts.append(current)
                joined = piece
            current = joined
    return [*parts, current] if current.strip() or not parts else parts


def _pieces(line: str, limit: int) -> list[str]:
    if _length(line) <= limit:
        return [line]
    # Cut between characters, but never inside an escaped one such as &amp;
    pieces, rest, step = [], line, limit // 2
    while len(rest) > step:
        cut = step
        entity = rest.rfind("&", max(0, cut - 8), cut)
        if entity >= 0 and ";" not in rest[entity:cut]:
            cut = entity
        pieces.append(rest[:cut])
        rest = rest[cut:]
    return [*pieces, rest]
