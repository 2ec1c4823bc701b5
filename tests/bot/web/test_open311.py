"""Open311 GeoReport v2: seen by an outside client, checked field by field, and proof against nonsense."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import httpx
import pytest
from georeport import GeoReport
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select
from starlette.applications import Starlette

from bot.config import load
from bot.delivery import Delivery
from bot.demo import sample
from bot.demo.clock import MovableClock
from bot.demo.staging import prepare, scratch_folder, write_settings
from bot.process import Process
from bot.web.desk.app import build_desk
from bot.web.open311 import routes
from bot.web.serving import listening, serving
from hotline import notices
from hotline.casebook import is_callers
from hotline.open311 import keys
from hotline.permissions import SYSTEM
from storage.queries import failures
from storage.queries.board import Reader
from storage.queries.roster import next_number
from storage.tables import (
    ApiKey,
    Avoidance,
    Case,
    CaseClock,
    Deputy,
    Entry,
    Ledger,
    LedgerLine,
    Notice,
    Person,
    Place,
    Referral,
    RoleGrant,
)
from storage.vocabulary import Channel, Level, Role, State, Urgency

AT = "/open311/v2"
WELL = "村东头那口井的水发黄，有股味儿，牲口都不喝，想请人来看看。"
PHONE = "13900001111"
REQUEST_FIELDS = {
    *("service_request_id", "status", "status_notes", "service_name", "service_code", "description"),
    *("agency_responsible", "service_notice", "requested_datetime", "updated_datetime"),
    *("expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url"),
}
SERVICE_FIELDS = {
    *("service_code", "service_name", "description", "metadata", "type", "keywords", "group"),
}


class Outside:
    """The hotline as other systems see it, with the process behind it."""

    def __init__(self, process: Process, clock: MovableClock, base: str, http: httpx.AsyncClient) -> None:
        self.process, self.clock, self.base, self.http = process, clock, base, http

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.http.get(f"{AT}/{path}", params=query)

    async def post(self, path: str = "requests.json", **form: Any) -> httpx.Response:
        return await self.http.post(f"{AT}/{path}", data=form)

    async def key(self, name: str = "县12345平台") -> str:
        async with self.process.unit_of_work() as work:
            return await keys.new_key(work, SYSTEM, name)

    async def numbers(self, **query: Any) -> list[str]:
        found = await self.get("requests.json", **query)
        assert found.status_code == 200, found.text
        return [request["service_request_id"] for request in found.json()]

    async def one(self, kind: type[Any], *conditions: Any) -> Any:
        async with self.process.database.reading() as session:
            return (await session.exec(select(kind).where(*conditions))).one()

    async def case(self, number: str | int) -> Case:
        found: Case = await self.one(Case, Case.number == int(number))
        return found

    async def village(self, name: str = "靠山屯村") -> Place:
        found: Place = await self.one(Place, Place.name == name)
        return found

    async def filed(self, **values: Any) -> Case:
        """A filed case of somebody."""
        place = await self.village()
        async with self.process.unit_of_work() as work:
            person = Person(station_id=work.station_id, created_at=work.now)
            work.session.add(person)
            await work.session.flush()
            case = Case(
                station_id=work.station_id,
                constituent_id=person.id,
                number=await next_number(work.session, work.station_id),
                state=State.SUBMITTED,
                text=f"我是王大爷，家住东街8号，电话{PHONE}，{WELL}",
                category="农村农业",
                topic="农村饮水",
                place_id=place.id,
                constituency_id=place.constituency_id,
                created_at=work.now,
                state_since=work.now,
                submitted_at=work.now,
            )
            for name, value in values.items():
                setattr(case, name, value)
            work.session.add(case)
        return case


@asynccontextmanager
async def served(database_url: str, clock: MovableClock, **section: Any) -> AsyncIterator[Outside]:
    """The sample township's hotline, served on a port of its own."""
    async with scratch_folder() as folder:
        wanted = {"is_enabled": True} | section
        path = write_settings(folder, "http://127.0.0.1:9", database_url, open311=wanted)
        process = Process(load(path), clock=clock)
        await prepare(process.database, process, sample.roster())
        await process.knowledge.refresh()
        with listening("127.0.0.1", 0, "the test") as listener:
            base = f"http://127.0.0.1:{listener.getsockname()[1]}"
            async with (
                serving(Starlette(routes=routes(process)), listener),
                httpx.AsyncClient(base_url=base) as http,
            ):
                yield Outside(process, clock, base, http)
        await process.database.close()


@pytest.fixture
def clock() -> MovableClock:
    """Monday, 15 June 2026, 09:00 in Shanghai, and no later until it is moved."""
    return MovableClock(datetime.fromisoformat("2026-06-15T09:00:00+08:00"), is_running=False)


@pytest.fixture
async def outside(database_url: str, clock: MovableClock) -> AsyncIterator[Outside]:
    async with served(database_url, clock) as opened:
        yield opened


def named_in(root: ET.Element) -> list[str]:
    return [element.tag for element in root]


def only_error(found: httpx.Response) -> tuple[int, str]:
    """The HTTP status, and what the only error says, once it has the specification's form."""
    if found.headers["content-type"].startswith("text/xml"):
        root = ET.fromstring(found.content)
        assert (root.tag, named_in(root), named_in(root[0])) == ("errors", ["error"], ["code", "description"])
        code, description = (part.text or "" for part in root[0])
    else:
        (error,) = found.json()
        code, description = error["code"], error["description"]
    assert int(code) == found.status_code
    return found.status_code, description


# What an outside client sees


@pytest.mark.parametrize("form", ["json", "xml"])
async def test_an_outside_client_reads_services_and_requests(outside: Outside, form: str) -> None:
    for topic in ("农村饮水", None):
        await outside.filed(topic=topic)
    client = GeoReport(f"{outside.base}{AT}/", output_format=form)

    services = await asyncio.to_thread(client.get_service_list)
    assert all(set(service) == SERVICE_FIELDS for service in services)
    water = next(service for service in services if service["service_name"] == "农村饮水")
    assert (water["type"], water["group"]) == ("realtime", "农村农业")
    assert water["metadata"] == (False if form == "json" else "false")

    definition = await asyncio.to_thread(client.get_service_definition, water["service_code"])
    assert definition["service_code"] == water["service_code"]
    assert not definition["attributes"]

    requests = await asyncio.to_thread(client.get_service_requests)
    assert [request["service_request_id"] for request in requests] == ["0002", "0001"]
    assert all(set(request) == REQUEST_FIELDS for request in requests)
    assert {request["service_code"] for request in requests} <= {one["service_code"] for one in services}

    request = await asyncio.to_thread(client.get_service_request, "0001")
    assert request == requests[1]
    assert (request["status"], request["service_name"], request["address"]) == (
        *("open", "农村饮水"),
        "靠山屯村",
    )


async def test_an_outside_client_filters_by_service_state_and_days(outside: Outside) -> None:
    await outside.filed(topic="农村饮水")
    await outside.filed(state=State.CLOSED, category="交通运输", topic="农村公路", result="A")
    long_ago = outside.clock() - timedelta(days=100)
    await outside.filed(submitted_at=long_ago, category=None, topic=None)
    client = GeoReport(f"{outside.base}{AT}", jurisdiction="anything")

    async def ids(**query: str) -> list[str]:
        found = await asyncio.to_thread(client.get_service_requests, **query)
        return [request["service_request_id"] for request in found]

    assert await ids() == ["0002", "0001"]
    assert await ids(status="closed") == ["0002"]
    assert await ids(status="open,closed") == ["0002", "0001"]
    assert await ids(service_code="农村农业-农村饮水") == ["0001"]
    assert await ids(service_code="农村农业,交通运输-农村公路") == ["0002"]
    assert await ids(service_request_id="0003, 1,7,x") == ["0001", "0003"]
    start = (long_ago - timedelta(days=1)).isoformat()
    assert await ids(start_date=start) == ["0003"]
    assert await ids(start_date=start, service_code="other") == ["0003"]
    assert await ids(end_date=start) == []


async def test_requests_come_in_pages_newest_first(outside: Outside) -> None:
    for _ in range(5):
        await outside.filed()
        outside.clock.move(timedelta(hours=1))
    assert await outside.numbers(page_size=2) == ["0005", "0004"]
    assert await outside.numbers(page_size=2, page=3) == ["0001"]
    assert await outside.numbers(page_size=2, page=4) == []
    assert await outside.numbers(page="", page_size="", status="", start_date="") == [
        *("0005", "0004", "0003", "0002", "0001"),
    ]


async def test_both_formats_say_the_same_in_utf8(outside: Outside) -> None:
    await outside.filed()
    as_json, as_xml = [await outside.get(f"requests/1.{form}") for form in ("json", "xml")]
    assert as_json.headers["content-type"] == "application/json; charset=utf-8"
    assert as_xml.headers["content-type"] == "text/xml; charset=utf-8"
    assert as_xml.content.decode().lower().startswith("<?xml version='1.0' encoding='utf-8'?>")
    root = ET.fromstring(as_xml.content)
    assert (root.tag, named_in(root)) == ("service_requests", ["request"])
    (request,) = as_json.json()
    assert {part.tag: part.text for part in root[0]} == {
        field: None if value is None else str(value) for field, value in request.items()
    }


async def test_dates_have_a_zone_and_a_due_day_is_the_reply_clock_s(outside: Outside) -> None:
    now = outside.clock()
    case = await outside.filed(state=State.REFERRED, due_at=now + timedelta(hours=2))
    async with outside.process.unit_of_work() as work:
        for kind, days in (("accept", 1), ("reply", 5)):
            clock = CaseClock(
                station_id=1,
                case_id=case.id,
                kind=kind,
                started_at=now,
                due_at=now + timedelta(days=days),
                length_us=1,
            )
            work.session.add(clock)
        for unit in ("镇水利站", "县水利局"):
            referral = Referral(
                station_id=1, case_id=case.id, unit=unit, level=Level.COUNTY, referred_at=now, due_at=now
            )
            work.session.add(referral)
            await work.session.flush()
    (request,) = (await outside.get("requests/0001.json")).json()
    assert request["requested_datetime"] == "2026-06-15T09:00:00+08:00"
    assert request["expected_datetime"] == "2026-06-20T09:00:00+08:00"
    assert datetime.fromisoformat(request["updated_datetime"]) == now
    assert request["agency_responsible"] == "县水利局"


async def test_discovery_names_the_endpoint_its_formats_and_whom_to_ask(outside: Outside) -> None:
    found = (await outside.get("discovery.json")).json()
    assert set(found) == {"changeset", "contact", "key_service", "endpoints"}
    (endpoint,) = found["endpoints"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    assert "0000-1234567" in found["contact"]
    assert "0000-1234567" in found["key_service"]
    services = await outside.http.get(f"{endpoint['url']}/services.xml")
    assert ET.fromstring(services.content).tag == "services"
    as_xml = ET.fromstring((await outside.get("discovery.xml")).content)
    assert named_in(as_xml) == ["changeset", "contact", "key_service", "endpoints"]
    assert [part.text for part in as_xml.iter("format")] == endpoint["formats"]


# What nobody sees

Hide = Callable[[Outside, Case], Awaitable[None]]


async def _change(outside: Outside, case: Case, **values: Any) -> None:
    async with outside.process.unit_of_work() as work:
        row = await work.session.get_one(Case, (1, case.id))
        for name, value in values.items():
            setattr(row, name, value)


async def _avoid(outside: Outside, case: Case) -> None:
    deputy = await outside.one(Deputy, Deputy.code == "D03")
    async with outside.process.unit_of_work() as work:
        work.session.add(Avoidance(station_id=1, case_id=case.id, deputy_id=deputy.id))


async def _erase(outside: Outside, case: Case) -> None:
    async with outside.process.unit_of_work() as work:
        (await work.session.get_one(Person, (1, case.constituent_id))).erased_at = work.now


def _set(**values: Any) -> Hide:
    return lambda outside, case: _change(outside, case, **values)


HIDDEN: dict[str, Hide] = {
    "unnamed": _set(is_unnamed=True),
    "about the liaison": _set(names_liaison=True),
    "danger": _set(danger_number="119", urgency=Urgency.URGENT),
    "withdrawn": _set(state=State.WITHDRAWN),
    "a draft": _set(state=State.DRAFT, number=None, submitted_at=None),
    "another's business": _set(kind="insisted"),  # a lawsuit, a quarrel
    "a hidden category": _set(category="纪检监察"),
    "about a deputy": _avoid,
    "of somebody erased": _erase,
}


async def test_what_is_nobody_s_business_never_appears(outside: Outside) -> None:
    seen = f"{(await outside.filed()).number:04d}"
    for why, hide in HIDDEN.items():
        case = await outside.filed()
        assert await outside.numbers() == [f"{case.number:04d}", seen]
        await hide(outside, case)
        assert await outside.numbers() == [seen], why
        assert await outside.numbers(service_request_id=f"{case.number},{seen}") == [seen], why
        assert only_error(await outside.get(f"requests/{case.number}.json"))[0] == 404, why


async def test_no_words_of_a_case_come_out_until_the_liaison_has_published_them(outside: Outside) -> None:
    case = await outside.filed(latitude=41.500001, longitude=122.500001)
    for form in ("xml", "json"):
        text = (await outside.get(f"requests.{form}")).text
        for secret in ("王大爷", "东街", PHONE, "井", "41.500001", "122.500001"):
            assert secret not in text
    async with outside.process.unit_of_work() as work:
        ledger = Ledger(station_id=1, quarter=date(2026, 4, 1), composed_at=work.now)
        work.session.add(ledger)
        await work.session.flush()
        work.session.add(
            LedgerLine(
                station_id=1, ledger_id=ledger.id, case_id=case.id, matter="水井的水发黄", state="approved"
            )
        )
    assert "水井的水发黄" not in (await outside.get("requests.json")).text
    async with outside.process.unit_of_work() as work:
        (await work.session.get_one(Ledger, (1, ledger.id))).published_at = work.now
    (request,) = (await outside.get("requests.json")).json()
    assert request["description"] == "水井的水发黄"


async def test_a_position_is_that_of_the_village_to_about_a_kilometre(outside: Outside) -> None:
    village = await outside.village()
    async with outside.process.unit_of_work() as work:
        row = await work.session.get_one(Place, (1, village.id))
        row.latitude, row.longitude = 41.123456, 122.987654
    await outside.filed(latitude=41.2, longitude=122.8)
    (request,) = (await outside.get("requests.json")).json()
    assert (request["lat"], request["long"]) == (41.12, 122.99)


async def test_it_is_served_below_the_address_of_the_desk_and_needs_no_session(
    database_url: str, clock: MovableClock
) -> None:
    at = "https://hotline.example.org/renda"
    async with scratch_folder() as folder:
        sections: dict[str, dict[str, Any]] = {"open311": {"is_enabled": True}, "desk": {"public_url": at}}
        process = Process(
            load(write_settings(folder, "http://127.0.0.1:9", database_url, **sections)), clock=clock
        )
        await process.knowledge.refresh()
        transport = httpx.ASGITransport(build_desk(process))
        async with httpx.AsyncClient(transport=transport, base_url=at) as http:
            found = (await http.get("open311/v2/discovery.json")).json()
            (endpoint,) = found["endpoints"]
            assert endpoint["url"] == f"{at}/open311/v2"
            assert (await http.get(f"{endpoint['url']}/requests.json")).json() == []
            elsewhere = await http.get("https://hotline.example.org/open311/v2/requests.json")
            assert elsewhere.status_code == 404
        await process.database.close()


async def test_without_the_setting_nothing_is_served_and_a_closed_one_wants_a_key(
    database_url: str, clock: MovableClock
) -> None:
    async with served(database_url, clock, is_enabled=False) as off:
        assert (await off.get("services.json")).status_code == 404
    async with served(database_url, clock, is_public=False, jurisdiction_id="heping.cn") as closed:
        key = await closed.key()
        for path in ("services.json", "services/other.json", "requests.json", "tokens/1.json"):
            assert only_error(await closed.get(path))[0] == 403
            assert only_error(await closed.get(path, api_key="wrong"))[0] == 403
        assert (await closed.get("requests.json", api_key=key)).status_code == 200
        there = {"api_key": key, "jurisdiction_id": "heping.cn"}
        elsewhere = there | {"jurisdiction_id": "elsewhere.cn"}
        assert (await closed.get("services.xml", **there)).status_code == 200
        assert only_error(await closed.get("services.xml", **elsewhere))[0] == 404
        assert only_error(await closed.post(**elsewhere, service_code="other"))[0] == 404


# Filing


async def test_a_filed_case_goes_the_way_of_all_others_and_its_author_is_left_alone(outside: Outside) -> None:
    key = await outside.key()
    sent = await outside.post(
        api_key=key,
        service_code="农村农业-农村饮水",
        description=WELL,
        address_string="靠山屯村东头",
        first_name="大爷",
        last_name="王",
        phone=PHONE,
        email="wang@example.org",
        device_id="tt222111",
        media_url="http://example.org/well.jpg",
    )
    assert sent.status_code == 200, sent.text
    (answer,) = sent.json()
    assert (answer["service_request_id"], answer["account_id"]) == ("0001", None)
    assert "0001" in answer["service_notice"]

    case = await outside.case("0001")
    row: ApiKey = await outside.one(ApiKey)
    assert case.constituent_id == row.person_id
    assert row.used_at == outside.clock()
    assert (case.channel, case.category, case.topic) == (Channel.OPEN311, "农村农业", "农村饮水")
    assert (case.has_chosen_category, case.state) == (True, State.ASSIGNED)
    assert case.place_id == (await outside.village()).id
    entry: Entry = await outside.one(Entry, Entry.case_id == case.id)
    for kept in (case.text, entry.text):
        assert kept == f"{WELL}\n地点：靠山屯村东头"
    (request,) = (await outside.get("requests/0001.json")).json()
    assert (request["status"], request["address"]) == ("open", "靠山屯村")


async def test_what_the_author_would_hear_reaches_nobody_and_worries_nobody(
    outside: Outside, caplog: pytest.LogCaptureFixture
) -> None:
    async with outside.process.unit_of_work() as work:
        liaison = Person(station_id=1, created_at=work.now)
        work.session.add(liaison)
        await work.session.flush()
        work.session.add(
            RoleGrant(station_id=1, person_id=liaison.id, role=Role.LIAISON, granted_at=work.now)
        )
    key = await outside.key()
    await outside.post(api_key=key, service_code="other", description=WELL, address_string="靠山屯村")
    case = await outside.case(1)
    async with outside.process.unit_of_work() as work:
        row = await work.session.get_one(Case, (1, case.id))
        assert not await is_callers(work, row)
        notice = await notices.tell(work, row.constituent_id, "case.assigned", row)
        assert (notice.kind, notice.recipient_id) == ("case.assigned", case.constituent_id)
    delivery = Delivery(outside.process)
    await delivery.send_waiting()
    await delivery.drain()
    async with outside.process.database.reading() as session:
        found = list(await session.exec(select(Notice)))
    to_author = [notice for notice in found if notice.recipient_id == case.constituent_id]
    assert [(notice.kind, notice.state) for notice in to_author] == [("case.assigned", "unreachable")]
    assert "caller.task" not in {notice.kind for notice in found}
    async with outside.process.database.reading() as session:
        failed = await failures.page(session, 1, Reader(), offset=0, limit=10)
    # Of those whom nothing reached only the liaison, who has no telephone here, is anybody's concern.
    assert {failure.notice.recipient_id for failure in failed} == {liaison.id}
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]


async def test_a_service_that_is_not_known_leaves_the_category_to_the_hotline(outside: Outside) -> None:
    key = await outside.key()
    road = "村里到镇上的路全是坑，下雨天车都过不去，请给修修。"
    sent = await outside.post(api_key=key, service_code="other", description=road, lat="41.0", long="1e3")
    assert only_error(sent)[0] == 400
    sent = await outside.post(api_key=key, service_code="other", description=road, lat="0.0", long="-1.5")
    assert sent.status_code == 200
    case = await outside.case(1)
    assert (case.category, case.has_chosen_category) == ("交通运输", False)
    assert (case.latitude, case.longitude, case.place_id) == (0.0, -1.5, None)
    assert case.state == State.SUBMITTED


async def test_danger_is_filed_as_urgent_the_number_is_named_and_nobody_else_sees_it(
    outside: Outside,
) -> None:
    key = await outside.key()
    sent = await outside.post(
        "requests.xml",
        api_key=key,
        service_code="农村农业",
        description="快来人啊，靠山屯老张家着火了，人还在屋里！",
        address_string="靠山屯村",
    )
    root = ET.fromstring(sent.content)
    assert (root.tag, named_in(root[0])) == (
        "service_requests",
        ["service_request_id", "service_notice", "account_id"],
    )
    assert "119" in (root.findtext("request/service_notice") or "")
    case = await outside.case(1)
    assert (case.urgency, case.danger_number) == (Urgency.URGENT, "119")
    assert await outside.numbers() == []


async def test_a_place_can_be_named_by_its_id_or_by_a_point_near_it(outside: Outside) -> None:
    village = await outside.village()
    async with outside.process.unit_of_work() as work:
        row = await work.session.get_one(Place, (1, village.id))
        row.latitude, row.longitude = 41.1, 122.9
    form = {
        "api_key": await outside.key(),
        "service_code": "农村农业",
        "description": "水渠堵了，地里浇不上水",
    }
    for where in ({"address_id": str(village.id)}, {"lat": "41.101", "long": "122.901"}):
        sent = await outside.post(**form, **where)
        case = await outside.case(sent.json()[0]["service_request_id"])
        assert (case.place_id, case.constituency_id) == (village.id, village.constituency_id)


VALID = {"service_code": "农村农业", "description": WELL, "address_string": "靠山屯村"}
REFUSED: list[tuple[dict[str, str], int]] = [
    ({"api_key": ""}, 403),
    ({"api_key": "wrong"}, 403),
    ({"service_code": ""}, 400),
    ({"service_code": "没有这一类"}, 404),
    ({"description": " \n "}, 400),
    ({"description": "长" * 4001}, 400),
    ({"address_string": ""}, 400),
    ({"address_string": "长" * 201}, 400),
    ({"address_string": "", "lat": "41.1"}, 400),  # half a position
    ({"lat": "91", "long": "0"}, 400),
    ({"lat": "nan", "long": "inf"}, 400),
    ({"address_id": "7"}, 400),
    ({"address_id": "9" * 19}, 400),
    ({"address_id": "x"}, 400),
    ({"description": "大" * 30_000}, 413),
]


async def test_what_cannot_be_filed_is_refused_and_leaves_nothing(outside: Outside) -> None:
    key = await outside.key()
    for changes, status in REFUSED:
        for form in ("xml", "json"):
            sent = await outside.post(f"requests.{form}", **({"api_key": key} | VALID | changes))
            found, description = only_error(sent)
            assert found == status, (changes, description)
            assert description
    async with outside.process.database.reading() as session:
        assert list(await session.exec(select(Case))) == []


async def test_other_kinds_of_body_are_refused(outside: Outside) -> None:
    key = await outside.key()
    as_json = await outside.http.post(f"{AT}/requests.json", json=VALID | {"api_key": key})
    as_parts = await outside.http.post(f"{AT}/requests.json", files=VALID | {"api_key": key})
    many = urlencode([("x", "y")] * 300)
    headers = {"content-type": "application/x-www-form-urlencoded"}
    as_many = await outside.http.post(f"{AT}/requests.json", content=many, headers=headers)
    for found in (as_json, as_parts, as_many):
        assert only_error(found)[0] == 400


async def test_a_key_files_so_many_cases_a_minute_and_others_are_not_held_up(
    database_url: str, clock: MovableClock
) -> None:
    async with served(database_url, clock, filings_per_minute=2) as outside:
        one, another = await outside.key("甲"), await outside.key("乙")
        for _ in range(2):
            assert (await outside.post(**VALID, api_key=one)).status_code == 200
        refused = await outside.post(**VALID, api_key=one)
        assert (only_error(refused)[0], refused.headers["retry-after"]) == (429, "60")
        assert (await outside.post(**VALID, api_key=another)).status_code == 200
        clock.move(timedelta(minutes=1))
        assert (await outside.post(**VALID, api_key=one)).status_code == 200


async def test_of_a_key_only_its_hash_is_kept_and_a_revoked_one_files_nothing(outside: Outside) -> None:
    key = await outside.key("县平台")
    row: ApiKey = await outside.one(ApiKey)
    assert key not in str(row.model_dump())
    async with outside.process.unit_of_work() as work:
        await keys.revoke(work, SYSTEM, "县平台")
    assert only_error(await outside.post(**VALID, api_key=key))[0] == 403
    assert (await outside.post(**VALID, api_key=await outside.key("县平台"))).status_code == 200


# Nonsense


ASKED: list[tuple[str, int]] = [
    ("requests.json?start_date=yesterday", 400),
    ("requests.json?start_date=2026-06-01T00:00:00", 400),  # no zone
    ("requests.json?end_date=0001-01-01T00:00:00%2B14:00", 400),
    ("requests.json?start_date=9999-12-31T23:59:59Z", 400),
    ("requests.json?start_date=2026-02-30", 400),
    ("requests.json?start_date=2026-01-01&end_date=2026-06-01", 400),  # more than 90 days
    ("requests.json?start_date=2026-06-10&end_date=2026-06-01", 400),
    ("requests.json?status=waiting", 400),
    ("requests.json?page=0", 400),
    ("requests.json?page=-1", 400),
    ("requests.json?page=99999999999999999999", 400),
    ("requests.json?page_size=5000", 400),
    ("requests.json?service_request_id=" + ",".join(map(str, range(1, 1500))), 400),
    ("requests.json?service_request_id=99999999999999,%00,x", 200),
    ("requests.json?service_code=%00,no", 200),
    ("requests.json?start_date=2026-06-01T00:00:00+08:00", 200),  # a plus sign as browsers send it
    ("requests.json?start_date=2026-06-01", 200),
    ("requests/99.xml", 404),
    ("requests/%00.xml", 404),
    ("requests/１.json", 404),
    ("services/nothing.xml", 404),
    ("tokens/123456.xml", 404),
    ("services.csv", 404),
    ("services", 404),
    ("", 404),
]


async def test_every_mistake_is_answered_in_the_form_of_the_specification(outside: Outside) -> None:
    for path, status in ASKED:
        found = await outside.http.get(f"{AT}/{path}")
        assert found.status_code == status, (path, found.text)
        if status != 200:
            assert only_error(found)[1]


_WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "open", "2026-06-01", "0001-01-01T00:00:00Z", "9" * 30, "\x00", "1e400", "-0"]),
)
_FIELDS = st.sampled_from(
    [
        *("service_request_id", "service_code", "start_date", "end_date", "status", "page", "page_size"),
        *("jurisdiction_id", "api_key", "lat", "long", "address_string", "address_id", "description"),
        *("attribute[x][]", "\x00"),
    ]
)
_PAIRS = st.lists(st.tuples(_FIELDS, _WORDS), max_size=8)
_PATHS = st.one_of(
    st.sampled_from(["requests", "services", "discovery"]),
    st.builds(lambda words: f"requests/{quote(words, safe='')}", _WORDS),
    st.builds(lambda words: f"services/{quote(words, safe='')}", _WORDS),
    st.builds(lambda words: f"tokens/{quote(words, safe='')}", _WORDS),
)


@pytest.fixture
async def in_process(database_url: str, clock: MovableClock) -> AsyncIterator[tuple[Process, str]]:
    async with served(database_url, clock, filings_per_minute=100_000) as opened:
        yield opened.process, await opened.key()


async def test_no_query_and_no_body_makes_it_fail(in_process: tuple[Process, str]) -> None:
    process, key = in_process
    transport = httpx.ASGITransport(Starlette(routes=routes(process)), raise_app_exceptions=True)
    loop = asyncio.get_running_loop()

    async def ask(method: str, path: str, **options: Any) -> None:
        async with httpx.AsyncClient(transport=transport, base_url="http://hotline") as http:
            found = await http.request(method, path, **options)
        assert found.status_code in (200, 400, 403, 404, 413), found.text
        if found.headers["content-type"].startswith("text/xml"):
            ET.fromstring(found.content)
        else:
            json.loads(found.content)

    def wait(asked: Awaitable[None]) -> None:
        asyncio.run_coroutine_threadsafe(asked, loop).result(30)  # type: ignore[arg-type]

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(_PATHS, st.sampled_from(["xml", "json", "x"]), _PAIRS)
    def gets(path: str, extension: str, query: list[tuple[str, str]]) -> None:
        wait(ask("GET", f"{AT}/{path}.{extension}", params=query))

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(
        st.one_of(_PAIRS.map(lambda pairs: urlencode(pairs).encode()), st.binary(max_size=200)), st.booleans()
    )
    def posts(body: bytes, is_complete: bool) -> None:
        form = urlencode(VALID | {"api_key": key}).encode() + b"&" if is_complete else b""
        headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
        wait(ask("POST", f"{AT}/requests.xml", content=form + body, headers=headers))

    await asyncio.to_thread(gets)
    await asyncio.to_thread(posts)
