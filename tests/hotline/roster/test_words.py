"""What an import changes, in words; and a roster kept as values while it is looked at."""

from dataclasses import replace
from datetime import date

from bot.demo import sample
from hotline.roster import Changes, DeputyRow, Difference, Item, Leaving, compare
from hotline.roster.desk import from_values, to_values
from hotline.roster.words import lines_of


def test_each_change_has_its_line_and_open_cases_are_named() -> None:
    old = sample.roster()
    changed = replace(old.deputies[1], away_until=date(2026, 7, 31), capacity=5)
    new = replace(old, deputies=(old.deputies[0], changed, *old.deputies[3:]))
    changes = replace(compare(old, new), leaving=(Leaving("D03", "王桂芳", 2),))
    assert lines_of(changes) == [
        "改动代表 1 个：周德才（件数、请假结束）",
        "撤下代表 1 个：王桂芳",
        "王桂芳代表手上还有 2 件事没办完，改完请另派代表。",
    ]


def test_long_lists_are_cut_and_no_change_is_said() -> None:
    many = Difference(added=tuple(Item(f"D{n}", f"代表{n}") for n in range(20)))
    (line,) = lines_of(Changes(deputies=many))
    assert line.startswith("新加代表 20 个：代表0、")
    assert line.endswith("代表11等")
    assert lines_of(Changes()) == ["没有改动。"]


def test_a_roster_survives_being_kept_as_values() -> None:
    roster = sample.roster()
    away = DeputyRow("X", "某某", "1", away_from=date(2026, 6, 1), away_until=date(2026, 6, 2))
    away = replace(away, term_until=date(2026, 12, 31))
    roster = replace(roster, deputies=(*roster.deputies, away))
    assert from_values(to_values(roster)) == roster


def test_a_preview_from_before_terms_were_kept_is_still_read() -> None:
    values = to_values(sample.roster())
    for row in values["deputies"]:
        del row["term_from"], row["term_until"]
    assert from_values(values) == sample.roster()


def test_a_changed_term_is_named_in_the_preview() -> None:
    old = sample.roster()
    changed = replace(old.deputies[0], term_until=date(2031, 12, 31))
    new = replace(old, deputies=(changed, *old.deputies[1:]))
    assert lines_of(compare(old, new)) == [f"改动代表 1 个：{changed.name}（任期结束）"]
