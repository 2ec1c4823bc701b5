"""Folds what people type into one spelling, so that a keyword needs to be written only once."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
# A gloss follows a Chinese character, holds lower-case Latin syllables and a tone mark or a plain reading:
# 关(guān), 行(xing). Capitals stay, since (EMS) or (APP) say something.
_GLOSS = re.compile(
    rf"(?<=[\u3400-\u9fff])[(\[]\s*[a-zü{_TONED}]{{1,8}}(?:['\s]+[a-zü{_TONED}]{{1,6}}){{0,3}}\s*[1-4]?\s*[)\]]"
)
_INVISIBLE = re.compile(
    "["
    "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"  # control characters
    "\ud800-\udfff"  # halves of broken pairs, which no encoder takes
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"  # soft hyphen, fillers
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # zero width and bidirectional marks
    "\ufe00-\ufe0f\U000e0000-\U000e01ef"  # variation selectors and tags
    "]+"
)
UNTURNED = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\u2060")
"""For str.translate: marks that turn the direction of writing round become ones that do nothing.

Chinese needs none of them; left in somebody's words they turn round what stands behind those.
"""
_EMOJI = re.compile(
    "["
    "\u20e3\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d"
    "\U0001f000-\U0001faff\U000f0000-\U0010ffff\ue000-\uf8ff"
    "]+"
)
_SPACE = re.compile(r"\s+")
# 房 产 证: characters typed one by one; a single space elsewhere may stand for a full stop and stays.
_SPACED_OUT = re.compile(r"(?<![\u3400-\u9fff])(?:[\u3400-\u9fff] ){2,}[\u3400-\u9fff](?![\u3400-\u9fff])")
# 著火 is 着火: the converter leaves this character alone, since 著名 is right in both scripts.
_CONTINUOUS = re.compile("(?<![显名原编土译专巨卓昭遗论合拙])著(?![名作称述录书者])")
_IDEOGRAPHS = (*range(0x2E80, 0xA4D0), *range(0xF900, 0xFB00))
_RARE_IDEOGRAPHS = "\U00020000-\U0003ffff"
# The converter changes these in some phrases only: 答覆, 深沈. (And 打坏, by mistake: not here for that.)
_CHANGED_IN_PHRASES = "沈藉哩覆衹瞭甦"
_DIGITS_APART = re.compile(r"(?<=[0-9])[ -](?=[0-9])")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
# What NFKC does to these is known. Done first, most texts hold nothing unusual and are spared the rest.
_COMMON_WIDE = tuple(zip("，！？：；（）～　", ",!?:;()~ ", strict=True))
_UNUSUAL = re.compile(r"[^\n\r\t\x20-\x7e\u3001-\u3002\u300a-\u300f\u3010\u3011\u2018-\u201d\u4e00-\u9fff]")


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


@cache
def _traditional() -> re.Pattern[str]:
    """Finds a character that the converter may change; most texts hold none and need not go through it."""
    characters = "".join(map(chr, _IDEOGRAPHS))
    converted = _to_simplified().convert("\n".join(characters)).split("\n")
    changed = [old for old, new in zip(characters, converted, strict=True) if old != new]
    return re.compile(f"[{''.join(changed)}{_CHANGED_IN_PHRASES}{_RARE_IDEOGRAPHS}]")


def fold(text: str) -> str:
    """Return the text in the one spelling that keywords, places and danger words are matched on.

    Compatibility forms (full-width letters, circled and non-ASCII digits) become plain ones, traditional
    characters simplified ones; pinyin glosses in brackets, invisible characters and emoji go; white space
    collapses. Never raises, and folding twice changes nothing. Offsets are not those of the original.
    """
    for wide, narrow in _COMMON_WIDE:
        text = text.replace(wide, narrow)
    if _UNUSUAL.search(text):
        text = _usual(text)
    if _traditional().search(text):
        text = _to_simplified().convert(text)
    return _tidy(_CONTINUOUS.sub("着", text) if "著" in text else text)


def _usual(text: str) -> str:
    while (again := _usual_once(text)) != text:
        text = again
    return text


def _usual_once(text: str) -> str:
    text = unicodedata.normalize("NFKC", _EMOJI.sub(" ", _INVISIBLE.sub("", text)))
    return _FOREIGN_DIGIT.sub(_as_ascii, text)


def _tidy(text: str) -> str:
    if "(" in text or "[" in text:
        text = _GLOSS.sub("", text)
    if " " in text or not text.isprintable():
        text = _SPACED_OUT.sub(_without_spaces, _SPACE.sub(" ", text).strip())
    return _DIGITS_APART.sub("", text) if " " in text or "-" in text else text


def _as_ascii(digit: re.Match[str]) -> str:
    return str(unicodedata.decimal(digit.group()))


def _without_spaces(run: re.Match[str]) -> str:
    return run.group().replace(" ", "")
