"""The sample township holds together: places, people, categories, dates and the way each case went."""

from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache

import pytest

from bot.demo import sample
from bot.demo.sample import SampleCase, Step, Telling
from hotline import lexicon
from hotline.classification import Classifier
from hotline.gazetteer import VILLAGE, Gazetteer, PlaceName
from hotline.roster import DeputyRow
from hotline.routing import Candidate, Matter, route
from hotline.states import OPEN, check_transition
from storage.vocabulary import Channel, Level, State

CASES = {case.id: case for case in sample.cases()}
VILLAGERS = {villager.id: villager for villager in sample.villagers()}
ROSTER = sample.roster()
VILLAGES = {row.name: row for row in ROSTER.places if row.kind == VILLAGE}
DEPUTIES = {row.code: row for row in ROSTER.deputies}
TELLINGS = [(story, telling) for story in sample.stories() for telling in story.tellings]

LEADS_TO = {
    "assign": State.ASSIGNED,
    "accept": State.ACCEPTED,
    "return": State.RETURN_REVIEW,
    "ask": State.NEED_INFO,
    "refer": State.REFERRED,
    "record_answer": State.IN_PROGRESS,
    "defer": State.DEFERRED,
    "reply": State.REPLIED,
    "silence": State.CLOSED,
    "withdraw": State.WITHDRAWN,
    "refuse": State.NOT_ACCEPTED,
    "merge": State.MERGED,
}
NEEDS: dict[str, tuple[str, ...]] = {
    "assign": ("to",),
    "refer": ("due", "level", "unit"),
    "defer": ("review", "text"),
    "reply": ("result", "text"),
    "rate": ("satisfied", "solved"),
    "refuse": ("channel", "text"),
    "merge": ("into",),
    "supervise": ("due", "text"),
    "support": ("by",),
    **dict.fromkeys(("accept", "silence", "withdraw"), ()),
    **dict.fromkeys(("contact", "ask", "answer", "visit", "chase", "extend", "return"), ("text",)),
    **dict.fromkeys(("record_answer", "comment", "answer_supervision"), ("text",)),
}


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer(
        PlaceName(row.kind, row.name, row.aliases, row.village, row.township, row.constituency)
        for row in ROSTER.places
    )


@cache
def classifier() -> Classifier:
    return Classifier(lexicon.load(), gazetteer().words())


def is_away(row: DeputyRow, day: date) -> bool:
    return row.away_from is not None and row.away_until is not None and row.away_from <= day <= row.away_until


def routed(telling: Telling) -> str:
    """Where the telling would go on an empty desk."""
    codes = {code: number for number, code in enumerate(DEPUTIES, start=1)}
    read = classifier().classify(telling.text)
    meant = [place.constituency for place in gazetteer().villages(telling.text)]
    home = VILLAGES[telling.home].constituency if telling.home else None
    constituency = meant[0] if len(meant) == 1 else None if meant else home
    candidates = [
        Candidate(
            codes[row.code],
            row.name,
            row.level,
            int(row.constituency),
            frozenset(row.specialities),
            is_away=is_away(row, telling.at.date()),
            is_village_official=row.is_village_official,
        )
        for row in ROSTER.deputies
    ]
    matter = Matter(
        telling.text,
        read.category,
        read.topic,
        read.confidence,
        None if constituency is None else int(constituency),
        None,
    )
    found = route(matter, candidates, threshold=0.5).deputy_id
    return next((code for code, number in codes.items() if number == found), sample.TRIAGE)


@pytest.mark.parametrize(("story", "telling"), TELLINGS, ids=[telling.deputy for _, telling in TELLINGS])
def test_a_story_gets_its_category_and_its_deputy(story: sample.Story, telling: Telling) -> None:
    read = classifier().classify(telling.text)
    assert read.category == story.category
    assert story.runner_up in (None, *(name for name, _ in read.runners_up))
    assert routed(telling) == telling.deputy


def test_there_are_eight_stories_in_two_words_each() -> None:
    assert [len(story.tellings) for story in sample.stories()] == [2] * 8


def test_eleven_deputies_of_whom_one_is_away_one_is_full_and_one_holds_a_village_office() -> None:
    day = sample.STARTS_AT.date()
    rows = ROSTER.deputies
    open_cases = Counter(case.deputy for case in CASES.values() if case.state in OPEN)
    assert len(rows) == 11
    assert [row.code for row in rows if is_away(row, day)] == ["D02"]
    assert [row.code for row in rows if open_cases[row.code] >= (row.capacity or 20)] == ["D09"]
    assert [row.code for row in rows if row.is_village_official] == ["D05"]
    assert [row.code for row in rows if row.level is Level.COUNTY] == ["D11"]


def test_every_village_has_what_people_call_it() -> None:
    assert 8 <= len(VILLAGES) <= 12
    assert all(row.aliases for row in VILLAGES.values())


def test_some_forty_cases_stand_in_every_state_that_is_open() -> None:
    assert 40 <= len(CASES) <= 45
    assert {case.state for case in CASES.values()} >= OPEN
    assert sum(case.is_overdue for case in CASES.values()) >= 3
    assert sum(case.is_unnamed for case in CASES.values()) == 1


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_case_refers_to_what_exists(case: SampleCase) -> None:
    assert case.village in VILLAGES
    assert VILLAGERS[case.by].home in VILLAGES
    assert case.category in lexicon.load().categories
    assert case.deputy in {"", *DEPUTIES}
    assert {place.name for place in gazetteer().villages(case.text)} <= {case.village}
    for step in case.steps:
        assert tuple(sorted(step.facts)) == NEEDS[step.do], step
        assert step.facts.get("into", case.id) in CASES
        assert step.facts.get("to", "D01") in DEPUTIES
        assert step.facts.get("by", case.by) in VILLAGERS
        assert step.facts.get("level", "town") in set(Level)
        assert step.facts.get("result", "A") in "ABCD"


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_case_happens_in_order_and_before_the_demonstration_begins(case: SampleCase) -> None:
    moments = [case.at, *(step.at for step in case.steps), sample.STARTS_AT]
    assert moments == sorted(set(moments))
    assert case.at >= datetime(2026, 3, 15, tzinfo=sample.ZONE)
    for step in case.steps:
        assert step.facts.get("due", step.at.date()) >= step.at.date()
        assert step.facts.get("review", sample.STARTS_AT.date()) >= sample.STARTS_AT.date()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_case_goes_only_ways_that_the_states_allow(case: SampleCase) -> None:
    assert final_state(case) == case.state


def final_state(case: SampleCase) -> State:
    if case.state in (State.DRAFT, State.SUBMITTED):
        return case.state
    is_triaged = bool(case.steps) and case.steps[0].do in ("assign", "refuse")
    state = came_from = State.SUBMITTED if is_triaged else State.ASSIGNED
    for step in case.steps:
        new = after(step, state, came_from)
        if new is not state:
            check_transition(case.id, state, new)
            came_from, state = state, new
    return state


def after(step: Step, state: State, came_from: State) -> State:
    if step.do == "answer":
        return came_from
    if step.do == "rate":
        return State.CLOSED if step.facts["satisfied"] else State.REDO
    return LEADS_TO.get(step.do, state)


@pytest.mark.parametrize(
    ("state", "longest"),
    [
        (State.DRAFT, timedelta(hours=24)),  # else the clock has deleted it
        (State.NEED_INFO, timedelta(days=14)),  # else closed without an answer
        (State.REPLIED, timedelta(days=14)),  # else closed by silence
        (State.REDO, timedelta(days=28)),
    ],
)
def test_no_case_has_waited_so_long_that_the_clock_would_have_moved_it(
    state: State, longest: timedelta
) -> None:
    for case in CASES.values():
        if case.state is state:
            last = case.steps[-1].at if case.steps else case.at
            assert sample.STARTS_AT - last < longest


AFFAIRS: dict[str, tuple[str, ...]] = {
    "away": ("deputy", "first", "last", "substitute"),
    "contact_day": ("closes", "day", "deputy", "id", "opens", "room", "seats"),
    "book": ("about", "by", "id"),
    "template": ("deputy", "text", "title"),
    "suggest": ("cases", "deputy", "id", "proposal", "title"),
    "issue": ("id", "unit"),
    "begin": ("id",),
}


@pytest.mark.parametrize("affair", sample.affairs(), ids=lambda affair: f"{affair.do}-{affair.at:%m%d}")
def test_an_affair_of_the_office_refers_to_what_exists(affair: Step) -> None:
    facts = affair.facts
    assert tuple(sorted(facts)) == AFFAIRS[affair.do]
    assert {facts.get("deputy", "D01"), facts.get("substitute", "D01")} <= set(DEPUTIES)
    assert not VILLAGERS[facts.get("by", "v01")].is_caller
    assert {CASES[case].deputy for case in facts.get("cases", ())} <= {facts.get("deputy")}
    assert affair.at < sample.STARTS_AT


def test_callers_and_visitors_have_no_telegram_and_all_others_do() -> None:
    by_channel = {case.channel for case in CASES.values() if VILLAGERS[case.by].is_caller}
    assert by_channel == {Channel.PHONE, Channel.WALK_IN}
    elsewhere = [case for case in CASES.values() if case.channel is not Channel.TELEGRAM]
    assert all(VILLAGERS[case.by].is_caller for case in elsewhere)
