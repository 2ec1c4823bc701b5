"""Frequent replies: what is only so in one case becomes a blank, and a blank is filled for the next."""

import pytest

from hotline.reply_templates import DEPUTY, NUMBER, PLACE, UNIT, filled, has_blanks, with_blanks

HERE = {NUMBER: "0012", PLACE: "靠山屯村", UNIT: "县交通局", DEPUTY: "王桂芳"}
THERE = {NUMBER: "0345", PLACE: "双井村", UNIT: "县水利局", DEPUTY: "李秀兰"}


def test_a_reply_of_one_case_serves_another() -> None:
    kept = with_blanks("靠山屯村的路修好了，县交通局的人走了。王桂芳", HERE)
    assert kept == "【地点】的路修好了，【单位】的人走了。【代表】"
    assert filled(kept, THERE) == "双井村的路修好了，县水利局的人走了。李秀兰"


def test_a_longer_name_goes_before_one_that_is_part_of_it() -> None:
    assert with_blanks("安河县交通局", {PLACE: "安河县", UNIT: "安河县交通局"}) == UNIT


@pytest.mark.parametrize("value", ["", "村"])  # one character may be part of any word
def test_nothing_to_put_in_a_blank_leaves_the_words_alone(value: str) -> None:
    assert with_blanks("村里的路修好了", {PLACE: value}) == "村里的路修好了"


def test_a_blank_without_a_value_stays_to_be_seen() -> None:
    text = filled("【单位】答应了，【地点】", {PLACE: "双井村", UNIT: ""})
    assert text == "【单位】答应了，双井村"
    assert has_blanks(text)
    assert not has_blanks(filled(text, THERE))
