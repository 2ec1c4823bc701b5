"""Keywords are found on the characters, but not in the pieces of other words."""

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.matching import Matcher, tokenizer, words


def found(keywords: list[str], text: str, names: list[str] | None = None) -> dict[str, int]:
    return found_in(keywords, [("", text)], names)[0]


def found_in(
    keywords: list[str], texts: list[tuple[str, str]], names: list[str] | None = None, weight: int = 1
) -> list[dict[str, int]]:
    matcher = Matcher(keywords, names or [])
    counts: list[dict[str, int]] = [{} for _ in texts]
    for text, keyword, times in zip(*matcher.find(texts, weight), strict=True):
        counts[text][matcher.keywords[keyword]] = int(times)
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


def test_texts_read_at_once_do_not_mix() -> None:
    texts = [("", "修水"), ("", "库里没有水"), ("", ""), ("水库", "")]
    assert found_in(["水库", "水"], texts) == [{"水": 1}, {"水": 1}, {}, {"水库": 1, "水": 1}]


def test_the_first_part_counts_more() -> None:
    assert found_in(["水库", "水"], [("水库", "水库没水")], weight=4) == [{"水库": 5, "水": 6}]


def test_a_character_in_a_village_name_does_not_count() -> None:
    assert found(["水"], "清水村没水", ["清水村"]) == {"水": 1}


def test_a_rare_character_is_no_trouble() -> None:
    assert found(["𠮷", "水井", "𠮷井"], "𠮷井𠮷水井𤭢") == {"𠮷": 2, "水井": 1, "𠮷井": 1}


@given(st.lists(st.text(alphabet="水库井漏a ,𠮷", max_size=12), max_size=5))
def test_every_occurrence_is_counted(texts: list[str]) -> None:
    keywords = ["水", "库井漏水", "井漏水库", "a水", "𠮷水"]  # none that jieba could have a say in
    counts = found_in(keywords, [("", text) for text in texts])
    expected = [{word: n for word in keywords if (n := _occurrences(word, text))} for text in texts]
    assert counts == expected


def _occurrences(word: str, text: str) -> int:
    longer = len(word) > 3 or len(word) == 1
    assert longer or word in ("a水", "𠮷水")
    return sum(text.startswith(word, at) for at in range(len(text)))


def test_jieba_reads_its_own_dictionary_and_no_cache() -> None:
    theirs = jieba.Tokenizer()
    with theirs.get_dict_file() as file:
        frequency, total = theirs.gen_pfdict(file)
    ours = tokenizer().FREQ
    assert (len(ours), tokenizer().total) == (len(frequency), total)
    assert [word for word, times in frequency.items() if ours[word] != times] == []
    assert tokenizer().initialized


def test_words_are_cut_as_jieba_cuts_them() -> None:
    theirs = jieba.Tokenizer()
    with theirs.get_dict_file() as file:
        theirs.FREQ, theirs.total = theirs.gen_pfdict(file)
    theirs.initialized = True
    for text in ("村里的QQ群没人管,BP机早没了", "工伤医疗费没人报", "1兑2，4S店𠮷水，偂", ""):
        assert words(text) == list(theirs.cut(text, HMM=False))
