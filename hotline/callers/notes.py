"""What the liaison jots down of a call: who, the number, and the matter, taken apart from one line. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_PHONE = re.compile(r"(?<!\d)(?:\+?86[\s-]?)?(1[3-9](?:[\s-]?\d){9}|0\d{2,3}[\s-]?\d{7,8})(?!\d)")
_BEFORE_A_PHONE = re.compile(r"(?:的?(?:联系)?(?:电话|手机|号码|方式)(?:号码|号|是)?)\s*[:：]?\s*$")
_EDGES = " \t\n,，、;；:：。"
_FIRST_WORD = re.compile(r"[^\s,，、;；:：。]+")
_WALK_IN = re.compile(r"^\s*(?:来访|上门|到访|走访)[\s,，、:：]+")
_TITLES = (
    *("大爷", "大娘", "大妈", "大叔", "大婶", "大嫂", "大哥", "大姐", "大伯", "奶奶", "爷爷", "叔叔"),
    *("阿姨", "师傅", "老师", "先生", "女士", "同志", "老板", "婶", "叔", "嫂", "哥", "姐", "伯", "姨", "舅"),
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚"
    "沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤"
)
_LONGEST_NAME = 6


@dataclass(frozen=True)
class CallNote:
    """A call as written down; `name` and `phone` (digits) are empty where none was said."""

    name: str
    phone: str
    text: str
    is_walk_in: bool = False


def read_note(typed: str, is_place: Callable[[str], bool]) -> CallNote:
    """Take a note apart: 王大爷 139 0000 0000 李家庄 路灯坏了. `is_place` tells villages from names."""
    is_walk_in = _WALK_IN.match(typed) is not None
    typed = _WALK_IN.sub("", typed).strip()
    found = _PHONE.search(typed)
    if found is None:
        name, text = _name_first(typed, is_place)
        return CallNote(name, "", text, is_walk_in)
    before = _BEFORE_A_PHONE.sub("", typed[: found.start()].strip(_EDGES)).strip(_EDGES)
    after = typed[found.end() :].strip(_EDGES)
    if before and len(before) <= _LONGEST_NAME and not is_place(before):
        name, text = before, after
    elif before:
        name, before = _name_first(before, is_place)
        text = " ".join(filter(None, (before, after)))
    else:
        name, text = _name_first(after, is_place)
    return CallNote(name, re.sub(r"\D", "", found[1]), text, is_walk_in)


def _name_first(typed: str, is_place: Callable[[str], bool]) -> tuple[str, str]:
    """The name that a text begins with, as a word of its own, and the rest."""
    found = _FIRST_WORD.match(typed)
    word = found[0] if found is not None else ""
    if not _looks_like_a_name(word) or is_place(word):
        return "", typed
    return word, typed[len(word) :].strip(_EDGES)


def _looks_like_a_name(word: str) -> bool:
    if not 2 <= len(word) <= _LONGEST_NAME - 1:
        return False
    if word.endswith(_TITLES):
        return True
    has_surname = word[0] in _SURNAMES or (word[0] in "老小" and word[1] in _SURNAMES)
    return has_surname and len(word) <= 3
