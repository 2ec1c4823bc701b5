"""The points of the duty record as settings: each by itself, an award stays one, a deduction too."""

from pathlib import Path

import pytest

from bot.config import SettingsError, load
from hotline.duty.points import POINT_RULES, PointRules, Rule


def rules_of(text: str, tmp_path: Path) -> PointRules:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path).point_rules


def test_without_settings_the_defaults_hold() -> None:
    assert load(None).point_rules == POINT_RULES


def test_one_number_can_be_changed_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_DUTY__VISIT__MOST", "2")
    rules = rules_of(
        "[duty]\nleast_people = 5\nsolved = { points = 5 }\nmeeting = { points = 0 }\n", tmp_path
    )
    assert (rules.solved, rules.visit, rules.meeting) == (Rule(5, 30), Rule(1, 2), Rule(0, 6))
    assert (rules.least_people, rules.redo) == (5, POINT_RULES.redo)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("solved = { points = -1 }", "duty.solved.points"),  # nobody loses by solving
        ("late = { points = 1 }", "duty.late.points"),  # nor gains by being late
        ("visit = { most = -1 }", "duty.visit.most"),
        ("solved = { point = 1 }", "duty.solved.point"),
        ("messages = { points = 1 }", "duty.messages"),
        ("least_people = 0", "duty.least_people"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_name(line: str, key: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=key):
        rules_of(f"[duty]\n{line}\n", tmp_path)
