"""The outbox at work: everything arrives, in order, within Telegram's limits, whatever Telegram answers."""

import asyncio
import logging
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest

from bot import packing
from bot.delivery import Delivery
from bot.limiter import Limiter
from bot.packing import FOR_NEWER, LEASE, MAX_ATTEMPTS
from bot.simulator import Fault, Limits
from handlers import render as rendering
from handlers.calls import Call
from hotline import drafts
from hotline.cards import show
from hotline.casebook import Ref
from hotline.material import Material
from hotline.people import actor_for
from storage.queries import outbox, people
from storage.tables import Case, Notice, Person
from tests.support.bench import SECOND, Bench, Member, unheard

ANSWER, URGENT, ROUTINE = 0, 1, 2
# What is Telegram's part is the same on every database.
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


async def states(bench: Bench) -> list[str]:
    return [notice.state for notice in await bench.notices()]


def deliveries(bench: Bench) -> int:
    return bench.simulator.calls.counters["sendMessage"]


def renders(monkeypatch: pytest.MonkeyPatch, *calls: Call) -> None:
    """Let every notice be told by these calls."""

    async def render(*_: Any) -> list[Call]:
        return list(calls)

    monkeypatch.setattr(packing, "render", render)


def text_call(text: str, **params: Any) -> Call:
    return Call("sendMessage", {"text": text, **params})


# Order


async def test_a_persons_messages_come_in_order_and_answers_first(bench: Bench, wang: Member) -> None:
    for words, priority in (("三", ROUTINE), ("二", URGENT), ("一", ANSWER), ("四", ROUTINE)):
        await bench.tell(wang, words, priority=priority)
    await bench.deliver()
    assert await wang.words() == ["一", "二", "三", "四"]
    assert set(await states(bench)) == {outbox.SENT}


async def test_what_is_sent_is_blanked_and_its_message_remembered(bench: Bench, wang: Member) -> None:
    await bench.tell(wang, "一")
    await bench.deliver()
    (call,) = await bench.outgoing()
    (message,) = [message for message in await wang.phone.history() if message.is_from_bot]
    assert (call.sealed, call.message_id) == (None, message.id)
    assert call.sent_at is not None


async def test_an_older_notice_in_the_same_slot_is_not_told_any_more(bench: Bench, wang: Member) -> None:
    await bench.tell(wang, "旧", slot="card")
    await bench.tell(wang, "新", slot="card")
    await bench.deliver()
    assert await wang.words() == ["新"]


@pytest.mark.alike
async def test_what_is_for_later_waits_for_its_hour(bench: Bench, wang: Member) -> None:
    await bench.tell(wang, "以后", not_before=bench.clock() + timedelta(hours=8))
    await bench.tell(wang, "现在")
    await bench.deliver()
    assert await wang.words() == ["现在"]
    bench.clock.move(timedelta(hours=9))
    await bench.deliver()
    assert await wang.words() == ["现在", "以后"]


@pytest.mark.alike
async def test_somebody_whose_key_is_destroyed_is_told_nothing(bench: Bench, wang: Member) -> None:
    await bench.tell(wang, "一")
    async with bench.process.unit_of_work() as work:
        (identity,) = (await people.identities(work.session, 1, [wang.id])).values()
        identity.wrapped_key = None
    await bench.deliver()
    assert await states(bench) == [outbox.UNREACHABLE]
    assert deliveries(bench) == 0


# Crashes


async def test_after_a_crash_before_the_mark_the_same_message_is_sent_again_unchanged(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rendered once: what the case has become since then does not change what is repeated."""
    renders(monkeypatch, text_call("第一版"))
    await bench.tell(wang, "一")
    (parcel,) = await bench.delivery._claim(1)
    renders(monkeypatch, text_call("第二版"))
    async with bench.another() as after_the_crash:
        await after_the_crash.deliver()
        assert deliveries(bench) == 0
        bench.clock.move(LEASE + SECOND)
        await after_the_crash.deliver()
    assert await wang.words() == ["第一版"]
    # And should the one believed dead come back, the mark is there: at most this message is repeated.
    assert parcel.calls


@pytest.mark.alike
async def test_a_message_in_parts_goes_on_where_it_stopped(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    renders(monkeypatch, text_call("一"), text_call("二"), text_call("三"))
    bench.simulator.faults.server_error("sendMessage", skip=1)
    await bench.tell(wang, "")
    await bench.deliver()
    assert await wang.words() == ["一"]
    bench.clock.move(5 * SECOND)
    await bench.deliver()
    assert await wang.words() == ["一", "二", "三"]


async def test_two_processes_tell_nobody_twice(bench: Bench, wang: Member) -> None:
    village = [wang, *[await bench.member(f"村民{number}") for number in range(4)]]
    for number in range(6):
        for person in village:
            await bench.tell(person, str(number))
    async with bench.another() as other:
        while outbox.WAITING in await states(bench):
            await asyncio.gather(bench.deliver(), other.deliver())
    for person in village:
        assert await person.words() == [str(number) for number in range(6)]


# What Telegram may answer


@pytest.mark.alike
async def test_a_flood_pause_is_kept_for_all_and_then_everything_arrives(bench: Bench, wang: Member) -> None:
    li = await bench.member("李")
    bench.simulator.faults.flood("sendMessage", retry_after=120, chat_id=wang.phone.id)
    await bench.tell(wang, "一")
    await bench.deliver()
    await bench.tell(li, "二")
    await bench.tell(wang, "三", priority=ANSWER)
    bench.clock.move(110 * SECOND)
    # Longer than a lease: nobody takes it over and nothing leaves before the time.
    await bench.deliver()
    assert deliveries(bench) == 1
    bench.clock.move(15 * SECOND)
    await bench.deliver()
    assert (await li.words(), await wang.words()) == (["二"], ["三", "一"])
    assert deliveries(bench) == 4


@pytest.mark.alike
async def test_a_pause_also_stops_those_already_on_their_way(bench: Bench, wang: Member) -> None:
    await bench.tell(wang, "一")
    parcels = await bench.delivery._claim(1)
    bench.delivery._limiter.hold(600)
    await bench.delivery._send(parcels[0])
    assert deliveries(bench) == 0
    bench.clock.move(timedelta(seconds=590))
    async with bench.another() as other:
        # Another process has not been told to pause; the notice itself waits.
        await other.deliver()
    assert deliveries(bench) == 0
    bench.clock.move(timedelta(seconds=20))
    await bench.deliver()
    assert await wang.words() == ["一"]


@on_sqlite
@pytest.mark.parametrize("code", [500, 502, 401])  # 401: a token that is being renewed
async def test_telegrams_own_troubles_are_waited_out_longer_each_time(
    bench: Bench, wang: Member, code: int
) -> None:
    bench.simulator.faults.server_error("sendMessage", code, times=3)
    await bench.tell(wang, "一")
    await bench.tell(wang, "二")
    waits = []
    while not await wang.words():
        before = deliveries(bench)
        await bench.deliver()
        waited = 0
        while deliveries(bench) == before:
            bench.clock.move(SECOND)
            waited += 1
            await bench.deliver()
        waits.append(waited)
    assert waits[0] < waits[1] < waits[2]
    await bench.deliver()
    assert await wang.words() == ["一", "二"]


@on_sqlite
@pytest.mark.parametrize(("kind", "copies"), [("drop", 1), ("accept_then_drop", 2), ("malformed", 1)])
async def test_a_lost_answer_repeats_that_message_and_no_other(
    bench: Bench, wang: Member, kind: str, copies: int
) -> None:
    bench.simulator.faults.order(Fault(kind, "sendMessage"))
    await bench.tell(wang, "一")
    await bench.tell(wang, "二")
    for _ in range(3):
        await bench.deliver()
        bench.clock.move(10 * SECOND)
    assert await wang.words() == ["一"] * copies + ["二"]


@on_sqlite
async def test_a_time_out_after_acceptance_repeats_it_unchanged(bench: Bench, wang: Member) -> None:
    bench.be_impatient()
    bench.simulator.faults.order(Fault("accept_then_hang", "sendMessage"))
    await bench.tell(wang, "一")
    await bench.deliver()
    bench.clock.move(10 * SECOND)
    await bench.deliver()
    assert await wang.words() == ["一", "一"]
    assert await states(bench) == [outbox.SENT]


@pytest.mark.alike
async def test_who_has_blocked_the_bot_becomes_a_task_of_the_liaison(
    bench: Bench, wang: Member, liaison: Member
) -> None:
    case = await bench.case_of(wang)
    await wang.phone.block()
    await bench.tell(wang, "一", case)
    await bench.deliver()
    async with bench.process.database.reading() as session:
        assert (await session.get_one(Person, (1, wang.id))).blocked_at is not None
    task = (await bench.notices())[-1]
    assert (task.kind, task.recipient_id, task.case_id) == ("liaison.unreachable", liaison.id, case.id)
    assert {call.sealed for call in await bench.outgoing()} == {None}
    assert any("0001" in words for words in await liaison.words())


@pytest.mark.alike
async def test_a_burst_to_who_has_blocked_the_bot_is_one_call_and_another_day_is_another(
    bench: Bench, wang: Member, liaison: Member
) -> None:
    case, other_case = await bench.case_of(wang), await bench.case_of(wang)
    await wang.phone.block()

    async def calls_after(*cases: Case) -> int:
        for one in cases:
            await bench.tell(wang, "有话", one)
        await bench.deliver()
        return len([notice for notice in await bench.notices() if notice.kind == "liaison.unreachable"])

    assert await calls_after(case, case, case) == 1
    assert await calls_after(case, other_case) == 2, "of each case she has something else to say"
    bench.clock.move(timedelta(days=1))
    assert await calls_after(case, case) == 3


@pytest.mark.alike
async def test_whoever_blocked_the_bot_and_comes_back_hears_of_the_case_again(
    bench: Bench, wang: Member, liaison: Member
) -> None:
    case = await bench.case_of(wang)
    await wang.phone.block()
    await bench.tell(wang, "没听到", case)
    await bench.deliver()
    await wang.phone.unblock()
    await bench.receive(wang, "我又来了")
    await bench.handle()
    await bench.tell(wang, "听到了", case)
    await bench.deliver()
    assert (await wang.words())[-2:] == ["我又来了", "听到了"]
    async with bench.process.database.reading() as session:
        assert (await session.get_one(Person, (1, wang.id))).blocked_at is None
    assert len(await liaison.words()) == 1


@pytest.mark.alike
async def test_a_liaison_who_has_blocked_the_bot_causes_no_endless_tasks(
    bench: Bench, wang: Member, liaison: Member
) -> None:
    case = await bench.case_of(wang)
    await wang.phone.block()
    await liaison.phone.block()
    await bench.tell(wang, "一", case)
    await bench.deliver()
    assert await states(bench) == [outbox.UNREACHABLE, outbox.UNREACHABLE]


@pytest.mark.alike
async def test_what_telegram_refuses_is_parked_and_shown_and_the_next_goes_on(
    bench: Bench, wang: Member, liaison: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        renders(broken, text_call("<b>没有关上", parse_mode="HTML"))
        await bench.tell(wang, "坏")
        await bench.delivery.send_waiting()
        await bench.delivery.drain()
    await bench.tell(wang, "好")
    await bench.deliver()
    assert await wang.words() == ["好"]
    (parked,) = await bench.notices(outbox.PARKED)
    assert "can't parse entities" in (parked.problem or "").lower()
    assert any("entities" in words for words in await liaison.words())


@pytest.mark.alike
async def test_a_liaisons_own_parked_notice_is_not_reported_for_ever(
    bench: Bench, liaison: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    renders(monkeypatch, text_call(""))
    await bench.tell(liaison, "坏")
    await bench.deliver()
    # The report of it cannot be sent either; of that there is no report.
    assert await states(bench) == [outbox.PARKED, outbox.PARKED]


@on_sqlite
@pytest.mark.parametrize(
    "description",
    [
        "Bad Request: message is not modified: specified new message content is exactly the same",
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ],
)
async def test_where_nothing_is_left_to_do_nothing_is_wrong(
    bench: Bench, wang: Member, liaison: Member, description: str
) -> None:
    await bench.people.order_fault("error", "sendMessage", code=400, description=description)
    await bench.tell(wang, "一")
    await bench.deliver()
    assert await states(bench) == [outbox.SENT]


@on_sqlite
async def test_a_toast_for_a_query_of_long_ago_is_harmless(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    renders(monkeypatch, Call("answerCallbackQuery", {"callback_query_id": "1"}), text_call("一"))
    await bench.tell(wang, "")
    await bench.deliver()
    assert await wang.words() == ["一"]


@on_sqlite
async def test_the_same_card_again_is_harmless(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    renders(monkeypatch, text_call("卡片"))
    await bench.tell(wang, "")
    await bench.deliver()
    message_id = (await bench.outgoing())[0].message_id
    renders(monkeypatch, Call("editMessageText", {"message_id": message_id, "text": "卡片"}))
    await bench.tell(wang, "")
    await bench.deliver()
    assert await states(bench) == [outbox.SENT, outbox.SENT]
    assert await wang.words() == ["卡片"]


@pytest.mark.alike
async def test_a_card_that_is_gone_is_sent_anew_and_is_then_the_one_to_change(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyboard = {"inline_keyboard": [[{"text": "提交", "callback_data": "x"}]]}
    renders(
        monkeypatch,
        Call("editMessageText", {"message_id": 999, "text": "卡片", "reply_markup": keyboard}),
    )
    await bench.tell(wang, "", slot="card")
    await bench.deliver()
    (card,) = [message for message in await wang.phone.history() if message.is_from_bot]
    assert (card.text, card.button_texts) == ("卡片", ["提交"])
    async with bench.process.database.reading() as session:
        assert await outbox.last_message_in_slot(session, 1, wang.id, "card") == card.id


@pytest.mark.alike
async def test_a_chat_that_moved_is_followed(bench: Bench, wang: Member) -> None:
    moved_to = await bench.people.join("王大爷")
    await moved_to.start()
    bench.simulator.faults.migrate(wang.phone.id, moved_to.id)
    await bench.tell(wang, "一")
    await bench.tell(wang, "二")
    await bench.deliver()
    bench.clock.move(SECOND)
    await bench.deliver()
    assert await Member(moved_to, wang.id).words() == ["一", "二"]


# What may be wrong with us


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
        patched.setattr(bench.process.database, "transaction", unheard(bench.process.database))
        with pytest.raises(ConnectionResetError):
            await bench.delivery.send_waiting()
    assert await bench.delivery.send_waiting() == 1
    await bench.delivery.drain()
    assert (await wang.words(), await li.words()) == (["一"], ["早"])


# Limits


@on_sqlite
async def test_a_burst_passes_no_limit_and_everything_arrives(bench: Bench, wang: Member) -> None:
    """Real limits, counted by the local Telegram; the numbers are small so that it takes two seconds."""
    keeper = bench.simulator.limits
    keeper.limits, keeper._overall.most = Limits(), 30
    village = [wang, *[await bench.member(f"村民{number}") for number in range(20)]]
    for person in village:
        for number in range(2):
            await bench.tell(person, str(number))
    burst = Delivery(bench.process, Limiter(30, 1))
    while outbox.WAITING in await states(bench):
        await burst.send_waiting()
        await burst.drain()
    assert keeper.violated == 0
    assert all([await person.words() == ["0", "1"] for person in village])
