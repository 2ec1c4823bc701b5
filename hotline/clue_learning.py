"""Learns the clues of danger and of kinds from sentences. Needs scikit-learn (`learn` extra).

    python -m hotline.clue_learning FOLDER DANGER.toml KINDS.toml [ORDINARY.csv…]

FOLDER holds the sentences: danger*.toml (`happening`, `not_happening`), kinds*.toml (`cases`, `kinds`) and
ordinary ones by category. Files whose names begin with "unlearned" are left alone. ORDINARY.csv has messages
in which nothing happens (columns topic, detail): they bring no clue of their own, but weigh on those that the
sentences bring.
"""

import csv
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import wrap

from hotline.clues import AGAINST, ANY, NUMBERS, Clues, KindClues, bits, value
from hotline.danger import DangerKind, as_spoken, find_danger, passages
from hotline.signs import folded_lines

MOST = 7000
MOST_OF_KIND = 1500
LEAST_SENTENCES = 2
# Chosen on lists that were not learned from; recall and precision hardly change nearby.
CHOSEN = {
    "enough": -1.1, "signed": 1.0, "unreal": 0.5, "harmless": 0.3, "calm": 0.3, "unhurried": 0.8,
    "told": 0.3, "told_at_length": 4.0, "all_clear": 4.5, "warm": 0.8, "unnamed": 2.5, "by_length": 0.03,
    "sure": 2.0,
}  # fmt: skip
ENOUGH_FOR_KIND, DOUBTED = -1.5, -4.5
_REGULARISATION, _REGULARISATION_OF_KINDS = 100.0, 30.0
_PIECE = 45  # Characters of an ordinary message that make one lesson.
_ORDINARY_WEIGHT = 0.3  # Of a message in which nothing happens, beside a sentence written to be learned from.

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
_CASE, _WORDLESS = "case", "unclear"
_ORDINARY = "without_labelled_data"
_HEAD = """\
# 短消息里的线索：每个字或词有多像“正在出危险”。由 tests/hotline/sentences 里的句子学来
# （python -m hotline.clue_learning），不用手改；要改说法，请改 danger.toml。
# 同样分量的线索写在一行；`any` 里的看不出是哪一种，`against` 里的是反着说的。
# ^ 和 $ 是一条消息的开头和末尾。分量是 lean 加上各条线索，再按长短折算；到了 enough 就算正在出危险。
# danger.toml 里有说法说正在出事的，加上 signed；说法说的是以前、担心的，减去 unreal；
# 一个可怕的字眼（danger.toml 的 context.harm）都没有的，减去 harmless；语气不急的，减去 calm；
# 说的是担心、如果、以前、过后、求办的，减去 unhurried；说了没事、是误会的，减去 all_clear。
# 长消息一段一段看，有一段到了 told（很长的，到了 told_at_length）才算。没有说法、只凭线索要给宽心话的，
# 还要多出 warm；多出 unnamed 的，没有说到哪一种（danger.toml 的 about），也按最像的那一种算。没有说法、
# 只凭线索的，长一个字就要多 by_length。多出 sure 才算有把握，不然先问本人。
"""
_KINDS_HEAD = """\
# 短消息里的线索：每个字或词有多像某一类“不是诉求”的话。由 tests/hotline/sentences 里的句子学来
# （python -m hotline.clue_learning），不用手改；要改说法，请改 kinds.toml。
# 某一类的分量是它的 lean 加上各条线索，再按长短折算；最重的一类到了 enough 才算，否则就是诉求；
# 哪一类不到 doubted，kinds.toml 里的说法也不算数。
"""


def learn(
    happening: Mapping[str, Sequence[str]], others: Sequence[str], ordinary: Sequence[str] = ()
) -> Clues:
    """Learn from sentences by number or warm answer, and from others and ordinary messages without danger."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    lessons = [(call, _kind(call, text), text) for call, texts in happening.items() for text in texts]
    rows = [bits(as_spoken(text)) for text in (*(text for _, _, text in lessons), *others)]
    known = _often(rows)
    rows.extend(bits(as_spoken(text)) for text in ordinary)
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([{bit: value(row) for bit in sorted(row & known)} for row in rows])
    # This solver is by far the quickest here, but takes no larger numbers.
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    machine = LogisticRegression(C=_REGULARISATION, solver="liblinear", class_weight="balanced")
    machine.fit(
        matrix,
        [1] * len(lessons) + [0] * (len(others) + len(ordinary)),
        sample_weight=_weights(len(rows), ordinary),
    )
    weights = dict(zip(vectorizer.get_feature_names_out(), machine.coef_[0].tolist(), strict=True))
    kept = sorted(weights, key=lambda bit: (-abs(weights[bit]), bit))[:MOST]
    rounded = {bit: round(weights[bit], 1) for bit in kept}
    of_kind = _kinds_of(lessons)
    return Clues(
        weights=rounded,
        kinds={bit: of_kind[bit] if weight > 0 else AGAINST for bit, weight in rounded.items()},
        lean=round(float(machine.intercept_[0]), 2),
        **CHOSEN,
    )


def learn_kinds(messages: Sequence[tuple[str, str]], ordinary: Sequence[str] = ()) -> KindClues:
    """Learn from messages and their kinds, `case` among them, and from ordinary ones, which are cases too."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    rows = [bits(folded_lines(text).lower()) for text, _ in messages]
    known = _often(rows)
    rows.extend(bits(folded_lines(text).lower()) for text in ordinary)
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([{bit: value(row) for bit in sorted(row & known)} for row in rows])
    machine = LogisticRegression(C=_REGULARISATION_OF_KINDS, max_iter=3000)
    kinds_told = [kind for _, kind in messages] + [_CASE] * len(ordinary)
    machine.fit(matrix, kinds_told, sample_weight=_weights(len(rows), ordinary))
    names, kinds = vectorizer.get_feature_names_out().tolist(), machine.classes_.tolist()
    case = kinds.index(_CASE)
    weights, lean = {}, {}
    for number, kind in enumerate(kinds):
        if kind not in (_CASE, _WORDLESS):
            above = dict(zip(names, (machine.coef_[number] - machine.coef_[case]).tolist(), strict=True))
            kept = sorted(above, key=lambda bit: (-abs(above[bit]), bit))[:MOST_OF_KIND]
            weights[kind] = {bit: round(above[bit], 1) for bit in kept}
            lean[kind] = round(float(machine.intercept_[number] - machine.intercept_[case]), 2)
    return KindClues(weights, lean, ENOUGH_FOR_KIND, DOUBTED)


def _weights(count: int, ordinary: Sequence[str]) -> list[float]:
    return [1.0] * (count - len(ordinary)) + [_ORDINARY_WEIGHT] * len(ordinary)


def _often(rows: Sequence[set[str]]) -> set[str]:
    counts = Counter(bit for row in rows for bit in row)
    return {bit for bit, count in counts.items() if count >= LEAST_SENTENCES}


def written_kinds(clues: KindClues) -> str:
    """The file that holds the clues of kinds."""
    lines = [_KINDS_HEAD, f"enough = {clues.enough}", f"doubted = {clues.doubted}", "\n[lean]"]
    lines.extend(f"{kind} = {lean}" for kind, lean in clues.lean.items())
    for kind, weights in clues.weights.items():
        lines.extend((f"\n[clues.{kind}]", *_by_weight(weights)))
    return "\n".join(lines) + "\n"


def messages(folder: Path, *, without: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The sentences of a folder and their kinds; whatever is told about danger is a case."""
    happening, others = sentences(folder, without=without)
    of_kind = {
        text: kind
        for path in sorted(folder.glob("kinds*.toml"))
        if path.stem not in without
        for kind, texts in tomllib.loads(path.read_text("utf-8"))["kinds"].items()
        for text in texts
    }
    calls = [(text, _CASE) for texts in happening.values() for text in texts]
    return [*calls, *((text, of_kind.get(text, _CASE)) for text in others)]


def written(clues: Clues) -> str:
    """The file that holds the clues."""
    lines = [_HEAD, *(f"{name} = {getattr(clues, name)}" for name in NUMBERS)]
    for kind in (*DangerKind, ANY, AGAINST):
        weights = {clue: weight for clue, weight in clues.weights.items() if clues.kinds[clue] == kind}
        lines.extend((f"\n[clues.{kind}]", *_by_weight(weights)))
    return "\n".join(lines) + "\n"


def sentences(folder: Path, *, without: Iterable[str] = ()) -> tuple[dict[str, list[str]], list[str]]:
    """What happens by call, and all else, in the sentences of a folder but for the files left out."""
    happening: dict[str, list[str]] = {}
    others: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        if path.stem in without or path.stem.startswith("unlearned"):
            continue
        lists = tomllib.loads(path.read_text("utf-8"))
        if path.stem == _ORDINARY:
            others.extend(text for texts in lists.values() for text in texts)
        for call, texts in lists.get("happening", {}).items():
            happening.setdefault(call, []).extend(texts)
        for name in ("not_happening", "cases", "kinds"):
            others.extend(text for texts in lists.get(name, {}).values() for text in texts)
    return happening, others


def ordinary_messages(paths: Iterable[Path]) -> tuple[list[str], list[str]]:
    """The titles of ordinary messages, and the passages of what they tell."""
    titles: dict[str, None] = {}
    told: dict[str, None] = {}
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                titles[row["topic"]] = None
                detail = as_spoken(row.get("detail") or "")
                told.update(dict.fromkeys(passages(detail, longest=_PIECE, overlapping=False)))
    return list(titles), list(told)


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


def _by_weight(weights: Mapping[str, float]) -> Iterator[str]:
    by_weight: dict[float, list[str]] = {}
    for clue, weight in weights.items():
        by_weight.setdefault(weight, []).append(clue)
    for weight in sorted(by_weight, key=lambda weight: (-abs(weight), weight)):
        yield from _line(weight, sorted(by_weight[weight]))


def _line(weight: float, clues: Sequence[str]) -> Iterator[str]:
    whole = " ".join(clues)
    if len(whole) <= _WIDTH:
        yield f'"{weight}" = "{whole}"'
        return
    yield f'"{weight}" = """'
    yield from wrap(whole, _WIDTH)
    yield '"""'


if __name__ == "__main__":
    source, dangers, kinds = map(Path, sys.argv[1:4])
    titles, told = ordinary_messages(map(Path, sys.argv[4:]))
    dangers.write_text(written(learn(*sentences(source), [*titles, *told])), "utf-8")
    kinds.write_text(written_kinds(learn_kinds(messages(source), titles)), "utf-8")
