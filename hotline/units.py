"""Handling units 承办单位: which level of the ladder a unit's name belongs to."""

import re

from storage.vocabulary import Level

_BY_NAME: tuple[tuple[re.Pattern[str], Level], ...] = (
    (re.compile(r"公司|工程队|施工|项目部|承包"), Level.CONTRACTOR),
    (re.compile(r"村委|居委|村民小组|社区|合作社|^.{1,4}村$"), Level.VILLAGE),
    (re.compile(r"^(?:市|地区)|市.{0,8}[局委办中心]$"), Level.CITY),
    (re.compile(r"县|区.{1,8}局|局$|总站$"), Level.COUNTY),
)


def level_of(unit: str) -> Level:
    """The level of a unit by its name; a township office where the name says nothing."""
    return next((level for pattern, level in _BY_NAME if pattern.search(unit)), Level.TOWN)
