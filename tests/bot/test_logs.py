"""The log in both its formats: what each record is about, one record a line for programs, no token in any."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from telegram import Update
from telegram.ext import TypeHandler

from bot import logs
from bot.demo.staging import TOKEN
from handlers.context import HotlineContext
from hotline.casebook import Ref, open_case
from hotline.permissions import Act
from tests.support.bench import FAILING, Bench, Member

logger = logging.getLogger("bot.tested")
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


class Log:
    """What a handler with one of the formats has written."""

    def __init__(self, log_format: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self._stream = io.StringIO()
        monkeypatch.setattr("sys.stderr", self._stream)
        logs.set_up("INFO", log_format)

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture(autouse=True)
def _loggers_as_before() -> Iterator[None]:
    root, quiet = logging.getLogger(), [logging.getLogger(name) for name in logs._QUIET]
    handlers, levels = root.handlers[:], [root.level, *(one.level for one in quiet)]
    yield
    root.handlers[:] = handlers
    for one, level in zip([root, *quiet], levels, strict=True):
        one.setLevel(level)


@pytest.fixture
def text(monkeypatch: pytest.MonkeyPatch) -> Log:
    return Log("text", monkeypatch)


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch) -> Log:
    return Log("json", monkeypatch)


def test_a_line_for_people_ends_with_what_it_is_about(text: Log) -> None:
    logger.info("before")
    with logs.about(station=1, process="here-1", update=700, case=None):
        logger.info("inside %s", 1)
    logger.info("after")
    endings = [line.partition("INFO ")[2] for line in text.text.splitlines()]
    assert endings == ["bot.tested: before", "bot.tested: inside 1 [update 700]", "bot.tested: after"]


def test_a_record_for_programs_is_one_line_with_all_ids(records: Log) -> None:
    with logs.about(station=1, process="here-1"), logs.about(notice=5, case=9):
        try:
            raise ValueError("two\nlines")
        except ValueError:
            logger.exception("第%s次", 2)
    (record,) = records.records
    assert (record["level"], record["logger"], record["message"]) == ("ERROR", "bot.tested", "第2次")
    assert (record["station"], record["process"], record["notice"], record["case"]) == (1, "here-1", 5, 9)
    assert record["at"].endswith("+00:00")
    assert record["error"].startswith("Traceback")
    assert "two\nlines" in record["error"]


def test_the_traceback_stands_below_a_line_for_people(text: Log) -> None:
    try:
        raise ValueError("why")
    except ValueError:
        logger.exception("failed")
    lines = text.text.splitlines()
    assert lines[0].endswith("bot.tested: failed")
    assert (lines[1], lines[-1]) == ("Traceback (most recent call last):", "ValueError: why")


@pytest.mark.parametrize("log_format", logs.FORMATS)
def test_the_token_is_in_no_format(log_format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log(log_format, monkeypatch)
    try:
        raise OSError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except OSError:
        logger.exception("bot%s\n%s", TOKEN, TOKEN)
    assert TOKEN.partition(":")[2] not in log.text
    assert log.text.count("<token>") >= 3
    if log_format == "json":
        assert "<token>" in log.records[0]["error"]


async def test_what_goes_on_at_once_is_not_mixed_up(records: Log) -> None:
    async def one(number: int) -> None:
        with logs.about(update=number):
            await asyncio.sleep(0)
            logs.note(case=number * 10)
            await asyncio.sleep(0)
            logger.info("%s", number)

    logs.note(process="here-1")
    await asyncio.gather(*(one(number) for number in range(1, 6)))
    logger.info("0")
    told = {record["message"]: (record.get("update"), record.get("case")) for record in records.records}
    assert told == {str(number): (number, number * 10) for number in range(1, 6)} | {"0": (None, None)}
    assert {record["process"] for record in records.records} == {"here-1"}


@on_sqlite
async def test_what_is_said_of_an_update_and_of_a_notice_carries_their_ids(
    bench: Bench, wang: Member, records: Log
) -> None:
    case = await bench.case_of(wang)
    await bench.receive(wang, FAILING)
    await bench.handle()
    notice_id = await bench.tell(wang, "好", case)
    bench.simulator.faults.server_error("sendMessage")
    await bench.deliver()
    (row,) = await bench.updates()
    failed = next(record for record in records.records if "failed, attempt" in record["message"])
    assert failed["update"] == row.update_id
    warned = next(record for record in records.records if "NetworkError" in record["message"])
    assert (warned["notice"], warned["case"]) == (notice_id, case.id)


@on_sqlite
async def test_an_update_about_a_case_carries_its_id(bench: Bench, wang: Member, records: Log) -> None:
    case = await bench.case_of(wang)

    async def open_it(_update: Update, context: HotlineContext) -> None:
        await open_case(context.work, context.actor, Act.READ_CASE, Ref(case.id))

    bench.process.application.add_handler(TypeHandler(Update, open_it), group=-2)
    await bench.receive(wang, FAILING)
    await bench.handle()
    (failed,) = [record for record in records.records if "failed, attempt" in record["message"]]
    assert failed["case"] == case.id
