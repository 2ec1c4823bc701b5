"""The roster's workbooks, made when they are sent."""

import asyncio

from bot.process import Process
from hotline.permissions import SYSTEM
from hotline.roster.importing import export_roster
from hotline.roster.problems import texts
from hotline.roster.template import template, write_workbook


async def make_workbook(process: Process, which: str) -> tuple[bytes, str]:
    """The bytes and the name of the "current" roster's workbook, or of the blank "template"."""
    name = str(texts()["files"][which])
    if which == "template":
        return await asyncio.to_thread(template), name
    async with process.unit_of_work() as work:
        roster = await export_roster(work, SYSTEM)
    return await asyncio.to_thread(write_workbook, roster), name
