"""From corrected cases: which keywords to add or reweigh, with the effect on past cases.

Nothing is applied here; the liaison agrees to each proposal first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hotline.classification import Classifier
from hotline.evaluation import classify_all
from hotline.keywords import Keyword, Lexicon, Source
from hotline.learning import Message
from hotline.matching import words
from hotline.names import is_name
from hotline.passages import telling

_LEAST_CASES = 2
_STEPS = (0.6, 1.2, 2.4)  # weights to try, the gentlest first
_MOST = 20


@dataclass(frozen=True)
class Proposal:
    """A keyword, the weights to add, and what that does to the corrected cases.

    `mended` and `broken` count cases that become right or wrong; `cases` is how many were corrected.
    """

    text: str
    weights: dict[str, float]
    cases: int
    mended: int
    broken: int


def proposals(corrected: Sequence[Message], lexicon: Lexicon) -> list[Proposal]:
    """What to add or reweigh, best first; only what rights more cases than it breaks."""
    outcomes = classify_all(corrected, Classifier(lexicon))
    right = [outcome.is_right for outcome in outcomes]
    wrong = [(one.message, one.result.category) for one in outcomes if not one.is_right]
    tried = [_best(candidate, corrected, right, lexicon) for candidate in _candidates(wrong)]
    found = [proposal for proposal in tried if proposal is not None]
    return sorted(found, key=lambda proposal: (proposal.broken - proposal.mended, proposal.text))


def _best(
    candidate: tuple[str, str, set[str]],
    corrected: Sequence[Message],
    right: Sequence[bool],
    lexicon: Lexicon,
) -> Proposal | None:
    """The gentlest step that rights more cases than it breaks."""
    text, label, others = candidate
    for step in _STEPS:
        weights = {label: step, **dict.fromkeys(others, -step / 2)}
        after = classify_all(corrected, Classifier(_with(lexicon, text, weights)))
        mended = sum(new.is_right and not old for new, old in zip(after, right, strict=True))
        broken = sum(old and not new.is_right for new, old in zip(after, right, strict=True))
        if mended > broken:
            return Proposal(text, weights, len(corrected), mended, broken)
    return None


def applied(lexicon: Lexicon, agreed: Iterable[Proposal]) -> Lexicon:
    """The lexicon with the proposals that were agreed to."""
    for proposal in agreed:
        lexicon = _with(lexicon, proposal.text, proposal.weights)
    return lexicon


def _candidates(wrong: Iterable[tuple[Message, str | None]]) -> list[tuple[str, str, set[str]]]:
    """Words of at least two misread cases of one category: word, category, what they were taken for."""
    seen: dict[tuple[str, str], list[str | None]] = {}
    for message, given in wrong:
        for word in set(words(telling(message.text))):
            if len(word) >= 2 and not word.isascii() and not is_name(word):
                seen.setdefault((word, message.label), []).append(given)
    often = [key for key, given in seen.items() if len(given) >= _LEAST_CASES]
    often.sort(key=lambda key: (-len(seen[key]), key))
    return [(word, label, set(filter(None, seen[word, label]))) for word, label in often[:_MOST]]


def _with(lexicon: Lexicon, text: str, weights: dict[str, float]) -> Lexicon:
    """The lexicon with these weights added to what was corrected of this word before."""
    before = next(
        (one for one in lexicon.keywords if one.text == text and one.source is Source.CORRECTED), None
    )
    merged = dict(before.weights) if before else {}
    for category, weight in weights.items():
        merged[category] = round(merged.get(category, 0.0) + weight, 2)
    kept = tuple(one for one in lexicon.keywords if one is not before)
    return replace(lexicon, keywords=(*kept, Keyword(text, merged, Source.CORRECTED)))
