"""The liaison's export of cases, and a published ledger's files, made when they are sent."""

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bot.process import Process
from hotline.exporting import Wanted, case_pages, csv_head, csv_lines
from hotline.ledger.page import render_page
from hotline.ledger.printed import page_name, workbook_name
from hotline.ledger.publishing import published_ledger
from hotline.ledger.quarters import Quarter, quarter_in, starts
from hotline.ledger.sheets import write_workbook
from hotline.people import actor_for


async def make_case_export(process: Process, which: Mapping[str, Any]) -> tuple[bytes, str]:
    """A table of the cases filed from `first` to `last`, without words, for the `reader`."""
    first, last = date.fromisoformat(which["first"]), date.fromisoformat(which["last"])
    async with process.unit_of_work() as work:
        actor = await actor_for(work, int(which["reader"]))
        zone = work.knowledge.station.zone
    wanted = Wanted(starts(first, zone), starts(last + timedelta(days=1), zone))
    data = bytearray(csv_head(wanted.columns).encode())
    async for rows in case_pages(process.unit_of_work, actor, wanted):
        data += csv_lines(wanted.columns, rows).encode()
    return bytes(data), f"cases-{first}-{last}.csv"


async def make_ledger_page(process: Process, code: str) -> tuple[bytes, str]:
    """The page of a published ledger, to be printed."""
    quarter = _quarter(code)
    async with process.unit_of_work() as work:
        ledger = await published_ledger(work, quarter)
    return render_page(ledger).encode(), page_name(quarter)


async def make_ledger_workbook(process: Process, code: str) -> tuple[bytes, str]:
    """The workbook of a published ledger."""
    quarter = _quarter(code)
    async with process.unit_of_work() as work:
        ledger = await published_ledger(work, quarter)
    return await asyncio.to_thread(write_workbook, ledger), workbook_name(quarter)


def _quarter(code: str) -> Quarter:
    quarter = quarter_in(code)
    if quarter is None:
        raise ValueError(code)
    return quarter
