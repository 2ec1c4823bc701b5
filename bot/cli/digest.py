"""`hotline digest`: the weekly digest as files, for whoever runs the hotline."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import DEFAULT_CONFIG, ConfigOption, fail, out, problems_shown, read_settings
from bot.cli.unit_of_work import in_unit_of_work

if TYPE_CHECKING:
    from bot.digest_files import Digested
    from hotline.work import Work


def digest(
    config: ConfigOption = DEFAULT_CONFIG,
    week: Annotated[str, typer.Option(help="A day of the week (2026-06-15); last week's without it.")] = "",
    folder: Annotated[Path, typer.Option("--out", help="Where to write the files.")] = Path(),
    language: Annotated[str, typer.Option(help="zh-Hans, zh-Hant or en; the hotline's own without it.")] = "",
) -> None:
    """Write a week's digest: its text, its picture (.png) and its workbook (.xlsx)."""
    from bot.digest_files import load_digested
    from handlers.wording import LANGUAGES

    settings = read_settings(config)
    if language and language not in LANGUAGES:
        raise fail(f"--language: one of {', '.join(LANGUAGES)}")

    async def act(work: Work) -> Digested:
        return await load_digested(work, week, language or work.knowledge.station.language)

    with problems_shown():
        found = asyncio.run(in_unit_of_work(settings, act))
        for path in _write(found, folder):
            out.print(f"Wrote {path}.", markup=False)


def _write(found: Digested, folder: Path) -> list[Path]:
    from bot.pictures import draw_apart
    from hotline.spreadsheets import write_book

    folder.mkdir(parents=True, exist_ok=True)
    files = {
        f"digest-{found.monday}.txt": found.text.encode(),
        f"digest-{found.monday}.png": asyncio.run(draw_apart(found.picture)),
        f"digest-{found.monday}.xlsx": write_book(found.sheets),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in files]
