"""Handling units: what is name and what is contact, and the rung of the ladder."""

import pytest

from hotline.units import level_of, unit_and_contact
from storage.vocabulary import Level


@pytest.mark.parametrize(
    ("typed", "unit", "contact"),
    [
        ("县交通局", "县交通局", ""),
        ("县交通局，张科长 0427-1234567", "县交通局", "张科长 0427-1234567"),
        ("县交通局,联系人：张科长", "县交通局", "张科长"),
        ("县交通局（张科长）", "县交通局", "张科长"),
        ("县交通局 13800138000", "县交通局", "13800138000"),
        ("县交通局 张科长 0427 1234567", "县交通局", "张科长 0427 1234567"),
        ("县交通局\n张科长 13800138000", "县交通局", "张科长 13800138000"),
        ("安河路桥公司 第2项目部", "安河路桥公司 第2项目部", ""),  # a number in a name is no telephone
        ("，张科长", "，张科长", ""),  # a contact of nobody
        ("", "", ""),
    ],
)
def test_a_contact_is_told_from_the_unit(typed: str, unit: str, contact: str) -> None:
    assert unit_and_contact(typed) == (unit, contact)


@pytest.mark.parametrize(
    ("unit", "level"),
    [
        ("靠山屯村村委会", Level.VILLAGE),
        ("镇农业站", Level.TOWN),
        ("镇人大主席团", Level.TOWN),
        ("县交通局", Level.COUNTY),
        ("安河县果树总站", Level.COUNTY),
        ("市水务局", Level.CITY),
        ("安河路桥公司", Level.CONTRACTOR),
    ],
)
def test_the_name_says_the_rung(unit: str, level: Level) -> None:
    assert level_of(unit) is level
