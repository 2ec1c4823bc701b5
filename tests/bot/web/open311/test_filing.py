"""Cases that other systems file."""

from datetime import timedelta
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

import pytest
from sqlmodel import select

from bot.delivery import Delivery
from bot.demo.clock import MovableClock
from hotline import notices
from hotline.casebook import is_callers
from hotline.open311 import keys
from hotline.permissions import SYSTEM
from storage.queries import failures
from storage.queries.board import Reader
from storage.tables import (
    ApiKey,
    Case,
    Entry,
    Notice,
    Person,
    Place,
    RoleGrant,
)
from storage.vocabulary import Channel, Role, State, Urgency
from tests.bot.web.open311.outside import AT, PHONE, VALID, WELL, Outside, named_in, only_error, served


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
