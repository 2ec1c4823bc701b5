"""What reads people's words: folding, classifier, gazetteer, danger, kinds, masking, search, typed days."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

from bot.demo import sample
from hotline import answers, names, phones, public_words, typed_days, typed_spans, units
from hotline.callers.notes import read_note
from hotline.classification import Classifier
from hotline.danger import find_danger, find_hidden_danger
from hotline.digest.asked import month_named, week_named
from hotline.errors import NoSuchChoice
from hotline.gazetteer import VILLAGE, Gazetteer, PlaceName
from hotline.kinds import kind_of
from hotline.landmarks import landmarks, usual_area, usual_landmark
from hotline.ledger.masking import mask_public, public_places
from hotline.ledger.words import LONGEST_MATTER, matter_of
from hotline.lexicon import load
from hotline.masking import mask
from hotline.normalisation import fold
from hotline.passages import opening, telling
from hotline.searching import cut, terms_of
from hotline.similarity import Message, similarity, topics
from hotline.work import StationFacts, Work
from hotline.working_days import OfficeHours, WorkCalendar
from tests.fuzz.target import Target
from tests.fuzz.words import LONGEST, Words

TODAY = date(2026, 6, 15)
_NOW = datetime(2026, 6, 15, 1, tzinfo=UTC)
_NUMBER, _NAME = "13987654321", "欧阳翠花"
_BATCH = 16
# Nothing longer than what Telegram takes is ever read for its passages.
_LONGEST_MESSAGE = 4096
# Characters of a name that is typed; comparing longer ones with every place takes long.
_LONGEST_NAME = 24


@cache
def gazetteer() -> Gazetteer:
    """The sample township's."""
    rows = sample.roster().places
    return Gazetteer(
        [
            PlaceName(row.kind, row.name, row.aliases, row.village, row.township, key=key)
            for key, row in enumerate(rows, 1)
        ]
    )


@cache
def _classifier() -> Classifier:
    return Classifier(load(), gazetteer().words())


@cache
def _public() -> frozenset[str]:
    return public_places(gazetteer())


@cache
def _work() -> Work:
    station = StationFacts("热线", "和平镇", sample.ZONE, "zh-Hans")
    calendar = WorkCalendar(sample.ZONE, OfficeHours(datetime.min.time(), datetime.max.time()))
    knowledge = SimpleNamespace(station=station, calendar=calendar)
    return Work(cast(Any, None), 1, _NOW, cast(Any, None), cast(Any, knowledge))


def _folding(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded, "folded twice is something else"
    folded.encode()


def _classify(texts: Sequence[str]) -> None:
    found = _classifier().classify_all([(text[:20], text) for text in texts])
    assert len(found) == len(texts)
    for one in found:
        assert 0 <= one.confidence <= 1, one.confidence
        assert one.category is None or one.category in load().categories


def _places(text: str) -> None:
    known = {place.name for place in gazetteer().places}
    assert all(place.name in known for place in gazetteer().find(text))
    if len(text) < _LONGEST_NAME:
        assert all(place.name in known for place in gazetteer().closest(text))
    assert all(place.kind == VILLAGE for place in gazetteer().villages(text))


def _danger(text: str) -> None:
    found = find_danger(text)
    assert found is None or found.number
    find_hidden_danger(text)


def _kinds(text: str) -> None:
    assert 0 <= kind_of(text).confidence <= 1


def _mask(text: str) -> None:
    masked = mask(text)
    assert mask(masked) == masked, "masked twice is something else"
    planted = mask(f"{text}，{_NUMBER}，{text}")
    assert _NUMBER not in planted, "a number survived"


def _mask_public(text: str) -> None:
    masked = mask_public(f"{_NAME}，{_NUMBER}，{text}", places=_public(), names=[_NAME])
    assert _NAME not in masked.text, "a name survived"
    assert _NUMBER not in masked.text, "a number survived"
    assert 0 <= masked.share_kept <= 1
    assert len(matter_of(text, places=_public(), names=[_NAME])) <= LONGEST_MATTER + 2


def _search(text: str) -> None:
    cut(text).encode()
    terms_of(text)


def _days(text: str) -> None:
    for read in (typed_days.date_in, typed_days.day_ahead, typed_days.day_back, typed_spans.day_in):
        day = read(text, TODAY)
        assert day is None or type(day) is date
    first = typed_days.month_back(text, TODAY)
    assert first is None or first.day == 1
    count = typed_days.working_days_in(text)
    assert count is None or 1 <= count <= typed_days.LONGEST


def _spans(text: str) -> None:
    span, rest = typed_spans.span_and_rest(text, TODAY)
    assert len(rest) <= len(text)
    for found in (span, typed_spans.span_in(text, TODAY)):
        assert found is None or found[0] <= found[1]
    hours = typed_spans.hours_in(text)
    assert hours is None or hours[0] < hours[1]
    typed_spans.meeting_in(text, TODAY)
    typed_spans.occasion_in(text, TODAY)


def _weeks(text: str) -> None:
    month_named(_work(), text)
    week = week_named(_work(), text)
    assert week.last_day >= week.monday


def _notes(text: str) -> None:
    note = read_note(text, lambda word: bool(gazetteer().villages(word)))
    assert all(digit.isdecimal() for digit in note.phone)
    phones.number_in(text)
    units.unit_and_contact(text)
    units.level_of(text[:200])


def _answers(text: str) -> None:
    answers.word_of(text)
    answers.without_numbers(text)
    assert all(number >= 0 for number in answers.numbers_in(text))
    answers.village_named(gazetteer(), _classifier(), text[:500])
    answers.names_a_matter(_classifier(), text[:500])


def _passages(text: str) -> None:
    text = text[:_LONGEST_MESSAGE]
    folded = fold(text)
    telling(folded)
    first, rest = opening(folded)
    assert len(first) + len(rest) <= len(folded) + 1
    landmarks(folded.lower())
    public_words.public_words(text)
    public_words.may_be_offered(text)
    names.is_name(text[:8])


def _topics(texts: Sequence[str]) -> None:
    messages = [
        Message(str(key), text[:60], _NOW + timedelta(minutes=key), text) for key, text in enumerate(texts)
    ]
    for topic in topics(messages, fewest=2):
        assert topic.count <= len(texts)
    assert 0 <= similarity(texts[0], texts[-1]) <= 1.0000001
    usual_landmark(texts)
    usual_area(texts)


def _typed(words: Words) -> str:
    return words.day() if words.is_in(0.8) else words.text()[:LONGEST]


def _batch(count: int) -> Callable[[Words], list[str]]:
    return lambda words: [words.text() for _ in range(count)]


TEXT_TARGETS: Sequence[Target] = (
    Target("folding", 90, Words.text, _folding),
    Target("classifier", 80, _batch(_BATCH), _classify, many=_BATCH),
    Target("places", 50, Words.text, _places),
    Target("danger", 30, Words.text, _danger),
    Target("kinds", 20, Words.text, _kinds),
    Target("masking", 80, Words.text, _mask),
    Target("masking for the ledger", 20, Words.text, _mask_public),
    Target("search words", 40, Words.text, _search),
    Target("typed days", 90, _typed, _days),
    Target("typed spans", 90, _typed, _spans),
    Target("weeks", 70, _typed, _weeks, (NoSuchChoice,)),
    Target("notes of calls", 50, Words.text, _notes),
    Target("answers", 20, Words.text, _answers),
    Target("passages", 20, Words.text, _passages),
    Target("topics", 12, _batch(12), _topics, many=12),
)
