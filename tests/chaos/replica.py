"""One of the processes that share a hotline, and the whole set of their settings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit

from bot.replay.bot_process import BotProcess


@dataclass
class Replica:
    """`hotline run` number `index`; `hook` is where it listens for Telegram."""

    index: int
    bot: BotProcess
    hook: str

    @property
    def is_running(self) -> bool:
        return self.bot.is_running


def settings_for(common: Path, index: int, database_url: str, telegram: dict[str, Any]) -> Path:
    """The settings file of one replica: the common one's, with its own way to Telegram and database."""
    settings = tomlkit.parse(common.read_text(encoding="utf-8")).unwrap()
    secrets = common.parent / "secrets"
    settings["telegram"] |= telegram | {"token_file": str(secrets / "token")}
    settings["secrets"] = {"master_key_file": str(secrets / "master.key")}
    settings["database"] = {"url": database_url}
    path = common.parent / f"replica{index}" / "config.toml"
    path.parent.mkdir()
    path.write_text(tomlkit.dumps(settings), encoding="utf-8")
    return path
