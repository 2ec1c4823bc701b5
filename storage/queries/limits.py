"""What limits go by: how much a person has begun and said of late, who is new, which words came before."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.queries.pauses import in_force
from storage.remembering import apart_from_others
from storage.tables import Case, Entry, Pause, SeenText
from storage.vocabulary import Channel, State


@dataclass(frozen=True)
class Lately:
    """Of a person: matters begun, messages, the end of a pause, the open case that began with these words."""

    matters: int
    messages: int
    paused_until: datetime | None
    same_case_id: int | None


async def lately(
    session: AsyncSession,
    station_id: int,
    person_id: int,
    *,
    text_hash: str | None,
    open_states: Collection[State],
    today: datetime,
    last_hour: datetime,
    now: datetime,
) -> Lately:
    """Everything that decides whether a person's new matter waits, in one statement."""
    given = {
        "of": station_id,
        "person": person_id,
        "hash": text_hash,
        "states": sorted(open_states),
        "today": today,
        "hour": last_hour,
        "now": now,
    }
    return Lately(*(await session.exec(_lately(), params=given)).one())


@cache
def _lately() -> Any:
    ask: Callable[[str], Any] = sa.bindparam
    station_id, person_id = ask("of"), ask("person")
    own = [Case.station_id == station_id, Case.constituent_id == person_id, Case.channel == Channel.TELEGRAM]
    matters = select(sa.func.count()).where(*own, Case.created_at >= ask("today"))
    messages = select(sa.func.count()).where(
        Entry.station_id == station_id, Entry.author_id == person_id, Entry.at >= ask("hour")
    )
    paused_until = select(sa.func.max(col(Pause.ends_at))).where(
        Pause.person_id == person_id, *in_force(station_id, ask("now"))
    )
    same_case = (
        select(sa.func.max(col(SeenText.case_id)))
        .join(
            Case,
            sa.and_(col(Case.station_id) == col(SeenText.station_id), col(Case.id) == col(SeenText.case_id)),
        )
        .where(
            SeenText.station_id == station_id,
            SeenText.text_hash == ask("hash"),
            SeenText.person_id == person_id,
            Case.constituent_id == person_id,
            col(Case.state).in_(ask("states")),
        )
    )
    wanted = (matters, messages, paused_until, same_case)
    return sa.select(*(query.scalar_subquery() for query in wanted))


async def arrival(
    session: AsyncSession,
    station_id: int,
    case: Case,
    *,
    text_hash: str | None,
    last_hour: datetime,
    last_day: datetime,
    most: int,
) -> tuple[bool, int, int]:
    """What decides who sees a report first, in one statement.

    Whether its author had a case before the last hour; how many other newcomers said the same words within
    a day; and, for an author who is new, how many other cases of newcomers came in that hour, up to `most`.
    """
    given = {
        "of": station_id,
        "one": case.id,
        "author": case.constituent_id,
        "hash": text_hash,
        "hour": last_hour,
        "day": last_day,
        "most": most,
    }
    # It asks about other cases: what was changed in this one may wait.
    async with apart_from_others(session, SeenText):
        known, same_words, count = (await session.exec(_arrival(), params=given)).one()
    return bool(known), int(same_words), int(count)


@cache
def _arrival() -> Any:
    ask: Callable[[str], Any] = sa.bindparam
    station_id, author, last_hour, last_day = ask("of"), ask("author"), ask("hour"), ask("day")
    is_known = sa.exists().where(
        *_filed_before(Case, station_id, last_hour), col(Case.constituent_id) == author
    )
    others = select(sa.func.count(sa.distinct(col(SeenText.person_id)))).where(
        SeenText.station_id == station_id,
        SeenText.text_hash == ask("hash"),
        SeenText.at >= last_day,
        SeenText.person_id != author,
        ~sa.exists().where(
            *_filed_before(Case, station_id, last_day), col(Case.constituent_id) == col(SeenText.person_id)
        ),
    )
    before = aliased(Case)
    strangers = (
        select(Case.id)
        .where(
            Case.station_id == station_id,
            Case.channel == Channel.TELEGRAM,
            col(Case.submitted_at) >= last_hour,
            Case.id != ask("one"),
            ~sa.exists().where(
                *_filed_before(before, station_id, last_hour),
                col(before.constituent_id) == col(Case.constituent_id),
            ),
        )
        .limit(ask("most"))
        .subquery()
    )
    counted = select(sa.func.count()).select_from(strangers).scalar_subquery()
    # Counted for newcomers only: of whoever is known nothing waits.
    wanted = (is_known, others.scalar_subquery(), sa.case((is_known, 0), else_=counted))
    return sa.select(*wanted)


def _filed_before(table: Any, station_id: Any, moment: Any) -> list[sa.ColumnElement[bool]]:
    return [col(table.station_id) == station_id, col(table.submitted_at) < moment]


async def has_said(
    session: AsyncSession, station_id: int, person_id: int, text_hash: str, since: datetime
) -> bool:
    """Whether a person has said this since then."""
    found = await session.exec(
        select(SeenText.id)
        .where(
            SeenText.station_id == station_id,
            SeenText.text_hash == text_hash,
            SeenText.at >= since,
            SeenText.person_id == person_id,
        )
        .limit(1)
    )
    return found.first() is not None


async def waiting_for_triage(session: AsyncSession, station_id: int, reason: str) -> int:
    """How many cases the liaison has yet to look at for this reason."""
    found = await session.exec(
        select(sa.func.count()).where(
            Case.station_id == station_id, Case.state == State.SUBMITTED, Case.routing_reason == reason
        )
    )
    return found.one()


async def forget_words_of(session: AsyncSession, station_id: int, person_id: int) -> None:
    """Drop what a person has said before: the person is erased."""
    await session.exec(
        sa.delete(SeenText).where(
            col(SeenText.station_id) == station_id, col(SeenText.person_id) == person_id
        )
    )
