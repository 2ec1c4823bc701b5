"""How alike two messages are, which open cases one resembles, and the events that many are about."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from hotline.landmarks import AREA, landmarks, usual_area, usual_landmark
from hotline.matching import words
from hotline.normalisation import fold

READ = 240  # Characters of a detail that are compared: what a message is about stands in its beginning.
ALIKE = 0.4  # From this score on, an open case is offered for support …
FAINT = 0.1  # … provided that the words alone are this much alike.
SAME_EVENT = 0.22  # From this cosine on, a message joins an event …
ONE_EVENT = 0.40  # … and from this on, two events are one.
FEWEST = 3  # Messages that make an event.

_EVERYDAY = 200  # Texts that are thought beside the given ones, or in a handful every word would be common.
_TEXT, _PLACE, _CATEGORY = 0.65, 0.25, 0.10
_BREAK = re.compile(r"[^\w]+")
# What every message says and what says nothing about its matter.
_POLITE = re.compile(
    "尊敬的|领导|您好|你好|谢谢|感谢|希望|请求|恳请|投诉|反映|举报|咨询|建议|关于|有关|问题|情况|解决|处理|严重|"
    "为什么|为何|什么时候|何时|怎么|能否|是否|请问|我们|你们|他们|我是|本人|一直|现在|已经|没有|进行|相关部门|政府|"
    "加快|力度|进一步|加大|强烈|要求|村里的?|我们村的?|我村的?|我家的?|坏了|不行|a市|西地省"
)


@dataclass(frozen=True)
class Candidate:
    """An open case that a new message may resemble; `key` is the caller's own id."""

    key: int
    text: str
    place: str | None = None
    category: str | None = None


@dataclass(frozen=True)
class Similar:
    """A candidate with its score from 0 to 1, and what it has in common."""

    key: int
    score: float
    is_same_place: bool
    is_same_category: bool


@dataclass(frozen=True)
class Message:
    """One message of a stream: its title, the rest, when it came, and its place where that is known."""

    key: str
    title: str
    sent_at: datetime
    detail: str = ""
    place: str | None = None


@dataclass(frozen=True)
class Topic:
    """An event that several messages are about."""

    title: str
    place: str | None
    first_at: datetime
    last_at: datetime
    count: int
    keys: tuple[str, ...]


def similarity(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1, by the pairs of characters they share."""
    return _cosine(_unit(_pairs(one)), _unit(_pairs(other)))


def find_similar(
    text: str, place: str | None, category: str | None, candidates: Iterable[Candidate], limit: int = 3
) -> tuple[Similar, ...]:
    """The candidates that may be about the same matter, best first. Another place is another matter."""
    nearby = [each for each in candidates if place is None or each.place in (None, place)]
    read = {each.key: _pairs_of_case(each.text) for each in nearby}
    said = _pairs(text)
    rarity = _rarity([said, *read.values()])
    wanted = _unit(_weighed(said, rarity))
    found = []
    for each in nearby:
        if wanted.keys().isdisjoint(read[each.key]):
            continue
        alike = _cosine(wanted, _unit(_weighed(read[each.key], rarity)))
        is_same_place = place is not None and each.place == place
        is_same_category = category is not None and each.category == category
        score = _TEXT * math.sqrt(alike) + _PLACE * is_same_place + _CATEGORY * is_same_category
        # Place and category alone say nothing: a village has one deputy and many roads.
        if score >= ALIKE and alike >= FAINT:
            found.append(Similar(each.key, round(score, 3), is_same_place, is_same_category))
    return tuple(sorted(found, key=lambda similar: -similar.score)[:limit])


def topics(messages: Iterable[Message], limit: int | None = None, fewest: int = FEWEST) -> list[Topic]:
    """Events that at least `fewest` messages are about, the most frequent first.

    Messages are consumed once, in any order, so that the caller can show progress.
    """
    read = [(message, _features(message)) for message in messages]
    rarity = _rarity([features for _, features in read])
    vectors = [(message, _unit(_strongest(_weighed(features, rarity)))) for message, features in read]
    vectors.sort(key=lambda pair: (pair[0].sent_at, pair[0].key))
    events = _joined(_grouped(vectors))
    events = [event for event in events if len(event.members) >= fewest]
    events.sort(key=lambda event: (-len(event.members), event.members[0][0].sent_at))
    return [_topic(event) for event in events[:limit]]


_Vector = dict[str, float]


@dataclass
class _Event:
    members: list[tuple[Message, _Vector]] = field(default_factory=list)
    total: _Vector = field(default_factory=dict)

    def add(self, members: Iterable[tuple[Message, _Vector]]) -> None:
        for message, vector in members:
            self.members.append((message, vector))
            for feature, weight in vector.items():
                self.total[feature] = self.total.get(feature, 0.0) + weight


def _pairs(text: str) -> Counter[str]:
    counted: Counter[str] = Counter()
    for run in _BREAK.split(_POLITE.sub(" ", fold(text).lower())):
        counted.update(run[at : at + 2] for at in range(len(run) - 1))
    return counted


@lru_cache(maxsize=2048)
def _pairs_of_case(text: str) -> Mapping[str, int]:
    """The same for an open case, which is compared with many messages."""
    return _pairs(text)


def _features(message: Message) -> Counter[str]:
    # The title counts twice: it is what the writer thinks the matter is.
    counted = _pairs(message.title)
    counted.update(_pairs(f"{message.title} {message.detail[:READ]}"))
    if message.place:
        counted[f"@{message.place}"] += 3
    counted.update({f"@{name}": 3 for name in landmarks(_plain(message.title))})
    return counted


def _rarity(documents: Sequence[Mapping[str, int]]) -> dict[str, float]:
    """For each feature how much it says; nothing for what stands in more than a twentieth of many texts."""
    counted = Counter(feature for document in documents for feature in document)
    total = len(documents) + _EVERYDAY
    most = max(total // 20, 20)
    return {
        feature: math.log(1 + total / times) if times <= most else 0.0 for feature, times in counted.items()
    }


def _weighed(features: Mapping[str, int], rarity: Mapping[str, float]) -> _Vector:
    weighed = {feature: (1 + math.log(times)) * rarity[feature] for feature, times in features.items()}
    return {feature: weight for feature, weight in weighed.items() if weight}


def _strongest(vector: _Vector, count: int = 60) -> _Vector:
    if len(vector) <= count:
        return vector
    return dict(sorted(vector.items(), key=lambda pair: (-pair[1], pair[0]))[:count])


def _unit(vector: Mapping[str, float]) -> _Vector:
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {feature: weight / length for feature, weight in vector.items()} if length else {}


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    if len(one) > len(other):
        one, other = other, one
    return min(1.0, sum(weight * other[feature] for feature, weight in one.items() if feature in other))


def _grouped(vectors: Iterable[tuple[Message, _Vector]]) -> list[_Event]:
    """Each message joins the event it is most like, or begins one."""
    events: list[_Event] = []
    holding: dict[str, set[int]] = defaultdict(set)
    lengths: list[float] = []
    for message, vector in vectors:
        scores: dict[int, float] = defaultdict(float)
        for feature, weight in vector.items():
            for number in holding[feature]:
                scores[number] += weight * events[number].total[feature]
        best = max(scores, key=lambda number: scores[number] / lengths[number], default=None)
        if best is None or scores[best] / lengths[best] < SAME_EVENT:
            best = len(events)
            events.append(_Event())
            lengths.append(0.0)
        events[best].add([(message, vector)])
        lengths[best] = math.sqrt(sum(weight * weight for weight in events[best].total.values()))
        for feature in vector:
            holding[feature].add(best)
    return events


def _joined(events: Sequence[_Event]) -> list[_Event]:
    """Events that began apart and came to be about the same are one."""
    big = sorted((event for event in events if len(event.members) > 1), key=lambda event: -len(event.members))
    kept: list[tuple[_Event, _Vector]] = []
    for event in big:
        middle = _unit(event.total)
        same = max(kept, key=lambda pair: _cosine(pair[1], middle), default=None)
        if same and _cosine(same[1], middle) >= ONE_EVENT:
            same[0].add(event.members)
        else:
            kept.append((event, middle))
    return [event for event, _ in kept]


def _topic(event: _Event) -> Topic:
    members = [message for message, _ in event.members]
    moments = sorted(message.sent_at for message in members)
    place = _place_of(members)
    middle = _unit(event.total)
    typical = max(event.members, key=lambda pair: _cosine(pair[1], middle))[0]
    return Topic(
        title=_title(typical, members, place),
        place=place,
        first_at=moments[0],
        last_at=moments[-1],
        count=len(members),
        keys=tuple(message.key for message in members),
    )


def _title(typical: Message, members: Sequence[Message], place: str | None) -> str:
    """The words of the most typical title that other members use as well; never a whole message."""
    others = [_opening(message) for message in members]
    title = AREA.sub(" ", _POLITE.sub(" ", _plain(typical.title)))
    for part in (place or "").lower().split():
        title = title.replace(part, " ")
    said = [word for word in dict.fromkeys(words(title)) if len(word) > 1 and word.isalnum()]
    shared = [word for word in said if sum(word in other for other in others) * 3 >= len(others)]
    return " ".join(filter(None, (place, *(word for word in shared[:5] if word not in (place or "")))))


def _place_of(members: Sequence[Message]) -> str | None:
    known = Counter(message.place for message in members if message.place)
    if known:
        return known.most_common(1)[0][0]
    titles = [_plain(message.title) for message in members]
    texts = [_opening(message) for message in members]
    name = usual_landmark(titles) or usual_landmark(texts)
    return " ".join(filter(None, (usual_area(titles) or usual_area(texts), name))) or None


def _opening(message: Message) -> str:
    return _plain(f"{message.title} {message.detail[:READ]}")


def _plain(text: str) -> str:
    return fold(text).lower()
