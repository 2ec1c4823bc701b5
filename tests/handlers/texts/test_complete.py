"""Every language has the same texts."""

import re

from handlers.texts.traditional import SIMPLIFIED, TRADITIONAL, to_traditional
from tests.handlers.texts.catalogs import read_catalog, variables_of


def test_every_language_has_the_same_keys(language: str) -> None:
    assert read_catalog(language).keys() == read_catalog("zh-Hans").keys()


def test_a_text_uses_the_same_variables_in_every_language(language: str) -> None:
    own, first = read_catalog(language), read_catalog("zh-Hans")
    assert {key: variables_of(own[key]) for key in own} == {key: variables_of(first[key]) for key in first}


def test_the_traditional_catalog_is_up_to_date() -> None:
    fresh = to_traditional(SIMPLIFIED.read_text(encoding="utf-8"))
    assert TRADITIONAL.read_text(encoding="utf-8") == fresh, "run: python -m handlers.texts"


def test_template_code_survives_the_way_into_traditional_characters() -> None:
    simplified, traditional = read_catalog("zh-Hans"), read_catalog("zh-Hant")
    code, chinese = re.compile(r"\{[{%][^}]*[%}]\}"), re.compile("[\u4e00-\u9fff]")
    for key, source in simplified.items():
        pairs = (chinese.sub("", "".join(code.findall(text))) for text in (source, traditional[key]))
        assert len(set(pairs)) == 1, key
