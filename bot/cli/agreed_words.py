"""`hotline lexicon agreed` and `export`: what the liaison agreed to in the bot, and a file with it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from bot.cli.options import DEFAULT_CONFIG, ConfigOption, out, problems_shown, read_settings
from bot.cli.unit_of_work import in_unit_of_work

if TYPE_CHECKING:
    from hotline.work import Work
    from storage.tables import AgreedKeyword


def agreed(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Show the words that the liaison agreed to in the bot."""
    settings = read_settings(config)
    with problems_shown():
        rows = asyncio.run(in_unit_of_work(settings, _rows))
    table = Table("keyword", "category", "weight", "agreed")
    for row in rows:
        table.add_row(row.text, row.category, f"{row.weight:+.2f}", f"{row.agreed_at:%Y-%m-%d}")
    out.print(table if rows else "The liaison has not agreed to any word yet.")


def export(
    to: Annotated[Path, typer.Option("--out", help="Where to write: a folder, or a file ending in .toml.")],
    config: ConfigOption = DEFAULT_CONFIG,
    forget: Annotated[
        bool, typer.Option("--forget", help="Drop them from the database: the file has them now.")
    ] = False,
) -> None:
    """Write the hotline's lexicon with the words that the liaison agreed to."""
    from bot.knowledge import with_agreed
    from hotline import lexicon_writing
    from hotline.lexicon import SHIPPED, load
    from storage.queries import lexicon as queries

    settings = read_settings(config)
    named = settings.classification.lexicon
    base = SHIPPED if named is None else settings.folder / named

    async def act(work: Work) -> int:
        rows = await _rows(work)
        weights = tuple((row.text, row.category, row.weight) for row in rows)
        lexicon_writing.write(with_agreed(load(base), weights), to, base)
        if forget and rows:
            for row in rows:
                await work.session.delete(row)
            await queries.raise_version(work.session, work.station_id)
        return len({row.text for row in rows})

    with problems_shown():
        words = asyncio.run(in_unit_of_work(settings, act))
    out.print(f"{to}: written, with {words} words that the liaison agreed to.")
    if not forget and words:
        out.print(
            "Before a hotline reads this file (classification.lexicon), export once more with --forget: "
            "else these words count twice."
        )


async def _rows(work: Work) -> list[AgreedKeyword]:
    from storage.queries import lexicon as queries

    return await queries.agreed(work.session, work.station_id)
