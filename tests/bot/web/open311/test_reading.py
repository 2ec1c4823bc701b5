"""An outside client reads services and requests, checked field by field."""

import asyncio
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from georeport import GeoReport

from storage.tables import (
    CaseClock,
    Referral,
)
from storage.vocabulary import Level, State
from tests.bot.web.open311.outside import AT, Outside, named_in

REQUEST_FIELDS = {
    *("service_request_id", "status", "status_notes", "service_name", "service_code", "description"),
    *("agency_responsible", "service_notice", "requested_datetime", "updated_datetime"),
    *("expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url"),
}
SERVICE_FIELDS = {
    *("service_code", "service_name", "description", "metadata", "type", "keywords", "group"),
}


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
