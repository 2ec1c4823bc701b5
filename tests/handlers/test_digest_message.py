"""The digest as a message: what to do first stands first, and it always fits into one."""

from functools import partial
from typing import Any

import pytest

from handlers.parts import parts_of
from handlers.values.digest import percent_of, rate_in_words
from handlers.values.digest_message import digest_text, in_words
from handlers.wording import LANGUAGES
from hotline.digest.figures import DueCase, LateCase, Praise
from storage.vocabulary import Role
from tests.handlers.digests import figures, texts

NOTHING: dict[str, Any] = {
    **dict.fromkeys(("filed", "filed_before", "closed", "closed_before", "redone", "still_open"), 0),
    **dict.fromkeys(("waiting", "triage", "returns", "without_deputy", "overdue_total", "due_next_week"), 0),
    **dict.fromkeys(("excluded_total", "proposals"), 0),
    **dict.fromkeys(("overdue", "overdue_cases", "due", "categories", "places", "hot", "again"), ()),
    **dict.fromkeys(("praise", "corrections"), ()),
    **dict.fromkeys(("response", "solved", "satisfied", "response_raw", "solved_raw"), (0, 0, 0)),
    "fastest": None,
}


def said(language: str = "zh-Hans", role: Role = Role.LIAISON, **changes: Any) -> str:
    values = figures(**changes)
    words = in_words(values, texts(language))
    rate = partial(rate_in_words, texts(language))
    values |= {**words, "rate": rate, "week": "6月15日—6月21日", "roles": [role]}
    return str(texts(language)("liaison.digest", **values))


def test_what_to_do_first_stands_first() -> None:
    lines = said().split("\n")
    assert lines[2:7] == [
        "<b>先办</b>",
        "🔴 超时 4 件：王桂芳代表 3 件、没有代表的 1 件",
        "最久的：0123（王桂芳代表，超了 3 天）",
        "🟡 七天内到期 6 件，最近的：0130（李秀兰代表，后天（周三）下班前）",
        "等您派或定的 4 件，新来的 2 件，退单 1 件，要另派代表的 1 件：/triage",
    ]


def test_all_that_was_asked_for_is_told() -> None:
    text = said()
    for words in (
        *("收到 23 件（前一周 18 件，多 5 件）", "办结 18 件（前一周 20 件，少 2 件）", "还在办 41 件"),
        *("响应率：19/21（90%）", "解决率：11/15（73%），4 件没回话", "只算回了话的"),
        "不计入三率的 2 件（有争议 2 件）。全算上：响应 19/21（90%）；解决 11/17（65%）",
        *("靠山屯村农村公路 4 件", "南洼子村排灌设施 5 件", "李秀兰代表答复 4 件，都按时，3 件说满意"),
        *("王桂芳代表，派单后 12 分钟", "交通运输改成农村农业 2 件", "没分类的改成民政 1 件", "3 个词"),
    ):
        assert words in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quiet_week_is_told_in_few_words(language: str) -> None:
    text = said(language, **NOTHING)
    assert len(text) < 500
    assert "\n\n\n" not in text


def test_the_presidium_is_not_sent_to_the_liaison_s_desk() -> None:
    text = said(role=Role.PRESIDIUM)
    assert "等联络员派或定的 4 件" in text
    assert "/triage" not in text
    assert "/lexicon" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_week_is_one_message(language: str) -> None:
    name, place, category = "长" * 64, "村" * 64, "类" * 32
    again: dict[str, Any] = {key: [(category, place, 9999)] * 3 for key in ("hot", "again")}
    many = said(
        language,
        **again,
        overdue=[(name, 9999, 1)] * 5,
        overdue_cases=[LateCase(1, "999999", 1, name, 999, "2026-06-19T09:00:00+00:00").__dict__] * 10,
        due=[DueCase(1, "999999", 1, name, "2026-06-24T09:00:00+00:00").__dict__] * 10,
        categories=[(category, 9999)] * 5,
        places=[(place, 9999)] * 5,
        praise=[Praise(1, name, 999, 999).__dict__] * 5,
        corrections=[(category, category, 999)] * 5,
        excluded_by_reason=[(reason, 9999) for reason in ("disputed", "pending_law", "outside", "duplicate")],
    )
    assert len(parts_of(many)) == 1


def test_as_a_file_it_has_no_tags() -> None:
    text = digest_text(figures(categories=[("<农村> & 农业", 9)]), texts())
    assert "先办\n" in text
    assert "<农村> & 农业 9 件" in text
    assert "<b>" not in text


@pytest.mark.parametrize(
    ("yes", "answered", "percent"),
    [(1, 8, 13), (3, 8, 38), (1, 3, 33), (2, 3, 67), (0, 5, 0), (5, 5, 100), (199, 200, 100)],
)
def test_shares_are_rounded_as_spreadsheets_do(yes: int, answered: int, percent: int) -> None:
    assert percent_of(yes, answered) == percent
