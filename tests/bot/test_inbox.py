"""The inbox at work: every update takes effect exactly once, in order, whatever happens in between."""

import asyncio
import logging
from typing import Any

import pytest
from sqlmodel import select

from bot.inbox import LEASE, MAX_ATTEMPTS, MAX_ENDS
from bot.simulator import Fault
from hotline.errors import NoSuchCase
from storage.queries import inbox as queries
from storage.tables import Person
from tests.support.bench import FAILING, SECOND, Bench, Member, unheard


async def states(bench: Bench) -> list[str]:
    return [row.state for row in await bench.updates()]


async def answers(bench: Bench) -> list[str]:
    """What was answered, by its words."""
    return [str(notice.params.get("words", notice.kind)) for notice in await bench.notices()]


def message(update_id: int, chat_id: int = 77, **content: Any) -> dict[str, Any]:
    """A raw update from a person whom the hotline has not met."""
    return {
        "update_id": update_id,
        "message": {
            "message_id": update_id,
            "date": 1_781_485_200,
            "chat": {"id": chat_id, "type": "private", "first_name": "李"},
            "from": {"id": chat_id, "is_bot": False, "first_name": "李", "language_code": "zh-hans"},
            **content,
        },
    }


def nested(levels: int) -> list[Any]:
    """A list in a list in a list."""
    made: list[Any] = []
    for _ in range(levels):
        made = [made]
    return made


# Once, and in order


async def test_an_update_takes_effect_and_is_done_in_one_commit(bench: Bench, wang: Member) -> None:
    await bench.receive(wang, "村口的路坏了")
    (kept,) = await bench.updates()
    assert (kept.state, kept.attempts) == (queries.WAITING, 0)
    assert "路".encode() not in (kept.sealed or b"")

    await bench.handle()
    (done,) = await bench.updates()
    assert (done.state, done.sealed, done.leased_by) == (queries.DONE, None, None)
    assert await answers(bench) == ["村口的路坏了"]


async def test_an_update_that_comes_again_takes_effect_once(bench: Bench, wang: Member) -> None:
    await bench.people.disturb_updates(duplicates=2)
    await bench.receive(wang, "一", "二")
    await bench.handle()
    await bench.inbox.keep([message(row.update_id, text="假") for row in await bench.updates()])
    await bench.handle()
    assert await answers(bench) == ["一", "二"]


@pytest.mark.alike
async def test_a_batch_that_comes_backwards_is_handled_in_order(bench: Bench, wang: Member) -> None:
    await bench.people.disturb_updates(reversals=1)
    await bench.receive(wang, "一", "二", "三")
    await bench.handle()
    assert bench.echo.seen == ["一", "二", "三"]


async def test_chats_are_handled_at_once(bench: Bench, wang: Member) -> None:
    """One batch holds the oldest of every chat: nobody waits for another's second message."""
    li = await bench.member("李")
    for number in ("一", "二"):
        await wang.phone.send_text(f"王{number}")
        await li.phone.send_text(f"李{number}")
    await bench.take_in()
    assert await bench.inbox.work_off() == 2
    assert sorted(bench.echo.seen) == ["李一", "王一"]
    await bench.handle()
    assert sorted(bench.echo.seen[2:]) == ["李二", "王二"]


# Crashes


async def test_what_was_not_finished_runs_again_after_its_lease(bench: Bench, wang: Member) -> None:
    await bench.receive(wang, "一", "二")
    async with bench.process.database.transaction() as session:
        await queries.claim(session, 1, worker="died", now=bench.clock(), lease=LEASE, limit=10)
    await bench.handle()
    assert await answers(bench) == []
    bench.clock.move(LEASE + SECOND)
    await bench.handle()
    assert await answers(bench) == ["一", "二"]


async def test_who_was_overtaken_rolls_back_and_nothing_happens_twice(bench: Bench, wang: Member) -> None:
    """The slow worker comes back after its lease ran out and another has done the work."""
    await bench.receive(wang, "一")
    async with bench.process.database.transaction() as session:
        (row,) = await queries.claim(
            session, 1, worker=bench.process.name, now=bench.clock(), lease=LEASE, limit=10
        )
    bench.clock.move(LEASE + SECOND)
    async with bench.another() as other:
        await other.handle()
        await bench.inbox._handle(row)
        assert (bench.echo.seen, other.echo.seen) == (["一"], ["一"])
        assert await answers(bench) == ["一"]
    (done,) = await bench.updates()
    assert (done.state, done.attempts) == (queries.DONE, 2)


async def test_who_was_overtaken_and_fails_does_not_put_it_back(bench: Bench, wang: Member) -> None:
    await bench.receive(wang, FAILING)
    async with bench.process.database.transaction() as session:
        (row,) = await queries.claim(
            session, 1, worker=bench.process.name, now=bench.clock(), lease=LEASE, limit=10
        )
    bench.clock.move(LEASE + SECOND)
    async with bench.another() as other:
        other.echo.failure = None
        await other.handle()
    await bench.inbox._handle(row)
    assert await states(bench) == [queries.DONE]


async def test_two_processes_share_the_work(bench: Bench, wang: Member) -> None:
    others = [await bench.member(f"村民{number}") for number in range(6)]
    for number in range(5):
        for one in (wang, *others):
            await one.phone.send_text(f"{one.id} {number}")
    await bench.take_in()
    async with bench.another() as other:
        while queries.WAITING in await states(bench):
            await asyncio.gather(bench.inbox.work_off(), other.inbox.work_off())
        seen = bench.echo.seen + other.echo.seen
    assert len(seen) == len(set(seen)) == 35
    assert sorted(await answers(bench)) == sorted(seen)
    for one in (wang, *others):
        own = [words for words in await answers(bench) if words.startswith(f"{one.id} ")]
        assert own == [f"{one.id} {number}" for number in range(5)]


# Failures


async def test_a_refusal_is_answered_and_what_was_begun_is_rolled_back(bench: Bench, wang: Member) -> None:
    bench.echo.failure = NoSuchCase("0123")
    await bench.receive(wang, FAILING)
    await bench.handle()
    assert [notice.kind for notice in await bench.notices()] == ["errors.NoSuchCase"]
    assert await states(bench) == [queries.DONE]


async def test_a_fault_of_ours_is_tried_again_later_and_holds_back_only_that_chat(
    bench: Bench, wang: Member
) -> None:
    li = await bench.member("李")
    await wang.phone.send_text(FAILING)
    await wang.phone.send_text("后一条")
    await bench.receive(li, "别人")
    await bench.handle()
    assert await answers(bench) == ["别人"]
    bench.clock.move(3 * SECOND)
    bench.echo.failure = None
    await bench.handle()
    assert await answers(bench) == ["别人", FAILING, "后一条"]


async def test_after_some_attempts_it_is_parked_and_told_and_the_chat_goes_on(
    bench: Bench, wang: Member, liaison: Member
) -> None:
    await bench.receive(wang, FAILING, "后一条")
    for _ in range(MAX_ATTEMPTS):
        await bench.handle()
        bench.clock.move(60 * SECOND)
    await bench.handle()
    assert await states(bench) == [queries.PARKED, queries.DONE]
    (parked, _) = await bench.updates()
    assert (parked.attempts, parked.problem) == (MAX_ATTEMPTS, "RuntimeError")
    assert parked.sealed is not None
    told = {(notice.recipient_id, notice.kind) for notice in await bench.notices()}
    assert {(wang.id, "errors.unexpected"), (liaison.id, "liaison.parked_update")} <= told
    await bench.deliver()
    assert any("RuntimeError" in words for words in await liaison.words())


async def test_one_that_kills_every_process_is_parked_as_well(bench: Bench, wang: Member) -> None:
    await bench.receive(wang, "致命")
    for _ in range(MAX_ENDS):
        async with bench.process.database.transaction() as session:
            await queries.claim(session, 1, worker="died", now=bench.clock(), lease=LEASE, limit=1)
        bench.clock.move(LEASE + SECOND)
    await bench.handle()
    (parked,) = await bench.updates()
    assert (parked.state, parked.problem) == (queries.PARKED, "NeverFinished")
    assert bench.echo.seen == []


async def test_one_that_kills_every_process_takes_no_other_along(bench: Bench, wang: Member) -> None:
    others = [await bench.member(f"村民{number}") for number in range(5)]
    for one in (others[0], others[1], wang, *others[2:]):
        await one.phone.send_text("致命" if one is wang else f"{one.id} 的事")
    await bench.take_in()
    fatal, deaths = (await bench.updates())[2].update_id, 0
    while queries.WAITING in await states(bench):
        async with bench.another() as next_one:
            rows = await next_one.inbox._claim()
            if any(row.update_id == fatal and row.attempts <= MAX_ENDS for row in rows):
                deaths += 1
                async with bench.process.database.transaction() as session:
                    await queries.release_of(session, 1, next_one.process.name)
                continue
            for row in rows:
                await next_one.inbox._handle(row)
    assert deaths == MAX_ENDS
    assert sorted(await states(bench)) == [queries.DONE] * len(others) + [queries.PARKED]


@pytest.mark.alike
async def test_one_that_cannot_even_be_read_is_parked_and_the_chat_goes_on(
    bench: Bench, wang: Member, liaison: Member
) -> None:
    unreadable = message(1, wang.phone.id, text="没有发信人的时间", date="yesterday")
    await bench.inbox.keep([unreadable, message(2, wang.phone.id, text="后一条")])
    for _ in range(MAX_ATTEMPTS + 1):
        await bench.handle()
        bench.clock.move(60 * SECOND)
    assert await states(bench) == [queries.PARKED, queries.DONE]
    assert liaison.id in {notice.recipient_id for notice in await bench.notices()}


async def test_a_failing_database_costs_nothing_but_time(
    bench: Bench, wang: Member, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.receive(wang, "一")

    async def lose_connection(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    with pytest.MonkeyPatch.context() as patched, caplog.at_level(logging.CRITICAL):
        patched.setattr(queries, "complete", lose_connection)
        await bench.inbox.work_off()
    assert await answers(bench) == []
    bench.clock.move(LEASE + SECOND)
    await bench.handle()
    assert await answers(bench) == ["一"]


async def test_what_was_lost_sight_of_is_put_back_as_soon_as_the_database_is_there(
    bench: Bench, wang: Member, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.receive(wang, "一")

    async def lose_connection(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    with pytest.MonkeyPatch.context() as patched, caplog.at_level(logging.CRITICAL):
        for name in ("complete", "release"):
            patched.setattr(queries, name, lose_connection)
        await bench.inbox.work_off()
    await bench.handle()
    assert await answers(bench) == ["一"]


async def test_a_claim_whose_commit_was_not_heard_of_is_made_again_at_once(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.receive(wang, "一")
    with monkeypatch.context() as patched:
        database = bench.process.database
        patched.setattr(database, "single_statement", unheard(database.single_statement))
        with pytest.raises(ConnectionResetError):
            await bench.inbox.work_off()
    (leased,) = await bench.updates()
    assert leased.leased_by == bench.process.name
    await bench.handle()
    assert await answers(bench) == ["一"]


# What comes in


@pytest.mark.alike
async def test_groups_are_not_stored_and_get_one_line(bench: Bench, wang: Member) -> None:
    group = await bench.people.group(wang.phone, "东村", with_bot=True)
    await wang.phone.send_text("/start", chat_id=group.id)
    await bench.take_in()
    assert await bench.updates() == []
    sent = bench.simulator.calls.of("sendMessage")
    assert {call.parameters["chat_id"] for call in sent} == {str(group.id)}


@pytest.mark.alike
async def test_a_group_that_cannot_be_greeted_holds_nothing_up(bench: Bench, wang: Member) -> None:
    bench.simulator.faults.order(Fault("drop", "sendMessage"))
    await bench.people.group(wang.phone, "东村", with_bot=True)
    await bench.receive(wang, "一")
    assert len(await bench.updates()) == 1


HOSTILE: list[tuple[dict[str, Any], str]] = [
    ({"text": "半个\ud83d表情"}, "半个\ufffd表情"),  # half a character pair
    ({"text": "空\x00字符"}, "空\ufffd字符"),
    ({"text": "倒\u202e过来\u2066写"}, "倒\u2060过来\u2060写"),
    ({"text": "😀路"}, "😀路"),
    ({"text": "新字段", "future_field": {"a": [1, None, "\udc00"]}, "effect_id": "x"}, "新字段"),
    ({"text": "'; DROP TABLE inbox; --"}, "'; DROP TABLE inbox; --"),
    ({"text": "路" * 12_000}, "路" * 12_000),
    ({"text": "名字", "from": {"id": 77, "is_bot": False, "first_name": "李\ud800\x00"}}, "名字"),
]


async def test_whatever_stands_in_a_message_it_is_handled(bench: Bench) -> None:
    await bench.inbox.keep([message(number, **content) for number, (content, _) in enumerate(HOSTILE)])
    await bench.handle()
    assert bench.echo.seen == [seen for _, seen in HOSTILE]
    assert set(await states(bench)) == {queries.DONE}
    async with bench.process.database.reading() as session:
        assert len((await session.exec(select(Person))).all()) == 1


async def test_a_button_with_64_kib_of_data_is_handled(bench: Bench) -> None:
    sender = {"id": 77, "is_bot": False, "first_name": "李"}
    query = {
        "id": "1",
        "from": sender,
        "chat_instance": "x",
        "data": "路" * 22_000,
        "message": message(1, text="卡片")["message"],
    }
    await bench.inbox.keep([{"update_id": 1, "callback_query": query}])
    await bench.handle()
    assert await states(bench) == [queries.DONE]


NO_MESSAGES: list[dict[str, Any]] = [
    {"update_id": 5},
    {"update_id": 5, "poll": {"id": "1"}},
    {"update_id": 5, "message": None},
    {"update_id": 5, "message": {"chat": {"type": "private"}}},
    {"update_id": 5, "message": {"chat": {"type": "private", "id": "zero"}}},
    {"update_id": 2**70, "message": {"chat": {"type": "private", "id": 1}}},
    {"update_id": "five", "message": {"chat": {"type": "private", "id": 1}}},
    {"update_id": 5, "callback_query": {"id": "1", "inline_message_id": "x"}},
    {"update_id": 5, "channel_post": {"chat": {"type": "channel", "id": -1}}},
]


@pytest.mark.alike
async def test_what_is_no_message_of_a_person_does_not_keep_back_the_others(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL):
        await bench.inbox.keep([*NO_MESSAGES, message(6, text="一")])
    assert [row.update_id for row in await bench.updates()] == [6]


@pytest.mark.alike
async def test_the_log_of_a_failure_does_not_hold_what_was_written(
    bench: Bench, wang: Member, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.receive(wang, f"我家住在靠山屯，{FAILING}")
    await bench.handle()
    assert "failed, attempt 1" in caplog.text
    assert "靠山屯" not in caplog.text


@pytest.mark.parametrize(
    "misshapen",
    [
        {"update_id": 8, "my_chat_member": {"chat": {"id": -5, "type": "group"}}},
        {"update_id": 8, "message": {"chat": {"type": "private"}}},
        {"update_id": 8, "message": None},
        {"update_id": "x", "message": {"chat": {"id": 5, "type": "private"}}},
        {"update_id": 8, "message": {"chat": {"id": 5, "type": "private"}, "text": nested(100_000)}},
    ],
)
@pytest.mark.alike
async def test_what_telegram_never_sends_keeps_nothing_back(
    bench: Bench, misshapen: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL):
        await bench.inbox.keep([misshapen, message(9, text="村口的路坏了")])
        await bench.handle()
    assert await answers(bench) == ["村口的路坏了"]
