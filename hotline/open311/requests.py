"""A case as a service request of Open311: what of it everybody may know. Pure."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from hotline.open311 import words
from hotline.open311.services import Services
from hotline.states import OPEN
from storage.vocabulary import Level, State

# Two decimals of a degree are about a kilometre: a village, nobody's house.
_DECIMALS = 2


@dataclass(frozen=True)
class Village:
    """A village of the roster; its position is its own, never that of somebody who wrote from there.

    `id` is None where a smaller place in it was named, which is not told.
    """

    name: str
    id: int | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class PublicCase:
    """What is taken from a case; `words` are those that a person approved for the public, or empty."""

    number: str
    state: State
    category: str | None
    topic: str | None
    requested_at: datetime
    state_since: datetime
    result: str | None = None
    closed_at: datetime | None = None
    expected_at: datetime | None = None
    village: Village | None = None
    unit: str = ""
    unit_level: Level | None = None
    words: str = ""


@dataclass(frozen=True)
class ServiceRequest:
    """The fields of the specification, in its order; what is never told is always None."""

    service_request_id: str
    status: str
    status_notes: str | None
    service_name: str
    service_code: str
    description: str
    agency_responsible: str
    service_notice: str | None
    requested_datetime: str
    updated_datetime: str
    expected_datetime: str | None
    address: str | None
    address_id: str | None
    zipcode: str | None
    lat: float | None
    long: float | None
    media_url: str | None


def service_request(case: PublicCase, services: Services, congress: str, zone: tzinfo) -> ServiceRequest:
    """Show a case. Moments are written in `zone`, to the second."""
    service = services.of(case.category, case.topic)
    is_open = case.state in OPEN
    updated_at = case.state_since if is_open else case.closed_at or case.state_since
    village = case.village or Village("")
    return ServiceRequest(
        service_request_id=case.number,
        status="open" if is_open else "closed",
        status_notes=words.status_notes(case.state, case.result) or None,
        service_name=service.name,
        service_code=service.code,
        description=case.words or words.described(service.name, village.name),
        agency_responsible=_agency(case, congress),
        service_notice=None,
        requested_datetime=w3c(case.requested_at, zone),
        updated_datetime=w3c(updated_at, zone),
        expected_datetime=w3c(case.expected_at, zone) if is_open and case.expected_at else None,
        address=village.name or None,
        address_id=None if village.id is None else str(village.id),
        zipcode=None,
        lat=_rounded(village.latitude),
        long=_rounded(village.longitude),
        media_url=None,
    )


def w3c(moment: datetime, zone: tzinfo) -> str:
    """2026-06-15T09:00:00+08:00."""
    return moment.astimezone(zone).isoformat(timespec="seconds")


def _agency(case: PublicCase, congress: str) -> str:
    """The unit that has the case now; a contractor may be a person, and is not named."""
    if case.state != State.REFERRED or not case.unit:
        return congress
    return str(words.words()["contractor"]) if case.unit_level is Level.CONTRACTOR else case.unit


def _rounded(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, _DECIMALS)
