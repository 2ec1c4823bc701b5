"""`python -m storage.new_migration NAME`: write what the migrations lack of the tables as a new one."""

import asyncio
import sys
import tempfile
from pathlib import Path

from storage import schema
from storage.database import ALL_STATIONS, Database


async def write(name: str) -> None:
    """Migrate an empty database, compare it with the tables, and write what is missing."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'empty.db'}", ALL_STATIONS)
        await schema.upgrade(database)
        async with database.engine.begin() as connection:
            await connection.run_sync(schema.write_revision, name)
        await database.close()


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit('say what changes: make migration NAME="add a column"')
    asyncio.run(write(sys.argv[1].strip()))
