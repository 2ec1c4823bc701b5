"""What deputies themselves did well in a time, from the record alone: replies, answers to them, contacts.

What the desk did in a deputy's place is nobody's here; whoever stood in for another has done it.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Case, CaseClock, Deputy, Event
from storage.vocabulary import Role

_REPLY_CLOCKS = ("reply", "redo")


class Replies(NamedTuple):
    """How often a deputy replied, and how often of these after the time for it had run out."""

    deputy_id: int
    name: str
    replied: int
    late: int


class Contact(NamedTuple):
    """How long after an assignment a deputy got in touch with the constituent."""

    deputy_id: int
    name: str
    took: timedelta


async def replies(
    session: AsyncSession,
    station_id: int,
    starts: datetime,
    ends: datetime,
    *,
    is_for_liaison: bool = True,
) -> list[Replies]:
    """Replies from `starts` up to `ends` by the deputy who gave them.

    For the liaison those in cases that name her are left out, as in all that follows.
    """
    # By the case alone: asked for clocks of these kinds, SQLite reads all that there ever were.
    is_for_reply = col(CaseClock.kind).in_(_REPLY_CLOCKS)
    was_due_at = (
        sa.select(sa.func.max(sa.case((is_for_reply, col(CaseClock.due_at)))))
        .where(
            col(CaseClock.station_id) == col(Event.station_id),
            col(CaseClock.case_id) == col(Event.case_id),
            col(CaseClock.stopped_at) == col(Event.at),
        )
        .correlate(Event)
        .scalar_subquery()
    )
    found = await session.exec(
        select(
            Event.actor_id, sa.func.count(), sa.func.sum(sa.case((was_due_at < col(Event.at), 1), else_=0))
        )
        .join(Case, _is_about(Event) if is_for_liaison else _is_case_of(Event))
        .where(*_within(Event, station_id, starts, ends), *_by_deputy(Event), col(Event.kind) == "replied")
        .group_by(col(Event.actor_id))
    )
    deputies = await _deputies(session, station_id)
    rows = [(deputies.get(person_id or 0), replied, late) for person_id, replied, late in found]
    return [Replies(*deputy, replied, late) for deputy, replied, late in rows if deputy is not None]


async def satisfied_with(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime
) -> dict[int, int]:
    """How many times from `starts` up to `ends` people were satisfied with each deputy's reply."""
    rating, reply, before = Event, aliased(Event), aliased(Event)
    last = (
        sa.select(sa.func.max(before.sequence))
        .where(
            col(before.station_id) == col(rating.station_id),
            col(before.case_id) == col(rating.case_id),
            col(before.sequence) < col(rating.sequence),
            col(before.kind) == "replied",
        )
        .correlate(rating)
        .scalar_subquery()
    )
    is_answered = sa.and_(
        col(reply.station_id) == col(rating.station_id),
        col(reply.case_id) == col(rating.case_id),
        col(reply.sequence) == last,
    )
    found = await session.exec(
        select(reply.actor_id, sa.func.count())
        .select_from(rating)
        .join(reply, is_answered)
        .join(Case, _is_about(rating))
        .where(
            *_within(rating, station_id, starts, ends),
            col(rating.kind) == "rated_satisfied",
            col(rating.facts)["is_satisfied"].as_boolean(),
            *_by_deputy(reply),
        )
        .group_by(col(reply.actor_id))
    )
    deputies = await _deputies(session, station_id)
    return {
        deputies[person_id][0]: count for person_id, count in found if person_id and person_id in deputies
    }


async def fastest_contact(
    session: AsyncSession, station_id: int, starts: datetime, ends: datetime
) -> Contact | None:
    """The first contact from `starts` up to `ends` that came soonest after its assignment."""
    ended_by = sa.and_(
        col(CaseClock.station_id) == col(Event.station_id),
        col(CaseClock.case_id) == col(Event.case_id),
        col(CaseClock.kind) == "accept",
        col(CaseClock.stopped_at) == col(Event.at),
    )
    found = await session.exec(
        select(Event.actor_id, CaseClock.started_at, Event.at)
        .select_from(Event)
        .join(Case, sa.and_(_is_about(Event), col(Case.contacted_at) == col(Event.at)))
        .join(CaseClock, ended_by)
        .where(*_within(Event, station_id, starts, ends), *_by_deputy(Event))
    )
    deputies = await _deputies(session, station_id)
    contacts = [
        Contact(*deputies[person_id], at - started_at)
        for person_id, started_at, at in found
        if person_id and person_id in deputies
    ]
    return min(contacts, key=lambda one: (one.took, one.name), default=None)


async def _deputies(session: AsyncSession, station_id: int) -> dict[int, tuple[int, str]]:
    """(id, name) of each deputy in office, by person.

    Asked for by itself: in a join SQLite begins with the deputies and then reads all events there are.
    """
    found = await session.exec(
        select(Deputy.person_id, Deputy.id, Deputy.name).where(
            Deputy.station_id == station_id, col(Deputy.left_at).is_(None)
        )
    )
    return {person_id: (deputy_id, name) for person_id, deputy_id, name in found if person_id is not None}


def _within(
    of: type[Event], station_id: int, starts: datetime, ends: datetime
) -> tuple[sa.ColumnElement[bool], ...]:
    return (col(of.station_id) == station_id, col(of.at) >= starts, col(of.at) < ends)


def _by_deputy(event: type[Event]) -> tuple[sa.ColumnElement[bool], ...]:
    return (col(event.actor_role) == Role.DEPUTY, col(event.actor_id).is_not(None))


def _is_about(event: type[Event]) -> sa.ColumnElement[bool]:
    """The case; one that names the liaison is left out."""
    return sa.and_(_is_case_of(event), col(Case.names_liaison).is_(False))


def _is_case_of(event: type[Event]) -> sa.ColumnElement[bool]:
    return sa.and_(col(Case.station_id) == col(event.station_id), col(Case.id) == col(event.case_id))
