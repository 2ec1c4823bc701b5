"""`hotline classify`, `evaluate`, `lexicon`: what they print, and what they say of files that are wrong."""

import csv
import json
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app, cores
from hotline.lexicon import SHIPPED, load

ROWS = [
    ("村里的路坏了", "下雨就陷车，半年没人修", "交通运输"),
    ("自来水停了三天", "物业说管网坏了", "城乡建设"),
    ("老板拖欠工资", "干了半年活一分钱没给", "劳动和社会保障"),
    ("搅拌站夜里太吵", "噪音大，老人睡不着", "环境保护"),
]
KEYS = ["category", "topic", "confidence", "runners_up", "words", "danger", "kind", "places"]
FIGURES = [
    "rows",
    "macro_f1",
    "accuracy",
    "coverage_at_97",
    "rows_per_second",
    "calibration_error",
    "categories",
]


def run(*arguments: object, given: str | None = None) -> Result:
    return CliRunner().invoke(
        app, [str(one) for one in arguments], input=given, env={"COLUMNS": "300", "TERM": "dumb"}
    )


def table(file: Path, columns: tuple[str, ...], rows: list[Any]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([columns, *rows])
    return file


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    return table(tmp_path / "labelled.csv", ("topic", "detail", "label"), ROWS)


def test_classify_prints_one_object_a_row(labelled: Path) -> None:
    result = run("classify", labelled, "--json")
    printed = [json.loads(line) for line in result.stdout.splitlines()]
    assert [list(one) for one in printed] == [KEYS] * len(ROWS)
    assert [one["category"] for one in printed] == [label for _, _, label in ROWS]
    first = printed[0]
    assert 0 < first["confidence"] <= 1
    assert all(chance <= first["confidence"] for _, chance in first["runners_up"])
    assert sum(share for _, share in first["words"]) <= 1.001
    assert (first["danger"], first["kind"], first["places"]) == (None, "case", [])


def test_classify_names_the_number_to_call_and_the_places(tmp_path: Path) -> None:
    places = table(
        tmp_path / "places.csv",
        ("kind", "name", "aliases", "village", "township"),
        [("village", "柳树村", "柳树庄|老柳", "", "桃源镇")],
    )
    message = table(tmp_path / "one.csv", ("topic",), [("柳树庄着火了，房子烧起来了",)])
    (line,) = run("classify", message, "--json", "--gazetteer", places).stdout.splitlines()
    assert json.loads(line)["danger"] == "119"
    assert json.loads(line)["places"] == ["柳树村"]


def test_classify_tells_people_because_of_which_words() -> None:
    result = run("classify", "村里的路坏了，下雨就陷车")
    assert "交通运输" in result.stdout
    assert "because you wrote" in result.stdout
    assert "路" in result.stdout.partition("because you wrote")[2]


def test_classify_guesses_nothing() -> None:
    assert "a person has to say" in run("classify", "qwerty").stdout


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"title,text\na,b\n", "column topic is missing"),
        ("topic\n路坏了\n".encode("gb18030"), "CSV UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "messages.csv"
    file.write_bytes(content)
    result = run("classify", file, "--json")
    assert result.exit_code == 1
    assert told in result.stderr
    assert result.stdout == ""


def test_a_file_that_is_not_there_is_not_taken_for_a_message() -> None:
    result = run("classify", "none.csv", "--json")
    assert result.exit_code == 1
    assert "no such file" in result.stderr


def test_a_lexicon_that_is_wrong_says_where(tmp_path: Path, labelled: Path) -> None:
    lexicon = tmp_path / "mine.toml"
    lexicon.write_text('categories = ["路"]\ncolour = 1\n', "utf-8")
    for command in ("classify", "evaluate"):
        result = run(command, labelled, "--json", "--lexicon", lexicon)
        assert result.exit_code == 1
        assert "mine.toml: colour: unknown key" in result.stderr


@pytest.mark.parametrize("scheme", [[], ["--all-categories"]])
def test_evaluate_prints_all_figures(labelled: Path, scheme: list[str]) -> None:
    result = json.loads(run("evaluate", labelled, "--json", *scheme).stdout)
    assert list(result) == FIGURES
    assert (result["rows"], result["macro_f1"], result["accuracy"]) == (4, 1, 1)
    assert result["categories"]["交通运输"] == {"precision": 1, "recall": 1, "f1": 1, "rows": 1}
    assert set(result["categories"]) == {label for _, _, label in ROWS}


def test_evaluate_shows_a_table_to_people(labelled: Path) -> None:
    result = run("evaluate", labelled)
    assert "precision" in result.stdout
    assert "macro-F1 1.0000" in result.stdout


def test_evaluate_writes_what_was_wrong(tmp_path: Path) -> None:
    rows = [*ROWS, ("村里的路坏了", "", "教育文体")]
    labelled = table(tmp_path / "labelled.csv", ("topic", "detail", "label"), rows)
    run("evaluate", labelled, "--errors", tmp_path / "wrong.csv")
    (wrong,) = csv.DictReader((tmp_path / "wrong.csv").read_text("utf-8").splitlines())
    assert (wrong["topic"], wrong["label"], wrong["category"]) == ("村里的路坏了", "教育文体", "交通运输")
    assert "路" in wrong["words"]


def test_evaluate_needs_rows_and_labels(tmp_path: Path) -> None:
    empty = table(tmp_path / "empty.csv", ("topic", "label"), [])
    assert "hold no rows" in run("evaluate", empty).stderr
    unlabelled = table(tmp_path / "unlabelled.csv", ("topic",), [("路坏了",)])
    assert "column label is missing" in run("evaluate", unlabelled).stderr


@pytest.mark.slow
def test_lexicon_learn_keeps_what_was_written_by_hand(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    rows = [(f"{title}{n}", detail, label) for n in range(6) for title, detail, label in ROWS]
    labelled = table(tmp_path / "labelled.csv", ("topic", "detail", "label"), rows)
    result = run("lexicon", "learn", labelled, "--base", SHIPPED, "--out", tmp_path / "mine")
    assert result.exit_code == 0, result.output
    assert "keywords" in result.stdout
    mine, shipped = load(tmp_path / "mine"), load()
    assert [one.strong for one in mine.topics] == [one.strong for one in shipped.topics]
    assert (tmp_path / "mine" / "learned.toml").is_file()


def test_lexicon_learn_refuses_an_unknown_label(tmp_path: Path) -> None:
    labelled = table(tmp_path / "labelled.csv", ("topic", "label"), [("路坏了", "路"), ("停水", "水")])
    result = run("lexicon", "learn", labelled, "--out", tmp_path / "mine.toml")
    assert result.exit_code == 1
    assert "Unknown labels" in result.stderr
    assert not (tmp_path / "mine.toml").exists()


def test_lexicon_diff_shows_what_moved(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "mine")
    (tmp_path / "mine" / "corrected.toml").write_text('[corrected]\n"陷车" = { "交通运输" = 2.5 }\n', "utf-8")
    result = run("lexicon", "diff", SHIPPED, tmp_path / "mine")
    assert "1 keywords differ" in result.stdout
    assert "陷车" in result.stdout


def test_lexicon_review_applies_only_what_is_agreed_to(tmp_path: Path) -> None:
    lexicon = tmp_path / "small.toml"
    lexicon.write_text(
        'categories = ["路", "水"]\n'
        '[[topic]]\ncategory = "路"\nname = "村路"\nstrong = ["修路"]\n'
        '[[topic]]\ncategory = "水"\nname = "饮水"\nstrong = ["水井"]\n',
        "utf-8",
    )
    corrected = table(
        tmp_path / "corrected.csv",
        ("topic", "detail", "label"),
        [("水井旁边的路面坑洼", "", "路"), ("水井前头路面破了", "", "路")],
    )
    out = tmp_path / "mine.toml"
    review = partial(run, "lexicon", "review", corrected, "--base", lexicon, "--out", out)
    assert "Nothing to apply" in review(given="n\n" * 20).stdout
    assert not out.exists()
    result = review("--yes")
    assert "路面" in result.stdout
    assert "of 2 corrected cases" in result.stdout
    assert "路面" in load(out).texts


def test_cores_are_used_where_they_pay() -> None:
    assert cores.worth(100, 0.001, cores=8) == 1
    assert cores.worth(100_000, 0.001, cores=8) == 8
    assert cores.worth(100_000, 0.001, cores=1) == 1


@pytest.mark.slow
def test_all_cores_give_what_one_gives(labelled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = run("classify", labelled, "--json").stdout
    monkeypatch.setattr(cores, "worth", lambda rows, cost: 2)
    monkeypatch.setattr(cores, "_SHARE", 2)
    assert run("classify", labelled, "--json").stdout == alone
