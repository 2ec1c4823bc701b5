"""What several commands share: the settings option, and how problems are shown.

Commands import what they need when they run, so that `hotline --help` and the quick commands stay quick.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

if TYPE_CHECKING:
    from bot.config import Settings

out = Console(soft_wrap=True, highlight=False)
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
    from bot.config import SettingsError, load

    try:
        return load(config)
    except SettingsError as error:
        raise fail(*error.problems) from None


@contextmanager
def problems_shown() -> Iterator[None]:
    """Turn what an operator can mend into lines that say how, without a traceback."""
    try:
        yield
    except Exception as error:
        from bot.cli.problems import lines_for

        lines = lines_for(error)
        if lines is None:
            raise
        raise fail(*lines) from None
