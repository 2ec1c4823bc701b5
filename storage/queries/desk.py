"""The web desk: links, sessions, and who read which case."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import CaseReading, DeskLink, DeskSession
from storage.vocabulary import Role


async def link(session: AsyncSession, station_id: int, code_hash: str) -> DeskLink | None:
    """Locked until the transaction ends, so that two browsers cannot both use it."""
    found = await session.exec(
        select(DeskLink)
        .where(DeskLink.station_id == station_id, DeskLink.code_hash == code_hash)
        .with_for_update()
    )
    return found.first()


async def withdraw_links(session: AsyncSession, station_id: int, person_id: int, now: datetime) -> None:
    """Make a person's unused links expire: a newer one replaces them."""
    await session.exec(
        sa.update(DeskLink)
        .where(
            col(DeskLink.station_id) == station_id,
            col(DeskLink.person_id) == person_id,
            col(DeskLink.used_at).is_(None),
            col(DeskLink.expires_at) > now,
        )
        .values(expires_at=now)
    )


async def session_row(session: AsyncSession, station_id: int, token_hash: str) -> DeskSession | None:
    found = await session.exec(
        select(DeskSession).where(DeskSession.station_id == station_id, DeskSession.token_hash == token_hash)
    )
    return found.first()


async def end_sessions(
    session: AsyncSession, station_id: int, person_id: int, now: datetime, reason: str
) -> None:
    """End whatever sessions a person has."""
    await session.exec(
        sa.update(DeskSession)
        .where(
            col(DeskSession.station_id) == station_id,
            col(DeskSession.person_id) == person_id,
            col(DeskSession.ended_at).is_(None),
        )
        .values(ended_at=now, ended_by=reason)
    )


async def last_reading(
    session: AsyncSession, station_id: int, case_id: int, person_id: int
) -> CaseReading | None:
    """When this person looked at the case last."""
    found = await session.exec(
        select(CaseReading)
        .where(
            CaseReading.station_id == station_id,
            CaseReading.case_id == case_id,
            CaseReading.person_id == person_id,
        )
        .order_by(col(CaseReading.at).desc())
        .limit(1)
    )
    return found.first()


async def read_since(
    session: AsyncSession,
    station_id: int,
    person_id: int,
    door: str,
    case_ids: Sequence[int],
    since: datetime,
) -> set[int]:
    """Which of these cases this person has looked at through this door since then."""
    found = await session.exec(
        select(CaseReading.case_id)
        .where(
            CaseReading.station_id == station_id,
            col(CaseReading.case_id).in_(case_ids),
            CaseReading.person_id == person_id,
            CaseReading.door == door,
            CaseReading.at >= since,
        )
        .distinct()
    )
    return set(found)


@dataclass(frozen=True)
class ReadBy:
    """A person who looked at a case in one role: when last, and through which doors."""

    case_id: int
    person_id: int
    role: Role
    last_at: datetime
    doors: frozenset[str]


async def readers(session: AsyncSession, station_id: int, case_ids: Collection[int]) -> list[ReadBy]:
    """Who looked at these cases, in which role."""
    who = (col(CaseReading.case_id), col(CaseReading.person_id), col(CaseReading.role))
    rows = await session.exec(
        select(*who, col(CaseReading.door), sa.func.max(col(CaseReading.at)))  # type: ignore[call-overload]
        .where(col(CaseReading.station_id) == station_id, col(CaseReading.case_id).in_(case_ids))
        .group_by(*who, col(CaseReading.door))
    )
    found: dict[tuple[int, int, Role], dict[str, datetime]] = {}
    for case_id, person_id, role, door, at in rows:
        found.setdefault((case_id, person_id, Role(role)), {})[door] = at
    return [ReadBy(*key, max(doors.values()), frozenset(doors)) for key, doors in found.items()]
