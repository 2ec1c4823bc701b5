"""Names of persons with nothing around them that says so: 王建国, 李强, 欧阳明月."""

import re
from functools import cache
from typing import TYPE_CHECKING

from hotline.ledger.lists import PERSON, characters, surname, words_of
from hotline.matching import tokenizer
from hotline.names import _tags

if TYPE_CHECKING:
    from jieba import posseg

# As often as this a word stands in what jieba's dictionary was counted on.
_RARE = 10
# jieba's tags of names: such words are no proof that nobody is meant.
_NAME_TAGS = ("nr", "ns", "nz", "nt")
# What stands in no name; jieba guesses some all the same.
_NO_NAME = re.compile(
    "[村屯庄镇乡县路街沟河桥井渠坝能时贴女的了是不没在有个这那跟把被给到去上下里外都也还就很]"
)


def is_plain_word(word: str) -> bool:
    """Whether it is a word of the dictionary that is nobody's name."""
    if word in words_of("persons", "ordinary"):
        return True
    tag = _tags().get(word, "")
    return bool(tag) and not tag.startswith(_NAME_TAGS) and not _is_rare_and_like_a_name(word)


def _is_rare_and_like_a_name(word: str) -> bool:
    """高军, 黄润: words that hardly anybody uses, made as a surname and a given name are."""
    is_like_a_name = (
        len(word) == 2 and word[0] in characters("persons", "surnames") and is_clearly_given(word[1])
    )
    return is_like_a_name and (tokenizer().FREQ.get(word) or 0) <= _RARE


def starts_plainly(word: str) -> bool:
    """Whether a word of the dictionary begins here: 高中 in 高中生. 高贵 may be the half of a name."""
    beginnings = {word[:end] for end in range(2, len(word) + 1)} - words_of("persons", "namelike")
    return any(is_plain_word(beginning) for beginning in beginnings)


def is_given(words: str) -> bool:
    """Whether it is made of what given names are made of, and of nothing else but that."""
    usual, seldom = characters("persons", "given"), characters("persons", "given_too")
    return all(one in usual or one in seldom for one in words)


def is_clearly_given(words: str) -> bool:
    """Whether it is so, and one of the characters stands in names more than anywhere else."""
    return is_given(words) and any(one in characters("persons", "given") for one in words)


def mask_bare_names(text: str) -> str:
    """The text with marks where names stand, by what they are made of or by what jieba takes them for."""
    plain = _PlainWords(text)
    tagged = _tagged(text, plain)
    pieces, place = [], 0
    while place < len(text):
        length = max(tagged.get(place, 0), _length_of_name(text, place, plain))
        pieces.append(PERSON if length else text[place])
        place += length or 1
    return "".join(pieces)


class _PlainWords:
    """Where the ordinary words of a text begin, and which characters stand inside one."""

    def __init__(self, text: str) -> None:
        self.starts: dict[int, int] = {}
        self.inside: set[int] = set()
        place = 0
        for word in tokenizer().cut(text, HMM=False):
            if len(word) > 1 and is_plain_word(word) and word not in words_of("persons", "namelike"):
                self.starts[place] = len(word)
                self.inside.update(range(place + 1, place + len(word)))
            place += len(word)

    def holds(self, place: int) -> bool:
        return place in self.starts or place in self.inside


@cache
def _surname() -> re.Pattern[str]:
    return re.compile(surname())


def _length_of_name(text: str, place: int, plain: _PlainWords) -> int:
    """How many characters from here on are a name; 0 for none."""
    found = _surname().match(text, place)
    if found is None:
        return 0
    name, end = found[0], found.end()
    two, one = text[end : end + 2], text[end : end + 1]
    is_name = is_clearly_given(two) or two in words_of("persons", "namelike")
    if len(two) == 2 and is_name and _may_have_two(name, two, plain, place):
        return len(name) + 2
    if len(name) > 1 and one and is_given(one):
        return len(name) + 1
    is_single = one in characters("persons", "single_given") and name not in characters("persons", "doubtful")
    is_word = plain.holds(place) or plain.holds(end) or is_plain_word(name + one)
    return len(name) + 1 if one and is_single and not is_word else 0


def _may_have_two(name: str, two: str, plain: _PlainWords, place: int) -> bool:
    """Whether this surname with these two characters may be somebody; the words around them do not say no."""
    if len(name) > 1:
        return True
    end = place + 1
    is_two_words = place in plain.inside and end in plain.starts  # 工程学院
    if name in characters("persons", "firm") and place not in plain.starts and not is_two_words:
        return name + two[0] not in words_of("persons", "ordinary")
    is_doubtful = name in characters("persons", "doubtful")
    if place in plain.inside:
        # 找过程军根: the surname was taken for the end of another word; 工程建设 is nobody.
        return not (is_doubtful or plain.holds(end) or plain.holds(end + 1) or end + 2 in plain.inside)
    is_cut = end + 2 in plain.inside
    if two in words_of("persons", "namelike"):
        return not is_cut and name + two[0] not in words_of("persons", "ordinary")
    if plain.holds(place) or is_cut or starts_plainly(name + two):
        return False
    # 文天明: the given name is a word as well.
    return end not in plain.inside and not (end in plain.starts and is_doubtful)


@cache
def _tagger() -> "posseg.POSTokenizer":
    # Its tables are 50 MB, and only what is made public needs them.
    from jieba import posseg

    return posseg.POSTokenizer(tokenizer())


def _tagged(text: str, plain: _PlainWords) -> dict[int, int]:
    """Where jieba sees persons, with how long; not where an ordinary word stands."""
    found, place = {}, 0
    for word, flag in _tagger().cut(text):
        if flag.startswith("nr") and _may_be_name(word) and not plain.holds(place):
            found[place] = len(word)
        place += len(word)
    return found


def _may_be_name(word: str) -> bool:
    first = _surname().match(word)
    if first is None or not 2 <= len(word) <= 4 or starts_plainly(word) or _NO_NAME.search(word[1:]):
        return False
    return first[0] not in characters("persons", "doubtful") or _tags().get(word, "").startswith("nr")
