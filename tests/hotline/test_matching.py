"""Keywords are found on the characters, but not in the pieces of other words."""

import stat
from pathlib import Path

import jieba
import pytest

from hotline import matching
from hotline.matching import Matcher


def found(keywords: list[str], text: str, names: list[str] | None = None) -> dict[str, float]:
    counts: dict[str, float] = {}
    Matcher(keywords, names or []).count(text, counts)
    return counts


def test_a_keyword_inside_a_longer_one_counts_too() -> None:
    assert found(["人民医院", "医院"], "去人民医院看病") == {"人民医院": 1, "医院": 1}


def test_a_phrase_that_jieba_would_cut_is_found() -> None:
    assert found(["通不了车"], "这路通不了车") == {"通不了车": 1}


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("伤医", "工伤医疗费没人报"),
        ("物管", "市文物管理处"),
        ("员工", "公务员工作四年"),
        ("中学", "二中学生太多"),
    ],
)
def test_pieces_of_neighbouring_words_are_no_keyword(keyword: str, text: str) -> None:
    assert found([keyword], text) == {}


def test_a_keyword_in_a_village_name_does_not_count() -> None:
    assert found(["果园"], "果园村的路,果园里的树", ["果园村"]) == {"果园": 1}


def test_a_place_name_that_is_the_keyword_itself_counts() -> None:
    assert found(["水库"], "水库漏了", ["水库"]) == {"水库": 1}


def test_jieba_never_trusts_a_shared_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def initialize(tokenizer: jieba.Tokenizer) -> None:
        seen.append(stat.S_IMODE(Path(tokenizer.tmp_dir).stat().st_mode))

    monkeypatch.setattr(jieba.Tokenizer, "initialize", initialize)
    matching.tokenizer.__wrapped__()
    assert seen == [0o700]
