"""What a replay left in the database, compared with what was sent."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.replay.villager import Villager
from hotline.masking import mask
from storage.database import Database
from storage.tables import Case, Deputy, Entry, Event, Notice, Reminder, Row


@dataclass(frozen=True)
class Report:
    """The figures of a replay. `lost`: messages without their case, or with words missing.

    `duplicated`: cases, messages in a case, filings and assignments beyond one for each.
    """

    sent: int
    filed: int
    lost: int
    duplicated: int
    by_category: list[tuple[str, int]]
    by_deputy: list[tuple[str, int]]
    to_triage: int
    reminders: int


async def make_report(database: Database, station_id: int, villagers: Sequence[Villager]) -> Report:
    """Read the database after the replay has come to rest."""
    async with database.reading() as session:
        cases = list(await session.exec(select(Case).where(Case.station_id == station_id)))
        names = await _deputy_names(session, station_id)
        filed = {f"{case.number:04d}": case for case in cases if case.number is not None}
        lost = sum(not _is_kept(villager, filed) for villager in villagers)
        return Report(
            sent=len(villagers),
            filed=len(filed),
            lost=lost,
            duplicated=await _count_duplicates(session, station_id, len(cases), villagers),
            by_category=Counter(case.category or "—" for case in cases).most_common(),
            by_deputy=Counter(names[case.deputy_id] for case in cases if case.deputy_id).most_common(),
            to_triage=sum(case.deputy_id is None for case in cases),
            reminders=await _count_of(session, Reminder, station_id),
        )


def latencies(villagers: Sequence[Villager]) -> tuple[float, float]:
    """(p50, p95) seconds from a message to its card; (0, 0) with fewer than two."""
    seconds = [villager.card_at - villager.sent_at for villager in villagers if villager.card_at is not None]
    if len(seconds) < 2:
        return 0.0, 0.0
    cuts = quantiles(seconds, n=100)
    return cuts[49], cuts[94]


def _is_kept(villager: Villager, filed: dict[str, Case]) -> bool:
    case = filed.get(villager.number or "")
    return case is not None and _squeezed(case.text) == _squeezed(mask(villager.text))


def _squeezed(text: str) -> str:
    # Where a client cuts a long text into parts, white space at the cut is lost.
    return "".join(text.split())


async def _deputy_names(session: AsyncSession, station_id: int) -> dict[int, str]:
    found = await session.exec(select(Deputy.id, Deputy.name).where(Deputy.station_id == station_id))
    return dict(found.all())


async def _count_of(session: AsyncSession, table: type[Row], station_id: int) -> int:
    of_station = select(sa.func.count()).select_from(table).where(col(table.station_id) == station_id)
    return int((await session.exec(of_station)).one())


async def _count_duplicates(
    session: AsyncSession, station_id: int, cases: int, villagers: Sequence[Villager]
) -> int:
    messages = sum(villager.parts for villager in villagers)
    entries = await _count_of(session, Entry, station_id)
    twice = 0
    for kind in ("submitted", "assigned"):
        rows = await session.exec(
            select(Event.case_id)
            .where(Event.station_id == station_id, Event.kind == kind)
            .group_by(col(Event.case_id))
            .having(sa.func.count() > 1)
        )
        twice += len(rows.all())
    told = await session.exec(
        select(Notice.case_id)
        .where(Notice.station_id == station_id, Notice.kind == "deputy.assigned")
        .group_by(col(Notice.case_id))
        .having(sa.func.count() > 1)
    )
    return max(0, cases - len(villagers)) + max(0, entries - messages) + twice + len(told.all())
