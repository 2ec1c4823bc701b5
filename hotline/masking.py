"""Phone, identity and card numbers in what people write, masked so that one still sees there was a number."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_CHINESE_DIGITS = dict(
    zip("零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖幺", "001234567891234567891", strict=True)
)

# What people put between the digits of one number: blanks, dashes, dots, invisible characters, keycap marks.
_INVISIBLE = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufe0f\u20e3"
_GAP = rf"[ \t\u00a0\u3000\-‐‑–—－_.·•{_INVISIBLE}]{{0,3}}"
_UNSEEN = re.compile(f"[{_INVISIBLE}]+")
_CALLED = (
    "(?:电话|電話|手机|手機|座机|联系方式|号码|號碼|致电|拨打|tel|phone|qq|扣扣|微信|v信|账号|帐号|卡号)"
)


def _digits(count: str) -> str:
    return rf"(?:\d{_GAP}){{{count}}}"


def _is_grouped_like_a_phone(raw: str, digits: str) -> bool:
    # "138 0013 8000" is a number; "15.80 12.50 180" is a list of prices.
    groups = re.findall(r"\d+", _UNSEEN.sub("", raw))
    return len(groups) == len(digits) or (len(groups) <= 4 and len(groups[0]) >= 3)


def _is_card(raw: str, digits: str) -> bool:
    # A list of years is grouped in fours as well: only the check digit tells.
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0


def _is_private(raw: str, digits: str) -> bool:
    # Numbers that begin with 400 or 800 are a firm's public ones.
    return not (len(digits) == 10 and digits.startswith(("400", "800")))


def _always(raw: str, digits: str) -> bool:
    return True


@dataclass(frozen=True)
class _Number:
    """A shape of number, how many digits stay readable at each end, and what else must hold."""

    shape: str
    head: int
    tail: int
    holds: Callable[[str, str], bool] = _always

    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.shape, re.IGNORECASE)


_BIRTHDAY = rf"(?:1{_GAP}9|2{_GAP}0){_GAP}\d{_GAP}\d{_GAP}[01]{_GAP}\d{_GAP}[0-3]{_GAP}\d{_GAP}"
_NUMBERS = (
    # Identity number of 18 places, however it is grouped.
    _Number(rf"(?<!\d)(?P<number>{_digits('6')}{_BIRTHDAY}{_digits('3')}[\dx])(?!\d)", head=2, tail=0),
    # Old identity numbers, cards, accounts, two numbers run together: no one counts in fifteen digits.
    _Number(r"(?<!\d)(?P<number>\d{15,}x?)", head=2, tail=0),
    _Number(rf"(?<!\d)(?P<number>\d{{4}}(?:{_GAP}\d{{4}}){{3}}(?:{_GAP}\d{{1,3}})?)(?!\d)", 2, 0, _is_card),
    _Number(
        rf"(?<!\d)(?:(?:00)?86{_GAP})?(?P<number>1{_GAP}[3-9]{_GAP}{_digits('8')}\d)(?!\d)",
        head=3,
        tail=2,
        holds=_is_grouped_like_a_phone,
    ),
    _Number(rf"(?<!\d)(?P<number>[(（]?0\d{{2,3}}[)）]?{_GAP}\d{{3,4}}{_GAP}\d{{4}})(?!\d)", head=3, tail=1),
    # Seven to twelve digits are a number only where people say so: else they may be a date or a sum.
    _Number(rf"{_CALLED}[^\d。，；\n]{{0,6}}(?P<number>\d(?:{_GAP}\d){{6,11}})(?!\d)", 2, 1, _is_private),
)
_COMPILED = tuple((number, number.compiled()) for number in _NUMBERS)


def mask(text: str) -> str:
    """The text with the digits of personal numbers replaced by asterisks, all but a few at the ends."""
    masked = _mask_once(text)
    while masked != text:  # Each round removes digits, so this ends, and masking again changes nothing.
        text, masked = masked, _mask_once(masked)
    return masked


def _mask_once(text: str) -> str:
    for number, shape in _COMPILED:
        plain = "".join(map(_plain, text))
        for found in reversed(list(shape.finditer(plain))):
            raw, (start, end) = found["number"], found.span("number")
            digits = "".join(filter(str.isalnum, raw))
            if number.holds(raw, digits):
                text = text[:start] + _starred(digits, number) + text[end:]
    return text


def _starred(digits: str, number: _Number) -> str:
    kept = digits[len(digits) - number.tail :]
    return digits[: number.head] + "*" * (len(digits) - number.head - number.tail) + kept


def _plain(character: str) -> str:
    """One character for one character, so that places in the plain text are places in the original."""
    if character in _CHINESE_DIGITS:
        return _CHINESE_DIGITS[character]
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    narrow = unicodedata.normalize("NFKC", character)
    return narrow if len(narrow) == 1 else character
