"""What was sent is noted together, and nobody's note is lost by another's."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.sending_book import SendingBook, Sent
from storage.queries import outbox
from storage.tables import Notice
from tests.support.bench import Bench, Member


async def noted(bench: Bench, wang: Member, count: int) -> list[Notice]:
    for number in range(count):
        await bench.tell(wang, f"第{number}条")
    return await bench.notices(outbox.WAITING)


async def test_those_who_come_meanwhile_share_the_next_transaction(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, real, transactions = await noted(bench, wang, 5), bench.process.database.transaction, 0

    @asynccontextmanager
    async def counted() -> AsyncIterator[AsyncSession]:
        nonlocal transactions
        transactions += 1
        async with real() as session:
            yield session

    monkeypatch.setattr(bench.process.database, "transaction", counted)
    book = SendingBook(bench.process)
    await asyncio.gather(*(book.note(Sent(notice, None, is_all=True)) for notice in waiting))
    assert transactions == 2
    assert await bench.notices(outbox.WAITING) == []
    assert len(await bench.notices(outbox.SENT)) == 5


async def test_a_connection_that_had_just_ended_costs_no_repetition(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failures = outbox.mark_calls, 1
    await bench.tell(wang, "只来一次")

    async def ended_once(*given: Any) -> None:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise ConnectionResetError
        await real(*given)

    monkeypatch.setattr(outbox, "mark_calls", ended_once)
    await bench.deliver()
    assert failures == -1
    assert await wang.words() == ["只来一次"]
    assert len(await bench.notices(outbox.SENT)) == 1
