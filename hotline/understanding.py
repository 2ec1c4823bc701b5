"""What the words of a message mean: category, place, danger, and whether they are a case at all."""

import re
from dataclasses import dataclass
from functools import lru_cache

from hotline.classification import Classification, Classifier
from hotline.danger import Danger, find_danger
from hotline.gazetteer import Gazetteer, PlaceName
from hotline.kinds import Kind, kind_of
from hotline.work import Knowledge

_WORDS_SHOWN = 4
_HAN_WORD = re.compile(r"[\u3400-\u9fff]{2}")
# Learned from messages, in which they lean to one side: to a reader they are no reason.
_NO_REASON = frozenset({"一下", "这个"})
# What adds nothing to a case that is being spoken of, nor answers a question; 好的 or 5组 may do both.
NO_MATERIAL = frozenset({Kind.GREETING, Kind.THANKS, Kind.STATUS, Kind.HELP})


@dataclass(frozen=True)
class Understanding:
    """`places` are the villages meant; two or more have to be asked about."""

    kind: Kind
    classification: Classification
    places: tuple[PlaceName, ...]
    danger: Danger | None

    @property
    def words(self) -> list[str]:
        """The words that decided, most weight first, as many as a person wants to read.

        Single characters, figures, and what stands inside another of the words say nothing to people.
        """
        found = [word.text for word in self.classification.words]
        words = [word for word in found if _HAN_WORD.search(word) and word not in _NO_REASON]
        return [word for word in words if not any(word in other for other in words if other != word)][
            :_WORDS_SHOWN
        ]


def understand(knowledge: Knowledge, text: str) -> Understanding:
    """Read a text of any length. Pure, and quick enough for every message."""
    return _read(knowledge.classifier, knowledge.gazetteer, text)


# Several ways to take a message ask the same of it.
@lru_cache(maxsize=4)
def _read(classifier: Classifier, gazetteer: Gazetteer, text: str) -> Understanding:
    danger = find_danger(text)
    return Understanding(
        kind=kind_of(text, in_danger=danger is not None).kind,
        classification=classifier.classify(text),
        places=gazetteer.villages(text),
        danger=danger,
    )
