"""What the code asks of the catalogs, read from its syntax: kinds sent, families of keys, events recorded."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).parents[3]
_PACKAGES = ("handlers", "hotline", "bot", "storage")
_SENDING = frozenset({"answer", "tell", "tell_holders", "tell_overseers", "tell_deputy"})
# Position of the kind in a call: record(work, case, kind), move(work, case, state, kind), …
_RECORDING = {"record": 2, "move": 3, "close": 4}


@cache
def modules() -> tuple[ast.Module, ...]:
    """Our own code; the local Bot API server has no texts of ours."""
    paths = [path for package in _PACKAGES for path in sorted((_ROOT / package).rglob("*.py"))]
    return tuple(
        ast.parse(path.read_text(encoding="utf-8"))
        for path in paths
        if not {"simulator", "versions"} & set(path.parts)
    )


@cache
def nodes() -> tuple[ast.AST, ...]:
    """All that stands in our code, walked once."""
    return tuple(node for module in modules() for node in ast.walk(module))


@cache
def words() -> frozenset[str]:
    """Every string constant and class name: whatever a key may be put together from."""
    constants = {
        node.value for node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return frozenset(constants | {node.name for node in nodes() if isinstance(node, ast.ClassDef)})


@cache
def _calls() -> dict[str, list[ast.Call]]:
    found: dict[str, list[ast.Call]] = {}
    for node in nodes():
        if isinstance(node, ast.Call):
            found.setdefault(_name(node), []).append(node)
    return found


def calls(*names: str) -> Iterator[ast.Call]:
    for name in names:
        yield from _calls().get(name, ())


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", None) or getattr(call.func, "id", ""))


def strings(node: ast.AST | None) -> set[str]:
    """The strings that an argument may be, as far as they stand there."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return strings(node.body) | strings(node.orelse)
    return set()


def first_arguments(*names: str) -> set[str]:
    return {text for call in calls(*names) if call.args for text in strings(call.args[0])}


def kinds_sent() -> dict[str, list[frozenset[str]]]:
    """Kinds of notices that stand in a sending call, each with the keywords of every such call.

    A call with ** may give anything; it is left out of the lists.
    """
    found: dict[str, list[frozenset[str]]] = {}
    for call in calls(*_SENDING):
        keywords = {keyword.arg for keyword in call.keywords}
        for kind in {text for argument in call.args for text in strings(argument)}:
            found.setdefault(kind, [])
            if None not in keywords:
                found[kind].append(frozenset(keyword for keyword in keywords if keyword))
    return found


def events_recorded() -> dict[str, set[str]]:
    """Kinds of events, each with the facts that every recording of it gives."""
    found: dict[str, set[str]] = {}
    for call in calls(*_RECORDING):
        place = _RECORDING[_name(call)]
        facts = {keyword.arg for keyword in call.keywords if keyword.arg} - {"to", "text"}
        for kind in strings(call.args[place]) if len(call.args) > place else ():
            found[kind] = found.get(kind, facts) & facts
    return found


@cache
def families() -> frozenset[str]:
    """F-strings that look like keys, with {} for what is put in: errors.{}, status.{}{}."""
    return frozenset(
        pattern
        for node in nodes()
        if isinstance(node, ast.JoinedStr) and re.match(r"[a-z_]+\.\{\}", pattern := _pattern(node))
    )


def _pattern(joined: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in joined.values)


def is_used(key: str) -> bool:
    """Whether the code names a key, or can put it together from words it has."""
    if key in words():
        return True
    return any(_is_made_of(key, family.split("{}")) for family in families())


def _is_word(text: str) -> bool:
    """A word of the code, or one that it puts together: role_{}, make_{}."""
    return text in words() or any(
        text.startswith(prefix) and text.removeprefix(prefix) in words() for prefix in _prefixes()
    )


@cache
def _prefixes() -> frozenset[str]:
    patterns = {_pattern(node) for node in nodes() if isinstance(node, ast.JoinedStr)}
    return frozenset(pattern[:-2] for pattern in patterns if re.fullmatch(r"[a-z]+_\{\}", pattern))


def _is_made_of(key: str, literals: list[str]) -> bool:
    """Whether `key` is these pieces with a word, or nothing, between each two of them."""
    if not key.startswith(literals[0]):
        return False
    rest = key.removeprefix(literals[0])
    if len(literals) == 1:
        return not rest
    ends = (end for end in range(len(rest) + 1) if not end or _is_word(rest[:end]))
    return any(_is_made_of(rest[end:], literals[1:]) for end in ends)
