"""What the liaison agreed to in the lexicon, what is proposed, and the cases that a review reads."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.queries import roster
from storage.tables import AgreedKeyword, Case, LexiconProposal, Station
from storage.vocabulary import State

WAITING, AGREED, PUT_OFF, STALE = "waiting", "agreed", "put_off", "stale"


async def lexicon_version(session: AsyncSession, station_id: int) -> int:
    found = await session.exec(select(Station.lexicon_version).where(Station.id == station_id))
    return found.first() or 0


async def raise_version(session: AsyncSession, station_id: int) -> None:
    """The agreed weights have changed: every process learns them anew, and what is proposed is reviewed."""
    await roster.station(session, station_id)
    await session.exec(
        sa.update(Station)
        .where(col(Station.id) == station_id)
        .values(lexicon_version=Station.lexicon_version + 1, reviewed_corrections=-1)
        .execution_options(synchronize_session=False)
    )


async def agreed(session: AsyncSession, station_id: int) -> list[AgreedKeyword]:
    """All agreed weights, the latest first."""
    found = await session.exec(
        select(AgreedKeyword)
        .where(AgreedKeyword.station_id == station_id)
        .order_by(col(AgreedKeyword.agreed_at).desc(), col(AgreedKeyword.text), col(AgreedKeyword.category))
    )
    return list(found)


async def agreed_of(session: AsyncSession, station_id: int, text: str) -> list[AgreedKeyword]:
    """The agreed weights of one word."""
    found = await session.exec(
        select(AgreedKeyword).where(AgreedKeyword.station_id == station_id, AgreedKeyword.text == text)
    )
    return list(found)


async def proposal(session: AsyncSession, station_id: int, proposal_id: int) -> LexiconProposal | None:
    """One proposal, locked until the transaction ends."""
    return await session.get(LexiconProposal, (station_id, proposal_id), with_for_update=True)


async def proposals(
    session: AsyncSession, station_id: int, states: Collection[str] = (WAITING,)
) -> list[LexiconProposal]:
    """Proposals in these states, those that right most first."""
    found = await session.exec(
        select(LexiconProposal)
        .where(LexiconProposal.station_id == station_id, col(LexiconProposal.state).in_(sorted(states)))
        .order_by(
            (col(LexiconProposal.broken) - col(LexiconProposal.mended)).asc(), col(LexiconProposal.text)
        )
    )
    return list(found)


async def count_corrected(session: AsyncSession, station_id: int) -> int:
    """How many filed cases have a category that a person chose."""
    found = await session.exec(
        select(sa.func.count()).where(Case.station_id == station_id, _is_corrected(), _is_filed())
    )
    return found.one()


async def reviewed_corrections(session: AsyncSession, station_id: int) -> int:
    """How many corrected cases the last review read; -1 where one is due."""
    found = await session.exec(select(Station.reviewed_corrections).where(Station.id == station_id))
    return found.first() or 0


async def claim_review(
    session: AsyncSession, station_id: int, corrections: int, lexicon_version: int
) -> bool:
    """Whether the result of a review is ours to write: True once, and only for the lexicon as it is."""
    await roster.station(session, station_id)
    taken = await session.exec(
        sa.update(Station)
        .where(
            col(Station.id) == station_id,
            col(Station.lexicon_version) == lexicon_version,
            col(Station.reviewed_corrections) != corrections,
        )
        .values(reviewed_corrections=corrections)
        .returning(col(Station.id))
        .execution_options(synchronize_session=False)
    )
    return taken.scalar_one_or_none() is not None


async def corrected_cases(session: AsyncSession, station_id: int, limit: int = 300) -> list[tuple[str, str]]:
    """(text, category) of the newest filed cases whose category a person chose."""
    found = await session.exec(
        select(Case.text, Case.category)
        .where(Case.station_id == station_id, _is_corrected(), _is_filed(), Case.text != "")
        .order_by(col(Case.submitted_at).desc())
        .limit(limit)
    )
    return [(text, category) for text, category in found if category is not None]


async def kept_cases(
    session: AsyncSession, station_id: int, confidence: float, limit: int = 300
) -> list[tuple[str, str]]:
    """(text, category) of the newest filed cases that were surely classified and that nobody corrected."""
    found = await session.exec(
        select(Case.text, Case.category)
        .where(
            Case.station_id == station_id,
            col(Case.has_chosen_category).is_(False),
            _is_filed(),
            Case.confidence >= confidence,
        )
        .order_by(col(Case.submitted_at).desc())
        .limit(limit)
    )
    return [(text, category) for text, category in found if category is not None]


async def cases_with(
    session: AsyncSession, station_id: int, word: str, *, newest: int = 2000
) -> list[tuple[str, str]]:
    """(text, category) of those of the newest filed cases that hold a word."""
    recent = (
        select(Case.text, Case.category)
        .where(Case.station_id == station_id, _is_filed(), col(Case.category).is_not(None))
        .order_by(col(Case.submitted_at).desc())
        .limit(newest)
        .subquery()
    )
    found = await session.exec(
        select(recent.c.text, recent.c.category).where(recent.c.text.contains(word, autoescape=True))
    )
    return [(text, category) for text, category in found]


def _is_corrected() -> sa.ColumnElement[bool]:
    # In these words the index has it.
    return sa.and_(col(Case.has_chosen_category), sa.true())


def _is_filed() -> sa.ColumnElement[bool]:
    return sa.and_(col(Case.submitted_at).is_not(None), col(Case.state) != State.DRAFT)
