"""Checking a backup the only way that counts: by bringing it back and looking at what is there."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.backup.making import Progress, nothing
from bot.backup.restoring import Manifest, restore
from bot.backup.rows import summaries
from bot.config import Settings
from bot.knowledge import KnowledgeKeeper
from bot.process import check_key, utc_now
from hotline.audit import Report, verify
from hotline.work import Work
from storage import schema
from storage.database import Database
from storage.vault import Vault


@dataclass(frozen=True)
class Checked:
    """What a backup holds, and what is wrong with what came back."""

    manifest: Manifest
    report: Report
    differing: list[str]

    @property
    def is_sound(self) -> bool:
        return not self.differing and not self.report.findings


async def check(path: Path, settings: Settings, vault: Vault, progress: Progress = nothing) -> Checked:
    """Restore a backup into a database that is thrown away; compare all rows, and verify all chains.

    Raises BackupBroken, SchemaMismatch, SecretMissing, OSError.
    """
    with tempfile.TemporaryDirectory(prefix="hotline-check-") as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'restored.db'}", settings.station.id)
        try:
            manifest = await restore(path, vault, database, progress)
            await check_key(database, settings.station.id, vault)
            differing = await differing_tables(database, manifest)
            return Checked(manifest, await _verified(database, settings, vault), differing)
        finally:
            await database.close()


async def differing_tables(database: Database, manifest: Manifest) -> list[str]:
    """Tables whose rows are not those of the backup; an older backup's have been changed by migrations."""
    if manifest.revision != schema.revisions()[0]:
        return []
    async with database.snapshot() as session:
        found = await summaries(session, database.station_id)
    return sorted(name for name, summary in manifest.tables.items() if found.get(name) != summary)


async def _verified(database: Database, settings: Settings, vault: Vault) -> Report:
    keeper = KnowledgeKeeper(settings, database)
    await keeper.refresh()
    async with database.snapshot() as session:
        return await verify(Work(session, settings.station.id, utc_now(), vault, keeper.current))
