"""Tells names of persons, firms, estates and places, which no shipped keyword may hold."""

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
