"""任期: who is in office, who is warned, when, and once; whoever's term is over gets nothing new."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from hotline.absences import possible_substitutes
from hotline.dispatch import candidates
from hotline.terms import is_in_term, warn_due
from hotline.work import Work
from storage.tables import Deputy, Notice, RoleGrant
from storage.vocabulary import Role
from tests.hotline.duty.conftest import Township
from tests.hotline.duty.conftest import township as township

DAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("term", "is_in"),
    [
        ((None, None), True),  # nothing was said
        ((date(2022, 1, 1), date(2026, 6, 15)), True),  # the last day counts
        ((date(2022, 1, 1), date(2026, 6, 14)), False),
        ((date(2026, 6, 15), None), True),
        ((date(2026, 6, 16), None), False),  # elected, not yet in office
    ],
)
def test_a_term_covers_its_first_and_last_day(term: tuple[date | None, date | None], is_in: bool) -> None:
    deputy = Deputy(
        station_id=1, code="D", name="某", constituency_id=1, term_from=term[0], term_until=term[1]
    )
    assert is_in_term(deputy, DAY) is is_in


async def ends(township: Township, until: str, *numbers: int) -> None:
    for number in numbers:
        row = await township.work.session.get_one(Deputy, (1, number))
        row.term_until = date.fromisoformat(until)
    await township.work.session.flush()


async def told(work: Work, at: str) -> list[tuple[str, list[str]]]:
    """What the liaison newly hears at this time of the hotline's zone."""
    before = {row.id for row in await work.session.exec(select(Notice))}
    work.now = datetime.fromisoformat(f"{at}:00+08:00")
    await warn_due(work)
    await work.session.flush()
    found: list[Any] = list(await work.session.exec(select(Notice).order_by(col(Notice.id))))
    return [(row.kind.partition(".")[2], row.params["names"]) for row in found if row.id not in before]


@pytest.fixture
async def liaison(township: Township) -> Township:
    await township.add(RoleGrant(station_id=1, person_id=1, role=Role.LIAISON, granted_at=township.work.now))
    return township


async def test_the_liaison_is_warned_sixty_days_before_and_on_the_day_once(liaison: Township) -> None:
    work = liaison.work
    await ends(liaison, "2026-08-31", 1, 2)
    assert await told(work, "2026-07-01T12:00") == []
    assert await told(work, "2026-07-02T07:59") == []  # nobody is woken
    # A congress ends on one day: that is one warning.
    assert await told(work, "2026-07-02T08:00") == [("soon", ["王桂芳", "周德才"])]
    for later in ("2026-07-02T08:05", "2026-08-01T12:00", "2026-08-30T19:59"):
        assert await told(work, later) == []
    assert await told(work, "2026-08-31T08:00") == [("ends", ["王桂芳", "周德才"])]
    assert await told(work, "2026-09-20T08:00") == []


async def test_a_warning_that_fell_into_a_downtime_is_made_up_for(liaison: Township) -> None:
    work = liaison.work
    await ends(liaison, "2026-08-31", 1)
    assert await told(work, "2026-09-03T10:00") == [("ends", ["王桂芳"])]
    # Put off by the roster, it is another term; and another deputy's is told by itself.
    await ends(liaison, "2026-10-31", 1)
    await ends(liaison, "2026-11-01", 2)
    assert await told(work, "2026-09-03T10:05") == [("soon", ["王桂芳"]), ("soon", ["周德才"])]


async def test_who_has_left_is_no_matter_of_terms(liaison: Township) -> None:
    work = liaison.work
    await ends(liaison, "2026-08-31", 1)
    (await work.session.get_one(Deputy, (1, 1))).left_at = work.now
    await work.session.flush()
    assert await told(work, "2026-08-31T10:00") == []


async def test_past_the_term_nothing_new_comes_and_nobody_stands_in(liaison: Township) -> None:
    work = liaison.work
    today = work.now.date()
    await ends(liaison, (today - timedelta(days=1)).isoformat(), 1)
    await ends(liaison, today.isoformat(), 2)
    assert [one.name for one in await candidates(work)] == ["周德才", "李秀兰"]
    tomorrow = today + timedelta(days=1)
    assert [row.name for row in await possible_substitutes(work, 3, today, today)] == ["周德才"]
    assert await possible_substitutes(work, 3, today, tomorrow) == []
