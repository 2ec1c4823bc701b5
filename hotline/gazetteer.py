"""Which villages, roads and units a text names, by their official names and by what people call them."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import ahocorasick

from hotline.errors import HotlineError
from hotline.normalisation import fold

COLUMNS = ("kind", "name", "aliases", "village", "township")
VILLAGE = "village"
TOWNSHIP = "township"
# What people write in the column kind; anything else is kept as it is.
_KINDS = {
    **dict.fromkeys(("村", "村庄", "行政村", "自然村", "社区", "community"), VILLAGE),
    **dict.fromkeys(("镇", "乡", "乡镇", "街道", "town"), TOWNSHIP),
    **dict.fromkeys(("路", "道路", "公路", "街", "街巷"), "road"),
    **dict.fromkeys(("单位", "机构", "企业", "学校", "医院"), "unit"),
    **dict.fromkeys(("小区", "楼盘"), "estate"),
}

# What an official name ends in and people leave out.
_OFFICIAL_ENDINGS = ("村民委员会", "村委会", "居委会", "行政村", "自然村", "社区", "小区", "村", "屯", "组")
# A name that still ends in one of these without its 村 is a name by itself: 李家庄村, 李家庄.
_STILL_A_NAME = tuple("庄屯堡营寨沟湾坪店桥岗台洼窑坡铺圩塘坝坑岭湖集")
# After such a shortened name, these make it another place: 李家庄镇 is not 李家庄村.
_MAKES_ANOTHER = re.compile(r"镇|乡(?![亲村里道下])|县(?!道)|市(?![场政])|区(?![域间])|街道|大道")
# Before a name, these make it another village: 东李家村 is not 李家村 …
_MAKES_ANOTHER_BEFORE = tuple("东西南北前后大小")
# … unless they end a word of their own: 以东李家村.
_OWN_WORD = tuple("以往向朝道路镇村乡街最")
# Before a name of two characters, one of these must stand, or it may be the end of another word: 创新村.
_STARTS_A_NAME = tuple("在我们你他是住到从去的和与及跟同、，,。；;：: 到至离找让给问由属本咱镇乡县市区了个")


MOST_BYTES = 8 * 1024 * 1024
LONGEST_NAME = 64


@dataclass
class GazetteerRefused(HotlineError):
    """A gazetteer file with errors; each problem names the row and what to do."""

    problems: list[str]

    def __str__(self) -> str:
        return "\n".join(self.problems)


@dataclass(frozen=True)
class PlaceName:
    """A place, its official name and what people call it; `key` is the caller's own id."""

    kind: str
    name: str
    aliases: tuple[str, ...] = ()
    village: str | None = None
    township: str | None = None
    constituency: str | None = None
    key: int | None = None


@dataclass(frozen=True)
class _Mention:
    start: int
    end: int
    places: tuple[PlaceName, ...]


class Gazetteer:
    """The places of one hotline, found in texts and by typed names."""

    def __init__(self, places: Iterable[PlaceName]) -> None:
        self.places = tuple(places)
        self._spelled: dict[str, list[PlaceName]] = {}
        self._shortened: set[str] = set()
        for place in self.places:
            self._learn(place)
        self._townships = {_plain(place.township) for place in self.places if place.township}
        self._automaton = _automaton({*self._spelled, *self._townships})

    def _learn(self, place: PlaceName) -> None:
        official = _plain(place.name)
        spellings = {official, *map(_plain, place.aliases)}
        short = official.removesuffix("村")
        if len(short) >= 3 and short != official and short.endswith(_STILL_A_NAME) and short not in spellings:
            self._shortened.add(short)
            spellings.add(short)
        for spelling in filter(None, spellings):
            self._spelled.setdefault(spelling, []).append(place)

    def find(self, text: str) -> tuple[PlaceName, ...]:
        """Distinct places that the text names, in order; the longest name wins.

        A village is left out when a road or unit in it is named as well: both mean one place. A name
        borne by several places brings all of them, unless the text also names the township.
        """
        plain = _plain(text)
        townships = {township for township in self._townships if township in plain}
        found: dict[PlaceName, None] = {}
        for mention in self._mentions(plain):
            found.update(dict.fromkeys(_in_townships(mention.places, townships)))
        return _innermost(tuple(found))

    def villages(self, text: str) -> tuple[PlaceName, ...]:
        """Distinct villages that the text means, directly or by a road or unit in them.

        A place that belongs to no village stands for itself when it has a constituency. More than one
        result means that the writer has to be asked.
        """
        meant: dict[PlaceName, None] = {}
        for place in self.find(text):
            village = self._village_of(place)
            if village is not None:
                meant[village] = None
        return tuple(meant)

    def closest(self, typed: str, limit: int = 5) -> tuple[PlaceName, ...]:
        """The places that a typed name may mean, best first: with a slip of the pen or without its 村."""
        wanted = _plain(typed)
        if not wanted:
            return ()
        ranked: dict[PlaceName, float] = {}
        for spelling, places in self._spelled.items():
            distance = _distance(wanted, spelling)
            for place in places if distance is not None else ():
                ranked[place] = min(distance or 0.0, ranked.get(place, 9.0))
        order = {place: number for number, place in enumerate(self.places)}
        return tuple(sorted(ranked, key=lambda place: (ranked[place], order[place])))[:limit]

    def words(self) -> tuple[str, ...]:
        """Every spelling, for a tokenizer that should keep them whole."""
        return tuple(self._spelled)

    def _mentions(self, plain: str) -> list[_Mention]:
        if not self._spelled:
            return []
        hits = [
            (end - len(spelling) + 1, end + 1, spelling)
            for end, spelling in self._automaton.iter(plain)
            if self._is_a_mention(plain, end - len(spelling) + 1, spelling)
        ]
        hits.sort(key=lambda hit: (hit[0] - hit[1], hit[0]))
        taken, mentions = bytearray(len(plain)), []
        for start, end, spelling in hits:
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                mentions.append(_Mention(start, end, tuple(self._spelled.get(spelling, ()))))
        return sorted(mentions, key=lambda mention: mention.start)

    def _is_a_mention(self, plain: str, start: int, spelling: str) -> bool:
        before, after = plain[max(0, start - 2) : start], plain[start + len(spelling) :]
        if spelling in self._shortened and _MAKES_ANOTHER.match(after):
            return False
        if len(spelling) <= 2:
            return not before or before[-1] in _STARTS_A_NAME or not before[-1].isalnum()
        is_modified = before.endswith(_MAKES_ANOTHER_BEFORE) and not before[:-1].endswith(_OWN_WORD)
        return not (is_modified and spelling.endswith(("村", *_STILL_A_NAME)))

    def _village_of(self, place: PlaceName) -> PlaceName | None:
        if place.kind == VILLAGE or not place.village:
            return place if place.kind == VILLAGE or place.constituency else None
        wanted = _plain(place.village)
        for village in self._spelled.get(wanted, ()):
            if village.kind == VILLAGE and place.township in (None, village.township):
                return village
        return PlaceName(VILLAGE, place.village, (), None, place.township, place.constituency)


def read_csv(path: Path) -> Gazetteer:
    """The gazetteer in a CSV file with the columns kind, name, aliases (separated by |), village, township.

    Raises GazetteerRefused with every problem at once.
    """
    rows = csv.DictReader(_text_of(path).splitlines())
    try:
        return _gazetteer(path.name, rows)
    except csv.Error as error:
        raise GazetteerRefused(
            [f"{path.name}: not readable as CSV ({error}); save it anew as CSV UTF-8"]
        ) from error


def _gazetteer(name: str, rows: "csv.DictReader[str]") -> Gazetteer:
    missing = [column for column in COLUMNS[:2] if column not in (rows.fieldnames or ())]
    if missing:
        absent, wanted = ", ".join(missing), ", ".join(COLUMNS)
        raise GazetteerRefused([f"{name}, row 1: no column {absent}; the first row must name {wanted}"])
    places, problems = _places(name, rows)
    if problems:
        raise GazetteerRefused(problems)
    return Gazetteer(places)


def _text_of(path: Path) -> str:
    if (size := path.stat().st_size) > MOST_BYTES:
        megabytes = MOST_BYTES // 1024**2
        raise GazetteerRefused([f"{path.name}: {size} bytes; leave only your places, at most {megabytes} MB"])
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):  # Spreadsheets on Chinese desktops save CSV in the latter.
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise GazetteerRefused([f"{path.name}: not readable as text; save it as CSV UTF-8"])


def _places(name: str, rows: Iterable[dict[str, str | None]]) -> tuple[list[PlaceName], list[str]]:
    places: dict[tuple[str, str, str | None, str | None], PlaceName] = {}
    problems: list[str] = []
    for number, row in enumerate(rows, start=2):
        cells = {column: (row.get(column) or "").strip() for column in COLUMNS}
        if not any(cells.values()):
            continue
        empty = [column for column in COLUMNS[:2] if not cells[column]]
        if empty:
            absent = " and ".join(empty)
            problems.append(f"{name}, row {number}: {absent} is empty; fill it in or delete the row")
            continue
        if len(cells["name"]) > LONGEST_NAME:
            problems.append(
                f"{name}, row {number}: name is longer than {LONGEST_NAME} characters; shorten it"
            )
            continue
        place = _place(cells)
        identity = (place.kind, place.name, place.village, place.township)
        if identity in places:
            problems.append(f"{name}, row {number}: {place.name} stands there twice; delete one row")
        places[identity] = place
    return list(places.values()), problems


def _place(cells: dict[str, str]) -> PlaceName:
    kind = _KINDS.get(cells["kind"], cells["kind"].lower())
    aliases = tuple(filter(None, map(str.strip, re.split(r"[|｜]", cells["aliases"]))))
    return PlaceName(kind, cells["name"], aliases, cells["village"] or None, cells["township"] or None)


def _plain(text: str | None) -> str:
    return re.sub(r"\s+", "", fold(text or "")).casefold()


def _automaton(words: Iterable[str]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for word in words:
        automaton.add_word(word, word)
    automaton.make_automaton()
    return automaton


def _in_townships(places: Sequence[PlaceName], townships: set[str]) -> Sequence[PlaceName]:
    if len(places) < 2 or not townships:
        return places
    return [place for place in places if _plain(place.township) in townships] or places


def _innermost(places: Sequence[PlaceName]) -> tuple[PlaceName, ...]:
    """Without the villages and townships inside which another of the places lies."""
    around = {(VILLAGE, place.village) for place in places if place.village and place.kind != VILLAGE}
    around |= {(TOWNSHIP, place.township) for place in places if place.township and place.kind != TOWNSHIP}
    return tuple(place for place in places if (place.kind, place.name) not in around)


def _distance(wanted: str, spelling: str) -> float | None:
    """How far a typed name is from a spelling: 0 the same, below 1 a part or a shorter form, else slips."""
    if wanted == spelling:
        return 0.0
    stems = _stem(wanted), _stem(spelling)
    if stems[0] == stems[1]:
        return 0.1
    if spelling.startswith(wanted) or wanted.startswith(spelling):
        return 0.3 + 0.01 * abs(len(spelling) - len(wanted))
    if len(wanted) >= 2 and (wanted in spelling or spelling in wanted):
        return 0.6
    slips = min(_slips(*stems), _slips(wanted, spelling))
    is_close = set(stems[0]) & set(stems[1]) and slips <= (1 if len(spelling) <= 4 else 2)
    return 1.0 + slips if is_close else None


def _stem(name: str) -> str:
    for ending in _OFFICIAL_ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending)
    return name


def _slips(one: str, other: str) -> int:
    """Edit distance, where two neighbours changed round count as one slip."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, left in enumerate(one, start=1):
        row = [i]
        for j, right in enumerate(other, start=1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, last = last, row
    return last[-1]
