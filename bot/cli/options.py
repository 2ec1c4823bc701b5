"""What several commands share: the settings option, and how problems are shown."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import InvalidToken, NetworkError

from bot.config import Settings, SettingsError, load
from bot.secrets import SecretMissing
from hotline.errors import HotlineError, RosterRefused
from hotline.lexicon import LexiconError
from storage.schema import SchemaMismatch

err = Console(stderr=True, soft_wrap=True, highlight=False)

ConfigOption = Annotated[
    Path, typer.Option("--config", "-c", help="The settings file.", envvar="HOTLINE_CONFIG", metavar="FILE")
]
DEFAULT_CONFIG = Path("config.toml")


def fail(*problems: str) -> typer.Exit:
    """Show problems, one a line, and make the exit to raise."""
    for problem in problems:
        err.print(problem, style="red", markup=False)
    return typer.Exit(1)


def read_settings(config: Path) -> Settings:
    """The settings, or an exit that says what is wrong with them."""
    try:
        return load(config)
    except SettingsError as error:
        raise fail(*error.problems) from None


@contextmanager
def problems_shown() -> Iterator[None]:
    """Turn what an operator can mend into a line that says how, without a traceback."""
    try:
        yield
    except (SecretMissing, LexiconError) as error:
        raise fail(str(error)) from None
    except SchemaMismatch as error:
        raise fail(f"{error}; run `hotline init` to bring it up to date (make a backup first)") from None
    except InvalidToken:
        raise fail("Telegram does not know this bot token; copy it again from @BotFather") from None
    except NetworkError as error:
        raise fail(f"Telegram cannot be reached: {error}; check telegram.base_url and the network") from None
    except SQLAlchemyError as error:
        raise fail(f"the database cannot be used: {error.__cause__ or error}; check database.url") from None
    except RosterRefused as error:
        raise fail(*error.problems) from None
    except HotlineError as error:
        raise fail(f"{type(error).__name__}: {vars(error)}") from None
