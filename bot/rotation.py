"""Replacing the master key, with the hotline stopped: first in the key file, then in the database.

After the first step the file has the new key and the one before it, and with these two everything opens and
is found, whether the second step was done or not. So a crash between them harms nothing, and the next
`hotline key rotate` does what is left.
"""

import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.config import Settings
from bot.custody import nobody_at_work
from bot.inbox import private_chat_id
from bot.keys import MasterKeys
from bot.knowledge import KnowledgeKeeper
from bot.process import check_key
from bot.secrets import SecretMissing, new_key, replace_secret
from hotline.key_rotation import Resealed, Wrapped, seal_anew, wrapped_keys
from hotline.permissions import SYSTEM
from hotline.work import Knowledge, Work
from storage import schema
from storage.database import Database


@dataclass(frozen=True)
class Rotated:
    """The keys that there are now, and what was brought under the current one.

    `has_new_key` is False where an earlier rotation was brought to its end instead.
    """

    keys: MasterKeys
    resealed: Resealed
    has_new_key: bool


@dataclass(frozen=True)
class Keys:
    """The keys of the key file, and what is wrapped with them."""

    keys: MasterKeys
    wrapped: Wrapped

    @property
    def is_well(self) -> bool:
        """Whether the current key opens everything."""
        return not (self.wrapped.replaced or self.wrapped.broken)


async def rotate(settings: Settings, now: datetime) -> Rotated:
    """Replace the master key, or finish a rotation that was cut short.

    Raises AlreadyRunning, SecretMissing, SchemaMismatch.
    """
    if os.environ.get("HOTLINE_MASTER_KEY", "").strip():
        raise SecretMissing(
            f"HOTLINE_MASTER_KEY is set, and only a key file can be changed: put the key into "
            f"{settings.master_key_path} (chmod 600), unset the variable and try again"
        )
    keys = settings.master_keys()
    async with _opened(settings) as (database, known), nobody_at_work(database, settings.station.id):
        await check_key(database, settings.station.id, keys.vault)
        async with database.snapshot() as session:
            wrapped = await wrapped_keys(_work(session, settings, keys, known, now), SYSTEM)
        is_unfinished = wrapped.replaced > 0
        if not is_unfinished:
            keys = keys.replaced_by(bytes.fromhex(new_key()), now.astimezone(settings.zone).date())
            _keep(settings, keys)
        async with database.transaction() as session:
            resealed = await seal_anew(_work(session, settings, keys, known, now), SYSTEM, _chat_in)
    return Rotated(keys, resealed, has_new_key=not is_unfinished)


def _keep(settings: Settings, keys: MasterKeys) -> None:
    path = settings.master_key_path
    try:
        replace_secret(path, keys.text)
    except OSError as error:
        raise SecretMissing(
            f"secrets.master_key_file: {path} cannot be replaced: {error}; nothing has changed"
        ) from error


async def look(settings: Settings, now: datetime) -> Keys:
    """Which keys there are, and how many people's keys each of them wraps."""
    keys = settings.master_keys()
    async with _opened(settings) as (database, known), database.snapshot() as session:
        return Keys(keys, await wrapped_keys(_work(session, settings, keys, known, now), SYSTEM))


def lines_of(found: Keys) -> Iterator[str]:
    """What there is to say of the keys."""
    yield f"current key: wraps the keys of {found.wrapped.current} people"
    if found.wrapped.replaced:
        yield (
            f"replaced keys: still wrap the keys of {found.wrapped.replaced} people; "
            "stop the hotline and run `hotline key rotate`, which finishes what was cut short"
        )
    if found.wrapped.broken:
        yield f"no key at all: opens what is sealed of {found.wrapped.broken} people; bring back its copy"
    for one in found.keys.replaced:
        yield f"replaced on {one.replaced_on}: for backups made before, and for codes given out before"


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Database, Knowledge]]:
    database = Database(settings.database_url, settings.station.id)
    try:
        await schema.check(database)
        keeper = KnowledgeKeeper(settings, database)
        await keeper.refresh()
        yield database, keeper.current
    finally:
        await database.close()


def _work(
    session: AsyncSession, settings: Settings, keys: MasterKeys, known: Knowledge, now: datetime
) -> Work:
    return Work(session, settings.station.id, now, keys.vault, known)


def _chat_in(plain: bytes) -> int:
    return private_chat_id(json.loads(plain))
