"""How old the newest good backup is, and who hears of one that is too old or did not pass its check."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.backup.age import has_failed, with_backups
from bot.backup.daily import back_up
from bot.cli.status import _lines
from bot.config import Backup, Settings
from bot.demo.clock import MovableClock
from bot.scraping import Scraper
from bot.standing import Standing
from bot.watch import Watch, line_of
from hotline.health import Figures, Trouble, troubles
from storage.vocabulary import Role
from tests.support.bench import Bench, bench_with

NOW = datetime(2026, 6, 15, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def settings_with(folder: Path) -> Settings:
    return Settings(backup=Backup(folder=folder))


def look(folder: Path, now: datetime = NOW) -> Figures:
    return with_backups(Figures(), settings_with(folder), now)


@pytest.mark.parametrize(
    ("files", "hours", "has_failed"),
    [
        (["hotline-1-20260614-190000.backup"], 6, False),
        (["hotline-1-20260612-010000.backup", "hotline-1-20260614-190000.backup"], 6, False),
        # The newest did not pass: the one before it counts.
        (
            [
                "hotline-1-20260612-010000.backup",
                "hotline-1-20260614-190000.backup",
                "hotline-1-20260614-190000.backup.failed",
            ],
            72,
            True,
        ),
        # An older one did not, which is over.
        (
            [
                "hotline-1-20260612-010000.backup",
                "hotline-1-20260612-010000.backup.failed",
                "hotline-1-20260614-190000.backup",
            ],
            6,
            False,
        ),
        (["hotline-1-20260613-010000.backup", "hotline-1-20260613-010000.backup.failed"], 48, True),
        (["hotline-1-20260613-010000.backup", "hotline-2-20260614-190000.backup"], 48, False),  # another's
        (["hotline-1-20260613-010000.backup", "hotline-1-20260614-190000.backup.part"], 48, False),
        (["hotline-1-20260615-020000.backup"], 0, False),  # made by a clock that was ahead
    ],
)
def test_the_age_is_that_of_the_newest_good_one(
    files: list[str], hours: int, *, has_failed: bool, tmp_path: Path
) -> None:
    for name in files:
        (tmp_path / name).touch()
    figures = look(tmp_path)
    assert (figures.backup_age, figures.has_backup_failed) == (hours * HOUR, has_failed)


def test_where_none_was_made_yet_the_folder_tells_since_when(tmp_path: Path) -> None:
    assert look(tmp_path / "none").backup_age is None
    made_at = datetime.fromtimestamp(tmp_path.stat().st_mtime, UTC)
    assert look(tmp_path, made_at + 50 * HOUR).backup_age == 50 * HOUR
    assert with_backups(Figures(), Settings(), NOW) == Figures()


@pytest.fixture
async def bench(database_url: str, clock: MovableClock, tmp_path: Path) -> AsyncIterator[Bench]:
    """A hotline that makes backups."""
    backup = {"folder": str(tmp_path / "kept"), "at": "02:30"}
    async with bench_with(database_url, clock, backup=backup) as opened:
        yield opened


async def heard(bench: Bench) -> list[str]:
    return [notice.kind for notice in await bench.notices() if notice.kind.startswith("liaison.")]


@on_sqlite
async def test_the_liaison_hears_in_words_when_backups_have_stopped_and_when_they_go_on(bench: Bench) -> None:
    boss = await bench.member("周敏", Role.LIAISON)
    watch = Watch(bench.process)
    assert await back_up(bench.process) is not None
    bench.clock.move(47 * HOUR)
    assert Trouble.BACKUP not in await watch.look()
    bench.clock.move(2 * HOUR)
    for _ in range(3):
        assert Trouble.BACKUP in await watch.look()
    bench.clock.move(HOUR)
    await bench.deliver()
    texts = [message.text for message in await boss.phone.history() if message.is_from_bot]
    assert any("已经 2 天没做成备份了" in text and "照念这句：备份停了" in text for text in texts)
    text = await Scraper(bench.process).text()
    assert 'hotline_stuck{what="backup"} 1.0' in text
    [age] = re.findall(r"^hotline_backup_age_seconds (\d+)", text, re.MULTILINE)
    assert int(age) // 3600 == 50
    assert await back_up(bench.process) is not None
    for _ in range(3):
        assert Trouble.BACKUP not in await watch.look()
    assert (await heard(bench))[-1] == "liaison.stuck_over"


@on_sqlite
async def test_a_backup_that_does_not_pass_its_check_is_marked_and_not_counted(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.member("周敏", Role.LIAISON)
    good = await back_up(bench.process)
    assert good is not None
    bench.clock.move(24 * HOUR)

    def full_disk(*_: object) -> None:
        raise OSError("cannot be read")

    with monkeypatch.context() as patched:
        patched.setattr("bot.backup.daily.read", full_disk)
        assert await back_up(bench.process) is None
    figures = with_backups(Figures(), bench.process.settings, bench.clock())
    assert (figures.has_backup_failed, (figures.backup_age or HOUR) // HOUR) == (True, 24)
    assert not has_failed(good)
    assert line_of(Trouble.BACKUP, figures).startswith("backup: the newest did not pass its check")
    lines = _lines(Standing(figures, {}, {}, has_backups=True))
    assert any(line.startswith("backups: the newest did not pass") for line in lines)
    assert troubles(figures) == (Trouble.BACKUP,)
    assert await heard(bench) == ["liaison.backup_failed"]
    bench.clock.move(24 * HOUR)
    assert await back_up(bench.process) is not None
    assert not with_backups(Figures(), bench.process.settings, bench.clock()).has_backup_failed


@on_sqlite
async def test_one_that_cannot_be_made_is_told_every_few_hours_not_every_minute(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.member("周敏", Role.LIAISON)

    async def full_disk(*_: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr("bot.backup.daily.make", full_disk)
    for _ in range(3):
        assert await back_up(bench.process) is None
        bench.clock.move(timedelta(minutes=1))
        await bench.deliver()
    assert await heard(bench) == ["liaison.backup_failed"]
    bench.clock.move(6 * HOUR)
    assert await back_up(bench.process) is None
    assert await heard(bench) == ["liaison.backup_failed"] * 2


@on_sqlite
def test_status_says_that_none_are_made(engine: tuple[str, str]) -> None:
    assert "backups: none are made; see backup.folder" in _lines(Standing(Figures(), {}, {}))
