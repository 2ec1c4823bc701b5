"""Every benchmark runs at a tiny size and yields its figures; none of them passes or fails by the clock."""

import json
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as front
from tests.benchmarks.building import big_station
from tests.benchmarks.building.stations import SQLite
from tests.benchmarks.growth import exponent
from tests.benchmarks.reporting import record
from tests.benchmarks.reporting.asked import Asked
from tests.benchmarks.reporting.figures import Figure

CASES = 400


@pytest.mark.slow
@pytest.mark.parametrize("name", front.PARTS)
async def test_a_part_yields_figures(name: str, tmp_path: Path) -> None:
    asked = Asked([SQLite(tmp_path)], cases=CASES, is_quick=True)
    figures = await front.part(name)(asked)
    assert figures
    for one in figures:
        assert one.what
        assert one.value >= 0
        assert (one.is_met is None) == (one.goal == ""), one


def test_the_last_half_year_is_the_same_at_every_size() -> None:
    def recent(cases: int) -> list[tuple[object, ...]]:
        (rows,) = big_station.shares(cases, is_uniform=False)
        # Without ids and numbers, which say how many came before.
        return [row[len(big_station.CONSTANTS) + 2 :] for row in rows.cases][-300:]

    text = big_station.CASE.index("text") - len(big_station.CONSTANTS) - 2
    assert [row[text] for row in recent(1_000)] == [row[text] for row in recent(10_000)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (1.0, 1.0, 0.0),  # ten times the cases take no longer
        (1.0, 10.0, 1.0),  # they take ten times as long
        (2.0, 1.0, -0.301),
    ],
)
def test_the_exponent_says_how_times_grow(before: float, after: float, expected: float) -> None:
    assert exponent(before, after, 100_000, 1_000_000) == pytest.approx(expected, abs=0.001)


def _run(day: str, *figures: Figure) -> record.Run:
    return record.Run(day, "2 cores", "Python 3", "made ones", "python -m tests.benchmarks", figures)


def test_a_part_that_was_not_measured_stays_on_record(tmp_path: Path) -> None:
    page, figures = tmp_path / "page.md", tmp_path / "page.json"
    slow = Figure("Sweep", "1,000 due", 2.5, "s", "at most", 1.0, None, "≤ 1 s", False)
    front.keep(page, "reminders", _run("2026-01-01", slow))
    front.keep(page, "growth", _run("2026-02-02", Figure("Growth", "the board", 12345.6, "ms")))
    assert list(record.read(figures)) == ["reminders", "growth"]
    assert json.loads(figures.read_text(encoding="utf-8"))["reminders"]["day"] == "2026-01-01"
    text = page.read_text(encoding="utf-8")
    assert "| 1,000 due | 2.5 s | at most: 1 s |  | ≤ 1 s | **missed** |" in text
    assert "| the board | 12,346 ms |  |  |  |  |" in text
    front.keep(page, "reminders", _run("2026-03-03", slow))
    assert "2026-01-01" not in page.read_text(encoding="utf-8")
