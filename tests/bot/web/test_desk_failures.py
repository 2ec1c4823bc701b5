"""What was not delivered, as the desk shows it."""

from storage.tables import (
    Case,
    Notice,
    Outgoing,
    Person,
)
from tests.support.bench import Bench, Member
from tests.support.desk import Browser
from tests.support.desk_cases import filed, numbers


async def failing(bench: Bench, member: Member, state: str, case: Case | None = None) -> int:
    notice_id = await bench.tell(member, "没送到", case)
    async with bench.process.unit_of_work() as work:
        notice = await work.session.get_one(Notice, (work.station_id, notice_id))
        notice.state, notice.problem, notice.attempts = state, "BadRequest", 5
    return notice_id


async def test_what_was_not_delivered_is_listed_without_names_and_sent_again(
    bench: Bench, wang: Member, desk: Browser
) -> None:
    case = await filed(bench, wang)
    notice_id = await failing(bench, wang, "parked", case)
    page = await desk.get("/failures")
    assert "BadRequest" in page.text
    assert numbers(page.text) == ["0001"]
    assert "王大爷" not in page.text
    answer = await desk.post(f"/failures/{notice_id}/again")
    assert answer.status_code == 303
    await bench.deliver()
    assert "没送到" in await wang.words()
    assert "都送到了" in (await desk.get("/failures")).text


async def test_nothing_is_sent_in_vain_or_twice(bench: Bench, wang: Member, desk: Browser) -> None:
    blocked, partly = await failing(bench, wang, "unreachable"), await failing(bench, wang, "parked")
    async with bench.process.unit_of_work() as work:
        work.session.add(
            Outgoing(
                station_id=work.station_id,
                notice_id=partly,
                recipient_id=wang.id,
                method="sendMessage",
                sent_at=work.now,
            )
        )
    await desk.get("/failures")
    assert (await desk.post(f"/failures/{partly}/again")).status_code == 422
    async with bench.process.unit_of_work() as work:
        (await work.session.get_one(Person, (work.station_id, wang.id))).blocked_at = work.now
    assert (await desk.post(f"/failures/{blocked}/again")).status_code == 422
    assert (await desk.post("/failures/1/again")).status_code == 422


async def test_failures_of_hidden_cases_are_hidden(bench: Bench, wang: Member, desk: Browser) -> None:
    case = await filed(bench, wang, names_liaison=True)
    notice_id = await failing(bench, wang, "parked", case)
    assert "都送到了" in (await desk.get("/failures")).text
    assert (await desk.post(f"/failures/{notice_id}/again")).status_code == 422
