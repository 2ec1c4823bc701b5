"""Roster files: what is written is read back, what people do is tolerated, what is hostile is refused."""

import io
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from hotline.roster import ConstituencyRow, DeputyRow, PlaceRow, Roster
from hotline.roster.problems import RosterRefused
from hotline.roster.rows import COLUMNS, DEPUTIES, PLACES
from hotline.roster.sheets import MOST_BYTES, read_csv, read_path, read_toml, read_workbook
from hotline.roster.template import GUIDE, template, write_workbook
from storage.vocabulary import Level

ROSTER = Roster(
    (ConstituencyRow("01", "东河选区"), ConstituencyRow("2", "=靠山选区")),
    (
        PlaceRow("01", "village", "柳树湾村", ("柳湾", "-湾里"), None, "和平镇", 38.5, 120.5),
        PlaceRow("01", "road", "和东路", (), "柳树湾村", "和平镇"),
        PlaceRow(None, "unit", "镇卫生院"),
        PlaceRow("2", "other", "+1号桥"),
    ),
    (
        DeputyRow("D01", "李秀兰", "01"),
        DeputyRow(
            *("D02", "@周德才", "2", Level.COUNTY, ("林木果园", "民政"), 3, True),
            *(date(2026, 6, 1), date(2026, 6, 30), date(2022, 1, 10), date(2026, 12, 31)),
        ),
    ),
)


def refused(data: bytes) -> RosterRefused:
    with pytest.raises(RosterRefused) as caught:
        read_workbook(data)
    return caught.value


def keys(data: bytes) -> list[str]:
    return [problem.key for problem in refused(data).details]


def saved(workbook: Workbook) -> bytes:
    kept = io.BytesIO()
    workbook.save(kept)
    return kept.getvalue()


def edited(change: Callable[[Workbook], Any], data: bytes | None = None) -> bytes:
    workbook = load_workbook(io.BytesIO(write_workbook(ROSTER) if data is None else data))
    change(workbook)
    return saved(workbook)


def repacked(
    change: Callable[[str, bytes], bytes | None], *, more: Sequence[tuple[str, bytes]] = ()
) -> bytes:
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(write_workbook(ROSTER))) as old,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in more:
            new.writestr(name, content)
    return kept.getvalue()


def unchanged(_name: str, content: bytes) -> bytes:
    return content


def test_a_workbook_is_read_back_as_it_was_written() -> None:
    assert read_workbook(write_workbook(ROSTER)) == ROSTER


TEXT = st.text(st.sampled_from("东河柳树湾李A1=+-@（）<&\"'"), min_size=2, max_size=9)


@given(name=TEXT, alias=TEXT)
def test_any_name_survives_the_workbook(name: str, alias: str) -> None:
    aliases = () if alias == name else (alias,)
    village = PlaceRow("1", "village", name, aliases)
    roster = Roster((ConstituencyRow("1", name),), (village,), (DeputyRow("D1", name, "1"),))
    assert read_workbook(write_workbook(roster)) == roster


def test_the_template_is_blank_and_says_how_to_fill_it_in() -> None:
    workbook = load_workbook(io.BytesIO(template()))
    assert workbook.sheetnames == [GUIDE, *COLUMNS]
    for name, columns in COLUMNS.items():
        sheet = workbook[name]
        assert [cell.value for cell in sheet[1]] == list(columns)
        assert sheet.max_row == 1
        assert sheet.freeze_panes == "A2"
    guide = "\n".join(str(row[0]) for row in workbook[GUIDE].iter_rows(values_only=True))
    assert "排灌设施" in guide
    assert "{" not in guide


def test_a_blank_template_sent_back_removes_nothing() -> None:
    assert keys(template()) == ["sheet_empty"] * 3


def test_nothing_that_is_written_becomes_a_formula() -> None:
    workbook = load_workbook(io.BytesIO(write_workbook(ROSTER)))
    cells = [cell for sheet in workbook.worksheets for row in sheet.iter_rows() for cell in row]
    assert "=靠山选区" in {cell.value for cell in cells}
    assert "f" not in {cell.data_type for cell in cells}


def _reverse_columns(workbook: Workbook) -> None:
    sheet = workbook[DEPUTIES]
    rows = [list(reversed(row)) for row in sheet.iter_rows(values_only=True)]
    for number, row in enumerate(rows, start=1):
        for position, value in enumerate(row, start=1):
            sheet.cell(number, position).value = value


def _put_a_title_above(workbook: Workbook) -> None:
    workbook[PLACES].insert_rows(1)
    workbook[PLACES]["A1"] = "和平镇地名表"


def _leave_blank_rows(workbook: Workbook) -> None:
    workbook[PLACES].insert_rows(3, 2)
    workbook[PLACES]["B5000"] = "　 "


def _write_days_as_text(workbook: Workbook) -> None:
    workbook[DEPUTIES]["H3"] = "２０２６年６月１日"
    workbook[DEPUTIES]["I3"] = datetime(2026, 6, 30, 0, 0)  # noqa: DTZ001


def _rename_sheets(workbook: Workbook) -> None:
    workbook[DEPUTIES].title = " 代 表"
    workbook[GUIDE].title = "Sheet1"


@pytest.mark.parametrize(
    "change",
    [_reverse_columns, _put_a_title_above, _leave_blank_rows, _write_days_as_text, _rename_sheets],
)
def test_what_people_do_to_a_workbook_changes_nothing(change: Callable[[Workbook], None]) -> None:
    def harmless(workbook: Workbook) -> None:
        workbook["选区"]["B3"] = "靠山选区"  # openpyxl itself would save the text as a formula
        workbook["地名"]["C5"] = "1号桥"
        change(workbook)

    wanted = edited(harmless)
    plain = Roster(
        (ROSTER.constituencies[0], ConstituencyRow("2", "靠山选区")),
        (*ROSTER.places[:3], PlaceRow("2", "other", "1号桥")),
        ROSTER.deputies,
    )
    assert read_workbook(wanted) == plain


def test_a_problem_names_the_row_as_the_person_sees_it() -> None:
    def change(workbook: Workbook) -> None:
        workbook["选区"]["B3"] = "靠山选区"
        workbook[PLACES].insert_rows(3, 2)
        workbook[PLACES]["B5"] = "马路牙子"

    (problem,) = refused(edited(change)).details
    assert (problem.sheet, problem.row, problem.column, problem.found) == (PLACES, 5, "类型", "马路牙子")


@pytest.mark.parametrize("formula", ["=1+1", '=HYPERLINK("http://x","李")', "=cmd|' /c calc'!A0"])
def test_a_formula_is_never_evaluated(formula: str) -> None:
    def change(workbook: Workbook) -> None:
        workbook["选区"]["B3"] = formula

    assert keys(edited(change)) == ["formula"]


def test_two_sheets_of_one_name() -> None:
    assert keys(edited(lambda workbook: workbook.create_sheet("代表 "))) == ["sheet_twice"]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "not_a_workbook"),
        (b"%PDF-1.7", "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old_format"),
        (write_workbook(ROSTER)[:-200], "broken"),
        (write_workbook(ROSTER)[:300] + bytes(50) + write_workbook(ROSTER)[350:], "broken"),
        (b"PK" + bytes(MOST_BYTES), "too_big"),
        (repacked(unchanged, more=[("xl/vbaProject.bin", b"x")]), "macros"),
        (repacked(unchanged, more=[(f"xl/media/{n}.png", b"") for n in range(200)]), "too_big_unpacked"),
        (repacked(unchanged, more=[("xl/media/bomb", bytes(17 << 20))]), "too_big_unpacked"),
        (repacked(lambda name, content: None if name == "xl/workbook.xml" else content), "not_a_workbook"),
        (repacked(lambda name, content: content[:-20]), "broken"),
    ],
    ids=[
        *("empty", "pdf", "xls", "cut off", "overwritten", "huge", "macros", "parts", "bomb"),
        *("another document", "xml cut off"),
    ],
)
def test_a_file_that_is_no_plain_workbook_is_refused_in_one_sentence(data: bytes, key: str) -> None:
    caught = refused(data)
    assert [problem.key for problem in caught.details] == [key]
    assert caught.problems[0].endswith("。")


PLAIN = write_workbook(ROSTER)


@given(position=st.integers(0, len(PLAIN) - 1), bits=st.integers(1, 255))
def test_whatever_byte_is_damaged_the_answer_is_a_roster_or_a_refusal(position: int, bits: int) -> None:
    damaged = bytearray(PLAIN)
    damaged[position] ^= bits
    with suppress(RosterRefused):
        assert isinstance(read_workbook(bytes(damaged)), Roster)


def test_entities_are_never_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'

    def change(name: str, content: bytes) -> bytes:
        return bomb + content.split(b"?>", 1)[-1] if name == "xl/worksheets/sheet2.xml" else content

    assert keys(repacked(change)) == ["broken"]


def test_a_row_far_below_costs_no_endless_walk() -> None:
    def change(name: str, content: bytes) -> bytes:
        return content.replace(b'<row r="3"', b'<row r="99999999999"')

    assert keys(repacked(change)) == ["too_big_unpacked"]


def test_a_million_empty_rows_are_refused_before_they_are_all_read() -> None:
    def change(name: str, content: bytes) -> bytes:
        return content.replace(b"<sheetData>", b"<sheetData>" + b"<row/>" * 1_000_000)

    assert len(repacked(change)) < MOST_BYTES
    assert keys(repacked(change)) == ["too_big_unpacked"]


def test_a_file_of_any_form_is_weighed_before_it_is_read(tmp_path: Path) -> None:
    for name in ("roster.xlsx", "roster.toml", "地名.csv"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(1 << 40)  # takes no room on the disk
        with pytest.raises(RosterRefused) as caught:
            read_path(tmp_path / name if name != "地名.csv" else tmp_path)
        assert [problem.key for problem in caught.value.details] == ["too_big"]


def test_too_many_rows() -> None:
    lines = "".join(f"1,村,柳树{number}村\n" for number in range(5002))
    files = CSV | {"地名": f"选区编号,类型,名称\n{lines}"}
    with pytest.raises(RosterRefused) as caught:
        read_csv({name: text.encode() for name, text in files.items()})
    assert [problem.key for problem in caught.value.details] == ["too_many_rows"]


TOML = """
[[constituency]]
code = "1"
name = "东河选区"
[[place]]
constituency = "1"
kind = "village"
name = "柳树湾村"
aliases = ["柳湾"]
[[deputy]]
code = "D01"
name = "李秀兰"
constituency = "1"
level = "county"
specialities = ["民政"]
away_from = 2026-06-01
away_until = 2026-06-30
term_until = 2026-12-31
"""
CSV = {
    "选区": "编号,名称\n1,东河选区\n",
    "地名": "选区编号,类型,名称,别名\n1,村,柳树湾村,柳湾\n",
    "代表": "姓名,编号,选区编号,层级,专长,请假开始,请假结束,任期结束\n"
    "李秀兰,D01,1,县,民政,2026-6-1,2026-6-30,2026-12-31\n",
}
SMALL = Roster(
    (ConstituencyRow("1", "东河选区"),),
    (PlaceRow("1", "village", "柳树湾村", ("柳湾",)),),
    (
        DeputyRow(
            *("D01", "李秀兰", "1", Level.COUNTY, ("民政",), None, False),
            *(date(2026, 6, 1), date(2026, 6, 30), None, date(2026, 12, 31)),
        ),
    ),
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_folder_of_csv_files_says_the_same(tmp_path: Path, encoding: str) -> None:
    for name, text in CSV.items():
        (tmp_path / f"{name}.csv").write_bytes(text.encode(encoding))
    assert read_path(tmp_path) == SMALL


def test_toml_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "roster.toml").write_text(TOML, encoding="utf-8")
    assert read_path(tmp_path / "roster.toml") == SMALL


def test_a_workbook_is_found_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "roster.xlsx").write_bytes(write_workbook(SMALL))
    assert read_path(tmp_path / "roster.xlsx") == SMALL


def test_a_path_that_leads_nowhere(tmp_path: Path) -> None:
    with pytest.raises(RosterRefused) as caught:
        read_path(tmp_path / "none.xlsx")
    assert caught.value.details[0].key == "no_such_file"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[[deputy", ("", 0, "", "toml")),
        ("a = " + "[" * 50_000, ("", 0, "", "toml")),
        (TOML + "[[village]]\n", ("", 0, "", "toml_key")),
        (TOML.replace("[[deputy]]", "[deputy]"), ("", 0, "", "toml_table")),
        (TOML.replace("aliases", "alias"), ("place", 1, "alias", "toml_key")),
        (TOML.replace("民政", "打牌"), ("deputy", 1, "specialities", "unknown_speciality")),
        (TOML.replace("2026-06-30", '"later"'), ("deputy", 1, "away_until", "not_a_day")),
        (TOML.replace('"county"', "[[1]]"), ("deputy", 1, "level", "unknown_word")),
        (TOML.replace('"county"', "{ a = 1 }"), ("deputy", 1, "level", "unknown_word")),
    ],
)
def test_wrong_toml_is_named_in_its_own_words(text: str, wrong: tuple[str, int, str, str]) -> None:
    with pytest.raises(RosterRefused) as caught:
        read_toml(text)
    found = [(problem.sheet, problem.row, problem.column, problem.key) for problem in caught.value.details]
    assert found == [wrong]
