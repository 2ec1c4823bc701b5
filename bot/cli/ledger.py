"""`hotline ledger`: the files of a published public ledger."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import DEFAULT_CONFIG, ConfigOption, fail, out, problems_shown, read_settings
from bot.cli.unit_of_work import in_unit_of_work

if TYPE_CHECKING:
    from hotline.ledger.printed import PrintedLedger
    from hotline.work import Work


def ledger(
    quarter: Annotated[str, typer.Option("--quarter", help="As 2026Q2.")],
    folder: Annotated[Path, typer.Option("--out", help="The folder to write to.")],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Write a published quarter's ledger as a page to print and as a workbook."""
    from hotline.errors import NoSuchChoice
    from hotline.ledger.page import render_page
    from hotline.ledger.printed import page_name, workbook_name
    from hotline.ledger.publishing import published_ledger
    from hotline.ledger.quarters import quarter_in
    from hotline.ledger.sheets import write_workbook

    settings = read_settings(config)
    wanted = quarter_in(quarter)
    if wanted is None:
        raise fail(f"--quarter {quarter}: no such quarter; write it as 2026Q2")

    async def act(work: Work) -> PrintedLedger:
        return await published_ledger(work, wanted)

    with problems_shown():
        try:
            found = asyncio.run(in_unit_of_work(settings, act))
        except NoSuchChoice:
            raise fail(
                f"{wanted.code} is not published; the liaison does that with /ledger in the bot"
            ) from None
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in (
        (page_name(wanted), render_page(found).encode()),
        (workbook_name(wanted), write_workbook(found)),
    ):
        (folder / name).write_bytes(data)
        out.print(str(folder / name), markup=False)
