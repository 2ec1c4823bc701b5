"""Days and hours as people say them: 明天到周五, 6月20日起两周, 下周; 上午9点到11点半, 下午2点-4点."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

from hotline.typed_days import date_in

_FOLDED = str.maketrans("後週禮這點個兩號時從開", "后周礼这点个两号时从开")
_NEAR = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3, "today": 0, "tomorrow": 1}
_WEEKDAY = re.compile(r"(这个?|本|下个?)?(?:周|星期|礼拜)([一二三四五六日天])")
_ENGLISH_WEEKDAY = re.compile(r"(next)?(mon|tue|wed|thu|fri|sat|sun)[a-z]*")
_ENGLISH_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEK = re.compile(r"(这个?|本|下个?)(?:周|星期|礼拜)")
_DAY_OF_MONTH = re.compile(r"(\d{1,2})[日号]?")
_LASTING = re.compile(
    r"从?(?P<start>.*?)(?:起|开始|之?后的?|,)?(?P<count>\d{1,3}|半)(?P<unit>天|个?周|个?星期|个?礼拜|个?月)"
)
_UNITS = {"天": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30}
_BETWEEN = re.compile(r"到|至|-|—|–|~|to")
_NUMERAL = re.compile(r"(?<![周期拜])[一二两三四五六七八九十]+(?=[月日号天周星礼个点时])")
_ONES = dict(zip("一二三四五六七八九", range(1, 10), strict=True)) | {"两": 2}

_HALVES = "上午|早上|早晨|中午|下午|晚上"
# Bounded: from each blank of very many on, all the rest would be looked at.
_ROOM = r"\s{0,4}"
_COUNT = r"\d{1,2}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]"


def _clock(name: str) -> str:
    """The pattern of one time of day; its groups end in `name`."""
    minutes = rf"(?P<minute{name}>半|一刻|三刻|\d{{1,2}})?分?"
    return (
        rf"(?P<half{name}>{_HALVES})?{_ROOM}(?P<hour{name}>{_COUNT}){_ROOM}(?P<mark{name}>[点时:]{minutes})?"
    )


_HOUR = re.compile(_clock("1"))
_HOURS = re.compile(rf"{_clock('1')}{_ROOM}(?:到|至|-|—|–|~|to){_ROOM}{_clock('2')}")
_SEATS = re.compile(r"[,，;；\s]{0,4}(\d{1,3})\s*个?(?:名额|人|位|seats?)\s*$")
_AROUND_ROOM = " \t\n,，。.;；、:：在"
# Nobody says a day in more; a whole message of words is not tried word by word.
_MOST_WORDS, _MOST_CHARACTERS = 16, 64


@dataclass(frozen=True)
class Meeting:
    """When and where people can meet a deputy, as it was typed; None where nothing was said."""

    day: date
    opens: time
    closes: time
    room: str
    seats: int | None


@dataclass(frozen=True)
class Occasion:
    """A day, when it begins, when it ends if that was said, and the words behind them."""

    day: date
    opens: time
    closes: time | None
    rest: str


def day_in(text: str, today: date) -> date | None:
    """One day: 明天, 周五, 下周三, 6月20日. A weekday alone is the next one, today included."""
    return _day(_plain(text), today, today)


def span_in(text: str, today: date) -> tuple[date, date] | None:
    """The first and last day of a span: two days, one day, so many days or weeks, this or the next week."""
    plain = _plain(text).removeprefix("从")
    if (day := _day(plain, today, today)) is not None:
        return day, day
    if found := _WEEK.fullmatch(plain):
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * found[1].startswith("下"))
        return max(monday, today), monday + timedelta(days=6)
    return _from_to(plain, today) or _lasting(plain, today)


def span_and_rest(text: str, today: date) -> tuple[tuple[date, date] | None, str]:
    """The span that the longest beginning of a line names, and what stands after it."""
    words = text.split()
    for length in range(min(len(words), _MOST_WORDS), 0, -1):
        if (span := span_in(" ".join(words[:length]), today)) is not None:
            return span, " ".join(words[length:])
    return None, text.strip()


def hours_in(text: str) -> tuple[time, time] | None:
    """Opening and closing time. None where nothing of the kind is said, or it makes no sense."""
    found = _hours(_folded(text))
    return None if found is None else _read_hours(found)


def meeting_in(text: str, today: date) -> Meeting | None:
    """The day, the hours and after them the room and the number of seats: 7月3日 9点到11点 村委会 10人."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _hours(_folded(plain))
    if found is None:
        return None
    day = day_in(plain[: found.start()].strip(_AROUND_ROOM), today)
    hours = _read_hours(found)
    if day is None or hours is None:
        return None
    rest = plain[found.end() :]
    seats = _SEATS.search(rest)
    room = (rest[: seats.start()] if seats else rest).strip(_AROUND_ROOM)
    return Meeting(day, *hours, room, int(seats[1]) if seats else None)


def occasion_in(text: str, today: date) -> Occasion | None:
    """The day, the hour or the hours, and what stands after them: 6月20日 9点 排水站 看汛前准备."""
    plain = unicodedata.normalize("NFKC", text).strip()
    folded = _folded(plain)
    both = _hours(folded)
    single = next((one for one in _HOUR.finditer(folded) if one["mark1"]), None)
    read: Callable[[re.Match[str]], tuple[time, time | None] | None]
    if single is None or (both is not None and both.start() <= single.start()):
        found, read = both, _read_hours
    else:
        found, read = single, _read_hour
    hours = None if found is None else read(found)
    if found is None or hours is None:
        return None
    opens, closes = hours
    day = day_in(plain[: found.start()].strip(_AROUND_ROOM), today)
    return None if day is None else Occasion(day, opens, closes, plain[found.end() :].strip(_AROUND_ROOM))


def _folded(text: str) -> str:
    # One character for one character, so that places in it are places in the original.
    return unicodedata.normalize("NFKC", text).translate(_FOLDED)


def _plain(text: str) -> str:
    plain = "".join(_folded(text).lower().split())
    if len(plain) > _MOST_CHARACTERS:
        return ""
    return _NUMERAL.sub(lambda found: str(_number(found[0])), plain)


def _number(numeral: str) -> int:
    if numeral.isdecimal():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    return (10 * _ONES.get(tens, 1) if ten else 0) + _ONES.get(ones, 0)


def _day(plain: str, today: date, base: date) -> date | None:
    """A day; what is said without a week, month or year is the next such day from `base` on."""
    if plain in _NEAR:
        return today + timedelta(days=_NEAR[plain])
    if found := _WEEKDAY.fullmatch(plain):
        return _weekday("一二三四五六日".find(found[2].replace("天", "日")), found[1] or "", today, base)
    if found := _ENGLISH_WEEKDAY.fullmatch(plain):
        return _weekday(_ENGLISH_WEEK.index(found[2]), "下" if found[1] else "", today, base)
    return date_in(plain, base)


def _weekday(number: int, week: str, today: date, base: date) -> date:
    if week:
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(days=number + 7 * week.startswith("下"))
    return base + timedelta(days=(number - base.weekday()) % 7)


def _from_to(plain: str, today: date) -> tuple[date, date] | None:
    for cut in _BETWEEN.finditer(plain):
        first = _day(plain[: cut.start()], today, today)
        if first is None:
            continue
        last = _last_day(plain[cut.end() :].removesuffix("止"), today, first)
        if last is not None:
            return first, last
    return None


def _last_day(plain: str, today: date, first: date) -> date | None:
    """6月20日到25日: a number alone is a day of the month in which the span began."""
    if found := _DAY_OF_MONTH.fullmatch(plain):
        return date_in(f"{found[1]}号", first)
    return _day(plain, today, first)


def _lasting(plain: str, today: date) -> tuple[date, date] | None:
    found = _LASTING.fullmatch(plain)
    if found is None or found["count"] == "0":
        return None
    first = _day(found["start"], today, today) if found["start"] else today
    length = _UNITS[found["unit"].removeprefix("个")]
    days = length // 2 if found["count"] == "半" else length * int(found["count"])
    return None if first is None or days < 1 else (first, first + timedelta(days=days - 1))


def _hours(folded: str) -> re.Match[str] | None:
    """The first two times of day, one of which has 点 or a colon; else 6-20 would be hours."""
    return next((found for found in _HOURS.finditer(folded) if found["mark1"] or found["mark2"]), None)


def _read_hours(found: re.Match[str]) -> tuple[time, time] | None:
    opens = _minutes(found, "1", found["half1"])
    closes = _minutes(found, "2", found["half2"] or found["half1"])
    if found["half1"] is None and opens < 7 * 60:
        opens, closes = opens + 720, closes + 720  # Nobody receives visitors at two in the morning.
    if closes <= opens and found["half2"] is None:
        closes += 720
    is_told = all(
        int(found[f"minute{name}"] or 0) < 60 for name in "12" if _is_number(found[f"minute{name}"])
    )
    if not is_told or not opens < closes < 24 * 60:
        return None
    return time(*divmod(opens, 60)), time(*divmod(closes, 60))


def _read_hour(found: re.Match[str]) -> tuple[time, None] | None:
    """One time of day; 2点 alone is in the afternoon."""
    opens = _minutes(found, "1", found["half1"])
    if found["half1"] is None and opens < 7 * 60:
        opens += 720
    is_told = not _is_number(found["minute1"]) or int(found["minute1"]) < 60
    return (time(*divmod(opens, 60)), None) if is_told and opens < 24 * 60 else None


def _is_number(said: str | None) -> bool:
    return said is not None and said.isdecimal()


def _minutes(found: re.Match[str], name: str, half: str | None) -> int:
    """Minutes since midnight."""
    hour = _number(found[f"hour{name}"])
    if half in ("下午", "晚上", "中午") and hour < (12 if half != "中午" else 11):
        hour += 12
    said = found[f"minute{name}"]
    words = {None: 0, "半": 30, "一刻": 15, "三刻": 45}
    return hour * 60 + (words[said] if said in words else int(said or 0))
