"""The page's words: the same in both languages, all there, none left over."""

import re

import pytest

from bot.simulator.web.page import FOLDER

SOURCES = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.js")}
# Kinds of files, whose words are looked up by the kind.
BY_KIND = {"photo", "voice", "video", "audio", "document", "location", "contact", "sticker"}


def keys(language: str) -> list[str]:
    block = SOURCES["words.js"].split(f"  {language}: {{")[1].split("\n  },")[0]
    return re.findall(r'(?:^|[ ,])(\w+): "', block)


def placeholders(language: str) -> dict[str, set[str]]:
    block = SOURCES["words.js"].split(f"  {language}: {{")[1].split("\n  },")[0]
    return {
        key: set(re.findall(r"{(\w+)}", words))
        for key, words in re.findall(r'(?:^|[ ,])(\w+): "([^"]*)"', block)
    }


def used() -> set[str]:
    found = [re.findall(r'\bt\("(\w+)"', text) for text in SOURCES.values()]
    return {key for some in found for key in some}


def test_both_languages_have_the_same_words() -> None:
    assert keys("zh") == keys("en")
    assert len(set(keys("zh"))) == len(keys("zh"))
    assert placeholders("zh").keys() == placeholders("en").keys()


def test_every_word_that_is_used_is_there_and_every_word_is_used() -> None:
    assert used() - set(keys("en")) == set()
    assert set(keys("en")) - used() - BY_KIND == set()


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_parses_markup(name: str) -> None:
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|DOMParser"
    assert re.findall(forbidden, SOURCES[name]) == []
