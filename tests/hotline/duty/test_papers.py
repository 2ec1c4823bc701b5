"""The papers about a deputy's year: whole sentences from facts, gaps for the deputy, nothing made up."""

import io
import re
from typing import Any

import docx
import pytest

from hotline.duty.facts import DutyFacts
from hotline.duty.nominating import Standing
from hotline.duty.papers import (
    nominees_name,
    record_name,
    report_name,
    write_nominees,
    write_record,
    write_report,
)
from hotline.duty.points import PointRules, points_of
from hotline.duty.records import Record
from hotline.years import year_of
from tests.hotline.duty.conftest import NOW, ZONE

RULES = PointRules()
FULL = DutyFacts(
    received=23,
    people=19,
    excluded=1,
    contact_due=22,
    contact_kept=20,
    open=5,
    contact_people_due=18,
    contact_people_kept=16,
    reply_due=20,
    reply_kept=20,
    overdue=1,
    reply_people_due=17,
    reply_people_kept=17,
    closed=17,
    solved=12,
    not_solved=2,
    satisfied=13,
    silent=3,
    people_solved=11,
    people_satisfied=12,
    redo=2,
    people_redo=2,
    visits=9,
    people_visited=8,
    supervised=1,
    supervision_kept=1,
    contact_days=6,
    contact_days_with_people=5,
    visitors=21,
    suggestions_submitted=3,
    suggestions_issued=2,
    invited=3,
    inspection=2,
    public_work=1,
    returned=1,
)


def record(facts: DutyFacts, year: int = 2026) -> Record:
    return Record(1, "王桂芳", "靠山选区", year_of(year, NOW, ZONE), facts, points_of(facts, RULES))


def read(data: bytes) -> tuple[Any, str]:
    document = docx.Document(io.BytesIO(data))
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += ["|".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    return document, "\n".join(lines)


def test_the_record_has_every_fact_and_each_point_with_its_reason() -> None:
    document, words = read(write_record(record(FULL), "和平镇", RULES))
    for said in (
        *("和平镇人大代表履职档案", "王桂芳　靠山选区　2026年（截至11月28日）"),
        *("接手群众反映|23件，来自19位群众；其中1件按规定不计入考核", "按时联系群众|20件（应联系22件）"),
        *("联系日|6次，有群众来的5次，接待21人次", "代表活动|通知3次，参加3次：视察2次、办实事1件"),
        *("帮11位群众解决了问题（到了全年上限）|30", "没有按时联系或答复2人次|-2"),
        *("按时联系：18位群众中16位每次都按时|8", "同一位群众多次反映，积分时只算一位"),
    ):
        assert said in words
    rows = [int(row.cells[1].text) for row in document.tables[1].rows[1:]]
    assert rows[-1] == sum(rows[:-1]) == record(FULL).total
    # A long table says on each page what its columns are.
    assert document.tables[0].rows[0]._tr.xpath("./w:trPr/w:tblHeader")


def test_the_report_speaks_to_the_voters_and_leaves_gaps() -> None:
    _, words = read(write_report(record(FULL), "和平镇"))
    for said in (
        *("2026年向选民述职报告", "各位选民：", "我是和平镇人大代表王桂芳，由靠山选区选民选举产生。"),
        *(
            "今年以来，热线转给我的群众反映有23件，来自19位群众。",
            "按时联系了20件；",
            "到了答复期限的有20件，都按时答复了。",
        ),
        *(
            "群众说解决了的有12件，表示满意的有13件。",
            "有3件群众没有评价，我没有把它们算作满意。",
            "重新办的有2件",
        ),
        *(
            "开了6次联系日，其中5次有群众来，一共接待21人次。",
            "提出代表建议3件，审核后交有关单位办理的有2件。",
        ),
        *(
            "我参加了3次：视察2次、办实事1件",
            "对照记录，我做得不够：2件没有按时跟群众联系；手上还有1件超过了期限。",
        ),
        *("以上是我的述职，请各位选民评议。", "述职人：王桂芳"),
    ):
        assert said in words
    assert words.count("【") >= 6


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_report_without_facts_claims_none(year: int) -> None:
    _, words = read(write_report(record(DutyFacts(), year), "和平镇"))
    said = re.sub(r"【[^】]*】", "", words)
    assert not re.search(r"\d件|\d次|\d人", said)
    assert ("今年以来，没有通过热线转给我的群众反映。" in said) == (year == 2026)
    assert ("截至" in said) == (year == 2026)


@pytest.mark.parametrize(
    "facts",
    [
        DutyFacts(),
        FULL,
        DutyFacts(received=1, people=1),
        DutyFacts(closed=1, silent=1),
        DutyFacts(contact_days=1),
        DutyFacts(visit=1, invited=1),
        DutyFacts(suggestions_issued=1, suggestions_concluded=1),
        DutyFacts(suggestions_concluded=1),
        DutyFacts(invited=2),
    ],
)
def test_sentences_are_whole_whatever_is_missing(facts: DutyFacts) -> None:
    for data in (write_report(record(facts), "和平镇"), write_report(record(facts, 2025), "和平镇")):
        document, words = read(data)
        assert not re.search(r"[，；：、][，；：、。]|。。|^[，；。]|我。|\{|\}|None", words, re.MULTILINE)
        for paragraph in document.paragraphs:
            assert paragraph.text == paragraph.text.strip()
            if paragraph.style.name == "Normal" and "年　" not in paragraph.text:
                assert paragraph.text[-1] in "。：】芳", paragraph.text


def test_nominees_stand_with_reason_facts_and_side_by_side() -> None:
    standing = [
        Standing(record(FULL), "靠山屯的路跑了三趟县交通局"),
        Standing(record(DutyFacts(visits=1, people_visited=1)), "肯跑"),
    ]
    document, words = read(write_nominees(2026, standing, "和平镇", RULES))
    for said in (
        "2026年度优秀人大代表推荐材料",
        "等2位代表",
        "推荐理由：靠山屯的路跑了三趟县交通局",
        "积分只作参考",
        "扣2分",
    ):
        assert said in words
    assert [row.cells[0].text for row in document.tables[-1].rows] == ["姓名", "王桂芳", "王桂芳"]
    assert "还没有推荐人选" in read(write_nominees(2026, [], "和平镇", RULES))[1]


def test_files_are_called_by_name_and_year() -> None:
    assert record_name(record(FULL)) == "履职档案_王桂芳_2026.docx"
    assert report_name(record(FULL)) == "述职报告（初稿）_王桂芳_2026.docx"
    assert nominees_name(2026) == "优秀代表推荐材料_2026.docx"
