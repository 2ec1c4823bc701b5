"""Whatever Telegram answers, nothing that was to be said is lost, and nobody is told twice for it."""

from datetime import timedelta

import pytest

from bot.simulator import Fault
from handlers.calls import Call
from storage.queries import outbox, slots
from storage.tables import Case, Person
from tests.support.bench import SECOND, Bench, Member
from tests.support.sending import ANSWER, deliveries, on_sqlite, renders, states, text_call


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
        assert await slots.last_message_in_slot(session, 1, wang.id, "card") == card.id


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
