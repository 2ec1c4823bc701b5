"""From the plain rows of a roster file to a roster, or to everything that is wrong with it at once. Pure."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from hotline import lexicon as lexicons
from hotline.gazetteer import VILLAGE
from hotline.keywords import Lexicon
from hotline.roster import ConstituencyRow, DeputyRow, PlaceRow, Roster, cells
from hotline.roster.cells import Cell, CellRefused, Formula, is_blank, shown
from hotline.roster.problems import Problem, RosterRefused, alike, texts
from storage.vocabulary import Level

CONSTITUENCIES, PLACES, DEPUTIES = "选区", "地名", "代表"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    CONSTITUENCIES: ("编号", "名称"),
    PLACES: ("选区编号", "类型", "名称", "别名", "所属村", "乡镇", "纬度", "经度"),
    DEPUTIES: (
        *("编号", "姓名", "选区编号", "层级", "专长", "最多同时办理件数"),
        *("是否村干部", "请假开始", "请假结束", "任期开始", "任期结束", "备注"),
    ),
}
"""Sheets with their columns, as the template has them."""
NEEDED: Mapping[str, tuple[str, ...]] = {
    CONSTITUENCIES: ("编号", "名称"),
    PLACES: ("选区编号", "类型", "名称"),
    DEPUTIES: ("编号", "姓名", "选区编号"),
}
"""Columns that a file must have; the others may be missing and then say nothing."""
MOST_LINES = 5000

T = TypeVar("T")


@dataclass(frozen=True)
class Line:
    """One row of a sheet; `number` as the person sees it."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Sheet:
    """A sheet with the columns found and the rows that are not blank; unknown ones only by their name."""

    name: str
    columns: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()


def specialities_of(lexicon: Lexicon) -> Mapping[str, tuple[str, ...]]:
    """What a deputy may be good at: the lexicon's categories, each with its topics."""
    topics: dict[str, dict[str, None]] = {category: {} for category in lexicon.categories}
    for topic in lexicon.topics:
        topics.setdefault(topic.category, {})[topic.name] = None
    return {category: tuple(names) for category, names in topics.items()}


def parse(sheets: Sequence[Sheet], lexicon: Lexicon | None = None) -> Roster:
    """Read a roster; None is the shipped lexicon. Raises RosterRefused with every problem at once."""
    known = specialities_of(lexicon or lexicons.load())
    reading = _Reading(frozenset(known) | {topic for topics in known.values() for topic in topics})
    roster = reading.roster(sheets)
    if reading.problems:
        raise RosterRefused(reading.problems)
    return roster


@dataclass
class _Line:
    """A line being read: what is wrong with it is noted, and reading goes on."""

    sheet: str
    line: Line
    problems: list[Problem]

    def read(self, column: str, reader: Callable[[Cell], T], otherwise: T) -> T:
        cell = self.line.cells.get(column)
        if isinstance(cell, Formula):
            self.note(column, "formula", cell.text)
        elif not is_blank(cell):
            try:
                return reader(cell)
            except CellRefused as refused:
                self.note(column, refused.key, refused.found, refused.allowed)
        elif column in NEEDED[self.sheet] and (self.sheet, column) != (PLACES, "选区编号"):
            self.note(column, "missing")
        return otherwise

    def note(self, column: str, key: str, found: str = "", allowed: str = "") -> None:
        self.problems.append(Problem(self.sheet, self.line.number, column, key, found, allowed))


@dataclass
class _Reading:
    specialities: frozenset[str]
    problems: list[Problem] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)

    def roster(self, sheets: Sequence[Sheet]) -> Roster:
        by_name = {sheet.name: sheet for sheet in sheets}
        for name in COLUMNS:
            self._check_sheet(name, by_name.get(name), list(by_name))
        lines = {name: self._lines(by_name.get(name)) for name in COLUMNS}
        constituencies = self._constituencies(lines[CONSTITUENCIES])
        self.codes = {row.code: row.name for row in constituencies if row.code}
        return Roster(constituencies, self._places(lines[PLACES]), self._deputies(lines[DEPUTIES]))

    def _check_sheet(self, name: str, sheet: Sheet | None, others: Sequence[str]) -> None:
        if sheet is None:
            self.problems.append(Problem(name, 0, "", "sheet_missing", "、".join(others)))
        elif not set(COLUMNS[name]) & set(sheet.columns):
            self.problems.append(Problem(name, 0, "", "header_missing", allowed="、".join(COLUMNS[name])))
        else:
            self.problems += _column_problems(name, sheet.columns)
            if not sheet.lines:
                self.problems.append(Problem(name, 0, "", "sheet_empty"))
            if len(sheet.lines) > MOST_LINES:
                self.problems.append(Problem(name, 0, "", "too_many_rows", allowed=str(MOST_LINES)))

    def _lines(self, sheet: Sheet | None) -> Iterator[_Line]:
        # A column that is missing was named once; its empty cells are not named again.
        if sheet is None or not set(NEEDED[sheet.name]) <= set(sheet.columns):
            return
        for line in sheet.lines[:MOST_LINES]:
            yield _Line(sheet.name, line, self.problems)

    def _constituencies(self, lines: Iterator[_Line]) -> tuple[ConstituencyRow, ...]:
        seen: dict[str, int] = {}
        found = []
        for line in lines:
            row = ConstituencyRow(line.read("编号", cells.code, ""), line.read("名称", cells.name, ""))
            _once(line, seen, "编号", "code_twice", row.code)
            found.append(row)
        return tuple(found)

    def _places(self, lines: Iterator[_Line]) -> tuple[PlaceRow, ...]:
        read = [(line, self._place(line)) for line in lines]
        villages: dict[str, set[str]] = defaultdict(set)
        for _, row in read:
            if row.kind == VILLAGE:
                villages[row.name].add(row.code)
        seen: dict[tuple[str, str, str], int] = {}
        found = []
        for line, unsettled in read:
            row = _in_its_village(line, unsettled, villages)
            _once(line, seen, "名称", "place_twice", (row.kind, row.name, row.code), shown_as=row.name)
            found.append(row)
        return tuple(found)

    def _place(self, line: _Line) -> PlaceRow:
        row = PlaceRow(
            constituency=self._constituency(line),
            kind=line.read("类型", cells.kind, ""),
            name=(own := line.read("名称", cells.place_name, "")),
            aliases=_other_names(line, own),
            village=line.read("所属村", cells.name, None),
            township=line.read("乡镇", cells.name, None),
            latitude=line.read("纬度", cells.latitude, None),
            longitude=line.read("经度", cells.longitude, None),
        )
        if is_blank(line.line.cells.get("纬度")) != is_blank(line.line.cells.get("经度")):
            line.note("纬度", "half_a_point")
        return row

    def _constituency(self, line: _Line) -> str | None:
        found = line.read("选区编号", cells.code, None)
        if found is not None and self.codes and found not in self.codes:
            near = alike(found, self.codes) or tuple(self.codes)[:12]
            line.note("选区编号", "unknown_constituency", found, "、".join(near))
        return found

    def _deputies(self, lines: Iterator[_Line]) -> tuple[DeputyRow, ...]:
        seen: dict[str, int] = {}
        found = []
        for line in lines:
            row = self._deputy(line)
            _once(line, seen, "编号", "code_twice", row.code)
            found.append(row)
        return tuple(found)

    def _deputy(self, line: _Line) -> DeputyRow:
        row = DeputyRow(
            code=line.read("编号", cells.code, ""),
            name=line.read("姓名", cells.name, ""),
            constituency=self._constituency(line) or "",
            level=line.read("层级", cells.level, Level.TOWN),
            specialities=line.read("专长", cells.words, ()),
            capacity=line.read("最多同时办理件数", cells.capacity, None),
            is_village_official=line.read("是否村干部", cells.yes_or_no, False),
            term_from=line.read("任期开始", cells.day, None),
            term_until=line.read("任期结束", cells.day, None),
            away_from=line.read("请假开始", cells.day, None),
            away_until=line.read("请假结束", cells.day, None),
        )
        _check_specialities(line, row.specialities, self.specialities)
        _check_absence(line, row)
        if row.term_from and row.term_until and row.term_until < row.term_from:
            line.note("任期结束", "term_backwards", str(row.term_until), str(row.term_from))
        return row


def _column_problems(sheet: str, columns: Sequence[str]) -> Iterator[Problem]:
    missing = [column for column in COLUMNS[sheet] if column not in columns]
    for column in columns:
        if column not in COLUMNS[sheet]:
            hint = _perhaps(alike(column, missing)) or texts()["hint"]["delete_column"]
            yield Problem(sheet, 0, "", "column_unknown", column, hint)
    for column in COLUMNS[sheet]:
        if columns.count(column) > 1:
            yield Problem(sheet, 0, column, "column_twice")
        if column in missing and column in NEEDED[sheet]:
            yield Problem(sheet, 0, column, "column_missing")


def _other_names(line: _Line, own: str) -> tuple[str, ...]:
    found: tuple[str, ...] = line.read("别名", cells.aliases, ())
    return tuple(alias for alias in found if alias != own)


def _once(
    line: _Line, seen: dict[T, int], column: str, key: str, identity: T, *, shown_as: str | None = None
) -> None:
    """Note a row that stands there twice, with the number of the first."""
    found = str(identity) if shown_as is None else shown_as
    if not found:
        return
    first = seen.setdefault(identity, line.line.number)
    if first != line.line.number:
        line.note(column, key, found, str(first))


def _in_its_village(line: _Line, row: PlaceRow, villages: Mapping[str, set[str]]) -> PlaceRow:
    """A place with the constituency of its village, if it names only the village."""
    if row.kind == VILLAGE:
        if row.village is not None and row.village != row.name:
            line.note("所属村", "village_in_village")
        if is_blank(line.line.cells.get("选区编号")):
            line.note("选区编号", "village_needs_constituency")
        return replace(row, village=None)
    if row.village is None:
        return row
    if row.village not in villages:
        line.note("所属村", "unknown_village", row.village, _perhaps(alike(row.village, villages)))
        return row
    return _with_constituency(line, row, sorted(villages[row.village]))


def _with_constituency(line: _Line, row: PlaceRow, codes: list[str]) -> PlaceRow:
    village, among = row.village or "", "、".join(codes)
    if row.constituency is None and len(codes) > 1:
        line.note("选区编号", "village_is_split", village, among)
    if row.constituency is None:
        return replace(row, constituency=codes[0] or None)
    if row.constituency not in codes and any(codes):
        line.note("所属村", "village_is_elsewhere", village, among)
    return row


def _check_specialities(line: _Line, found: Sequence[str], known: Collection[str]) -> None:
    for word in found:
        if word not in known:
            near = alike(word, sorted(known))
            line.note("专长", "unknown_speciality", word, _perhaps(near) or texts()["hint"]["see_guide"])


def _check_absence(line: _Line, row: DeputyRow) -> None:
    columns = ("请假开始", "请假结束")
    blank = [column for column in columns if is_blank(line.line.cells.get(column))]
    if len(blank) == 1:
        line.note(blank[0], "half_an_absence")
    elif row.away_from and row.away_until and row.away_until < row.away_from:
        line.note("请假结束", "absence_backwards", str(row.away_until), str(row.away_from))


def _perhaps(names: Sequence[str]) -> str:
    hint: str = texts()["hint"]["perhaps"]
    return hint.format(names="、".join(names)) if names else ""


def is_filled(cells_of_line: Mapping[str, Cell]) -> bool:
    """Whether a row says anything."""
    return any(not is_blank(cell) for cell in cells_of_line.values())


def tidy_title(cell: Cell) -> str:
    """A sheet's or a column's name without the blanks that people leave in it."""
    return "" if isinstance(cell, Formula) else shown(cell).replace(" ", "").rstrip("*：:")
