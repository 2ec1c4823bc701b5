"""Handling units 承办单位: which level of the ladder a unit's name belongs to."""

import re

from storage.vocabulary import Level

_BY_NAME: tuple[tuple[re.Pattern[str], Level], ...] = (
    (re.compile(r"公司|工程队|施工|项目部|承包"), Level.CONTRACTOR),
    (re.compile(r"村委|居委|村民小组|社区|合作社|^.{1,4}村$"), Level.VILLAGE),
    (re.compile(r"^(?:市|地区)|市.{0,8}[局委办中心]$"), Level.CITY),
    (re.compile(r"县|区.{1,8}局|局$|总站$"), Level.COUNTY),
)


# 县交通局，张科长 0427-1234567 · 县交通局（张科长） · 县交通局 13800138000
_CONTACT = re.compile(r"\s*[，,；;（(]\s*(?P<rest>.+)|\s+(?P<named>\D{0,12}?[\d+][\d\s-]{5,}.*)")
_PREFIX = re.compile(r"^(?:联系人|找)[:：\s]*")


def unit_and_contact(text: str) -> tuple[str, str]:
    """A unit's name, and whom to ask there if that was written behind it."""
    line = " ".join(text.split())
    found = _CONTACT.search(line)
    if found is None or found.start() == 0:
        return line, ""
    contact = (found["rest"] or found["named"]).strip().removesuffix("）").removesuffix(")")
    return line[: found.start()].strip(), _PREFIX.sub("", contact).strip()


def level_of(unit: str) -> Level:
    """The level of a unit by its name; a township office where the name says nothing."""
    return next((level for pattern, level in _BY_NAME if pattern.search(unit)), Level.TOWN)
