"""What the words of a message mean: category, place, danger, and whether they are a case at all."""

from dataclasses import dataclass

from hotline.classification import Classification
from hotline.danger import Danger, find_danger
from hotline.gazetteer import PlaceName
from hotline.kinds import Kind, kind_of
from hotline.work import Knowledge

_WORDS_SHOWN = 4


@dataclass(frozen=True)
class Understanding:
    """`places` are the villages meant; two or more have to be asked about."""

    kind: Kind
    classification: Classification
    places: tuple[PlaceName, ...]
    danger: Danger | None

    @property
    def words(self) -> list[str]:
        """The words that decided, most weight first, as many as a person wants to read."""
        return [word.text for word in self.classification.words[:_WORDS_SHOWN]]


def understand(knowledge: Knowledge, text: str) -> Understanding:
    """Read a text of any length. Pure, and quick enough for every message."""
    danger = find_danger(text)
    return Understanding(
        kind=Kind.CASE if danger else kind_of(text).kind,
        classification=knowledge.classifier.classify(text),
        places=knowledge.gazetteer.villages(text),
        danger=danger,
    )
