"""Texts are in plain words, and say the same as the glossary."""

import re

import opencc
import pytest

from handlers.wording import Texts
from storage.vocabulary import State
from tests.handlers.texts.catalogs import GLOSSARY, NOW, ZONE, read_catalog


def test_the_glossary_names_the_states_as_the_texts_do() -> None:
    table = re.findall(r"(?m)^\| ([a-z_]+) \| (\S+) \|", GLOSSARY.read_text(encoding="utf-8").split("## ")[2])
    shown = {state: Texts("zh-Hans", ZONE, NOW).term("state", state) for state in State}
    assert dict(table) == {str(state): str(name) for state, name in shown.items()}


OFFICE_WORDS = (
    *("系统", "工单", "流程", "操作", "提交成功", "参数", "失效", "检测到", "用户", "点击", "耐心等待"),
    *("相关部门", "工作人员", "尊敬的", "案件", "变更", "关键词", "异常", "请求失败", "投诉件", "智能"),
)
ENGLISH_OFFICE_WORDS = ("ticket", "issue", "appeal", "system", "operation", "invalid", "error", "success")


@pytest.mark.parametrize("word", OFFICE_WORDS)
def test_no_office_words_in_chinese(word: str) -> None:
    traditional = opencc.OpenCC("s2tw").convert(word)
    assert [key for key, source in read_catalog("zh-Hans").items() if word in source] == []
    assert [key for key, source in read_catalog("zh-Hant").items() if traditional in source] == []


@pytest.mark.parametrize("word", ENGLISH_OFFICE_WORDS)
def test_no_office_words_in_english(word: str) -> None:
    shown = re.compile(rf"\b{word}", re.IGNORECASE)
    assert [key for key, source in read_catalog("en").items() if shown.search(source)] == []


def test_chinese_stands_with_chinese_punctuation() -> None:
    half_width = re.compile(r"[\u4e00-\u9fff][,;:?!](?!\S*\}\})")
    for language in ("zh-Hans", "zh-Hant"):
        assert [key for key, source in read_catalog(language).items() if half_width.search(source)] == []


@pytest.mark.parametrize(("language", "other"), [("zh-Hans", "t2s"), ("zh-Hant", "s2t")])
def test_a_chinese_catalog_holds_no_characters_of_the_other_script(language: str, other: str) -> None:
    fold = opencc.OpenCC(other).convert
    # 群 has the older form 羣; 里 is the neighbourhood in 鄰里, while inside is 裡.
    both = {"群", "里"}
    characters = set("".join(read_catalog(language).values())) - both
    assert {character for character in characters if fold(character) != character} == set()
