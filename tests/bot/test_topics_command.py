"""`hotline topics FILE`: a table for people, JSON for programs, and what is wrong with a file."""

import json
from pathlib import Path

import typer
from typer.testing import CliRunner

from bot.cli.topics import topics

ROWS = [
    ("7", "桂花新城搅拌站噪音扰民", "2026/3/2 9:00:00"),
    ("8", "投诉桂花新城附近搅拌站噪音", "2026-03-05 21:10"),
    ("9", "搅拌站噪音，桂花新城睡不着", "2026/3/9"),
    ("10", "医保卡补办要跑几趟", "2026/3/4"),
]

app = typer.Typer()
app.command()(topics)


def stream(folder: Path, rows: list[tuple[str, str, str]]) -> Path:
    file = folder / "stream.csv"
    lines = ["msg_id,topic,detail,time", *(f"{key},{title},,{time}" for key, title, time in rows)]
    file.write_text("\n".join(lines), "utf-8")
    return file


def test_json_holds_dates_place_and_count(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [str(stream(tmp_path, ROWS)), "--json"])
    (topic,) = json.loads(result.stdout)
    assert (topic["count"], topic["first"], topic["last"]) == (3, "2026-03-02", "2026-03-09")
    assert topic["place"] == "桂花新城"
    assert sorted(topic["messages"]) == ["7", "8", "9"]


def test_the_table_is_for_people(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [str(stream(tmp_path, ROWS))])
    assert result.exit_code == 0
    assert "桂花新城" in result.stdout


def test_a_time_that_is_none_is_told_with_its_row(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app, [str(stream(tmp_path, [("1", "路灯坏了", "昨天")]))], env={"COLUMNS": "300"}
    )
    assert result.exit_code == 2
    assert "row 2" in result.output


def test_a_file_without_the_columns_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n", "utf-8")
    result = CliRunner().invoke(app, [str(file)], env={"COLUMNS": "300"})
    assert result.exit_code == 2
    assert "topic, time" in result.output
