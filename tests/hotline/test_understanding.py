"""What a villager is shown as the reason for a category."""

import pytest

from hotline.classification import Classification, DecidingWord
from hotline.kinds import Kind
from hotline.understanding import Understanding


def shown(*words: str) -> list[str]:
    decided = tuple(DecidingWord(word, 1 / len(words)) for word in words)
    read = Understanding(Kind.CASE, Classification("城乡建设", None, 0.9, (), decided), (), None)
    return read.words


@pytest.mark.parametrize(
    ("decided", "read"),
    [
        (("一下", "积水"), ["积水"]),
        (("水", "110", "这个"), []),
        (("积水", "路面积水"), ["路面积水"]),
        (("修路", "柏油路", "硬化", "路灯", "排水"), ["修路", "柏油路", "硬化", "路灯"]),
    ],
    ids=["no reason", "nothing left", "inside another", "as many as one reads"],
)
def test_only_words_that_say_something_are_given_as_the_reason(
    decided: tuple[str, ...], read: list[str]
) -> None:
    assert shown(*decided) == read
