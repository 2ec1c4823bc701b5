"""Passages that must not decide are blanked; the others stay."""

import pytest

from hotline.passages import opening, telling


@pytest.mark.parametrize(
    ("text", "gone", "kept"),
    [
        ("尊敬的交通局领导:村小学没有老师", "交通局", "老师"),
        ("教育局王局长您好!我们村的路坏了", "教育局", "路坏了"),
        ("根据《劳动合同法》第三条,村里停水", "劳动合同法", "停水"),
        ("这不是学校的事,是路没人修", "学校", "路没人修"),
        ("跟医院没有关系,就是垃圾没人收", "医院", "垃圾"),
    ],
)
def test_what_is_greeted_quoted_or_denied_does_not_decide(text: str, gone: str, kept: str) -> None:
    left = telling(text)
    assert gone not in left
    assert kept in left


@pytest.mark.parametrize("text", ["是不是学校又收费了", "不是说村村通公路吗", "学校领导打人", "尊敬师长"])
def test_questions_and_plain_talk_stay(text: str) -> None:
    assert telling(text) == text


def test_the_opening_is_the_first_sentence() -> None:
    assert opening("我们村停水一个星期了。镇里没人管。") == ("我们村停水一个星期了。", "镇里没人管。")


def test_the_opening_of_an_endless_sentence_is_sixty_characters() -> None:
    head, rest = opening("水" * 100)
    assert (len(head), len(rest)) == (60, 40)
