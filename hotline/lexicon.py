"""The lexicon: weighted keywords by category and topic, in TOML files that a person reads and edits.

A lexicon is one file or a folder of files, read in the order of their names. They may hold

    categories = ["城乡建设", …]            the scheme, in the order in which people see it
    messages = 4463                         how many labelled messages the learned counts refer to
    [[topic]]                               keywords written by hand
    category = "农村农业"
    name = "农村饮水"
    part = "改水"                           a finer name, may be missing
    at_least = 1.5                          its weight for its own category, whatever was learned
    strong = ["防氟改水"]                   decide almost alone
    hints = ["水源"]                        need company
    [topics]                                what the topic's keywords together say, learned
    "农村农业 / 农村饮水 / 改水" = { "农村农业" = 1.1, "环境保护" = 0.2 }
    [learned]                               what a keyword adds to its topic, and how many messages held it
    "报销" = { messages = 133, "劳动和社会保障" = 1.2 }
    [corrected]                             the same, from corrections that the liaison agreed to
    [lean]                                  what a category gets before any word is read
    [certainty]                             how a lead becomes a probability
    [rename]                                another name for a category; two with one name are merged
    "国土资源" = "自然资源"

A topic without learned weights speaks for its own category with the weight UNLEARNED.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from hotline.keywords import UNLEARNED, Certainty, Keyword, Lexicon, LexiconError, Source, Topic
from hotline.normalisation import fold

__all__ = [
    "SHIPPED",
    "UNLEARNED",
    "Certainty",
    "Keyword",
    "Lexicon",
    "LexiconError",
    "Source",
    "Topic",
    "load",
]

SHIPPED = Path(__file__).parent / "lexicons" / "categories"
_KEYS = ("categories", "messages", "topic", "topics", "learned", "corrected", "lean", "certainty", "rename")
# The shipped one, with all that was learned, is a tenth of it; a larger one takes long to load.
MOST_BYTES = 8 * 1024 * 1024
LONGEST_WORD = 64
_MOST_MESSAGES = 10**9
_TOPIC_KEYS = ("category", "name", "part", "at_least", "strong", "hints")
Tables = list[tuple[str, dict[str, Any]]]


def load(path: Path | None = None) -> Lexicon:
    """Read a lexicon from a file or a folder; None is the shipped one. Raises LexiconError."""
    return _shipped() if path is None else _read(path)


@cache
def _shipped() -> Lexicon:
    return _read(SHIPPED)


def _read(path: Path) -> Lexicon:
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    tables = [(file.name, _parse(file)) for file in files]
    rename = {old: _new_name(file, old, new) for file, table in tables for old, new in _renames(table)}
    categories = [
        name for file, table in tables for name in _names(file, "categories", table.get("categories"))
    ]
    if not categories:
        raise LexiconError(str(path), "categories", "no file names the categories", "a list of names")
    return _Reader(categories, rename).lexicon(tables)


def _renames(table: dict[str, Any]) -> Iterator[tuple[str, object]]:
    yield from table.get("rename", {}).items()


def _new_name(file: str, old: str, new: object) -> str:
    if not isinstance(new, str) or not new:
        raise LexiconError(file, f"rename.{old}", f"{new!r} is no name", '"old name" = "new name"')
    return new


def _parse(file: Path) -> dict[str, Any]:
    try:
        if (size := file.stat().st_size) > MOST_BYTES:
            raise LexiconError(str(file), "file", f"has {size} bytes", f"at most {MOST_BYTES} bytes a file")
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise LexiconError(
            str(file), "file", f"cannot be read ({error.strerror})", "a readable file"
        ) from error
    except (ValueError, RecursionError) as error:
        raise LexiconError(str(file), "file", f"is not TOML in UTF-8 ({error})", "TOML in UTF-8") from error
    for key, value in table.items():
        if key not in _KEYS:
            raise LexiconError(file.name, key, "unknown key", ", ".join(_KEYS))
        if key in _SHAPES and not isinstance(value, _SHAPES[key]):
            raise LexiconError(file.name, key, "has the wrong shape", _SHAPES[key].__name__)
    _count(file.name, "messages", table.get("messages", 0))
    return table


_SHAPES: dict[str, type] = {
    "messages": int, "topic": list, "topics": dict, "learned": dict, "corrected": dict, "rename": dict,
}  # fmt: skip


def _names(file: str, key: str, given: object) -> list[str]:
    if given is None:
        return []
    if not isinstance(given, list) or not all(isinstance(name, str) and name for name in given):
        raise LexiconError(file, key, "not a list of words", '["word", …]')
    return given


class _Reader:
    """Reads the tables of all files; refuses categories that the scheme does not have."""

    def __init__(self, categories: list[str], rename: Mapping[str, str]) -> None:
        self._rename = rename
        self._known = frozenset(categories)
        self._categories = tuple(dict.fromkeys(rename.get(name, name) for name in categories))

    def lexicon(self, tables: Tables) -> Lexicon:
        says = dict(self._each(tables, self._topic_weights))
        lean: dict[str, float] = {}
        certainty = Certainty()
        for file, table in tables:
            lean |= self._weights(file, "lean", table.get("lean", {}))
            certainty = _certainty(file, table.get("certainty"), certainty)
        return Lexicon(
            self._categories,
            tuple(
                self._topic(file, topic, says) for file, table in tables for topic in table.get("topic", [])
            ),
            tuple(self._each(tables, self._keywords)),
            max(table.get("messages", 0) for _, table in tables),
            lean,
            certainty,
        )

    @staticmethod
    def _each(tables: Tables, read: Callable[[str, dict[str, Any]], Iterator[Any]]) -> Iterator[Any]:
        for file, table in tables:
            yield from read(file, table)

    def _topic_weights(self, file: str, table: dict[str, Any]) -> Iterator[tuple[str, Mapping[str, float]]]:
        for key, weights in table.get("topics", {}).items():
            yield key, self._weights(file, f"topics.{key}", weights)

    def _topic(self, file: str, given: object, says: Mapping[str, Mapping[str, float]]) -> Topic:
        if not isinstance(given, dict):
            raise LexiconError(file, "topic", "not a table", "[[topic]]")
        where = f"topic {given.get('name', '(no name)')}"
        for key in given:
            if key not in _TOPIC_KEYS:
                raise LexiconError(file, f"{where}.{key}", "unknown key", ", ".join(_TOPIC_KEYS))
        name, part = given.get("name"), given.get("part")
        if not isinstance(name, str) or not name or not isinstance(part, str | None):
            raise LexiconError(file, where, "name or part is not a word", 'name = "…", part = "…" or no part')
        strong, hints = (_words(file, f"{where}.{key}", given.get(key)) for key in ("strong", "hints"))
        topic = Topic(str(given.get("category")), name, part, strong, hints)
        category = self._category(file, where, given.get("category"))
        return Topic(category, name, part, strong, hints, says.get(topic.key), _number(file, where, given))

    def _keywords(self, file: str, table: dict[str, Any]) -> Iterator[Keyword]:
        for source in (Source.LEARNED, Source.CORRECTED):
            for written, given in table.get(source, {}).items():
                key, text = f"{source}.{written}", fold(written)
                if not isinstance(given, dict) or not text:
                    raise LexiconError(file, key, "not a line of weights", '"word" = { "category" = number }')
                _short_enough(file, key, text)
                messages = _count(file, f"{key}.messages", given.get("messages", 0))
                weights = {name: weight for name, weight in given.items() if name != "messages"}
                yield Keyword(text, self._weights(file, key, weights), source, messages)

    def _weights(self, file: str, key: str, given: object) -> dict[str, float]:
        if not isinstance(given, dict):
            raise LexiconError(file, key, "not a table of weights", '{ "category" = number }')
        merged: dict[str, float] = {}
        for name, weight in given.items():
            if isinstance(weight, bool) or not isinstance(weight, int | float) or not abs(weight) <= 100:
                raise LexiconError(
                    file, f"{key}.{name}", f"{weight!r} is no weight", "a number from -100 to 100"
                )
            category = self._category(file, key, name)
            merged[category] = max(weight, merged.get(category, weight))
        return merged

    def _category(self, file: str, key: str, name: object) -> str:
        if name not in self._known and name not in self._categories:
            raise LexiconError(file, key, f"unknown category {name!r}", ", ".join(self._categories))
        return self._rename.get(str(name), str(name))


def _words(file: str, key: str, given: object) -> tuple[str, ...]:
    words = tuple(fold(word) for word in _names(file, key, given))
    if not all(words):
        raise LexiconError(file, key, "a word is empty once folded", "words or phrases")
    for word in words:
        _short_enough(file, key, word)
    return words


def _short_enough(file: str, key: str, word: str) -> None:
    if len(word) > LONGEST_WORD:
        raise LexiconError(
            file, key[:100], f"a word has {len(word)} characters", f"at most {LONGEST_WORD} characters a word"
        )


def _count(file: str, key: str, given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= _MOST_MESSAGES:
        raise LexiconError(file, key, "not a count", "0, 1, 2, …")
    return given


def _number(file: str, where: str, given: Mapping[str, object]) -> float:
    number = given.get("at_least", 0.0)
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number <= 100:
        raise LexiconError(file, f"{where}.at_least", f"{number!r} is no weight", "a number from 0 to 100")
    return float(number)


def _certainty(file: str, given: object, before: Certainty) -> Certainty:
    if given is None:
        return before
    known = Certainty.__dataclass_fields__
    if not isinstance(given, dict) or not given.keys() <= known.keys():
        raise LexiconError(file, "certainty", "not a table of known numbers", ", ".join(known))
    for key, value in given.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= 100:
            allowed = "a number from -100 to 100"
            raise LexiconError(file, f"certainty.{key}", f"{value!r} is no such number", allowed)
    return Certainty(**{key: float(value) for key, value in given.items()})
