"""Tells proper names, and words that say nothing: no keyword is learned of either."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import jieba

# jieba's tags: nr* persons, ns places, nt organisations, nz other proper names.
_NAME_TAGS = ("nr", "ns", "nt", "nz")
_NAMED = re.compile(
    r"[A-Za-z]\d|\d[市区县州镇]"  # masked places
    r"|(?:家园|花园|花苑|豪庭|豪苑|嘉园|公馆|名城|国际城|山庄|佳苑|雅苑|新城|华府|华庭|明珠|广场)$"
    r"|^[\u4e00-\u9fff]{1,3}[省市县区州镇乡村]$"
)
# Tagged as names in the dictionary although they are ordinary words.
_ORDINARY = re.compile(
    "农村|乡村|城市|城镇|小区|社区|地区|城区|市区|省市|全市|全县|全省|县城|街道|乡镇|"
    "外省|外地|本地|省直|市直|该市|本市|本县|我市|我县|我省|我村|全村|村镇|新区|景区|"
    "山区|城乡|郊区|学区|厂区|园区|片区|校区|老城区|新村|高校|中小学|本科|专科|高中|"
    "初中|大专|中专|硕士|国务院|教育部|卫生部|人大|政协|中央|广场|家园|花园"
)


# "Because you wrote 的" explains nothing, and pieces of names (浦, 庭) are as bad as names.
_EMPTY_CHARACTERS = frozenset(
    "的了是就里大子在有我们你他她它这那不也都要会能上下中为什么和与或及等到对从把被让给向由于以之其所者个"
    "吗呢吧啊年月日时一二三四五六七八九十两几多少小好来去过说看想做得很太没无可请问何谁哪怎还再又只快您该每"
    "郡浦津洲凝仙荷陵汉岭湾洋罗甲佳盛明星春庭苑御志塘台岁"
)
_EMPTY_WORDS = re.compile(
    "一个|什么|他们|关于|我们|您好|怎么|这么|请问|没有|时候|时间|可以|哪些|是否|多少|全票|一事|一小|一路|五一"
    "|两点|为什么|谁来管|何时|为何|情况|问题|本人|有人|请教|一片|三年|不到|后面|对面|城北|百姓|西部|中心|解决"
)


def is_empty(word: str) -> bool:
    """Whether a word says nothing of what a message is about."""
    return word in _EMPTY_CHARACTERS or _EMPTY_WORDS.fullmatch(word) is not None


def is_name(word: str) -> bool:
    """Whether a word is, or holds, a proper name as far as dictionary and form tell."""
    if _ORDINARY.fullmatch(word):
        return False
    if _NAMED.search(word):
        return True
    return _tags().get(word, "").startswith(_NAME_TAGS)


@cache
def _tags() -> Mapping[str, str]:
    """Part of speech by word, from jieba's own dictionary."""
    dictionary = Path(jieba.__file__).with_name("dict.txt")
    with dictionary.open(encoding="utf-8") as lines:
        return {word: tag for word, _, tag in (line.rstrip("\n").split(" ") for line in lines)}
