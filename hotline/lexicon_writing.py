"""Writes a lexicon as TOML that a person reads and edits, and tells how two lexicons differ."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hotline.classification import merged_weights
from hotline.keywords import Keyword, Lexicon, Source, Topic

LEARNED_FILE, CORRECTED_FILE = "learned.toml", "corrected.toml"
_HEADER = """\
# Learned from labelled messages by `hotline lexicon learn`, which replaces this file.
# What you write by hand belongs in the other files.
# A keyword's line says what it adds to its topic, and how many of the messages held it.
"""


def write(lexicon: Lexicon, out: Path, base: Path) -> None:
    """Write a lexicon that was learned on top of `base`.

    Into a folder (a path without .toml) go the base's files as they are, with what was learned in a file
    of its own; into a file goes everything.
    """
    if out.suffix == ".toml":
        _save(out, complete(lexicon))
        return
    out.mkdir(parents=True, exist_ok=True)
    if base.is_dir() and base.resolve() != out.resolve():
        for file in base.glob("*.toml"):
            shutil.copyfile(file, out / file.name)
    elif base.is_file():
        _save(out / "lexicon.toml", _HEADER + _scheme(lexicon) + _topics(lexicon.topics))
    _save(out / LEARNED_FILE, learned(lexicon))
    if any(keyword.source is Source.CORRECTED for keyword in lexicon.keywords):
        _save(out / CORRECTED_FILE, _keywords("corrected", lexicon))


def complete(lexicon: Lexicon) -> str:
    """Everything a lexicon holds, as TOML."""
    parts = [_scheme(lexicon), learned(lexicon), _keywords("corrected", lexicon), _topics(lexicon.topics)]
    return "\n".join(parts)


def learned(lexicon: Lexicon) -> str:
    """What was learned, as TOML."""
    says = {topic.key: topic.weights for topic in lexicon.topics if topic.weights is not None}
    parts = [
        f"{_HEADER}messages = {lexicon.messages}\n",
        f"[certainty]\nslope = {lexicon.certainty.slope}\nbase = {lexicon.certainty.base}\n",
        _table("lean", (f"{_quoted(name)} = {weight}" for name, weight in lexicon.lean.items())),
        _table("topics", (f"{_quoted(key)} = {_weights(weights)}" for key, weights in says.items())),
        _keywords("learned", lexicon),
    ]
    return "\n".join(parts)


def _save(file: Path, text: str) -> None:
    part = file.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)


def _scheme(lexicon: Lexicon) -> str:
    return f"categories = [{', '.join(map(_quoted, lexicon.categories))}]\n"


def _topics(topics: Iterable[Topic]) -> str:
    return "\n".join(_topic(topic) for topic in topics)


def _topic(topic: Topic) -> str:
    lines = ["[[topic]]", f"category = {_quoted(topic.category)}", f"name = {_quoted(topic.name)}"]
    if topic.part is not None:
        lines.append(f"part = {_quoted(topic.part)}")
    if topic.at_least:
        lines.append(f"at_least = {topic.at_least}")
    for key, given in (("strong", topic.strong), ("hints", topic.hints)):
        if given:
            lines.append(f"{key} = [{', '.join(map(_quoted, given))}]")
    return "\n".join(lines) + "\n"


def _keywords(source: str, lexicon: Lexicon) -> str:
    return _table(source, (_line(keyword) for keyword in lexicon.keywords if keyword.source == source))


def _line(keyword: Keyword) -> str:
    return f"{_quoted(keyword.text)} = {_weights({'messages': keyword.messages, **keyword.weights})}"


def _table(name: str, lines: Iterable[str]) -> str:
    return "\n".join([f"[{name}]", *lines]) + "\n"


def _weights(weights: Mapping[str, float]) -> str:
    return "{ " + ", ".join(f"{_key(name)} = {weight}" for name, weight in weights.items()) + " }"


def _key(name: str) -> str:
    return name if name.isascii() and name.isalnum() else _quoted(name)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@dataclass(frozen=True)
class Difference:
    """A keyword that speaks otherwise in the second lexicon; None where it is missing."""

    text: str
    before: Mapping[str, float] | None
    after: Mapping[str, float] | None
    source: Source


def differences(before: Lexicon, after: Lexicon, at_least: float = 0.1) -> Iterator[Difference]:
    """Keywords added, removed or moved by at least so much, those that moved most first."""
    old, new = (
        {word: dict(weights) for word, weights in merged_weights(one).items()} for one in (before, after)
    )
    sources = {**before.texts, **after.texts}
    moved = {word: _distance(old.get(word), new.get(word)) for word in {*old, *new}}
    for word in sorted(
        (word for word in moved if moved[word] >= at_least), key=lambda word: (-moved[word], word)
    ):
        yield Difference(word, old.get(word), new.get(word), sources[word])


def _distance(old: Mapping[str, float] | None, new: Mapping[str, float] | None) -> float:
    old, new = old or {}, new or {}
    return max((abs(new.get(name, 0.0) - old.get(name, 0.0)) for name in {*old, *new}), default=0.0)
