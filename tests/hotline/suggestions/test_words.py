"""What should not become a suggestion, customary titles, and drafts that do not say who spoke."""

import pytest

from hotline.suggestions.words import (
    LONGEST_TITLE,
    Doubt,
    Subject,
    first_draft,
    titled,
    warnings_about,
    without_identity,
)

ROAD = Subject(
    "俺叫王大山，村口到镇上六里土路，一下雨车就陷，电话13800138000", "靠山屯村", "交通运输", "农村公路"
)
WELL = Subject("井水浑得不能喝", "双井子村", "农村农业", "农村饮水")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我儿子大学毕业没工作，请镇里给安排工作", Doubt.PERSONAL),
        ("我家宅基地跟人分不清", Doubt.PERSONAL),
        ("老人的遗产几个子女谈不拢", Doubt.PERSONAL),
        ("砖厂的官司判决下来了不服", Doubt.COURT),
        ("欠薪的事正在仲裁", Doubt.COURT),
        ("请镇里跟法院说一说早点开庭", Doubt.COURT),
        ("村里修路招标不公，应该重新招标", Doubt.TENDER),
        ("这段路请承包给本村施工队", Doubt.TENDER),
        ("现将群众来信转交有关单位，原信附后", Doubt.PASSED_ON),
        ("受人委托，代转一封信", Doubt.PASSED_ON),
        ("现將群眾來信轉交貴單位", Doubt.PASSED_ON),  # in traditional characters
        ("请 法 院 尽快处理", Doubt.COURT),  # with blanks between
    ],
)
def test_warned_of(text: str, kind: Doubt) -> None:
    assert kind in dict(warnings_about(text))


@pytest.mark.parametrize(
    "text",
    [
        "村口到镇上六里土路，一下雨车就陷，请硬化路面",
        "我家门口的路灯坏了两个月，全村都摸黑",
        "法院门口那段路坑多，请补一补",
        "两家企业的废水都排进了河",
        "排水站设备老化，汛期前请检修",
        "自来水一天只供两小时，请增加供水",
    ],
)
def test_not_warned_of(text: str) -> None:
    assert warnings_about(text) == ()


def test_each_reason_is_given_once_with_its_word() -> None:
    found = warnings_about("起诉以后法院判决了，现在又要招标")
    assert [kind for kind, _ in found] == [Doubt.COURT, Doubt.TENDER]
    assert all(word for _, word in found)


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("关于修路的建议", "关于修路的建议"),
        ("《关于修路的建议》", "关于修路的建议"),
        ("修路", "关于修路的建议"),
        ("关于修路", "关于修路的建议"),
        ("修路的建议", "关于修路的建议"),
        ("  修\n路。 ", "关于修 路的建议"),
        ("", ""),
        ("《》", ""),
    ],
)
def test_titles_have_the_customary_form(typed: str, title: str) -> None:
    assert titled(typed) == title


def test_a_long_title_fits_and_still_ends_as_it_should() -> None:
    made = titled("修" * 200)
    assert len(made) == LONGEST_TITLE
    assert made.endswith("的建议")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("我叫王大山，路坏了", "路坏了"),
        ("路坏了，我叫王大山。", "路坏了，"),
        ("俺姓张，井水浑", "井水浑"),
        ("王大爷家旁边路坏了", "反映人家旁边路坏了"),
        ("大家都叫苦，路坏了", "大家都叫苦，路坏了"),
        ("打13800138000找我", "打138******00找我"),
    ],
)
def test_nobody_can_tell_who_said_it(said: str, left: str) -> None:
    assert without_identity(said, ["王大爷"]) == left


def test_a_draft_has_what_was_said_where_and_not_by_whom() -> None:
    made = first_draft([ROAD, WELL])
    assert made.title == "关于解决靠山屯村、双井子村农村公路问题的建议"
    assert "2件" in made.problem
    assert "1.（靠山屯村）村口到镇上六里土路" in made.problem
    assert "2.（双井子村）井水浑得不能喝" in made.problem
    assert "王大山" not in made.problem
    assert "13800138000" not in made.problem
    assert "承办单位" in made.proposal


def test_a_typed_title_is_kept_and_the_likeliest_matter_names_the_rest() -> None:
    assert first_draft([ROAD], "修路").title == "关于修路的建议"
    assert "农村饮水" in first_draft([ROAD, WELL, WELL]).title


def test_a_case_of_pictures_alone_is_still_a_line() -> None:
    assert "照片" in first_draft([Subject("")]).problem


def test_four_places_are_some_places_and_so_on() -> None:
    many = [Subject("路坏了", f"第{number}村", "交通运输") for number in "一二三四"]
    assert first_draft(many).title == "关于解决第一村、第二村等地交通运输问题的建议"
