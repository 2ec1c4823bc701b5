"""docs/security.md: every defence names tests, and every test that it names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| ")][2:]
NAMED = re.compile(r"`(tests/[\w/.]+\.py)::(\w+)`")


def test_every_row_has_a_threat_a_defence_and_its_tests() -> None:
    assert len(ROWS) > 20
    for row in ROWS:
        assert len(row) == 3, row
        assert NAMED.search(row[2]), row


@pytest.mark.parametrize(("path", "name"), NAMED.findall(PAGE))
def test_the_test_is_there(path: str, name: str) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")
    assert re.search(rf"^(?:async )?def {name}\(", source, re.MULTILINE), f"{path}::{name}"
