"""Reading, writing and comparing lexicons, and what the shipped one must be."""

from pathlib import Path

import pytest

from hotline.classification import Classifier
from hotline.keywords import Keyword, Lexicon, Source, Topic
from hotline.lexicon import SHIPPED, LexiconError, load
from hotline.lexicon_writing import differences, write
from hotline.names import is_empty, is_name

SMALL = """
categories = ["路", "水"]
messages = 10
[[topic]]
category = "路"
name = "村路"
strong = ["修路"]
hints = ["泥"]
[[topic]]
category = "水"
name = "饮水"
part = "改水"
at_least = 2.0
strong = ["自來水"]
[topics]
"水 / 饮水 / 改水" = { "水" = 1.5 }
[learned]
"出行" = { messages = 7, "路" = 0.4, "水" = -0.2 }
[corrected]
"水塔" = { "水" = 0.6 }
[lean]
"路" = -0.5
[certainty]
slope = 3.0
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    file = tmp_path / "small.toml"
    file.write_text(SMALL, encoding="utf-8")
    return file


def test_a_file_holds_everything(small: Path) -> None:
    lexicon = load(small)
    assert lexicon.categories == ("路", "水")
    assert [topic.key for topic in lexicon.topics] == ["路 / 村路", "水 / 饮水 / 改水"]
    assert lexicon.topics[1].strong == ("自来水",), "keywords are folded"
    assert lexicon.topics[1].says == {"水": 2.0}, "a person may know better"
    assert lexicon.texts["出行"] is Source.LEARNED
    assert lexicon.texts["水塔"] is Source.CORRECTED
    assert lexicon.texts["修路"] is Source.HAND
    assert lexicon.certainty.slope == 3.0


@pytest.mark.parametrize(
    ("instead_of", "wrong", "told"),
    [
        ('categories = ["路", "水"]', "", "no file names the categories"),
        ('category = "路"', 'category = "桥"', "路, 水"),
        ("slope", "slop", "slope"),
        ('"水" = 0.6', '"水" = "much"', "a number from -100 to 100"),
        ('hints = ["泥"]', 'hint = ["泥"]', "hints"),
        ('strong = ["修路"]', 'strong = "修路"', "not a list"),
        ("[lean]", "[lean", "not TOML"),
        ("messages = 10", 'messages = "ten"', "wrong shape"),
        ("messages = 7", "messages = -7", "not a count"),
        ("at_least = 2.0", "at_least = -1", "a number from 0 to 100"),
        ("messages = 10", "colour = 1", "unknown key"),
        ("messages = 10", "messages = true", "not a count"),
        ("messages = 10", "messages = -1", "not a count"),
        ("messages = 7", f"messages = {'9' * 40}", "not a count"),
        ('"水" = 0.6', '"水" = nan', "nan is no weight"),
        ('"水" = 0.6', '"水" = inf', "inf is no weight"),
        ("at_least = 2.0", "at_least = nan", "nan is no weight"),
        ('"路" = -0.5', '"路" = nan', "nan is no weight"),
        ("slope = 3.0", "slope = nan", "nan is no such number"),
        ("slope = 3.0", "slope = 1e308", "a number from -100 to 100"),
        ("slope = 3.0", 'slope = "3"', "a number from -100 to 100"),
        ("[lean]", '[rename]\n"路" = 3\n[lean]', "3 is no name"),
        ("[lean]", '[rename]\n"路" = []\n[lean]', "[] is no name"),
        ('strong = ["修路"]', f'strong = ["{"路" * 65}"]', "at most 64 characters"),
        ('"出行"', f'"{"行" * 65}"', "at most 64 characters"),
        ("messages = 10", "messages = " + "[" * 50_000, "not TOML"),
    ],
)
def test_a_wrong_lexicon_says_where_and_what_is_allowed(
    small: Path, instead_of: str, wrong: str, told: str
) -> None:
    assert instead_of in SMALL
    small.write_text(SMALL.replace(instead_of, wrong, 1), encoding="utf-8")
    with pytest.raises(LexiconError) as error:
        load(small)
    assert "small.toml" in str(error.value)
    assert told in str(error.value)


def test_a_lexicon_without_end_is_not_even_read(small: Path) -> None:
    with small.open("wb") as file:
        file.truncate(1 << 40)  # takes no room on the disk
    with pytest.raises(LexiconError, match="at most 8388608 bytes"):
        load(small)


def test_what_elsewhere_would_be_a_pattern_is_a_word_here(small: Path) -> None:
    """A keyword is looked for as it stands, so that none can keep the reader busy."""
    small.write_text(SMALL.replace('strong = ["修路"]', 'strong = ["(a+)+$", ".*", "["]'), encoding="utf-8")
    classifier = Classifier(load(small))
    assert classifier.classify("a" * 20_000 + "!").category is None
    assert classifier.classify("我们这里写着(a+)+$呢").category == "路"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"none\.toml"):
        load(tmp_path / "none.toml")


def test_categories_can_be_renamed_and_merged(small: Path) -> None:
    small.write_text(SMALL + '[rename]\n"水" = "水路"\n"路" = "水路"\n', encoding="utf-8")
    assert load(small).categories == ("水路",)


@pytest.mark.parametrize("out", ["copy.toml", "folder"])
def test_what_is_written_reads_the_same(small: Path, tmp_path: Path, out: str) -> None:
    lexicon = load(small)
    write(lexicon, tmp_path / out, small)
    again = load(tmp_path / out)
    assert again.topics == lexicon.topics
    assert sorted(again.keywords, key=str) == sorted(lexicon.keywords, key=str)
    assert (again.lean, again.certainty, again.messages) == (lexicon.lean, lexicon.certainty, 10)


def test_differences_name_what_moved_most_first() -> None:
    before = Lexicon(
        ("路",), (Topic("路", "村路", None, ("桥",)),), (Keyword("坑", {"路": 0.2}, Source.LEARNED),)
    )
    after = Lexicon(("路",), (), (Keyword("坑", {"路": 0.5}, Source.LEARNED),))
    assert [(one.text, one.after is None) for one in differences(before, after)] == [
        ("桥", True),
        ("坑", False),
    ]


def test_the_shipped_lexicon_is_small_enough_to_read() -> None:
    assert len(load().texts) <= 6000


def test_every_category_has_topics_and_the_rural_ones_are_there() -> None:
    lexicon = load()
    assert {topic.category for topic in lexicon.topics} == set(lexicon.categories)
    names = {(topic.category, topic.name) for topic in lexicon.topics}
    for name in ("农村饮水", "排灌设施", "林木果园", "农产品销售", "村务财务"):
        assert ("农村农业", name) in names
    assert ("交通运输", "农村公路") in names


def test_no_shipped_learned_keyword_is_rare_or_a_name() -> None:
    lexicon = load()
    origin = lexicon.texts
    learned = [one for one in lexicon.keywords if origin[one.text] is Source.LEARNED]
    assert learned
    assert [one.text for one in learned if one.messages < 5] == []
    assert [one.text for one in learned if is_name(one.text) or is_empty(one.text)] == []


@pytest.mark.parametrize("name", ["长沙", "马英九", "A3区", "阳光家园", "高沙镇"])
def test_names_are_told(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("word", ["小区", "农村", "工资", "水库", "医院", "乡镇"])
def test_ordinary_words_are_no_names(word: str) -> None:
    assert not is_name(word)


def test_the_shipped_folder_is_part_of_the_package() -> None:
    assert (SHIPPED / "learned.toml").is_file()
