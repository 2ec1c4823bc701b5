"""Fixtures for everybody: databases on both engines, a clock that can be moved, a stage with its people."""

import gc
from collections.abc import AsyncIterator, Generator, Iterator
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest

from bot.demo import sample
from bot.demo.clock import MovableClock
from bot.demo.staging import Stage, staged
from storage.database import ALL_STATIONS, Database
from tests.support import databases, dialects, postgres
from tests.support.hurry import at_once
from tests.support.long_run import leave_alike_to_the_night
from tests.support.station_watch import StationWatch

STATION = 1

dialects.share_what_is_compiled()
# No test fails by the clock; `make test` says the same each time, everything else looks further at random.
hypothesis.settings.register_profile("long", deadline=None)
hypothesis.settings.register_profile("short", deadline=None, derandomize=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    leave_alike_to_the_night(items)


def pytest_configure(config: pytest.Config) -> None:
    """Before the tests are read, since their own settings build on these."""
    is_short = "not slow" in config.getoption("markexpr")
    hypothesis.settings.load_profile("short" if is_short else "long")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is there after the collection stays: the garbage collector need not go through it all the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def station_watch() -> Iterator[StationWatch]:
    """Every statement of every test is looked at."""
    watch = StationWatch()
    watch.begin()
    yield watch
    watch.end()


@pytest.fixture(autouse=True)
def _every_statement_names_its_station(station_watch: StationWatch) -> Iterator[None]:
    station_watch.missed.clear()
    yield
    assert not station_watch.missed, "\n".join(station_watch.missed[:5])


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with databases.sqlite_template(tmp_path_factory.mktemp("template")) as path:
        yield path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A server of this test process with a migrated template database."""
    if not postgres.is_available():
        pytest.skip(postgres.UNAVAILABLE)
    with postgres.postgres(place=postgres.memory()) as url:
        databases.postgres_template(url)
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> tuple[str, str]:
    """(engine, where its template is); not asynchronous, since templates run a loop of their own."""
    fixture = {"sqlite": "sqlite_template", "postgresql": "postgres_server"}[request.param]
    return request.param, str(request.getfixturevalue(fixture))


@pytest.fixture
async def database_url(engine: tuple[str, str], tmp_path: Path) -> AsyncIterator[str]:
    """A fresh, migrated database, once on each engine."""
    name, template = engine
    copies = {
        "sqlite": lambda: databases.sqlite_copy(Path(template), tmp_path),
        "postgresql": lambda: databases.postgres_copy(template),
    }
    async with copies[name]() as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url, STATION)
    yield opened
    await opened.close()


@pytest.fixture
async def whole_database(database_url: str) -> AsyncIterator[Database]:
    """The same database, opened for all stations."""
    opened = Database(database_url, ALL_STATIONS)
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> MovableClock:
    """Monday, 15 June 2026, 09:00 in Shanghai."""
    return MovableClock(datetime.fromisoformat("2026-06-15T09:00:00+08:00"))


@pytest.fixture
async def stage(database_url: str, clock: MovableClock) -> AsyncIterator[Stage]:
    """The sample township's hotline at work, on each database, on a Telegram that lets it send at once."""
    async with staged(sample.roster(), clock=clock, database_url=database_url, **at_once()) as running:
        yield running
