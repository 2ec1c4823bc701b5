"""The inbox's promises: kept once, claimed in each chat's order, by one worker at a time."""

import asyncio
import itertools
import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from storage.database import Database
from storage.queries import inbox
from storage.tables import Inbox

NOON = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)
STATION = 1


def row(update_id: int, chat: str = "a", station: int = STATION) -> dict[str, Any]:
    return {
        "station_id": station,
        "update_id": update_id,
        "chat": chat,
        "sealed": b"sealed",
        "state": inbox.WAITING,
        "attempts": 0,
        "received_at": NOON,
    }


async def store(database: Database, rows: Sequence[dict[str, Any]]) -> None:
    async with database.transaction() as session:
        await inbox.store(session, rows)


async def claim(
    database: Database,
    worker: str = "first",
    now: datetime = NOON,
    limit: int = 32,
    station: int = STATION,
) -> list[int]:
    async with database.transaction() as session:
        rows = await inbox.claim(session, station, worker=worker, now=now, lease=LEASE, limit=limit)
    return [found.update_id for found in rows]


async def complete(database: Database, update_id: int, worker: str = "first", station: int = STATION) -> bool:
    async with database.transaction() as session:
        return await inbox.complete(session, station, update_id, worker=worker, now=NOON)


async def kept(database: Database) -> list[Inbox]:
    async with database.reading() as session:
        return list(await session.exec(select(Inbox).order_by("update_id")))


async def test_an_update_delivered_twice_is_kept_once(database: Database) -> None:
    await store(database, [row(1), row(2)])
    await store(database, [row(2), row(3)])
    assert [found.update_id for found in await kept(database)] == [1, 2, 3]


async def test_one_that_was_done_stays_done_when_it_comes_again(database: Database) -> None:
    await store(database, [row(1)])
    await claim(database)
    await complete(database, 1)
    await store(database, [row(1)])
    assert await claim(database) == []
    assert [(found.state, found.sealed) for found in await kept(database)] == [(inbox.DONE, None)]


async def test_nothing_to_keep_is_nothing_wrong(database: Database) -> None:
    await store(database, [])
    assert await kept(database) == []


async def test_of_each_chat_the_oldest_comes_first_and_the_next_only_after_it(database: Database) -> None:
    # Out of order, as a webhook may bring them.
    await store(database, [row(3, "a"), row(1, "a"), row(2, "b"), row(4, "b")])
    assert await claim(database) == [1, 2]
    assert await claim(database, "second") == []
    await complete(database, 1)
    assert await claim(database, "second") == [3]


async def test_no_more_are_claimed_than_asked_for(database: Database) -> None:
    await store(database, [row(number, f"chat{number}") for number in range(40)])
    assert [await claim(database, limit=16) for _ in range(3)] == [
        [*range(16)],
        [*range(16, 32)],
        [*range(32, 40)],
    ]


async def test_another_stations_updates_are_not_touched(whole_database: Database) -> None:
    await store(whole_database, [row(1, station=1), row(1, station=2)])
    assert await claim(whole_database) == [1]
    assert await complete(whole_database, 1)
    assert await claim(whole_database, station=2) == [1]


async def test_a_lease_that_ran_out_is_taken_over_and_the_loser_can_complete_nothing(
    database: Database,
) -> None:
    await store(database, [row(1), row(2)])
    assert await claim(database, "first") == [1]
    assert await claim(database, "second", NOON + LEASE) == []
    assert await claim(database, "second", NOON + LEASE + timedelta(seconds=1)) == [1]
    assert not await complete(database, 1, "first")
    assert await complete(database, 1, "second")
    assert not await complete(database, 1, "second")


async def test_the_loser_cannot_put_back_or_park_what_another_works_on(database: Database) -> None:
    await store(database, [row(1)])
    await claim(database, "first")
    later = NOON + 2 * LEASE
    await claim(database, "second", later)
    async with database.transaction() as session:
        await inbox.release(session, STATION, 1, worker="first", until=NOON)
        assert not await inbox.park(session, STATION, 1, worker="first", now=later, problem="x")
    assert await claim(database, "third", later) == []
    assert await complete(database, 1, "second")


async def test_one_to_be_tried_again_holds_its_chat_back_until_then(database: Database) -> None:
    await store(database, [row(1), row(2), row(3, "b")])
    assert await claim(database) == [1, 3]
    async with database.transaction() as session:
        await inbox.release(session, STATION, 1, worker="first", until=NOON + timedelta(seconds=4))
    assert await claim(database, now=NOON + timedelta(seconds=3)) == []
    assert await claim(database, now=NOON + timedelta(seconds=5)) == [1]
    assert [found.attempts for found in await kept(database)] == [2, 0, 1]


async def test_a_parked_one_keeps_its_payload_and_lets_the_next_pass(database: Database) -> None:
    await store(database, [row(1), row(2)])
    await claim(database)
    async with database.transaction() as session:
        assert await inbox.park(session, STATION, 1, worker="first", now=NOON, problem="x" * 300)
    assert await claim(database) == [2]
    parked = (await kept(database))[0]
    assert (parked.state, parked.sealed, len(parked.problem or "")) == (inbox.PARKED, b"sealed", 200)


async def test_after_a_crash_nobody_need_wait_for_leases(database: Database) -> None:
    await store(database, [row(1), row(2, "b")])
    await claim(database, "before the crash", limit=1)
    await claim(database, "alive")
    async with database.transaction() as session:
        assert await inbox.holders(session, STATION) == {"before the crash", "alive"}
        assert await inbox.release_of(session, STATION, "before the crash") == 1
    assert await claim(database, "after the crash") == [1]


async def test_updates_are_counted_by_state(database: Database) -> None:
    await store(database, [row(1), row(2), row(3, "b")])
    await claim(database)
    await complete(database, 1)
    async with database.reading() as session:
        assert await inbox.counts(session, STATION) == {inbox.WAITING: 2, inbox.DONE: 1}


_stations = itertools.count(100)
_ACTS = st.lists(
    st.tuples(st.sampled_from(["claim", "complete", "put back", "die", "wait"]), st.integers(0, 2)),
    max_size=40,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chats=st.lists(st.sampled_from("abc"), min_size=1, max_size=8), acts=_ACTS)
async def test_however_three_workers_take_turns_each_chat_stays_in_order(
    whole_database: Database, chats: list[str], acts: list[tuple[str, int]]
) -> None:
    """Workers claim, complete, put back, die with their leases and come back, in any order."""
    station, now = next(_stations), NOON
    await store(whole_database, [row(number, chat, station) for number, chat in enumerate(chats)])
    held: dict[int, dict[int, datetime]] = {0: {}, 1: {}, 2: {}}
    completed: list[int] = []
    for act, worker in [*acts, *[("wait", 0), ("claim", 0), ("complete", 0)] * (3 * len(chats) + 3)]:
        if act == "wait":
            now += LEASE / 2
        elif act == "die":
            held[worker] = {}
        elif act == "claim":
            new = await claim(whole_database, str(worker), now, limit=2, station=station)
            leased = [chats[one] for holder in held.values() for one, until in holder.items() if until >= now]
            taken = leased + [chats[one] for one in new]
            assert len(set(taken)) == len(taken), "two updates of a chat at once"
            held[worker] |= dict.fromkeys(new, now + LEASE)
        elif held[worker]:
            update_id = min(held[worker])
            del held[worker][update_id]
            if act == "complete" and await complete(whole_database, update_id, str(worker), station):
                completed.append(update_id)
            elif act == "put back":
                async with whole_database.transaction() as session:
                    await inbox.release(session, station, update_id, worker=str(worker), until=now)
    by_chat = defaultdict(list)
    for update_id in completed:
        by_chat[chats[update_id]].append(update_id)
    assert all(done == sorted(done) for done in by_chat.values())
    assert sorted(completed) == list(range(len(chats))), "each exactly once"


async def test_four_workers_at_once_handle_each_update_once_and_in_order(database_url: str) -> None:
    """Really at once, each over connections of its own, as replicas on PostgreSQL are."""
    replicas = [Database(database_url, 1) for _ in range(4)]
    chance = random.Random(7)
    chats = [f"chat{chance.randrange(6)}" for _ in range(90)]
    await store(replicas[0], [row(number, chat) for number, chat in enumerate(chats)])
    working: set[str] = set()
    handled: list[int] = []

    async def work(name: str, database: Database) -> None:
        while len(handled) < len(chats):
            for update_id in await claim(database, name, limit=3):
                assert chats[update_id] not in working
                working.add(chats[update_id])
                await asyncio.sleep(0)
                working.discard(chats[update_id])
                handled.append(update_id)
                assert await complete(database, update_id, name)

    await asyncio.gather(*(work(str(number), one) for number, one in enumerate(replicas)))
    for one in replicas:
        await one.close()
    assert sorted(handled) == list(range(len(chats)))
    for chat in set(chats):
        of_chat = [update_id for update_id in handled if chats[update_id] == chat]
        assert of_chat == sorted(of_chat)
