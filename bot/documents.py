"""Printable documents, made when they are sent: formal suggestions, handover sheets."""

import asyncio

from bot.process import Process
from hotline import handover_sheet
from hotline.suggestions.document import file_name, sheet_of, write_document


async def make_suggestion(process: Process, suggestion_id: int) -> tuple[bytes, str]:
    """The bytes and the name of the printable document."""
    async with process.unit_of_work() as work:
        sheet = await sheet_of(work, suggestion_id)
    return await asyncio.to_thread(write_document, sheet), file_name(sheet.number)


async def make_sheet(process: Process, referral_id: int) -> tuple[bytes, str]:
    """The bytes and the name of the handover sheet of one referral."""
    async with process.unit_of_work() as work:
        sheet = await handover_sheet.sheet_of(work, referral_id)
    data = await asyncio.to_thread(handover_sheet.write_document, sheet)
    return data, handover_sheet.file_name(sheet.number)
