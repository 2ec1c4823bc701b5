"""Notes of calls, as liaisons jot them down, taken apart."""

import pytest

from hotline.callers.notes import CallNote, read_note

VILLAGES = frozenset({"李家庄", "靠山屯村", "双井村"})


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("王大爷 13900000001 李家庄 路灯坏了", CallNote("王大爷", "13900000001", "李家庄 路灯坏了")),
        ("13900000001 王大爷 路灯坏了", CallNote("王大爷", "13900000001", "路灯坏了")),
        ("13900000001 李家庄 路灯坏了", CallNote("", "13900000001", "李家庄 路灯坏了")),
        ("王桂兰，139 0000 0001，李家庄路灯坏了", CallNote("王桂兰", "13900000001", "李家庄路灯坏了")),
        ("孙老板 +86 139-0000-0001 井水浑", CallNote("孙老板", "13900000001", "井水浑")),
        ("刘婶 电话：0431-88000001 井水浑", CallNote("刘婶", "043188000001", "井水浑")),
        ("刘婶 井水浑得不能喝", CallNote("刘婶", "", "井水浑得不能喝")),
        ("井水浑得不能喝", CallNote("", "", "井水浑得不能喝")),
        ("李家庄 路灯坏了", CallNote("", "", "李家庄 路灯坏了")),  # a village, though 李 is a surname
        ("李家庄 13900000001 路灯坏了", CallNote("", "13900000001", "李家庄 路灯坏了")),
        ("来访 老李 东街路灯坏了", CallNote("老李", "", "东街路灯坏了", is_walk_in=True)),
        (
            "村口路灯坏了，晚上没法走，电话13900000001",
            CallNote("", "13900000001", "村口路灯坏了，晚上没法走"),
        ),
        ("王大爷 13900000001", CallNote("王大爷", "13900000001", "")),  # the matter is asked for next
        ("老人说2024年修的路又坏了", CallNote("", "", "老人说2024年修的路又坏了")),
    ],
)
def test_a_note_is_taken_apart(typed: str, note: CallNote) -> None:
    assert read_note(typed, VILLAGES.__contains__) == note
