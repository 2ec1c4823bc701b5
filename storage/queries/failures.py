"""Notices that did not reach anybody: looked at, and sent again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.queries.board import Reader, may_be_seen
from storage.queries.open311 import stands_for_a_key
from storage.queries.outbox import PARKED, UNREACHABLE, WAITING
from storage.tables import Case, Deputy, Notice, Outgoing, Person

MOST_COUNTED = 1000


@dataclass(frozen=True)
class Failure:
    """A notice that failed, with its case; `deputy` is the recipient's name if it is a deputy."""

    notice: Notice
    case: Case | None
    deputy: str
    is_blocked: bool


async def count(session: AsyncSession, station_id: int, reader: Reader) -> int:
    """How many there are, at most MOST_COUNTED."""
    some = sa.select(col(Notice.id)).where(*_failed(station_id, reader)).limit(MOST_COUNTED)
    found = await session.exec(select(sa.func.count()).select_from(some.subquery()))
    return int(found.one())


async def page(
    session: AsyncSession, station_id: int, reader: Reader, *, offset: int, limit: int
) -> list[Failure]:
    """The newest first."""
    found = await session.exec(
        select(Notice, Case, Person)
        .join(Person, _is_of(Person, Notice.recipient_id))
        .outerjoin(Case, _is_of(Case, Notice.case_id))
        .where(*_failed(station_id, reader))
        .order_by(col(Notice.id).desc())
        .offset(offset)
        .limit(limit)
    )
    rows = found.all()
    names = await _deputies(session, station_id, {notice.recipient_id for notice, _, _ in rows})
    return [
        Failure(notice, case, names.get(notice.recipient_id, ""), person.blocked_at is not None)
        for notice, case, person in rows
    ]


async def failed_notice(
    session: AsyncSession, station_id: int, reader: Reader, notice_id: int
) -> tuple[Notice, Person] | None:
    """One of them, locked, with whom it was for."""
    found = await session.exec(
        select(Notice, Person)
        .join(Person, _is_of(Person, Notice.recipient_id))
        .where(*_failed(station_id, reader), Notice.id == notice_id)
        .with_for_update(of=Notice)
    )
    return found.first()


async def is_partly_sent(session: AsyncSession, station_id: int, notice_id: int) -> bool:
    """Whether some of a notice's messages have arrived."""
    found = await session.exec(
        select(Outgoing.id).where(
            Outgoing.station_id == station_id,
            Outgoing.notice_id == notice_id,
            col(Outgoing.sent_at).is_not(None),
        )
    )
    return found.first() is not None


async def send_anew(session: AsyncSession, station_id: int, notice: Notice, now: datetime) -> None:
    """Let a notice wait again, to be rendered as things are now."""
    await session.exec(
        sa.delete(Outgoing).where(
            col(Outgoing.station_id) == station_id, col(Outgoing.notice_id) == notice.id
        )
    )
    notice.state, notice.attempts, notice.problem, notice.not_before = WAITING, 0, None, now
    await session.flush()


def _failed(station_id: int, reader: Reader) -> list[Any]:
    """Those whose recipient is still somebody, and whose case the reader may see."""
    is_somebody = sa.exists().where(
        _is_of(Person, Notice.recipient_id), col(Person.erased_at).is_(None), ~stands_for_a_key()
    )
    is_seen = sa.exists().where(_is_of(Case, Notice.case_id), may_be_seen(reader))
    return [
        col(Notice.station_id) == station_id,
        # As it stands in the index.
        sa.text(f"notice.state IN ('{PARKED}', '{UNREACHABLE}')"),
        is_somebody.correlate(Notice),
        sa.or_(col(Notice.case_id).is_(None), is_seen.correlate(Notice)),
    ]


def _is_of(table: Any, key: Any) -> sa.ColumnElement[bool]:
    """The join from a notice to a row of the same station."""
    return sa.and_(col(table.station_id) == col(Notice.station_id), col(table.id) == col(key))


async def _deputies(session: AsyncSession, station_id: int, person_ids: set[int]) -> dict[int, str]:
    found = await session.exec(
        select(Deputy.person_id, Deputy.name).where(
            Deputy.station_id == station_id,
            col(Deputy.person_id).in_(person_ids),
            col(Deputy.left_at).is_(None),
        )
    )
    return {person_id: name for person_id, name in found if person_id is not None}
