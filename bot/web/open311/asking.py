"""What a request asks for, read from its query or its form; Refused says what is wrong with it."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from urllib.parse import parse_qsl

from starlette.datastructures import QueryParams
from starlette.requests import Request

from hotline.normalisation import UNTURNED
from hotline.open311 import words
from hotline.open311.filing import Report
from hotline.open311.published import Asked, subjects_of
from hotline.open311.services import Services
from hotline.states import OPEN
from storage.vocabulary import State

SPAN = timedelta(days=90)
MOST_REQUESTS = 1000
"""Both are the specification's."""
LARGEST_FORM = 64 * 1024
LONGEST_DESCRIPTION = 4000
_LONGEST_ADDRESS = 200
_LAST_PAGE = 100_000
_MOST_FIELDS = 200
_FORM = "application/x-www-form-urlencoded"
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_DEGREES = re.compile(r"[+-]?\d{1,3}(\.\d{1,20})?", re.ASCII)
_YEARS = range(1970, 2200)
_STATES = {"open": OPEN, "closed": frozenset(State) - OPEN}
# What no XML can hold, and what PostgreSQL does not take.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Refused(Exception):
    """A request that cannot be met: its HTTP status, and what to say."""

    def __init__(self, status: int, kind: str, **values: object) -> None:
        super().__init__(kind)
        self.status = status
        self.description = words.error(kind, **values)
        self.headers: dict[str, str] = {}


@dataclass(frozen=True)
class Page:
    """A piece of a list; pages count from 1."""

    number: int = 1
    size: int = MOST_REQUESTS

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size


def asked_by(query: QueryParams, services: Services, now: datetime, zone: tzinfo) -> Asked:
    """The filter of GET requests. Numbers override everything else, as the specification wants it."""
    numbers = _listed(query, "service_request_id")
    if len(numbers) > MOST_REQUESTS:
        raise Refused(400, "service_request_ids", most=MOST_REQUESTS)
    if numbers:
        return Asked(numbers=tuple(filter(None, map(number_in, numbers))))
    since, until = _span(query, now, zone)
    codes = _listed(query, "service_code")
    return Asked(since, until, _states(query), subjects=subjects_of(services, codes) if codes else None)


def number_in(text: str) -> int | None:
    """A case's number as it stands in a service_request_id."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None


def page_of(query: QueryParams) -> Page:
    """Which piece of the list is wanted."""
    return Page(
        _counted(query, "page", 1, _LAST_PAGE), _counted(query, "page_size", MOST_REQUESTS, MOST_REQUESTS)
    )


async def form_of(request: Request) -> Mapping[str, str]:
    """The fields of a form of limited size; of a field that comes twice, the last."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise Refused(400, "form")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise Refused(413, "too_large", kib=LARGEST_FORM // 1024)
    try:
        fields = parse_qsl(body.decode("utf-8", "replace"), max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Refused(400, "form") from None
    return {name: _clean(value) for name, value in fields}


def report_in(form: Mapping[str, str], services: Services) -> Report:
    """What is to be filed."""
    service = services.by_code.get(form.get("service_code", ""))
    if not form.get("service_code"):
        raise Refused(400, "service_code_missing")
    if service is None:
        raise Refused(404, "service_code")
    text, address = form.get("description", ""), form.get("address_string", "")
    if not text:
        raise Refused(400, "description_missing")
    if len(text) > LONGEST_DESCRIPTION:
        raise Refused(400, "description", most=LONGEST_DESCRIPTION)
    if len(address) > _LONGEST_ADDRESS:
        raise Refused(400, "address_string", most=_LONGEST_ADDRESS)
    place_id, point = _place_id(form), _point(form)
    if not address and place_id is None and point is None:
        raise Refused(400, "location_missing")
    return Report(text, service.category, service.topic, place_id, point, address)


def _listed(query: QueryParams, field: str) -> Sequence[str]:
    """A field that may come several times, and hold several values with commas between."""
    said = (part.strip() for value in query.getlist(field) for part in value.split(","))
    return list(dict.fromkeys(filter(None, map(_clean, said))))


def _span(query: QueryParams, now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    since, until = (_moment(query, field, zone) for field in ("start_date", "end_date"))
    if since is None:
        until = until or now
        return until - SPAN, until
    until = until or min(now, since + SPAN)
    if not timedelta() <= until - since <= SPAN:
        raise Refused(400, "span", days=SPAN.days)
    return since, until


def _moment(query: QueryParams, field: str, zone: tzinfo) -> datetime | None:
    """A moment; of a plain day, its first in the hotline's zone."""
    # A plus sign that was not written as %2B arrives as a blank.
    given = query.get(field, "").strip().replace(" ", "+")
    if not given:
        return None
    try:
        if _DAY.fullmatch(given):
            moment = datetime.fromisoformat(given).replace(tzinfo=zone)
        elif _MOMENT.fullmatch(given):
            moment = datetime.fromisoformat(given)
        else:
            raise ValueError(field)
    except ValueError:
        raise Refused(400, "date", field=field) from None
    if moment.year not in _YEARS:
        raise Refused(400, "date", field=field)
    return moment


def _states(query: QueryParams) -> frozenset[State] | None:
    wanted = frozenset(_listed(query, "status"))
    if not wanted <= _STATES.keys():
        raise Refused(400, "status")
    return _STATES[next(iter(wanted))] if len(wanted) == 1 else None


def _counted(query: QueryParams, field: str, default: int, most: int) -> int:
    given = query.get(field, "").strip()
    number = number_in(given) if given else default
    if number is None or not 1 <= number <= most:
        raise Refused(400, "page", field=field, most=most)
    return number


def _place_id(form: Mapping[str, str]) -> int | None:
    given = form.get("address_id", "")
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) <= 19 and int(given) < 2**63):
        raise Refused(400, "address_id")
    return int(given)


def _point(form: Mapping[str, str]) -> tuple[float, float] | None:
    latitude, longitude = form.get("lat", ""), form.get("long", "")
    if not latitude and not longitude:
        return None
    if not (_DEGREES.fullmatch(latitude) and _DEGREES.fullmatch(longitude)):
        raise Refused(400, "location")
    point = float(latitude), float(longitude)
    if not (math.fabs(point[0]) <= 90 and math.fabs(point[1]) <= 180):
        raise Refused(400, "location")
    return point


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").translate(UNTURNED)).strip()
