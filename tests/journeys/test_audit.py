"""Whatever is changed behind the hotline's back is found, on both databases, and by name."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import tomlkit
from typer.testing import CliRunner

from bot.cli import app
from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from bot.process import Process
from bot.schedule import anchor
from bot.secrets import write_secret
from hotline.audit import Report, verify
from storage.tables import Case, Event, Station
from tests.journeys.officials import accepted, go_to, liaison


async def audited(stage: Stage) -> Report:
    async with stage.process.unit_of_work() as work:
        return await verify(work)


async def faults(stage: Stage) -> list[str]:
    return [str(finding) for finding in (await audited(stage)).findings]


async def behind_the_back(stage: Stage, statement: sa.Executable) -> None:
    async with stage.process.database.engine.begin() as connection:
        await connection.execute(statement)


def the(sequence: int) -> sa.ColumnElement[bool]:
    return sa.and_(sa.column("case_id").is_not(None), sa.column("sequence") == sequence)


@pytest.fixture
async def used(stage: Stage, clock: MovableClock) -> Stage:
    """A case was accepted yesterday, and the day is anchored."""
    await accepted(stage)
    await go_to(stage, clock, "06-16T09:00")
    await anchor(stage.process)
    return stage


async def test_what_nobody_touched_stands(used: Stage) -> None:
    report = await audited(used)
    assert report.findings == []
    assert report.days == 1
    assert report.chains >= 2
    assert report.events > 3


async def test_a_day_is_anchored_once_and_with_what_happened_in_it(used: Stage) -> None:
    other = Process(used.process.settings, clock=used.process.clock)
    try:
        await other.knowledge.refresh()
        await asyncio.gather(anchor(used.process), anchor(other))
    finally:
        await other.database.close()
    assert (await audited(used)).days == 1


async def test_days_without_anybody_are_anchored_too(used: Stage, clock: MovableClock) -> None:
    await go_to(used, clock, "06-20T09:00")
    await anchor(used.process)
    assert (await audited(used)).days == 5


async def test_a_changed_event_is_named(used: Stage) -> None:
    await behind_the_back(used, sa.update(Event).where(the(2)).values(kind="nothing"))
    assert await faults(used) == ["case 0001, event 2 (nothing): changed"]


async def test_a_removed_event_is_named_and_so_is_its_day(used: Stage) -> None:
    await behind_the_back(used, sa.delete(Event).where(the(2)))
    first, second = await faults(used)
    assert first == "case 0001, event 2: missing"
    assert second.startswith("day 2026-06-15 (")


async def test_the_last_event_is_missed_too(used: Stage) -> None:
    await behind_the_back(used, sa.delete(Event).where(the(3)))
    found = await faults(used)
    assert any(line.startswith("day 2026-06-15") for line in found)
    assert any(line.endswith("other state") for line in found)


async def test_a_whole_case_without_its_history_is_missed(used: Stage) -> None:
    await behind_the_back(used, sa.delete(Event).where(sa.column("case_id").is_not(None)))
    assert "case 0001 (all): missing" in await faults(used)


async def test_a_case_that_was_moved_without_an_event_is_named(used: Stage) -> None:
    await behind_the_back(used, sa.update(Case).values(state="closed"))
    assert await faults(used) == ["case 0001, event 3 (accepted, now closed): other state"]


async def test_events_that_were_swapped_are_named(used: Stage) -> None:
    for old, new in ((1, 99), (2, 1), (99, 2)):
        await behind_the_back(used, sa.update(Event).where(the(old)).values(sequence=new))
    found = await faults(used)
    assert "case 0001, event 1 (assigned): out of order" in found
    assert "case 0001, event 2 (submitted): out of order" in found


async def test_today_is_not_anchored_before_it_is_over(used: Stage, clock: MovableClock) -> None:
    await go_to(used, clock, "06-17T00:05")
    await anchor(used.process)
    assert (await audited(used)).days == 1
    clock.move(timedelta(minutes=6))
    await anchor(used.process)
    assert (await audited(used)).days == 2


async def test_the_command_line_says_what_stands_and_what_does_not(used: Stage, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    settings = used.process.settings
    values = {"database": {"url": settings.database_url}, "secrets": {"master_key_file": "master.key"}}
    config.write_text(tomlkit.dumps(values), encoding="utf-8")
    write_secret(tmp_path / "master.key", settings.master_key().hex())

    def audit(what: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["audit", what, "--config", str(config)])
        return result.exit_code, result.output

    code, output = await asyncio.to_thread(audit, "verify")
    assert code == 0, output
    assert "all stand as they were written" in output
    code, output = await asyncio.to_thread(audit, "anchor")
    assert code == 0
    assert output.startswith("2026-06-15")
    await behind_the_back(used, sa.update(Event).where(the(2)).values(facts={"category": "交通运输"}))
    code, output = await asyncio.to_thread(audit, "verify")
    assert code == 1
    assert "case 0001, event 2" in output
    assert "1 faults" in output


async def test_every_way_into_the_station_s_chain_is_one_chain(used: Stage) -> None:
    await liaison(used)
    async with used.process.database.reading() as session:
        assert await session.get(Station, used.process.station_id) is not None
    assert await faults(used) == []
