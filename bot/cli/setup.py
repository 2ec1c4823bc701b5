"""`hotline init` and `hotline check`: the way to a hotline that runs, and what stands in it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.options import DEFAULT_CONFIG, ConfigOption, fail, out, problems_shown, read_settings

if TYPE_CHECKING:
    from bot.config import Settings


def init(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Check the token, make the key and the database, and print the first liaison officer's link."""
    import segno

    settings = read_settings(config)
    with problems_shown():
        _make_key(settings)
        link = asyncio.run(_init(settings))
    out.print("\nThe first liaison officer joins by this link (once, within 7 days):")
    out.print(f"  {link}\n", style="bold", markup=False)
    segno.make(link, error="m").terminal(compact=True)
    out.print("\nNext: import the roster (`hotline roster import FILE`), then `hotline run`.")


def check(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Say everything that is wrong with the settings, the lexicon, the roster and the database, at once."""
    from bot.checking import find_problems

    problems, facts = asyncio.run(find_problems(config))
    for fact in facts:
        out.print(fact, markup=False)
    if problems:
        raise fail(*problems)
    out.print("All is well. Start it with `hotline run`.", style="green")


def _make_key(settings: Settings) -> None:
    from bot.secrets import new_key, write_secret

    file = settings.master_key_path
    try:
        settings.master_key()
    except Exception:
        if file.exists():
            raise
        write_secret(file, new_key())
        out.print(f"Made the master key in {file}.", markup=False)
        out.print(
            "Copy it to a safe place away from this machine: without it nobody can read the names, "
            "numbers and files in the database any more, and its backups are worth nothing.",
            style="yellow",
        )


async def _init(settings: Settings) -> str:
    from telegram import Bot

    from bot.knowledge import KnowledgeKeeper
    from bot.process import utc_now
    from hotline.invitations import PAYLOAD_PREFIX, invite
    from hotline.permissions import SYSTEM
    from hotline.work import Work
    from storage import schema
    from storage.database import Database
    from storage.vocabulary import Role

    base = str(settings.telegram.base_url).rstrip("/")
    async with Bot(settings.token(), base_url=f"{base}/bot") as bot:
        username = bot.username
    database = Database(settings.database_url, settings.station.id)
    if database.is_sqlite and database.url.database:
        Path(database.url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        # What is there already is brought up to date by `hotline upgrade`, with a backup before.
        await (schema.upgrade if await schema.current(database) is None else schema.check)(database)
        keeper = KnowledgeKeeper(settings, database)
        await keeper.refresh()
        async with database.transaction() as session:
            vault = settings.master_keys().vault
            work = Work(session, settings.station.id, utc_now(), vault, keeper.current)
            code = await invite(work, SYSTEM, Role.LIAISON)
    finally:
        await database.close()
    return f"https://t.me/{username}?start={PAYLOAD_PREFIX}{code}"
