"""Numbers that identify a person are masked; dates, sums and public numbers stay."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.masking import mask

MASKED = [
    ("打13800138000找我", "打138******00找我"),
    ("１３８　００１３　８０００", "138******00"),  # full-width
    ("138-0013-8000", "138******00"),
    ("1 3 8 0 0 1 3 8 0 0 0", "138******00"),
    ("一三八零零一三八零零零", "138******00"),  # written in Chinese digits
    ("幺三八〇〇幺三八〇〇〇", "138******00"),
    ("1️⃣3️⃣8️⃣00138000", "138******00"),  # keycaps
    ("138\u200b0013\u200b8000", "138******00"),  # with invisible characters between
    ("+86 13800138000", "+86 138******00"),
    ("8613800138000", "86138******00"),
    ("13800138000 13900139001", "138******00 139******01"),
    ("0731-84456789", "073********9"),
    ("（0731）84456789", "073********9"),
    ("电话：84456789", "电话：84*****9"),
    ("座机是 8445 6789", "座机是 84*****9"),
    ("打\u202d138\u200b0013\u200e8000\u202c找我", "打\u202d138******00\u202c找我"),  # unseen marks
    ("138\u202e0013\u00ad8000", "138******00"),
    ("微信13800138000", "微信138******00"),
    ("身份证430102198001011234", "身份证43****************"),
    ("43010219800101123X，", "43****************，"),
    ("430102 19800101 1234", "43****************"),
    ("老证430102800101123", "老证43*************"),  # fifteen digits
    ("卡号6222021234567890123", "卡号62*****************"),
    ("4111 1111 1111 1111", "41**************"),  # grouped like on the card, with a right check digit
]

KEPT = [
    "请打12345或110",
    "客服电话4008123123",
    "编号0123的件",
    "2016 2017 2018 2019年都没修",
    "2019-03-12到2019-04-15停水",
    "共计12000000元",
    "菜价15.80 12.50 180",
    "三五一十五斤，七八个人",
    "20190312开的工",
    "G107国道K1234段",
    "一共130户",
    "",
]


@pytest.mark.parametrize(("written", "masked"), MASKED)
def test_a_personal_number_is_masked_and_still_seen_to_be_one(written: str, masked: str) -> None:
    assert mask(written) == masked


@pytest.mark.parametrize("text", KEPT)
def test_other_digits_stay(text: str) -> None:
    assert mask(text) == text


@given(st.text(alphabet="0123456789138 -－*xX电话：，一三八零零〇1️⃣\u200b()（）a\n", max_size=60))
def test_masking_twice_changes_nothing(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


@given(
    st.text(alphabet="村里修路，找我。", max_size=8),
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.text(alphabet="村里修路，找我。", max_size=8),
)
def test_no_mobile_number_survives_among_words(before: str, number: str, after: str) -> None:
    masked = mask(before + number + after)
    assert number not in masked
    assert not re.search(r"\d{4}", masked)
    assert masked.startswith(before)
    assert masked.endswith(after)
