"""The printed suggestion: what stands in it, read back from the file."""

import io
from dataclasses import replace
from datetime import date

import pytest
from docx import Document

from hotline.suggestions.document import Sheet, file_name, write_document

SHEET = Sheet(
    township="和平镇",
    number="3",
    title="关于硬化靠山屯村道路的建议",
    deputy="王桂芳",
    constituency="靠山屯选区",
    cases=3,
    problem="六里土路，\n一下雨车就陷。",
    proposal="请县交通局列入今年计划。",
    unit="县交通局",
    issued_on=date(2026, 6, 15),
    due_on=date(2026, 9, 15),
)


def read(sheet: Sheet) -> tuple[list[str], dict[str, str]]:
    document = Document(io.BytesIO(write_document(sheet)))
    rows = {row.cells[0].text: row.cells[1].text for row in document.tables[0].rows}
    return [paragraph.text for paragraph in document.paragraphs], rows


def test_it_has_the_customary_form() -> None:
    lines, rows = read(SHEET)
    assert lines == [
        "和平镇人民代表大会代表建议",
        "《关于硬化靠山屯村道路的建议》",
        "案据（存在的问题）",
        "六里土路，",
        "一下雨车就陷。",
        "建议",
        "请县交通局列入今年计划。",
    ]
    assert rows == {
        "编号": "第3号",
        "领衔代表": "王桂芳",
        "所在选区": "靠山屯选区",
        "案由": "关于硬化靠山屯村道路的建议",
        "群众反映件数": "3件",
        "承办单位": "县交通局",
        "交办日期": "2026年6月15日",
        "答复期限": "2026年9月15日",
    }


def test_before_it_is_issued_the_unit_and_the_days_are_open() -> None:
    _, rows = read(replace(SHEET, unit="", issued_on=None, due_on=None))
    assert (rows["承办单位"], rows["交办日期"], rows["答复期限"]) == ("待定", "待定", "待定")


def test_an_estimated_day_says_so() -> None:
    _, rows = read(replace(SHEET, due_on=date(2027, 3, 15), is_estimated=True))
    assert "估算" in rows["答复期限"]


@pytest.mark.parametrize(("is_satisfied", "opinion"), [(True, "满意"), (False, "不满意")])
def test_the_answer_and_the_opinion_are_printed_once_there_are_any(is_satisfied: bool, opinion: str) -> None:
    lines, _ = read(replace(SHEET, answer="秋后动工。", is_satisfied=is_satisfied))
    assert lines[-4:] == ["承办单位答复", "秋后动工。", "代表意见", opinion]


def test_what_no_file_can_hold_is_left_out() -> None:
    lines, _ = read(replace(SHEET, problem="路\x00坏\x0b了\ud800<b>&"))
    assert "路坏了<b>&" in "".join(lines)


def test_the_file_is_called_by_its_number() -> None:
    assert file_name("3") == "代表建议第3号.docx"
