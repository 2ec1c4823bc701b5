"""The walk on the terminal: how it looks, and what is said when it can't go on."""

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from bot.cli import app
from bot.demo import show, walk
from bot.demo.staging import Stage


async def nothing(stage: Stage) -> dict[str, int]:
    """No three months before the walk."""
    return {}


@pytest.mark.slow
def test_a_walk_that_fails_says_who_waited_for_what_and_ends_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(show, "seed", nothing)
    monkeypatch.setattr(walk, "UNIT", "/assignments")  # no unit: the deputy does something else
    monkeypatch.setattr(walk, "PATIENCE", 3.0)
    result = CliRunner().invoke(app, ["demo", "--once"])
    assert result.exit_code == 1
    assert result.stderr == "The walk stopped: 王桂芳 waited in vain for “5 个工作日”.\n"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("坑填平了", 20, ["坑填平了"]),
        ("", 20, [""]),
        ("六里土路冲出两个坑", 10, ["六里土路", "冲出两个", "坑"]),
        ("六里土路，冲出坑。", 10, ["六里土路，", "冲出坑。"]),  # the comma hangs
        ("30 天内没弄好", 8, ["30 天", "内没弄", "好"]),  # broken at the full line, not after 30
        ("一\n二", 8, ["一", "二"]),
    ],
)
def test_a_chinese_text_is_broken_where_the_line_is_full(text: str, width: int, lines: list[str]) -> None:
    folded = show.folded(text, width).split("\n")
    assert folded == lines
    assert all(cell_len(line) <= width for line in folded)
