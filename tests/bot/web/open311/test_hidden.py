"""What nobody sees, whoever asks."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import httpx

from bot.config import load
from bot.demo.clock import MovableClock
from bot.demo.staging import scratch_folder, write_settings
from bot.process import Process
from bot.web.desk.app import build_desk
from storage.tables import Avoidance, Case, Deputy, Ledger, LedgerLine, Person, Place
from storage.vocabulary import State, Urgency
from tests.bot.web.open311.outside import PHONE, Outside, only_error, served

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
