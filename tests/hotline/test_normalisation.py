"""Folding: one spelling for what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.normalisation import fold


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("關(guān)於村裡的道路", "关于村里的道路"),  # traditional, with a gloss
        ("行（xíng）政村", "行政村"),  # the gloss in full-width brackets
        ("申通(EMS)快递", "申通(EMS)快递"),  # capitals in brackets say something
        ("１３８ 1234-5678", "13812345678"),  # full-width and divided digits
        ("村里没水\u200b了😀👍🏽，求救①", "村里没水了 ,求救1"),
        ("٣ 组", "3 组"),
        ("房 产 证", "房产证"),
        ("廚房著火，著名的村", "厨房着火,著名的村"),  # 著 is 着 but where it says famous
        ("您好\n\n  我们村", "您好 我们村"),  # a break is no word
        ("答覆說水塔還沒修", "答复说水塔还没修"),
        ("不耐煩地答覆", "不耐烦地答复"),
        ("重覆收費", "重复收费"),
        ("门锁被打坏了", "门锁被打坏了"),  # the converter would make it 打坯
        ("", ""),
        ("\ud800", ""),
    ],
)
def test_people_type_one_thing_in_many_ways(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
