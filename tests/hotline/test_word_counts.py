"""Words are kept by their hashes, and found again like in a dictionary."""

import numpy as np
import pytest

from hotline.word_counts import WordCounts, hashes


def counts_of(words: dict[str, int], beginnings: set[str] | None = None) -> WordCounts:
    return WordCounts(hashes(words), np.array([*words.values()], np.int32), hashes(beginnings or set()))


def test_words_have_their_counts_and_beginnings_none() -> None:
    counts = counts_of({"水库": 5, "水": 7}, {"水", "库"})
    assert {word: counts.get(word) for word in ("水库", "水", "库", "河", "")} == {
        "水库": 5,
        "水": 7,  # a word stays one, though others begin with it
        "库": 0,
        "河": None,
        "": None,
    }
    assert len(counts) == 3


def test_of_the_same_word_twice_the_last_counts() -> None:
    assert WordCounts(hashes(["水", "水"]), np.array([3, 4], np.int32), hashes([]))["水"] == 4


def test_letters_are_not_taken_for_the_character_with_the_same_bytes() -> None:
    counts = counts_of({"兑": 9, "QR": 2})
    assert hash("QQ") == hash("兑"), "what this is about"
    assert (counts.get("QQ"), counts.get("兑"), counts.get("剑")) == (None, 9, None)


def test_thousands_of_words_find_a_place_each() -> None:
    words = {f"{number:05d}号": number for number in range(20_000)}
    counts = counts_of(words)
    assert [word for word, number in words.items() if counts[word] != number] == []
    assert "20000号" not in counts
    with pytest.raises(KeyError):
        counts["20000号"]
