"""Cases that any outsider may see, and what is told of them; keys of systems that may file some."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import (
    ApiKey,
    Avoidance,
    Case,
    CaseClock,
    Ledger,
    LedgerLine,
    Person,
    Place,
    Referral,
)
from storage.vocabulary import State

_NEVER_SHOWN = (State.DRAFT, State.WITHDRAWN)
# A case that sounds like another's business is filed only because its author insists: it may be private.
_PLAIN_KIND = "case"
_REPLY_CLOCKS = ("reply", "redo")
_APPROVED = "approved"


@dataclass(frozen=True)
class Subject:
    """A category with one topic; with none, the cases of it whose topic is not among `but_not`.

    Without a category: the cases whose category is not among `but_not`.
    """

    category: str | None
    topic: str | None
    but_not: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """Which public cases are wanted; None asks for no more than that they are public."""

    since: datetime | None = None
    until: datetime | None = None
    states: frozenset[State] | None = None
    numbers: tuple[int, ...] | None = None
    subjects: tuple[Subject, ...] | None = None


async def public_cases(
    session: AsyncSession,
    station_id: int,
    asked: Asked,
    hidden_categories: Collection[str],
    *,
    limit: int,
    offset: int = 0,
) -> list[tuple[Case, Place | None]]:
    """Filed cases that tell nobody's secret, newest first, each with its place."""
    found = await session.exec(
        select(Case, Place)
        .outerjoin(
            Place, sa.and_(col(Place.station_id) == col(Case.station_id), col(Place.id) == col(Case.place_id))
        )
        .where(Case.station_id == station_id, _is_public(hidden_categories), *_as_asked(asked))
        .order_by(col(Case.submitted_at).desc(), col(Case.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return [(case, place) for case, place in found]


def _is_public(hidden_categories: Collection[str]) -> sa.ColumnElement[bool]:
    is_avoided = sa.exists().where(
        col(Avoidance.station_id) == col(Case.station_id), col(Avoidance.case_id) == col(Case.id)
    )
    is_erased = sa.exists().where(
        col(Person.station_id) == col(Case.station_id),
        col(Person.id) == col(Case.constituent_id),
        col(Person.erased_at).is_not(None),
    )
    return sa.and_(
        col(Case.number).is_not(None),
        col(Case.submitted_at).is_not(None),
        col(Case.state).not_in(_NEVER_SHOWN),
        col(Case.kind) == _PLAIN_KIND,
        col(Case.is_unnamed).is_(False),
        col(Case.names_liaison).is_(False),
        col(Case.danger_number).is_(None),
        sa.or_(col(Case.category).is_(None), col(Case.category).not_in(sorted(hidden_categories))),
        ~is_avoided,
        ~is_erased,
    )


def _as_asked(asked: Asked) -> list[sa.ColumnElement[bool]]:
    wanted = []
    if asked.since is not None:
        wanted.append(col(Case.submitted_at) >= asked.since)
    if asked.until is not None:
        wanted.append(col(Case.submitted_at) <= asked.until)
    if asked.states is not None:
        wanted.append(col(Case.state).in_(sorted(asked.states)))
    if asked.numbers is not None:
        wanted.append(col(Case.number).in_(asked.numbers))
    if asked.subjects is not None:
        wanted.append(sa.or_(sa.false(), *map(_is_about, asked.subjects)))
    return wanted


def _is_about(subject: Subject) -> sa.ColumnElement[bool]:
    if subject.category is None:
        return _is_none_of(col(Case.category), subject)
    is_in_category = col(Case.category) == subject.category
    if subject.topic is None:
        return sa.and_(is_in_category, _is_none_of(col(Case.topic), subject))
    return sa.and_(is_in_category, col(Case.topic) == subject.topic)


def _is_none_of(column: sa.SQLColumnExpression[str | None], subject: Subject) -> sa.ColumnElement[bool]:
    return sa.or_(column.is_(None), column.not_in(subject.but_not))


async def reply_due_by_case(
    session: AsyncSession, station_id: int, case_ids: Sequence[int]
) -> dict[int, datetime]:
    """By when an answer is owed, of cases whose reply clock runs."""
    found = await session.exec(
        select(CaseClock.case_id, CaseClock.due_at)
        .where(
            CaseClock.station_id == station_id,
            col(CaseClock.case_id).in_(case_ids),
            col(CaseClock.kind).in_(_REPLY_CLOCKS),
            col(CaseClock.stopped_at).is_(None),
            col(CaseClock.paused_at).is_(None),
        )
        .order_by(col(CaseClock.id))
    )
    return dict(iter(found))


async def open_referrals(
    session: AsyncSession, station_id: int, case_ids: Sequence[int]
) -> dict[int, Referral]:
    """The unit asked last, of cases that a unit has."""
    found = await session.exec(
        select(Referral)
        .where(
            Referral.station_id == station_id,
            col(Referral.case_id).in_(case_ids),
            col(Referral.answered_at).is_(None),
        )
        .order_by(col(Referral.id))
    )
    return {row.case_id: row for row in found}


async def published_words(session: AsyncSession, station_id: int, case_ids: Sequence[int]) -> dict[int, str]:
    """What the public ledger says of these cases, as the liaison approved and published it."""
    found = await session.exec(
        select(LedgerLine.case_id, LedgerLine.matter)
        .join(
            Ledger,
            sa.and_(
                col(Ledger.station_id) == col(LedgerLine.station_id),
                col(Ledger.id) == col(LedgerLine.ledger_id),
            ),
        )
        .where(
            LedgerLine.station_id == station_id,
            col(LedgerLine.case_id).in_(case_ids),
            LedgerLine.state == _APPROVED,
            col(Ledger.published_at).is_not(None),
        )
        .order_by(col(Ledger.quarter))
    )
    return {case_id: matter for case_id, matter in found if matter}


async def api_keys(session: AsyncSession, station_id: int) -> list[ApiKey]:
    """All keys, the oldest first, revoked ones too."""
    found = await session.exec(select(ApiKey).where(ApiKey.station_id == station_id).order_by(col(ApiKey.id)))
    return list(found)


async def api_key_by_hash(session: AsyncSession, station_id: int, hashes: Sequence[str]) -> ApiKey | None:
    found = await session.exec(
        select(ApiKey).where(ApiKey.station_id == station_id, col(ApiKey.key_hash).in_(hashes))
    )
    return found.first()


def stands_for_a_key() -> sa.ColumnElement[bool]:
    """Whether a person of the query is another system: nobody who could be told anything."""
    return sa.exists().where(
        col(ApiKey.station_id) == col(Person.station_id), col(ApiKey.person_id) == col(Person.id)
    )
