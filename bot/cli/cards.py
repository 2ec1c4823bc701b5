"""`hotline cards`: contact cards, posters and the wall sheet into a folder, to print."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import DEFAULT_CONFIG, ConfigOption, out, problems_shown, read_settings
from bot.cli.unit_of_work import in_unit_of_work

if TYPE_CHECKING:
    from bot.config import Settings
    from hotline.work import Work


def cards(
    folder: Annotated[Path, typer.Option("--out", help="The folder to write into; made if it is not there.")],
    username: Annotated[
        str, typer.Option(help="The bot's user name; asked of Telegram if it is not given.", metavar="NAME")
    ] = "",
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Write everybody's contact cards, a poster for each constituency, and the wall sheet."""
    settings = read_settings(config)
    with problems_shown():
        name = username.strip().removeprefix("@") or asyncio.run(_ask_telegram(settings))
        files = asyncio.run(in_unit_of_work(settings, lambda work: _documents(work, name)))
        folder.mkdir(parents=True, exist_ok=True)
        for file, data in files.items():
            (folder / file).write_bytes(data)
            out.print(str(folder / file), markup=False)


async def _documents(work: Work, username: str) -> dict[str, bytes]:
    """All documents by their names. Raises NoSuchChoice where the roster is empty."""
    from hotline.handouts import cards, facts, poster, wall
    from hotline.permissions import SYSTEM
    from storage.queries import roster

    office = facts.office_of(work)
    found = await facts.cards_for(work, SYSTEM, username)
    documents = {cards.file_name(found): cards.write_cards(found, office)}
    for row in await roster.constituencies(work.session, work.station_id):
        facts_of_one = await facts.poster_for(work, SYSTEM, username, row.id)
        documents[poster.file_name(facts_of_one)] = poster.write_poster(facts_of_one, office)
    everybody = await facts.wall_for(work, SYSTEM, username)
    return documents | {wall.file_name(): wall.write_wall(everybody, office)}


async def _ask_telegram(settings: Settings) -> str:
    from bot.process import build_application

    async with build_application(settings).bot as bot:
        return str(bot.username)
