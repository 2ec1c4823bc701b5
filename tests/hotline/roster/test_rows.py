"""Rows of a roster file: one line for each problem, all of them at once, or a roster."""

from collections.abc import Mapping
from datetime import date

import pytest

from hotline.roster import DeputyRow, Roster
from hotline.roster.cells import Cell, Formula
from hotline.roster.problems import RosterRefused, texts, to_text
from hotline.roster.rows import COLUMNS, CONSTITUENCIES, DEPUTIES, PLACES, Line, Sheet, parse
from storage.vocabulary import Level

SEAT: Mapping[str, Cell] = {"编号": "1", "名称": "东河选区"}
OTHER_SEAT: Mapping[str, Cell] = {"编号": "2", "名称": "靠山选区"}
VILLAGE: Mapping[str, Cell] = {"选区编号": 1, "类型": "村", "名称": "柳树湾村", "别名": "柳湾、湾里"}
ROAD: Mapping[str, Cell] = {"类型": "路", "名称": "和东路", "所属村": "柳树湾村"}
DEPUTY: Mapping[str, Cell] = {"编号": "D01", "姓名": "李秀兰", "选区编号": "1"}

Cells = Mapping[str, Cell]


def sheet(name: str, *rows: Cells) -> Sheet:
    return Sheet(name, COLUMNS[name], tuple(Line(number, row) for number, row in enumerate(rows, start=2)))


def sheets(
    seats: tuple[Cells, ...] = (SEAT, OTHER_SEAT),
    places: tuple[Cells, ...] = (VILLAGE, ROAD),
    deputies: tuple[Cells, ...] = (DEPUTY,),
) -> list[Sheet]:
    return [sheet(CONSTITUENCIES, *seats), sheet(PLACES, *places), sheet(DEPUTIES, *deputies)]


def problems(given: list[Sheet]) -> list[tuple[str, int, str, str]]:
    with pytest.raises(RosterRefused) as refused:
        parse(given)
    assert refused.value.problems == [to_text(problem) for problem in refused.value.details]
    return [(problem.sheet, problem.row, problem.column, problem.key) for problem in refused.value.details]


def only_deputy(**changed: Cell) -> DeputyRow:
    (row,) = parse(sheets(deputies=({**DEPUTY, **changed},))).deputies
    return row


def test_a_roster_is_read() -> None:
    roster = parse(sheets())
    assert [row.name for row in roster.constituencies] == ["东河选区", "靠山选区"]
    assert [(row.name, row.constituency, row.village) for row in roster.places] == [
        ("柳树湾村", "1", None),
        ("和东路", "1", "柳树湾村"),  # a road without a constituency lies in its village's
    ]
    assert roster.deputies == (DeputyRow("D01", "李秀兰", "1"),)


def test_a_unit_of_the_whole_township_belongs_to_no_constituency() -> None:
    clinic: Cells = {"类型": "单位", "名称": "镇卫生院"}
    assert parse(sheets(places=(VILLAGE, clinic))).places[1].constituency is None


def test_a_deputy_with_everything() -> None:
    row = only_deputy(
        层级="县级",
        专长="林木果园、民政",
        最多同时办理件数="３",
        是否村干部="是",
        请假开始="2026年6月1日",
        请假结束=46203,
        任期开始="2022.1.10",
        任期结束="2026年12月31日",
    )
    assert row == DeputyRow(
        "D01",
        "李秀兰",
        "1",
        Level.COUNTY,
        ("林木果园", "民政"),
        3,
        True,
        date(2026, 6, 1),
        date(2026, 6, 30),
        date(2022, 1, 10),
        date(2026, 12, 31),
    )


def test_a_term_may_have_an_end_alone() -> None:
    row = only_deputy(任期结束="2026-12-31")
    assert (row.term_from, row.term_until) == (None, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("places", "wrong"),
    [
        ({**VILLAGE, "选区编号": None}, (2, "选区编号", "village_needs_constituency")),
        ({**VILLAGE, "选区编号": "9"}, (2, "选区编号", "unknown_constituency")),
        ({**VILLAGE, "名称": ""}, (2, "名称", "missing")),
        ({**VILLAGE, "类型": "村村"}, (2, "类型", "unknown_word")),
        ({**VILLAGE, "纬度": 38.5}, (2, "纬度", "half_a_point")),
        ({**VILLAGE, "纬度": 120.5, "经度": 38.5}, (2, "纬度", "not_a_coordinate")),
        ({**VILLAGE, "名称": Formula("=A1")}, (2, "名称", "formula")),
        ({**VILLAGE, "所属村": "东河沿村"}, (2, "所属村", "village_in_village")),
    ],
)
def test_a_place_that_is_wrong(places: Cells, wrong: tuple[int, str, str]) -> None:
    assert problems(sheets(places=(places,))) == [(PLACES, *wrong)]


@pytest.mark.parametrize(
    ("road", "wrong"),
    [
        ({**ROAD, "所属村": "柳树弯村"}, ("所属村", "unknown_village")),
        ({**ROAD, "选区编号": "2"}, ("所属村", "village_is_elsewhere")),
        ({**VILLAGE, "别名": ""}, ("名称", "place_twice")),
    ],
)
def test_a_place_that_does_not_fit_the_others(road: Cells, wrong: tuple[str, str]) -> None:
    assert problems(sheets(places=(VILLAGE, road))) == [(PLACES, 3, *wrong)]


def test_a_village_in_two_constituencies_needs_the_road_to_say_which() -> None:
    there: Cells = {**VILLAGE, "选区编号": "2"}
    assert problems(sheets(places=(VILLAGE, there, ROAD))) == [(PLACES, 4, "选区编号", "village_is_split")]
    assert parse(sheets(places=(VILLAGE, there, {**ROAD, "选区编号": "2"}))).places[2].constituency == "2"


@pytest.mark.parametrize(
    ("changed", "column", "key"),
    [
        ({"姓名": " 　"}, "姓名", "missing"),
        ({"编号": None}, "编号", "missing"),
        ({"选区编号": None}, "选区编号", "missing"),
        ({"选区编号": "01"}, "选区编号", "unknown_constituency"),
        ({"专长": "水利"}, "专长", "unknown_speciality"),
        ({"请假开始": "2026-06-01"}, "请假结束", "half_an_absence"),
        ({"请假开始": "2026-06-02", "请假结束": "2026-06-01"}, "请假结束", "absence_backwards"),
        ({"任期开始": "2027-01-01", "任期结束": "2022-01-01"}, "任期结束", "term_backwards"),
        ({"任期结束": "2027年"}, "任期结束", "not_a_day"),
    ],
)
def test_a_deputy_who_is_wrong(changed: Cells, column: str, key: str) -> None:
    assert problems(sheets(deputies=({**DEPUTY, **changed},))) == [(DEPUTIES, 2, column, key)]


def test_an_unknown_speciality_names_what_may_be_meant() -> None:
    with pytest.raises(RosterRefused) as refused:
        parse(sheets(deputies=({**DEPUTY, "专长": "水利"},)))
    assert refused.value.problems == ["代表 第2行“专长”：专长“水利”不在词表里。是不是：水利水电？"]


def test_all_problems_come_at_once() -> None:
    found = problems(
        sheets(
            seats=(SEAT, {**SEAT, "名称": ""}),
            places=({**VILLAGE, "类型": "?"}, {**ROAD, "纬度": "北"}),
            deputies=({**DEPUTY, "是否村干部": "也许"}, {**DEPUTY, "专长": "打牌"}),
        )
    )
    assert {(sheet, row, key) for sheet, row, _, key in found} == {
        (CONSTITUENCIES, 3, "missing"),
        (CONSTITUENCIES, 3, "code_twice"),
        (PLACES, 2, "unknown_word"),
        (PLACES, 3, "not_a_coordinate"),
        (PLACES, 3, "half_a_point"),
        (PLACES, 3, "unknown_village"),
        (DEPUTIES, 2, "not_yes_or_no"),
        (DEPUTIES, 3, "unknown_speciality"),
        (DEPUTIES, 3, "code_twice"),
    }


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (sheets()[:2], (DEPUTIES, 0, "", "sheet_missing")),
        (sheets(deputies=()), (DEPUTIES, 0, "", "sheet_empty")),  # else a blank template would remove all
        ([*sheets()[:2], Sheet(DEPUTIES)], (DEPUTIES, 0, "", "header_missing")),
    ],
)
def test_a_sheet_that_is_wrong(given: list[Sheet], wrong: tuple[str, int, str, str]) -> None:
    assert problems(given) == [wrong]


def test_columns_may_be_missing_unless_they_are_needed_and_none_is_made_up() -> None:
    lines = sheets()[2].lines
    short = Sheet(DEPUTIES, ("选区编号", "姓名", "编号"), lines)
    assert isinstance(parse([*sheets()[:2], short]), Roster)
    wrong = Sheet(DEPUTIES, ("编号", "性名", "选区编号", "选区编号", "电话"), lines)
    assert problems([*sheets()[:2], wrong]) == [
        (DEPUTIES, 0, "", "column_unknown"),
        (DEPUTIES, 0, "", "column_unknown"),
        (DEPUTIES, 0, "姓名", "column_missing"),
        (DEPUTIES, 0, "选区编号", "column_twice"),
    ]


def test_every_problem_has_a_sentence_that_can_be_filled_in() -> None:
    for sentence in texts()["problem"].values():
        assert sentence.format(found="这里", allowed="那里")
