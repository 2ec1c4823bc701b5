"""热点: what many cases of a week are about, and what comes again; by category and place, without words."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from hotline.rates import Week
from hotline.similarity import READ, Message, topics
from hotline.work import Work
from storage.queries import roster
from storage.queries.figures import flow

REACH = timedelta(weeks=8)
"""How far back a matter is looked for that has come again."""
FEWEST = 3
_LIMIT = 400  # cases compared, the newest: less than a second's work
_SHOWN = 3
_TITLE = 40  # characters: what a message is about stands in its beginning


@dataclass(frozen=True)
class Said:
    """A case as far as it is compared; `subject` is its topic, else its category."""

    key: str
    text: str
    subject: str
    place: str
    at: datetime


@dataclass(frozen=True)
class Heat:
    """A matter that several cases are about, and how many of them."""

    subject: str
    place: str
    count: int


@dataclass(frozen=True)
class HotTopics:
    """`hot`: at least three cases in the week; `again`: in the week and before, counted together."""

    hot: list[Heat]
    again: list[Heat]


async def hot_topics(work: Work, week: Week) -> HotTopics:
    """What the week's cases have in common; compared in a thread."""
    rows = await flow.filed_texts(
        work.session, work.station_id, week.ends_at - REACH, week.ends_at, limit=_LIMIT
    )
    names = {place.id: place.name for place in await roster.places(work.session, work.station_id)}
    said = [
        Said(str(key), text[:READ], topic or category or "", names.get(place_id or 0, ""), at)
        for key, text, category, topic, place_id, at in rows
    ]
    return await asyncio.to_thread(compare, said, week.starts_at)


def compare(said: Sequence[Said], starts_at: datetime) -> HotTopics:
    """Group cases that are about the same matter; those filed at `starts_at` or later are the week's."""
    hot, again = [], []
    by_key = {one.key: one for one in said}
    groups = [[by_key[key] for key in topic.keys] for topic in topics(map(_message, said), fewest=2)]
    for group in chain.from_iterable(map(_by_subject, groups)):
        new = [one for one in group if one.at >= starts_at]
        if len(new) >= FEWEST:
            hot.append(_heat(new))
        if new and len(group) > len(new):
            again.append(_heat(group))
    return HotTopics(_most(hot), _most(again))


def _by_subject(group: Sequence[Said]) -> list[list[Said]]:
    """One village's matter of one kind: what is alike in words alone may be another village's."""
    parts: dict[tuple[str, str], list[Said]] = {}
    for one in group:
        parts.setdefault((one.place, one.subject), []).append(one)
    return list(parts.values())


def _message(one: Said) -> Message:
    return Message(one.key, one.text[:_TITLE], one.at, one.text, one.place or None)


def _heat(group: Sequence[Said]) -> Heat:
    return Heat(group[0].subject, group[0].place, len(group))


def _most(found: Sequence[Heat]) -> list[Heat]:
    """The hottest; of two groups with one name the counts are added."""
    counts: Counter[tuple[str, str]] = Counter()
    for one in found:
        counts[one.subject, one.place] += one.count
    return [Heat(subject, place, count) for (subject, place), count in counts.most_common(_SHOWN) if subject]
