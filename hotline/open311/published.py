"""The cases that anybody may look up. There is no permission to check: nothing in them is anybody's secret.

Left out are drafts, what was withdrawn or erased, whoever goes unnamed, danger and despair, cases that
name a deputy or the liaison, those filed against the bot's advice, and hidden categories.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlmodel.ext.asyncio.session import AsyncSession

from hotline.gazetteer import VILLAGE
from hotline.history import shown_number
from hotline.open311.requests import PublicCase, ServiceRequest, Village, service_request
from hotline.open311.services import Services
from storage.queries import open311 as queries
from storage.queries.open311 import Asked, Subject
from storage.tables import Case, Place, Referral

__all__ = ["Asked", "Window", "published", "subjects_of"]


@dataclass(frozen=True)
class Window:
    """How cases are shown: as which services, in whose name, at which clock; and which not at all."""

    services: Services
    congress: str
    zone: tzinfo
    hidden_categories: frozenset[str] = frozenset()


async def published(
    session: AsyncSession, station_id: int, window: Window, asked: Asked, *, limit: int, offset: int = 0
) -> list[ServiceRequest]:
    """The public cases that were asked for, newest first; their own words only as far as published."""
    found = await queries.public_cases(
        session, station_id, asked, window.hidden_categories, limit=limit, offset=offset
    )
    ids = [case.id for case, _ in found]
    due = await queries.reply_due_by_case(session, station_id, ids)
    units = await queries.open_referrals(session, station_id, ids)
    words = await queries.published_words(session, station_id, ids)
    cases = [
        _public(case, place, due.get(case.id), units.get(case.id), words.get(case.id, ""))
        for case, place in found
    ]
    return [service_request(case, window.services, window.congress, window.zone) for case in cases]


def subjects_of(services: Services, codes: Collection[str]) -> tuple[Subject, ...]:
    """What cases of these services are about; unknown codes match nothing."""
    return tuple(_subject(services, code) for code in codes if code in services.by_code)


def _subject(services: Services, code: str) -> Subject:
    service = services.by_code[code]
    if service.category is None:
        return Subject(None, None, tuple(sorted(services.categories)))
    if service.topic is None:
        return Subject(service.category, None, services.topics(service.category))
    return Subject(service.category, service.topic)


def _public(
    case: Case, place: Place | None, due_at: datetime | None, unit: Referral | None, words: str
) -> PublicCase:
    return PublicCase(
        number=shown_number(case),
        state=case.state,
        category=case.category,
        topic=case.topic,
        requested_at=case.submitted_at or case.created_at,
        state_since=case.state_since,
        result=case.result,
        closed_at=case.closed_at,
        expected_at=due_at,
        village=None if place is None else _village(place),
        unit="" if unit is None else unit.unit,
        unit_level=None if unit is None else unit.level,
        words=words,
    )


def _village(place: Place) -> Village | None:
    if place.kind == VILLAGE:
        return Village(place.name, place.id, place.latitude, place.longitude)
    return Village(place.village) if place.village else None
