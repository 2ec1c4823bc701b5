"""Whether words are another matter, how urgent a matter is, how parts of a text are put together."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hotline.classification import Classification, DecidingWord
from hotline.danger import Danger, DangerKind
from hotline.drafts import Known, is_another_matter, urgency_of
from hotline.gazetteer import PlaceName
from hotline.kinds import Kind
from hotline.material import joined
from hotline.understanding import Understanding
from hotline.work import Knowledge, StationFacts
from storage.vocabulary import Urgency

KNOWN = Known("交通运输", is_sure=True, place_id=7, last_length=30, since_last=timedelta(minutes=1))
FIRE = Danger(DangerKind.FIRE, "119", ("着火",), is_happening=True, needs_warm_answer=False)


def more(
    category: str | None = "教育文体",
    confidence: float = 0.9,
    *,
    words: tuple[str, ...] = ("食堂",),
    place: int | None = None,
    kind: Kind = Kind.CASE,
    danger: Danger | None = None,
) -> Understanding:
    deciding = tuple(DecidingWord(word, 1 / len(words)) for word in words)
    classification = Classification(category, None, confidence, (), deciding)
    places = () if place is None else (PlaceName("village", "某村", key=place),)
    return Understanding(kind, classification, places, danger)


@pytest.mark.parametrize(
    ("known", "read", "length", "is_other"),
    [
        ({}, more(), 30, True),  # surely something else
        ({}, more("交通运输"), 30, False),  # the same category
        ({}, more(confidence=0.4), 30, False),  # not sure enough
        ({}, more(words=("学",)), 30, False),  # single characters decide nothing
        ({}, more(), 4, False),  # too short to be a matter
        ({"is_sure": False}, more(), 30, False),  # the first words were vague
        ({}, more("交通运输", place=8), 30, True),  # the same thing in another village
        ({}, more("交通运输", place=7), 30, False),
        ({"place_id": None}, more("交通运输", place=8), 30, False),  # now it is said where
        ({"last_length": 4090, "since_last": timedelta(seconds=1)}, more(place=8), 4000, False),  # split
        ({"last_length": 4090}, more(), 4000, True),  # long, but a minute later
        ({"since_last": timedelta(minutes=20)}, more("交通运输"), 30, True),  # much later
        ({"since_last": timedelta(minutes=20)}, more("交通运输"), 5, False),
        ({"since_last": timedelta(minutes=20)}, more("交通运输", kind=Kind.UNCLEAR), 30, False),
        ({}, more("交通运输", danger=FIRE), 12, True),  # danger waits for no other matter
        ({"is_sure": False}, more("交通运输", danger=FIRE), 12, False),  # the beginning of the same cry
    ],
)
def test_words_are_another_matter_only_when_that_is_sure(
    known: dict[str, Any], read: Understanding, length: int, is_other: bool
) -> None:
    assert is_another_matter(replace(KNOWN, **known), read, length, confidence=0.5) is is_other


def _knowledge(**changes: Any) -> Knowledge:
    station = StationFacts("热线", "和平镇", ZoneInfo("Asia/Shanghai"), "zh-Hans")
    nothing: Any = None
    made = Knowledge(station, (), nothing, nothing, nothing, nothing, 0.5, 20)
    return replace(made, **changes)


@pytest.mark.parametrize(
    ("danger", "topic", "at", "urgency"),
    [
        (None, "排灌设施", datetime(2026, 6, 15, tzinfo=UTC), Urgency.URGENT),
        (None, "排灌设施", datetime(2026, 5, 31, 17, tzinfo=UTC), Urgency.URGENT),  # June in Shanghai
        (None, "排灌设施", datetime(2026, 5, 31, 15, tzinfo=UTC), Urgency.NORMAL),
        (None, "排灌设施", datetime(2026, 10, 1, tzinfo=UTC), Urgency.NORMAL),
        (None, "农村公路", datetime(2026, 6, 15, tzinfo=UTC), Urgency.NORMAL),
        (None, None, datetime(2026, 6, 15, tzinfo=UTC), Urgency.NORMAL),
        (FIRE, None, datetime(2026, 1, 15, tzinfo=UTC), Urgency.URGENT),
    ],
)
def test_danger_is_urgent_and_so_are_pumps_in_the_flood_season(
    danger: Danger | None, topic: str | None, at: datetime, urgency: Urgency
) -> None:
    assert urgency_of(_knowledge(), danger, topic, at) is urgency


def test_the_flood_season_is_the_stations_own() -> None:
    may = datetime(2026, 5, 15, tzinfo=UTC)
    southern = _knowledge(flood_months=frozenset({4, 5, 6}))
    assert urgency_of(southern, None, "排灌设施", may) is Urgency.URGENT


def test_messages_are_paragraphs_but_parts_of_a_split_text_are_not() -> None:
    long = "长" * 4096
    assert joined(["一", "二"]) == "一\n二"
    assert joined([long, "短", "三"]) == f"{long}短\n三"
    assert joined([]) == ""
