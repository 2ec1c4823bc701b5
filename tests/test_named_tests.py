"""docs/security.md and docs/faults.md: every row names tests, and every test that it names is there."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LEAST_ROWS = {"security.md": 20, "faults.md": 40}
"""The pages whose tables say in their last column which tests show what the row says."""
NAMED = re.compile(r"`(tests/[\w/.]+\.py)::(\w+)`")


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def rows(name: str) -> list[list[str]]:
    """Rows of all tables, without the headings."""
    lines = [line for line in page(name).splitlines() if line.startswith("| ")]
    split = [line.strip("| ").split(" | ") for line in lines]
    headings = {place - 1 for place, row in enumerate(split) if set("".join(row)) <= set("- ")}
    return [row for place, row in enumerate(split) if place not in headings and place - 1 not in headings]


@cache
def names_in(path: str) -> frozenset[str]:
    source = (ROOT / path).read_text(encoding="utf-8")
    return frozenset(re.findall(r"^(?:async )?def (test_\w+)\(", source, re.MULTILINE))


@pytest.mark.parametrize("name", LEAST_ROWS)
def test_every_row_says_everything_and_names_its_tests(name: str) -> None:
    found = rows(name)
    assert len(found) > LEAST_ROWS[name]
    columns = {len(row) for row in found}
    assert len(columns) == 1, [row for row in found if len(row) != min(columns)]
    for row in found:
        assert all(cell.strip() for cell in row), row
        assert NAMED.search(row[-1]), row


@pytest.mark.parametrize("name", LEAST_ROWS)
def test_the_tests_are_there(name: str) -> None:
    named = NAMED.findall(page(name))
    assert [f"{path}::{test}" for path, test in named if test not in names_in(path)] == []
