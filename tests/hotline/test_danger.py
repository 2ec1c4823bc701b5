"""Danger that happens now is found with the right number; what is denied, feared or past is not."""

import tomllib
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from hotline.danger import Danger, DangerKind, find_danger, find_hidden_danger

FOLDER = Path(__file__).with_name("sentences")
LISTS = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("danger*.toml"))}
HAPPENING = {
    name: [(call, text) for call, texts in lists["happening"].items() for text in texts]
    for name, lists in LISTS.items()
}
NOT_HAPPENING = {
    name: [text for texts in lists["not_happening"].values() for text in texts]
    for name, lists in LISTS.items()
}
WARM = {"home_violence", "jump", "despair"}

FEARED = [
    "我梦见房子塌了",
    "线路老化，担心会着火",
    "河堤再不加固，下大雨就可能决口",
    "去年村里着过火，烧了三间房",
]
NO_CASE = ["我要找人工", "有意思", "国庆快乐", "怎么发照片", "我的诉求办得怎么样了", "谢谢代表，路灯亮了"]
JOKES = [
    "笑死我了，这个政务大厅叫号叫到天荒地老",
    "排队排到想哭，你们窗口能不能快点",
    "在你们大厅等号等得我都要长蘑菇了",
    "你们办公室排队排得我想跳楼",
    "排队取号半天，我真不想活了",
    "死要面子活受罪办个酒席送礼送得我心口疼",
    "锁匠讲开锁要110备案，我不懂，就来问你们",
]
HARMLESS = ["村口的路灯坏了", "你好", "", "…", "跳楼价甩卖", "豆腐火了"]


@cache
def found(text: str) -> Danger | None:
    """What is found, once for all tests: there are thousands of sentences."""
    return find_danger(text)


def is_right(call: str, danger: Danger | None) -> bool:
    if danger is None:
        return False
    return danger.needs_warm_answer if call in WARM else call in (danger.number, *danger.more_numbers)


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_are_long_enough_to_say_something(name: str) -> None:
    assert len(HAPPENING[name]) >= 60
    assert len(NOT_HAPPENING[name]) >= 60


def test_hardly_a_danger_is_missed() -> None:
    happening = list(chain.from_iterable(HAPPENING.values()))
    missed = [text for call, text in happening if not is_right(call, found(text))]
    assert len(missed) <= 0.03 * len(happening), missed


@pytest.mark.parametrize("name", LISTS)
def test_no_list_is_understood_much_worse_than_the_others(name: str) -> None:
    missed = [text for call, text in HAPPENING[name] if not is_right(call, found(text))]
    assert len(missed) <= 0.12 * len(HAPPENING[name]), missed


def test_hardly_anything_else_is_called_a_danger() -> None:
    others = list(chain.from_iterable(NOT_HAPPENING.values()))
    wrong = [text for text in others if found(text)]
    assert len(wrong) <= 0.03 * len(others), wrong


@pytest.mark.parametrize("text", NO_CASE)
def test_what_is_no_case_is_no_danger_either(text: str) -> None:
    assert find_danger(text) is None


def test_dangers_that_nothing_was_learned_from_are_found_too() -> None:
    lists = tomllib.loads(FOLDER.joinpath("unlearned_danger.toml").read_text("utf-8"))
    happening = [(call, text) for call, texts in lists["happening"].items() for text in texts]
    others = [text for texts in lists["not_happening"].values() for text in texts]
    missed = [text for call, text in happening if not is_right(call, found(text))]
    wrong = [text for text in others if find_danger(text)]
    assert len(missed) <= 0.1 * len(happening), missed
    assert len(wrong) <= 0.05 * len(others), wrong


def test_what_is_told_of_a_danger_counts_more_than_its_words() -> None:
    assert find_danger("煤气费又涨了，村里换煤气罐要自己扛") is None
    assert find_danger("我把煤气打开了，窗户都关好了，想睡一觉就不醒了") is not None


def test_what_somebody_does_to_himself_gets_a_warm_answer_too() -> None:
    danger = find_danger("我吃了很多安眠药")
    assert danger is not None
    assert danger.needs_warm_answer


@pytest.mark.parametrize("opening", ["请问，", "领导好，", "您好，请问找谁，", "打扰了，"])
def test_a_polite_opening_makes_no_call_for_help_less_urgent(opening: str) -> None:
    assert find_danger(f"{opening}小孩的头卡在阳台栏杆外面，身子悬着呢") is not None


def test_a_danger_told_after_an_ordinary_matter_is_found() -> None:
    text = (
        "自来水费的事我去年问过两次也没有人答复，我们村这条路申请了四年硬化，年年都说没指标，"
        "前面的事以后再说吧，刚才老吴的拖拉机翻了，人被压在车底下，快来人啊"
    )
    danger = find_danger(text)
    assert danger is not None
    assert {"119", "120"} & {danger.number, *danger.more_numbers}


@pytest.mark.parametrize("text", JOKES)
def test_a_joke_or_a_figure_of_speech_is_not_comforted(text: str) -> None:
    danger = find_danger(text)
    assert danger is None or not danger.needs_warm_answer


def test_a_farewell_without_the_word_death_gets_a_warm_answer() -> None:
    danger = find_danger("谢谢你们以前帮过我。狗在后院，给它找个人家。我走了，别难过。")
    assert danger is not None
    assert danger.needs_warm_answer


def test_a_muddy_road_traps_nobody() -> None:
    assert find_danger("一下雨车就陷里头，走道净蹚泥") is None


def test_what_one_will_have_happened_counts_when_somebody_calls() -> None:
    assert find_danger("房子眼看就要塌了，快来人") is not None
    assert find_danger("这房子不修就要塌了") is None


def test_the_name_of_a_place_is_no_danger() -> None:
    assert find_danger("落水洞村要修个桥") is None
    assert find_danger("有人落水村东头的河") is not None


@pytest.mark.parametrize("particle", ["啦", "咯", "咧", "哒"])
def test_what_has_happened_is_said_in_many_dialects(particle: str) -> None:
    assert find_danger(f"老张屋里着火{particle}") is not None


@pytest.mark.parametrize("text", FEARED)
def test_a_feared_or_remembered_danger_is_hidden_not_happening(text: str) -> None:
    assert find_danger(text) is None
    hidden = find_hidden_danger(text)
    assert hidden is not None
    assert not hidden.is_happening


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_words_hold_no_danger_at_all(text: str) -> None:
    assert find_danger(text) is None
    assert find_hidden_danger(text) is None


def test_the_deciding_words_are_told() -> None:
    danger = find_danger("快来人，我家厨房着火了")
    assert danger is not None
    assert (danger.kind, danger.number) == (DangerKind.FIRE, "119")
    assert "着火了" in danger.words


def test_traditional_characters_and_odd_spacing_hide_nothing() -> None:
    assert find_danger("廚 房 著火了，快來人") is not None


def test_a_threat_over_wages_needs_a_warm_answer() -> None:
    danger = find_danger("老板再不发工资，我就从楼上跳下去")
    assert danger is not None
    assert (danger.kind, danger.needs_warm_answer) == (DangerKind.JUMP, True)


def test_a_long_report_that_mentions_a_danger_is_no_call_for_help() -> None:
    report = "我们小区的物业从来不管事。" * 12 + "楼下车库电动车起火，消防栓没水。" + "请领导过问。" * 6
    assert find_danger(report) is None


def test_a_long_message_that_says_it_is_now_is_one() -> None:
    assert find_danger("我们小区的物业从来不管事。" * 12 + "现在楼下着火了，快救人！") is not None


@pytest.mark.parametrize("text", ["没有人掉河里" * 2000, "他被老公打" * 2400, "火" * 12000])
def test_a_text_made_to_keep_us_busy_is_read_to_its_end(text: str) -> None:
    find_danger(text)
