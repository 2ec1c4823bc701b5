"""A year's facts from rows on both databases: what counts, for whom, once, and what does not."""

from datetime import timedelta
from typing import Any

import pytest

from hotline.duty.counting import facts_of
from hotline.duty.facts import DutyFacts
from hotline.duty.points import points_of, total_of
from hotline.errors import NoSuchChoice
from hotline.years import year_of
from storage.tables import (
    Activity,
    Attendance,
    Avoidance,
    Booking,
    CaseClock,
    ContactDay,
    Deputy,
    Suggestion,
    Supervision,
)
from storage.vocabulary import ActivityKind, Role, State, SuggestionState
from tests.hotline.duty.conftest import COLLEAGUE, DEPUTY, HERSELF, NOW, ZONE, Township, moment


async def facts(township: Township, deputy: int = DEPUTY, year: int = 2026) -> DutyFacts:
    work = township.work
    rows = [await work.session.get_one(Deputy, (1, number)) for number in (1, 2, 3)]
    found = await facts_of(work, rows, year_of(year, NOW, ZONE))
    assert found.keys() == {1, 2, 3}
    return found[deputy]


def worth(found: DutyFacts, township: Township) -> int:
    return total_of(points_of(found, township.work.knowledge.point_rules))


async def test_a_year_of_one_deputy_is_counted_from_its_rows(township: Township) -> None:
    await township.solved(by=1)
    await township.solved(by=2, is_satisfied=None, is_solved=None, is_closed_by_silence=True)
    await township.case(by=3, contacted_after=9, replied_after=50)  # both too late
    await township.case(
        by=4, replied_after=None, contacted_after=None, on="2026-11-27", due_at=moment("2026-11-27")
    )
    await township.case(by=5, exclusion="disputed")
    await township.case(by=6, deputy=COLLEAGUE)
    found = await facts(township)
    assert (found.received, found.people, found.excluded) == (5, 5, 1)
    assert (found.contact_due, found.contact_kept) == (4, 2)
    # The reply to the case of yesterday is not due yet.
    assert (found.reply_due, found.reply_kept) == (3, 2)
    assert (found.closed, found.solved, found.satisfied, found.silent) == (2, 1, 1, 1)
    assert (found.people_solved, found.people_satisfied) == (1, 1)
    assert (found.open, found.overdue) == (1, 1)
    assert (await facts(township, COLLEAGUE)).received == 1
    assert (await facts(township, 3)).is_empty


@pytest.mark.parametrize(
    ("on", "in_2026"),
    [
        ("2025-12-31", 0),
        ("2026-01-01", 1),
        ("2026-11-28", 1),
    ],
)
@pytest.mark.alike
async def test_a_year_is_the_hotline_s_own(township: Township, on: str, in_2026: int) -> None:
    await township.case(by=1, on=on)
    assert (await facts(township)).received == in_2026
    assert (await facts(township, year=2025)).received == 1 - in_2026


@pytest.mark.alike
async def test_what_is_open_now_belongs_to_no_year_that_is_over(township: Township) -> None:
    await township.case(by=1, on="2025-12-30", replied_after=None)
    found = await facts(township, year=2025)
    assert (found.received, found.open, found.overdue) == (1, 0, 0)
    with pytest.raises(NoSuchChoice):
        year_of(2027, NOW, ZONE)


# Attempts to farm


@pytest.mark.alike
async def test_many_cases_of_one_constituent_bring_what_one_brings(township: Township) -> None:
    await township.solved(by=1)
    once = await facts(township)
    for _ in range(30):
        await township.solved(by=1)
    often = await facts(township)
    assert often.solved == 31
    assert (often.people_solved, often.people_satisfied) == (1, 1)
    assert worth(often, township) == worth(once, township)


@pytest.mark.alike
async def test_messages_and_visits_to_one_matter_bring_what_one_brings(township: Township) -> None:
    case = await township.case(by=1)
    await township.entry(case, "visit", at=moment("2026-06-16"))
    once = await facts(township)
    for number in range(40):
        await township.entry(case, "message", at=moment("2026-06-16") + timedelta(hours=number))
        await township.entry(case, "visit", at=moment("2026-06-16") + timedelta(hours=number))
    often = await facts(township)
    assert (often.visits, often.people_visited) == (41, 1)
    assert worth(often, township) == worth(once, township)


@pytest.mark.alike
async def test_one_s_own_cases_never_count(township: Township) -> None:
    case = await township.solved(by=HERSELF)
    await township.entry(case, "visit", at=moment("2026-06-16"))
    assert (await facts(township)).is_empty


async def test_merged_cases_count_once(township: Township) -> None:
    master = await township.solved(by=1)
    for by in range(2, 12):
        await township.solved(by=by, state=State.MERGED, master_id=master.id)
    found = await facts(township)
    assert (found.received, found.closed, found.people_solved) == (1, 1, 1)


async def test_a_case_that_names_the_deputy_is_none_of_hers(township: Township) -> None:
    case = await township.solved(by=1)
    await township.add(Avoidance(station_id=1, case_id=case.id, deputy_id=DEPUTY))
    assert (await facts(township)).is_empty


@pytest.mark.alike
async def test_what_the_desk_answered_in_her_place_is_not_hers(township: Township) -> None:
    await township.solved(by=1, replied_by=Role.LIAISON)
    found = await facts(township)
    assert (found.received, found.closed, found.people_solved) == (1, 0, 0)


@pytest.mark.alike
async def test_a_person_is_answered_in_time_only_if_every_time(township: Township) -> None:
    await township.case(by=1, contacted_after=9)
    for _ in range(20):
        await township.case(by=1)
    found = await facts(township)
    assert (found.contact_due, found.contact_kept) == (21, 20)
    assert (found.contact_people_due, found.contact_people_kept) == (1, 0)


@pytest.mark.alike
async def test_a_contact_day_with_nobody_or_only_oneself_is_not_worked(township: Township) -> None:
    for number, visitors in ((1, []), (2, [HERSELF]), (3, [1, None]), (4, [2])):
        starts = moment("2026-06-20")
        day = ContactDay(
            station_id=1,
            id=number,
            deputy_id=DEPUTY,
            starts_at=starts,
            room="村委会",
            ends_at=starts + timedelta(hours=2),
            announced_at=starts,
            cancelled_at=starts if number == 4 else None,
        )
        await township.add(day)
        await township.add(
            *(
                Booking(station_id=1, contact_day_id=number, person_id=who, booked_at=starts)
                for who in visitors
            )
        )
    found = await facts(township)
    assert (found.contact_days, found.contact_days_with_people, found.visitors) == (3, 1, 2)


async def test_clocks_that_were_replaced_dropped_or_stand_still_are_nobody_s_delay(
    township: Township,
) -> None:
    replaced = await township.case(by=1)
    (late,) = [
        CaseClock(
            station_id=1,
            case_id=replaced.id,
            kind="accept",
            started_at=moment("2026-06-15"),
            due_at=moment("2026-06-15") + timedelta(hours=2),
            length_us=0,
            stopped_at=replaced.contacted_at,
        )
    ]
    await township.add(late)
    withdrawn = await township.case(by=2, contacted_after=None, replied_after=None, state=State.WITHDRAWN)
    moved_on = await township.case(by=3, contacted_after=30, replied_after=90)
    await township.event(moved_on, "reassigned")
    paused = await township.case(by=4, replied_after=None, state=State.NEED_INFO)
    for case, change in ((withdrawn, "stopped_at"), (paused, "paused_at")):
        await _change_clocks(township, case.id, change)
    found = await facts(township)
    assert (found.contact_due, found.contact_kept) == (2, 2)
    assert (found.reply_due, found.reply_kept) == (1, 1)


async def _change_clocks(township: Township, case_id: int, name: str) -> None:
    from storage.queries import clocks

    for row in await clocks.clocks_of(township.work.session, 1, case_id):
        if row.stopped_at is None:
            setattr(row, name, moment("2026-06-15") + timedelta(hours=1))
    await township.work.session.flush()


@pytest.mark.alike
async def test_redo_returns_and_notes_are_counted(township: Township) -> None:
    at = moment("2026-06-15")
    for by, kept in ((1, True), (2, False), (3, None)):
        case = await township.case(by=by)
        answered = None if kept is None else at + timedelta(days=1 if kept else 3)
        row: dict[str, Any] = {"note_entry_id": 1, "asked_at": at, "due_at": at + timedelta(days=2)}
        await township.add(Supervision(station_id=1, case_id=case.id, answered_at=answered, **row))
        await township.add(
            CaseClock(
                station_id=1,
                case_id=case.id,
                kind="redo",
                started_at=at,
                due_at=moment("2026-07-15"),
                length_us=0,
            )
        )
    returned = await township.case(by=4, deputy=COLLEAGUE)
    await township.entry(returned, "return_reason", at=at)
    await township.event(returned, "return_upheld")
    found = await facts(township)
    assert (found.redo, found.people_redo) == (3, 3)
    assert (found.supervised, found.supervision_kept, found.supervision_late, found.supervision_missed) == (
        3,
        1,
        1,
        1,
    )
    assert (found.returned, found.returns_upheld) == (1, 1)


@pytest.mark.alike
async def test_suggestions_and_activities_count_by_what_became_of_them(township: Township) -> None:
    at = moment("2026-06-15")
    states = SuggestionState
    for state, moments in (
        (states.UNDER_REVIEW, {"submitted_at": at}),
        (states.CONCLUDED, {"submitted_at": at, "issued_at": at, "concluded_at": at, "is_satisfied": True}),
        (states.CONCLUDED, {"submitted_at": at, "issued_at": at, "concluded_at": at, "is_satisfied": False}),
        (states.DROPPED, {"submitted_at": at, "issued_at": at}),
    ):
        await township.add(
            Suggestion(station_id=1, deputy_id=DEPUTY, state=state, created_at=at, state_since=at, **moments)
        )
    noted: dict[str, Any] = {"recorded_at": at}
    for number, kind, came, more in (
        (1, ActivityKind.INSPECTION, True, noted),
        (2, ActivityKind.TRAINING, False, noted),
        (3, ActivityKind.TRAINING, True, {}),  # nobody has noted yet who came
        (4, ActivityKind.PUBLIC_WORK, True, noted | {"cancelled_at": at}),
    ):
        planned: dict[str, Any] = {"title": "活动", "starts_at": at, "created_at": at}
        await township.add(Activity(station_id=1, id=number, kind=kind, **planned | more))
        await township.add(
            Attendance(station_id=1, activity_id=number, deputy_id=DEPUTY, invited_at=at, has_attended=came)
        )
    found = await facts(township)
    assert (found.suggestions_submitted, found.suggestions_issued) == (3, 2)
    assert (found.suggestions_concluded, found.suggestions_satisfied) == (2, 1)
    assert (found.invited, found.attended, found.inspection, found.training) == (2, 1, 1, 0)
