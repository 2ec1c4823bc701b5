"""Hostile words: real sentences of villagers and of our texts, mutated, and pieces that broke programs."""

import random
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bot.demo import sample
from handlers.wording import read_catalog
from hotline.lexicon import load

_SENTENCES = Path(__file__).parents[1] / "hotline" / "sentences"
LONGEST = 64 * 1024

UNSEEN = ("\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u180e", "\u034f", "\ufe0f")
TURNED = ("\u202e", "\u202d", "\u2066", "\u2067", "\u2069", "\u200f", "\u061c")
BROKEN = ("\ud83d", "\ude00", "\udfff", "\ud800", "\x00", "\ufffe", "\uffff", "\ufffd", "\x1b[31m", "\x7f")
EMOJI = (
    "😀",
    "👨\u200d👩\u200d👧\u200d👦",
    "🇨🇳",
    "👍🏿",
    "1\ufe0f\u20e3",
    "🏴\U000e0067\U000e0062\U000e007f",
)
ODD = (
    "𠮷",
    "㍿",
    "ﷺ",
    "ß",
    "İ",
    "ŉ",
    "①",
    "Ⅷ",
    "½",
    "٣",
    "๔",
    "三",
    "〇",
    "㈠",
    "K",
    "\u3000",
    "\u2028",
    "\x85",
    "\t",
)
FLOOD = ("e" + "\u0301" * 40, "Z" + "\u0335\u0336\u0337" * 20, "村" + "\u20dd" * 30)
MARKUP = (
    *("<b>", "</b>", "<script>alert(1)</script>", "<a href='tg://user?id=1'>x</a>", "<tg-spoiler>", "</"),
    *("&amp;", "&#0;", "&#x110000;", "&lt", "]]>", "<!--", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "<?xml?>"),
    *("**粗**", "[字](javascript:1)", "```", "__", "~~", "||", "{{ 7*7 }}", "{% for x in y %}", "{#"),
    *("${x}", "%s%n"),
    *('\'; DROP TABLE "case";--', "' OR '1'='1", "%_", "\\", '"', "../../etc/passwd", "=1+1"),
    *("@SUM(A1)", "+1", "-1"),
)
EDGES = (
    *("0", "-0", "-1", "1", "255", "65536", "2147483647", "2147483648", "9223372036854775807"),
    *("9223372036854775808", "-9223372036854775809", "1e309", "nan", "inf", "0x10", "1_000", "٣٤", "²"),
    "00000",
    *(
        "9" * 400,
        "0.1",
        "1,000",
        "０１２３",
        "13800138000",
        "138 0013 8000",
        "110105199003070018",
        "一百二十",
    ),
)
DAYS = (
    *(
        "6月20日",
        "2月29日",
        "2月30日",
        "13月1日",
        "0月0日",
        "9999-12-31",
        "0001-01-01",
        "2026-02-29",
        "99号",
        "0号",
    ),
    *(
        "明天",
        "下周三",
        "周八",
        "半年",
        "999年",
        "9点到11点",
        "25点到3点",
        "6月20日到25日",
        "本周",
        "上上周",
        "上月",
    ),
    *(
        "2026-W53-7",
        "24:00",
        "23:60",
        "2026年",
        "7月3日 9点到11点 村委会 10人",
        "一两个月",
        "12月31日到1月1日",
    ),
)


@cache
def samples() -> Sequence[str]:
    """Everything that people wrote or that we write to them, in one list without repetition."""
    found = [text for story in sample.stories() for text in (telling.text for telling in story.tellings)]
    for name in ("cases.toml", "office.toml", "stories.toml"):
        found += _strings(tomllib.loads((sample.FOLDER / name).read_text(encoding="utf-8")))
    for path in sorted(_SENTENCES.glob("*.toml")):
        found += _strings(tomllib.loads(path.read_text(encoding="utf-8")))
    for language in ("zh-Hans", "zh-Hant", "en"):
        found += read_catalog(language).values()
    return tuple(dict.fromkeys(found))


@cache
def names() -> Sequence[str]:
    """What the township and the lexicon are made of: villages, people, units, categories, keywords."""
    roster, lexicon = sample.roster(), load()
    found = [place.name for place in roster.places] + [
        alias for row in roster.places for alias in row.aliases
    ]
    found += [row.name for row in roster.deputies] + [row.code for row in roster.deputies]
    found += [
        *lexicon.categories,
        *(topic.name for topic in lexicon.topics),
        *(row.text for row in lexicon.keywords[:2000]),
    ]
    return tuple(dict.fromkeys(str(name) for name in found))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


class Words:
    """Makes words by one seed: the same seed, the same words."""

    def __init__(self, seed: str) -> None:
        self.chance = random.Random(seed)

    def pick(self, choices: Sequence[Any]) -> Any:
        return choices[int(self.chance.random() * len(choices))]

    def is_in(self, share: float) -> bool:
        """True in this share of the times."""
        return self.chance.random() < share

    def atom(self) -> str:
        """One hostile piece."""
        return str(self.pick(self.pick((UNSEEN, TURNED, BROKEN, EMOJI, ODD, FLOOD, MARKUP, EDGES, DAYS))))

    def number(self) -> str:
        return (
            str(self.pick(EDGES))
            if self.is_in(0.4)
            else str(self.chance.randrange(10 ** self.pick((1, 2, 4, 11, 18))))
        )

    def day(self) -> str:
        """What may be a day or a span, or nearly one."""
        if self.is_in(0.3):
            return str(self.pick(DAYS))
        numbers = [str(self.chance.randrange(self.pick((4, 13, 32, 62, 10000)))) for _ in range(5)]
        shape = self.pick(
            (
                "{}月{}日",
                "{}-{}-{}",
                "{}点到{}点",
                "{}月{}日 {}点到{}点 村委会 {}人",
                "{}个月",
                "{}号",
                "{}:{}",
                "{}天",
                "下周{}",
            )
        )
        said = shape.format(*numbers)
        return self.mutated(said) if self.is_in(0.4) else said

    def name(self) -> str:
        return str(self.pick(names()))

    def sentence(self) -> str:
        return str(self.pick(samples()))

    def text(self) -> str:
        """Any text: mostly short and almost sensible, sometimes huge."""
        way = self.chance.random()
        if way < 0.55:
            return self.mutated(self.sentence())
        if way < 0.7:
            return self.soup()
        if way < 0.8:
            return self.sentence()
        if way < 0.9:
            return self.mutated(self.name())
        if way < 0.95:
            return self.mutated(f"{self.sentence()}{self.number()}{self.sentence()}")
        if way < 0.97:
            return self.repeated(self.chance.randrange(2, 300))
        if way < 0.999:
            return str(self.pick(("", " ", "\n", "\r\n\r\n", "\u3000", self.day(), self.number())))
        return self.repeated(LONGEST)[: self.chance.randrange(4000, LONGEST)]

    def short(self) -> str:
        """A word or two."""
        return str(
            self.pick((self.name, self.number, self.day, self.atom, lambda: self.mutated(self.name())))()
        )

    def soup(self) -> str:
        """Pieces in no order."""
        return "".join(
            self.atom() if self.is_in(0.7) else self.name() for _ in range(self.chance.randrange(1, 12))
        )

    def repeated(self, longest: int) -> str:
        piece = self.atom() if self.is_in(0.5) else self.sentence()
        return (piece or "x") * max(1, longest // max(1, len(piece)))

    def mutated(self, text: str) -> str:
        """The text after some slips: pieces put in, taken out, doubled, changed round."""
        for _ in range(self.chance.randrange(1, 5)):
            text = self.pick(_SLIPS)(self, text)
        return text

    def _cut(self, text: str) -> tuple[int, int]:
        start = int(self.chance.random() * (len(text) + 1))
        return start, min(len(text), start + self.chance.randrange(1, 9))

    def put_in(self, text: str) -> str:
        start, _ = self._cut(text)
        return text[:start] + self.atom() + text[start:]

    def take_out(self, text: str) -> str:
        start, end = self._cut(text)
        return text[:start] + text[end:]

    def double(self, text: str) -> str:
        start, end = self._cut(text)
        return text[:end] + text[start:end] * self.chance.randrange(1, 4) + text[end:]

    def turn_round(self, text: str) -> str:
        start, end = self._cut(text)
        return text[:start] + text[start:end][::-1] + text[end:]

    def splice(self, text: str) -> str:
        start, _ = self._cut(text)
        other = self.sentence()
        return text[:start] + other[int(self.chance.random() * (len(other) + 1)) :]

    def spread(self, text: str) -> str:
        """Something unseen between all characters of a piece."""
        start, end = self._cut(text)
        return text[:start] + str(self.pick(UNSEEN)).join(text[start:end]) + text[end:]

    def renumber(self, text: str) -> str:
        return re.sub(r"\d+", lambda _: self.number(), text, count=2)


_SLIPS: Sequence[Callable[[Words, str], str]] = (
    Words.put_in,
    Words.take_out,
    Words.double,
    Words.turn_round,
    Words.splice,
    Words.spread,
    Words.renumber,
)
