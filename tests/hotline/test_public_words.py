"""What neighbours may read of a case: no danger, nobody by name, nothing from a home."""

import pytest

from hotline.public_words import may_be_offered, public_words


@pytest.mark.parametrize(
    "text",
    [
        "村口路灯坏了两个月了，晚上黑灯瞎火的没人修",
        "刘家屯的桥栏杆坏了",  # a surname in the name of a place is no person
        "小王庄到镇上的路坑坑洼洼",
        "给大家修一下排水沟",
    ],
)
def test_an_ordinary_matter_may_be_offered(text: str) -> None:
    assert may_be_offered(text)


@pytest.mark.parametrize(
    "text",
    [
        "活不下去了，想跳河",  # despair
        "我丈夫打我，天天打",  # violence at home
        "着火了快来人",  # danger
        "王桂芳主任不给办事",
        "老李家把路堵了",
        "村里姓张的占了公地",
        "赵某把垃圾倒在河里",
        "我要举报有人占耕地",
    ],
)
def test_danger_and_people_are_never_offered(text: str) -> None:
    assert not may_be_offered(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("尊敬的领导：村口路灯坏了两个月了，没人修", "村口路灯坏了两个月了"),
        ("您好，水渠塌了一段，水全跑了", "水渠塌了一段"),
        ("我家房子漏雨没人管", ""),  # a home
        ("孩子上学没校车", ""),
        ("打138******00找我，水渠塌了", ""),  # a number, though masked
        ("路" * 60, "路" * 30),
        ("", ""),
    ],
)
def test_only_the_beginning_is_shown_and_nothing_private(text: str, shown: str) -> None:
    assert public_words(text) == shown
