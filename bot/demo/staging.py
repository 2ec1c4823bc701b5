"""A stage for the demonstration, replays and tests: a local Telegram, a hotline on it, and a township."""

import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import tomlkit

from bot.config import load
from bot.process import Process, utc_now
from bot.running import running
from bot.secrets import new_key, write_secret
from bot.simulator import Limits, People, Person, Server, Simulator, serve
from hotline.invitations import PAYLOAD_PREFIX, invite
from hotline.permissions import SYSTEM
from hotline.roster import Roster
from hotline.roster.importing import import_roster
from storage import schema
from storage.database import Database
from storage.queries import roster as queries
from storage.vocabulary import Role

TOKEN = "424242:local-demonstration-token-that-is-no-secret"  # noqa: S105  (known to the local server only)
Clock = Callable[[], datetime]
# In a replay or a benchmark everybody is a newcomer within the hour, as in no township: without this all but
# the first would go to the liaison.
ALL_NEWCOMERS = {"strangers_per_hour": 1_000_000, "same_words": 1_000_000}


def write_settings(folder: Path, base_url: str, database_url: str, **sections: dict[str, Any]) -> Path:
    """A settings file for a hotline on a local Telegram, with fresh secrets beside it."""
    settings: dict[str, Any] = {
        "telegram": {"token_file": "secrets/token", "base_url": base_url},
        "database": {"url": database_url},
        "station": {"name": "和平镇人大代表热线", "township": "和平镇", "phone": "0000-1234567"},
    }
    for name, values in sections.items():
        settings[name] = settings.get(name, {}) | values
    write_secret(folder / "secrets" / "token", TOKEN)
    write_secret(folder / "secrets" / "master.key", new_key())
    path = folder / "config.toml"
    path.write_text(tomlkit.dumps(settings), encoding="utf-8")
    return path


@asynccontextmanager
async def scratch_folder() -> AsyncIterator[Path]:
    """A private folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="hotline-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Stage:
    """A running hotline with its people. Deputies and liaisons join by real invitations."""

    server: Server
    people: People
    process: Process
    joined: dict[str, Person] = field(default_factory=dict)

    async def constituent(self, name: str, village: str | None = None, **details: Any) -> Person:
        """A villager who has started the bot, and said where home is if `village` is given."""
        person = await self.people.join(name, **details)
        await person.start()
        greeting = await person.wait_for(lambda message: "119" in message.text)
        if village is not None:
            asked = greeting if greeting.buttons else await person.wait_for(lambda m: bool(m.buttons))
            await person.press(asked, village)
            await person.wait_for(lambda message: "记下了" in message.text)
        await person.skip_unseen()
        return person

    async def deputy(self, code: str) -> Person:
        """The deputy with this code in the roster, joined by invitation on first use."""
        if code not in self.joined:
            async with self.process.unit_of_work() as work:
                rows = await queries.deputies(work.session, work.station_id)
                row = next(row for row in rows if row.code == code)
                invitation = await invite(work, SYSTEM, Role.DEPUTY, row.id)
            self.joined[code] = await self._join(row.name, invitation)
        return self.joined[code]

    async def holder(self, role: Role, name: str) -> Person:
        """Somebody who holds this role, joined by invitation on first use."""
        if role not in self.joined:
            async with self.process.unit_of_work() as work:
                invitation = await invite(work, SYSTEM, role)
            self.joined[role] = await self._join(name, invitation)
        return self.joined[role]

    async def _join(self, name: str, invitation: str) -> Person:
        person = await self.people.join(name)
        await person.start(f"{PAYLOAD_PREFIX}{invitation}")
        # The bot may only just be starting.
        await person.wait_for(lambda message: "/" in message.text, timeout=60)
        await person.skip_unseen()
        return person


async def prepare(database: Database, process: Process, township: Roster) -> None:
    """Make the schema and import a roster."""
    await schema.upgrade(database)
    await process.knowledge.refresh()
    async with process.unit_of_work() as work:
        await import_roster(work, SYSTEM, township)


@asynccontextmanager
async def staged(
    township: Roster,
    *,
    clock: Clock = utc_now,
    database_url: str | None = None,
    limits: Limits | None = None,
    port: int = 0,
    **sections: dict[str, Any],
) -> AsyncIterator[Stage]:
    """A hotline at work in this event loop, on a local Telegram; everything is gone afterwards."""
    simulator = Simulator(TOKEN, clock=clock, limits=limits)
    async with (
        scratch_folder() as folder,
        serve(simulator, port) as server,
        People(server.base_url) as people,
    ):
        url = database_url or f"sqlite+aiosqlite:///{folder / 'hotline.db'}"
        settings = load(write_settings(folder, server.base_url, url, **sections))
        process = Process(settings, clock=clock)
        await prepare(process.database, process, township)
        async with running(process):
            yield Stage(server, people, process)
