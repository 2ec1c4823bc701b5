"""Learns the clues of danger from sentences and writes them to a file. Needs scikit-learn (`learn` extra).

    python -m hotline.clue_learning FOLDER OUT.toml

FOLDER holds the sentences: danger*.toml (`happening`, `not_happening`) and kinds*.toml (`cases`, `kinds`).
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import wrap

from hotline.clues import AGAINST, ANY, Clues, bits, value
from hotline.danger import DangerKind, as_spoken, find_danger

MOST = 2000
LEAST_SENTENCES = 2
ENOUGH, PLENTY = 0.3, 0.9
_REGULARISATION = 10.0
_WIDTH = 50  # Characters of a line; Chinese ones are wide.
# Where no sign says what kind of danger a sentence speaks of, the number that it names does.
_BY_CALL = {
    "119": DangerKind.TRAPPED,
    "120": DangerKind.INJURY,
    "110": DangerKind.CRIME,
    "home_violence": DangerKind.HOME_VIOLENCE,
    "jump": DangerKind.JUMP,
    "despair": DangerKind.DESPAIR,
}
_CALLS = dict.fromkeys(DangerKind, "119") | {kind: call for call, kind in _BY_CALL.items()}
_SMALL = 20  # Sentences that every number has besides its own, so that few say little.
_DISTINCT = 1.6
_HEAD = """\
# 短消息里的线索：每个字或词有多像“正在出危险”。由 tests/hotline/sentences 里的句子学来
# （python -m hotline.clue_learning），不用手改；要改说法，请改 danger.toml。
# 同样分量的线索写在一行；`any` 里的看不出是哪一种，`against` 里的是反着说的。
# 一条消息的分量是 lean 加上各条线索，再按长短折算；到了 enough 就算正在出危险；
# 一个可怕的字眼（danger.toml 的 context.harm）都没有，或者说的是以前、担心、赔偿的，要到 plenty 才算。
"""


def learn(happening: Mapping[str, Sequence[str]], others: Sequence[str]) -> Clues:
    """Learn from sentences by number or warm answer, and from sentences in which nothing happens."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    lessons = [(call, _kind(call, text), text) for call, texts in happening.items() for text in texts]
    rows = [bits(as_spoken(text)) for text in (*(text for _, _, text in lessons), *others)]
    counts = Counter(bit for row in rows for bit in row)
    known = {bit for bit, count in counts.items() if count >= LEAST_SENTENCES}
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([{bit: value(row) for bit in sorted(row & known)} for row in rows])
    machine = LogisticRegression(C=_REGULARISATION, max_iter=3000, class_weight="balanced")
    machine.fit(matrix, [1] * len(lessons) + [0] * len(others))
    weights = dict(zip(vectorizer.get_feature_names_out(), machine.coef_[0].tolist(), strict=True))
    kept = sorted(weights, key=lambda bit: (-abs(weights[bit]), bit))[:MOST]
    rounded = {bit: round(weights[bit], 1) for bit in kept}
    of_kind = _kinds_of(lessons)
    return Clues(
        weights=rounded,
        kinds={bit: of_kind[bit] if weight > 0 else AGAINST for bit, weight in rounded.items()},
        lean=round(float(machine.intercept_[0]), 2),
        enough=ENOUGH,
        plenty=PLENTY,
    )


def written(clues: Clues) -> str:
    """The file that holds the clues."""
    lines = [_HEAD, f"lean = {clues.lean}", f"enough = {clues.enough}", f"plenty = {clues.plenty}"]
    for kind in (*DangerKind, ANY, AGAINST):
        by_weight: dict[float, list[str]] = {}
        for clue, weight in clues.weights.items():
            if clues.kinds[clue] == kind:
                by_weight.setdefault(weight, []).append(clue)
        lines.append(f"\n[clues.{kind}]")
        for weight in sorted(by_weight, key=abs, reverse=True):
            lines.extend(_line(weight, sorted(by_weight[weight])))
    return "\n".join(lines) + "\n"


def sentences(folder: Path, *, without: Iterable[str] = ()) -> tuple[dict[str, list[str]], list[str]]:
    """The sentences of a folder, but for the files whose names are left out."""
    happening: dict[str, list[str]] = {}
    others: list[str] = []
    for path in sorted([*folder.glob("danger*.toml"), *folder.glob("kinds*.toml")]):
        if path.stem in without:
            continue
        lists = tomllib.loads(path.read_text("utf-8"))
        for call, texts in lists.get("happening", {}).items():
            happening.setdefault(call, []).extend(texts)
        for name in ("not_happening", "cases", "kinds"):
            others.extend(text for texts in lists.get(name, {}).values() for text in texts)
    return happening, others


def _kind(call: str, text: str) -> str:
    danger = find_danger(text, by_clues=False)
    return danger.kind if danger and _CALLS[danger.kind] == call else _BY_CALL[call]


def _kinds_of(lessons: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    """The kind of danger whose number's sentences hold each bit far more often than those of any other."""
    sizes = Counter(call for call, _, _ in lessons)
    kinds: dict[str, Counter[str]] = {}
    calls: dict[str, Counter[str]] = {}
    for call, kind, text in lessons:
        for bit in bits(as_spoken(text)):
            kinds.setdefault(bit, Counter())[kind] += 1
            calls.setdefault(bit, Counter())[call] += 1
    return {bit: _kind_of(kinds[bit], calls[bit], sizes) for bit in kinds}


def _kind_of(kinds: Counter[str], calls: Counter[str], sizes: Counter[str]) -> str:
    rates = sorted(((calls[call] + 0.2) / (size + _SMALL), call) for call, size in sizes.items())
    (second, _), (first, call) = rates[-2:]
    if first < second * _DISTINCT:
        return ANY
    of_call = [kind for kind in kinds if _CALLS[DangerKind(kind)] == call]
    return max(of_call, key=lambda kind: (kinds[kind], kind), default=ANY)


def _line(weight: float, clues: Sequence[str]) -> Iterator[str]:
    whole = " ".join(clues)
    if len(whole) <= _WIDTH:
        yield f'"{weight}" = "{whole}"'
        return
    yield f'"{weight}" = """'
    yield from wrap(whole, _WIDTH)
    yield '"""'


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:3])
    target.write_text(written(learn(*sentences(source))), "utf-8")
