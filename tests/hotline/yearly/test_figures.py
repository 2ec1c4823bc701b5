"""A year's figures equal a recount over its rows, month by month, on both databases."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import select

from hotline.rates import Rate
from hotline.yearly.figures import Rates, YearFigures, count_year, summed
from hotline.years import year_of
from storage.tables import Activity, Attendance, Case, Event, Ledger, LedgerLine, Suggestion
from storage.vocabulary import ActivityKind, Channel, Role, State, SuggestionState
from tests.hotline.duty.conftest import DEPUTY, NOW, ZONE, Township, moment


async def counted(township: Township, year: int = 2026) -> YearFigures:
    return await count_year(township.work, year_of(year, NOW, ZONE))


async def rated(township: Township, on: str, *, is_solved: bool | None, **facts: Any) -> None:
    """A case with its rating as an event; None: nobody answered."""
    case = await township.case(by=1, on=on, **facts)
    kind = "closed_by_silence" if is_solved is None else "rated_satisfied"
    said = {} if is_solved is None else {"is_solved": is_solved, "is_satisfied": is_solved}
    at = moment(on) + timedelta(days=3)
    await township.add(
        Event(
            station_id=1,
            case_id=case.id,
            kind=kind,
            actor_role=Role.CONSTITUENT,
            to_state=None if is_solved is False else State.CLOSED,
            facts=said,
            at=at,
            chained="",
        )
    )


async def test_an_empty_year_has_empty_figures(township: Township) -> None:
    figures = await counted(township)
    assert (figures.filed, figures.people, figures.categories, figures.matters) == (0, 0, [], [])
    assert (figures.rates, figures.candidates, figures.ledgers) == (Rates(), [], [])
    assert (figures.deputies, figures.joined) == (3, 2)


async def test_cases_are_counted_by_way_category_village_and_matter(township: Township) -> None:
    for by in (1, 2, 3):
        await township.case(by=by, category="交通运输", topic="农村公路", place_id=2)
    await township.case(by=1, category="交通运输", topic="农村公路", place_id=2)
    await township.solved(by=4, category="农村农业", topic="农村饮水", channel=Channel.PHONE)
    await township.case(by=5, category=None, place_id=None, channel=Channel.WALK_IN)
    await township.case(by=6, on="2025-06-15")
    # After the day that it is: of the year before it would not be compared.
    await township.case(by=6, on="2025-12-30")
    for by in (7, 8, 9):
        await township.case(by=by, topic="村务财务", names_liaison=True)
    figures = await counted(township)
    rows = list(await township.work.session.exec(select(Case)))
    of_year = [
        row for row in rows if row.submitted_at is not None and row.submitted_at >= figures.year.starts_at
    ]
    assert figures.filed == len(of_year) == 9
    assert figures.filed_before == 1
    assert figures.people == len({row.constituent_id for row in of_year}) == 8
    assert figures.channels == {Channel.TELEGRAM: 7, Channel.PHONE: 1, Channel.WALK_IN: 1}
    assert figures.categories == [("交通运输", 7, 0), ("", 1, 0), ("农村农业", 1, 1)]
    # The road lies in the village.
    assert figures.villages == [("靠山屯村", 8)]
    # Four cases of three people; what names the liaison is no matter to be listed.
    assert figures.matters == [("和东路", "农村公路", 4, 3, 0)]
    assert figures.filed_and_done == 1
    assert (figures.candidates[0].place, figures.candidates[0].cases) == ("和东路", 4)


async def test_the_rates_are_those_of_the_digest_added_up(township: Township) -> None:
    await rated(township, "2026-01-05", is_solved=True)
    await rated(township, "2026-06-29", is_solved=False, contacted_after=9)  # rated in another month
    await rated(township, "2026-10-10", is_solved=None)
    await rated(township, "2026-10-11", is_solved=True, exclusion="disputed")
    await rated(township, "2025-12-31", is_solved=True)  # filed and due before, rated in this year
    rates = (await counted(township)).rates
    assert rates.response == Rate(2, 3, 0)
    assert rates.raw_response == Rate(3, 4, 0)
    assert rates.solved == rates.satisfied == Rate(2, 3, 1)
    assert rates.raw_solved == Rate(3, 4, 1)
    assert rates.has_excluded
    assert summed([]) == Rates()


async def test_activities_money_suggestions_and_ledgers(township: Township) -> None:
    at = moment("2026-06-15")
    for number, kind, cost, came, more in (
        (1, ActivityKind.INSPECTION, 86_050, [1, 2], {"recorded_at": at}),
        (2, ActivityKind.INSPECTION, 0, [1], {"recorded_at": at}),
        (3, ActivityKind.TRAINING, 5_000, [1], {"cancelled_at": at}),  # called off, but paid for
    ):
        activity: dict[str, Any] = {"title": "活动", "starts_at": at, "created_at": at, **more}
        await township.add(Activity(station_id=1, id=number, kind=kind, cost_fen=cost, **activity))
        for deputy in came:
            row: dict[str, Any] = {"activity_id": number, "deputy_id": deputy, "invited_at": at}
            await township.add(Attendance(station_id=1, has_attended=True, **row))
    await township.add(
        Suggestion(
            station_id=1,
            deputy_id=DEPUTY,
            state=SuggestionState.HANDLING,
            created_at=at,
            state_since=at,
            submitted_at=at,
            issued_at=at,
            due_at=moment("2026-09-15"),
        )
    )
    for number, quarter, published in ((1, date(2026, 1, 1), at), (2, date(2026, 4, 1), None)):
        await township.add(
            Ledger(station_id=1, id=number, quarter=quarter, composed_at=at, published_at=published)
        )
    for state in ("approved", "approved", "left_out"):
        case = await township.case(by=1)
        await township.add(LedgerLine(station_id=1, ledger_id=1, case_id=case.id, state=state))
    figures = await counted(township)
    sums = {one.kind: (one.held, one.attended, one.cost_fen) for one in figures.activities}
    assert sums == {ActivityKind.INSPECTION: (2, 3, 86_050), ActivityKind.TRAINING: (0, 0, 5_000)}
    assert (figures.cost_fen, figures.budget_fen) == (91_050, 300_000)
    assert figures.suggestions == {"submitted": 1, "issued": 1, "concluded": 0, "satisfied": 0, "overdue": 1}
    assert figures.ledgers == [(date(2026, 1, 1), 2)]
    assert (figures.still_open, (await counted(township, 2025)).still_open) == (0, 0)
