"""From corrected cases: which keywords to add or reweigh, with the effect on past cases.

Nothing is applied here; the liaison agrees to each proposal first.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
_LONGEST = 8  # characters: a longer word is a phrase of one writer


@dataclass(frozen=True)
class Proposal:
    """A keyword, the weights to add, and what that does to the past cases.

    `mended` and `broken` count cases that become right or wrong, given the proposals before this one;
    `cases` is how many were corrected.
    """

    text: str
    weights: dict[str, float]
    cases: int
    mended: int
    broken: int


@dataclass
class _Past:
    """Past cases, and which of them the lexicon reads rightly."""

    messages: Sequence[Message]
    right: list[bool]

    def holding(self, text: str) -> list[int]:
        return [at for at, message in enumerate(self.messages) if text in message.text]


def proposals(
    corrected: Sequence[Message],
    lexicon: Lexicon,
    kept: Sequence[Message] = (),
    place_words: Sequence[str] = (),
) -> list[Proposal]:
    """What to add or reweigh, best first; only what rights more past cases than it breaks.

    `kept` are past cases whose category nobody corrected. Each proposal is weighed with those found
    before it, so that agreeing to all of them does what they say.
    """
    messages = [*corrected, *kept]
    outcomes = classify_all(messages, Classifier(lexicon, place_words))
    past = _Past(messages, [outcome.is_right for outcome in outcomes])
    wrong = [(one.message, one.result.category) for one in outcomes[: len(corrected)] if not one.is_right]
    found: list[Proposal] = []
    for text, label, others in _candidates(wrong, lexicon):
        proposal = _best(text, label, others, past, lexicon, place_words, len(corrected))
        if proposal is not None:
            lexicon = with_weights(lexicon, text, proposal.weights)
            found.append(proposal)
    return sorted(found, key=lambda proposal: (proposal.broken - proposal.mended, proposal.text))


def _best(
    text: str,
    label: str,
    others: Iterable[str],
    past: _Past,
    lexicon: Lexicon,
    place_words: Sequence[str],
    cases: int,
) -> Proposal | None:
    """The gentlest step that rights more cases than it breaks; notes in `past` what it does."""
    touched = past.holding(text)
    if not any(past.messages[at].label == label and not past.right[at] for at in touched):
        return None
    before = [past.right[at] for at in touched]
    for step in _STEPS:
        weights = {label: step, **dict.fromkeys(others, -step / 2)}
        classifier = Classifier(with_weights(lexicon, text, weights), place_words)
        after = [one.is_right for one in classify_all([past.messages[at] for at in touched], classifier)]
        mended = sum(new and not old for new, old in zip(after, before, strict=True))
        broken = sum(old and not new for new, old in zip(after, before, strict=True))
        if mended > broken:
            for at, is_right in zip(touched, after, strict=True):
                past.right[at] = is_right
            return Proposal(text, weights, cases, mended, broken)
    return None


@dataclass(frozen=True)
class Effect:
    """What a word with these weights would do to past cases: how many become right, wrong, or just other.

    `moves` counts each (category now, category then).
    """

    cases: int
    mended: int
    broken: int
    moves: Mapping[tuple[str, str], int]


def effect_of(
    text: str,
    weights: Mapping[str, float],
    past: Sequence[Message],
    lexicon: Lexicon,
    place_words: Sequence[str] = (),
) -> Effect:
    """Read the past cases that hold the word with and without it; `label` is what a case counts as now."""
    touched = [message for message in past if text in message.text]
    now = classify_all(touched, Classifier(lexicon, place_words))
    then = classify_all(touched, Classifier(with_weights(lexicon, text, weights), place_words))
    pairs = list(zip(now, then, strict=True))
    moves = Counter((old.result.category or "", new.result.category or "") for old, new in pairs)
    return Effect(
        cases=len(touched),
        mended=sum(new.is_right and not old.is_right for old, new in pairs),
        broken=sum(old.is_right and not new.is_right for old, new in pairs),
        moves={move: count for move, count in moves.most_common() if move[0] != move[1]},
    )


def applied(lexicon: Lexicon, agreed: Iterable[Proposal]) -> Lexicon:
    """The lexicon with the proposals that were agreed to."""
    for proposal in agreed:
        lexicon = with_weights(lexicon, proposal.text, proposal.weights)
    return lexicon


def _candidates(
    wrong: Iterable[tuple[Message, str | None]], lexicon: Lexicon
) -> list[tuple[str, str, set[str]]]:
    """Words of at least two misread cases of one category: word, category, what they were taken for.

    Those that say nothing yet come first: reweighing what a person wrote is the last thing to try.
    """
    seen: dict[tuple[str, str], list[str | None]] = {}
    for message, given in wrong:
        for word in set(words(telling(message.text))):
            if 2 <= len(word) <= _LONGEST and not word.isascii() and not is_name(word):
                seen.setdefault((word, message.label), []).append(given)
    known = lexicon.texts
    often = [key for key, given in seen.items() if len(given) >= _LEAST_CASES]
    often.sort(key=lambda key: (-len(seen[key]), key[0] in known, key))
    return [(word, label, set(filter(None, seen[word, label]))) for word, label in often[:_MOST]]


def with_weights(lexicon: Lexicon, text: str, weights: Mapping[str, float]) -> Lexicon:
    """The lexicon with these weights added to what was corrected of this word before."""
    before = next(
        (one for one in lexicon.keywords if one.text == text and one.source is Source.CORRECTED), None
    )
    merged = dict(before.weights) if before else {}
    for category, weight in weights.items():
        merged[category] = round(merged.get(category, 0.0) + weight, 2)
    kept = tuple(one for one in lexicon.keywords if one is not before)
    return replace(lexicon, keywords=(*kept, Keyword(text, merged, Source.CORRECTED)))
