"""What goes wrong on our side holds up nobody else, and is shown in the end."""

import logging
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest

from bot import packing
from bot.packing import FOR_NEWER, MAX_ATTEMPTS
from handlers import render as rendering
from handlers.calls import Call
from hotline import drafts
from hotline.cards import show
from hotline.casebook import Ref
from hotline.material import Material
from hotline.people import actor_for
from storage.queries import outbox
from storage.tables import Notice, Person
from tests.support.bench import Bench, Member, unheard
from tests.support.sending import ANSWER, deliveries


async def test_a_notice_that_cannot_be_rendered_is_parked_and_does_not_stop_the_others(
    bench: Bench, wang: Member, liaison: Member, caplog: pytest.LogCaptureFixture
) -> None:
    li = await bench.member("李")
    async with bench.process.unit_of_work() as work:
        work.session.add(
            Notice(
                station_id=1,
                recipient_id=wang.id,
                kind="no.such.kind",
                priority=ANSWER,
                not_before=work.now,
                created_at=work.now,
            )
        )
    await bench.tell(wang, "一")
    await bench.tell(li, "二")
    with caplog.at_level(logging.CRITICAL):
        await bench.deliver()
    assert (await wang.words(), await li.words()) == (["一"], ["二"])
    for _ in range(MAX_ATTEMPTS - 1):
        assert await bench.notices(outbox.PARKED) == [], "a newer program may have the words for it"
        bench.clock.move(FOR_NEWER)
        with caplog.at_level(logging.CRITICAL):
            await bench.deliver()
    (parked,) = await bench.notices(outbox.PARKED)
    assert parked.kind == "no.such.kind"
    await bench.deliver()
    assert any("no.such.kind" in words for words in await liaison.words())


@pytest.mark.alike
async def test_what_waits_about_a_draft_goes_with_it(bench: Bench, wang: Member, liaison: Member) -> None:
    async with bench.process.unit_of_work() as work:
        person = await work.session.get_one(Person, (work.station_id, wang.id))
        author = await actor_for(work, wang.id)
        case = await drafts.begin(work, author, person, Material(text="村口的路坏了"))
        await show(work, case)
        await drafts.cancel(work, author, Ref(case.id))
    await bench.tell(wang, "不反映了")
    await bench.deliver()
    assert await bench.notices(outbox.PARKED) == []
    assert await wang.words() == ["不反映了"]


@pytest.mark.parametrize("fault", ["statement", "not json"])
async def test_a_rendering_that_spoils_its_transaction_spoils_nobody_elses(
    bench: Bench,
    wang: Member,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: str,
) -> None:
    """On PostgreSQL a failed statement makes everything after it in the transaction fail as well."""
    li = await bench.member("李")

    async def render(work: Any, notice: Notice, person: Person) -> list[Call]:
        if notice.recipient_id == li.id:
            return await rendering.render(work, notice, person)
        if fault == "not json":
            return [Call("sendMessage", {"text": object()})]
        work.session.add(Person(station_id=1, id=li.id, created_at=work.now))
        await work.session.flush()
        return []

    monkeypatch.setattr(packing, "render", render)
    await bench.tell(wang, "一")
    await bench.tell(li, "二")
    with caplog.at_level(logging.CRITICAL), pytest.warns() if fault == "statement" else nullcontext():
        await bench.deliver()
    assert await li.words() == ["二"]
    assert [notice.recipient_id for notice in await bench.notices(outbox.PARKED)] == [wang.id]


async def test_a_fault_of_ours_is_tried_some_times_and_then_parked(
    bench: Bench, wang: Member, liaison: Member, caplog: pytest.LogCaptureFixture
) -> None:
    notice_id = await bench.tell(wang, "一")
    await bench.delivery._claim(1)
    async with bench.process.database.transaction() as session:
        (call,) = (await outbox.calls_of(session, 1, [notice_id]))[notice_id]
        call.sealed = b"spoilt"
    with caplog.at_level(logging.CRITICAL):
        for _ in range(MAX_ATTEMPTS + 1):
            bench.clock.move(timedelta(minutes=10))
            await bench.deliver()
    (parked,) = await bench.notices(outbox.PARKED)
    assert (parked.attempts, parked.problem) == (MAX_ATTEMPTS, "SealBroken")
    assert deliveries(bench) == 1  # to the liaison


async def test_a_database_that_fails_after_the_send_ends_in_a_repetition_not_in_silence(
    bench: Bench, wang: Member, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.tell(wang, "一")

    async def lose_connection(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    with pytest.MonkeyPatch.context() as patched, caplog.at_level(logging.CRITICAL):
        for name in ("mark_calls", "postpone"):
            patched.setattr(outbox, name, lose_connection)
        await bench.delivery.send_waiting()
        await bench.delivery.drain()
    # Not only once its lease has run out: nobody else would be told meanwhile.
    await bench.deliver()
    assert await wang.words() == ["一", "一"]


async def test_a_claim_whose_commit_was_not_heard_of_is_made_again_beside_what_is_in_flight(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    li = await bench.member("李")
    await bench.people.order_fault("slow", "sendMessage", seconds=0.5)
    await bench.tell(li, "早")
    await bench.delivery.send_waiting()
    await bench.tell(wang, "一")
    with monkeypatch.context() as patched:
        database = bench.process.database
        patched.setattr(database, "transaction", unheard(database.transaction))
        with pytest.raises(ConnectionResetError):
            await bench.delivery.send_waiting()
    assert await bench.delivery.send_waiting() == 1
    await bench.delivery.drain()
    assert (await wang.words(), await li.words()) == (["一"], ["早"])
