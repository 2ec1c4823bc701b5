"""The summary as a document: its parts, the words for what is and what is not there, and no personal data."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import docx
from docx.enum.text import WD_COLOR_INDEX

from hotline.activities.candidates import Candidate, Why
from hotline.duty.facts import DutyFacts
from hotline.rates import Rate
from hotline.yearly.figures import Rates, YearFigures, count_year
from hotline.yearly.summary import percent, summary_name, write_summary
from hotline.years import Year, year_of
from storage.queries.yearly import ActivitySum
from storage.vocabulary import ActivityKind, Channel
from tests.hotline.duty.conftest import NOW, ZONE, Township

TODAY = date(2026, 11, 28)
RUNNING, OVER = year_of(2026, NOW, ZONE), year_of(2025, NOW, ZONE)
EMPTY = YearFigures(
    year=OVER,
    filed=0,
    filed_before=0,
    people=0,
    filed_and_done=0,
    channels={},
    events={},
    rates=Rates(),
    categories=[],
    villages=[],
    matters=[],
    suggestions=dict.fromkeys(("submitted", "issued", "concluded", "satisfied", "overdue"), 0),
    activities=[],
    budget_fen=0,
    ledgers=[],
    deputies=3,
    joined=3,
    duty=DutyFacts(),
)
FULL = replace(
    EMPTY,
    year=RUNNING,
    filed=135,
    filed_before=98,
    people=101,
    filed_and_done=96,
    channels={Channel.PHONE: 30, Channel.TELEGRAM: 105},
    events={"redo": 5, "escalated": 1, "closed_by_silence": 12},
    rates=Rates(
        *(Rate(110, 120), Rate(60, 70, 20), Rate(62, 70, 20)),
        *(Rate(112, 124), Rate(60, 70, 20), Rate(62, 70, 20)),
    ),
    categories=[("农村农业", 90, 60), ("", 45, 36)],
    villages=[("靠山屯村", 40), ("柳树湾村", 30)],
    matters=[("靠山屯村", "农村公路", 9, 8, 2)],
    activities=[
        ActivitySum(ActivityKind.PUBLIC_WORK, 2, 10, 500_000),
        ActivitySum(ActivityKind.VISIT, 1, 2, 50),
    ],
    budget_fen=1_200_000,
    ledgers=[(date(2026, 1, 1), 20)],
    deputies=12,
    joined=11,
    duty=DutyFacts(contact_days=3, contact_days_with_people=2, visitors=6, supervised=2, supervision_kept=1),
    still_open=18,
    overdue=3,
    candidates=[
        Candidate("农村公路", "靠山屯村", 9, 6, datetime(2026, 3, 1, tzinfo=UTC), 7, 1, (Why.MANY, Why.AGAIN))
    ],
)  # fmt: skip


def written(figures: YearFigures) -> Any:
    return docx.Document(io.BytesIO(write_summary(figures, "和平镇", TODAY)))


def words_of(document: Any) -> str:
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(lines)


def test_a_full_year_says_its_numbers_in_the_order_of_a_report() -> None:
    document = written(FULL)
    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert [heading[:2] for heading in headings] == ["一、", "二、", "三、", "四、", "五、", "六、"]
    words = words_of(document)
    for said in (
        *(
            "和平镇人大代表联系群众工作2026年总结",
            "截至11月28日",
            "收到群众反映135件，来自101位群众，比上年同期多37件",
        ),
        *("在手机上反映的105件、打电话的30件", "响应率91.7%", "解决率85.7%", "另有20件群众没有评价"),
        *("连同剔除的一起算，响应率90.3%（112/124）", "农村农业最多", "靠山屯村40件、柳树湾村30件"),
        *(
            "靠山屯村的农村公路（8位群众反映9件，办结2件）",
            "12名，其中11名",
            "开联系日3次，其中2次有群众来，接待6人次",
        ),
        *("花费5,000.50元，全年经费12,000元", "督办2次，代表按时回复1次", "转主席团处理的有1件"),
        *("已公布一季度，共20件。二季度、三季度还没有公布。", "10件没有按时联系群众", "有3件超过了期限"),
        *("群众不满意、退回重新办理的有5件次", "1次联系日没有群众来", "作为2027年代表办实事的备选"),
        "反映9件，附议6人，还有7件没有办完（挂账1件），办结以后又有人反映。",
    ):
        assert said in words
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[1:] == [["农村农业", "90", "66.7%", "60"], ["没有归类", "45", "33.3%", "36"]]
    assert [cell.text for cell in document.tables[1].rows[1].cells] == ["走访", "1", "2", "0.50"]


def test_what_is_not_there_is_said_and_nothing_is_made_up() -> None:
    words = words_of(written(EMPTY))
    for said in (
        "全年没有收到群众反映",
        "没有代表活动的记录",
        "过完的季度都还没有张榜公布",
        "没有逾期、重办",
    ):
        assert said in words
    assert "截至" not in words
    assert "%" not in words
    assert "0件" not in words


def test_gaps_for_the_writer_are_marked() -> None:
    runs = [run for paragraph in written(FULL).paragraphs for run in paragraph.runs]
    gaps = [run for run in runs if run.text.startswith("【")]
    assert len(gaps) >= 4
    assert {run.font.highlight_color for run in gaps} == {WD_COLOR_INDEX.YELLOW}
    assert not [run for run in runs if run not in gaps and run.font.highlight_color is not None]


def test_it_is_set_as_official_papers_are() -> None:
    document = written(FULL)
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    fonts = document.styles["Normal"].element.rPr.rFonts.attrib.values()
    assert "仿宋" in fonts
    assert document.styles["Normal"].font.size.pt == 16


async def test_no_words_of_a_constituent_reach_the_paper(township: Township) -> None:
    for by in (1, 2, 3):
        await township.case(
            by=by, topic="农村公路", text="我叫钱有福，住村东头第三家，车牌辽A12345，电话13800138000"
        )
    figures = await count_year(township.work, RUNNING)
    words = words_of(written(figures))
    assert "农村公路" in words
    assert not [secret for secret in ("钱有福", "第三家", "12345", "13800138000") if secret in words]


def test_a_share_is_said_with_one_decimal() -> None:
    assert [percent(rate) for rate in (Rate(), Rate(1, 3), Rate(3, 3), Rate(0, 4))] == [
        "—",
        "33.3%",
        "100%",
        "0%",
    ]
    assert summary_name(2026) == "年度工作总结（初稿）_2026.docx"


def test_a_year_ends_at_midnight_of_the_hotline() -> None:
    assert isinstance(OVER, Year)
    assert OVER.is_over
    assert OVER.ends_at == RUNNING.starts_at == datetime(2025, 12, 31, 16, tzinfo=UTC)
    assert (RUNNING.is_over, RUNNING.until) == (False, TODAY)
