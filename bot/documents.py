"""Files of ours, made when they are sent: workbooks, formal suggestions, handover sheets, copies of data."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.activity_photos import load_picture
from bot.attachments import load_file
from bot.case_exports import make_case_export, make_ledger_page, make_ledger_workbook
from bot.digest_files import make_digest_book, make_digest_picture
from bot.exports import make_export
from bot.handouts import make_cards, make_poster, make_wall
from bot.process import Process
from bot.reports import make_duty_record, make_duty_report, make_nominees, make_yearly_summary
from bot.workbooks import make_workbook
from hotline import handover_sheet
from hotline.suggestions.document import file_name, sheet_of, write_document

File = tuple[bytes, str]
Maker = Callable[[Process, Any], Awaitable[File]]


async def make_suggestion(process: Process, suggestion_id: int) -> File:
    """The bytes and the name of the printable document."""
    async with process.unit_of_work() as work:
        sheet = await sheet_of(work, suggestion_id)
    return await asyncio.to_thread(write_document, sheet), file_name(sheet.number)


async def make_sheet(process: Process, referral_id: int) -> File:
    """The bytes and the name of the handover sheet of one referral."""
    async with process.unit_of_work() as work:
        sheet = await handover_sheet.sheet_of(work, referral_id)
    data = await asyncio.to_thread(handover_sheet.write_document, sheet)
    return data, handover_sheet.file_name(sheet.number)


MAKERS: Mapping[str, Maker] = {
    "attachment": load_file,
    "activity_photo": load_picture,
    "roster": make_workbook,
    "cards": make_cards,
    "poster": make_poster,
    "wall": make_wall,
    "sheet": make_sheet,
    "copy_for": make_export,
    "suggestion": make_suggestion,
    "digest_picture": make_digest_picture,
    "digest_book": make_digest_book,
    "duty_record": make_duty_record,
    "duty_report": make_duty_report,
    "nominees": make_nominees,
    "yearly": make_yearly_summary,
    "case_export": make_case_export,
    "ledger_page": make_ledger_page,
    "ledger_workbook": make_ledger_workbook,
}
"""Who makes the file that stands in a frozen call as {key: value}; the value says which one."""


def is_file(value: object) -> bool:
    """Whether a parameter of a frozen call stands for a file that is still to be made."""
    return isinstance(value, dict) and len(value) == 1 and not MAKERS.keys().isdisjoint(value)


async def make_file(process: Process, value: Mapping[str, Any]) -> File:
    """The bytes and the name of the file that `value` stands for."""
    ((key, which),) = value.items()
    return await MAKERS[key](process, which)
