"""Printable reports, made when they are sent: duty records, reports to voters, nominees, summaries."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.process import Process
from hotline.duty import papers
from hotline.duty.nominating import standing_to_print
from hotline.duty.records import record_to_print
from hotline.work import Work
from hotline.yearly.summary import summary_name, write_summary
from hotline.yearly.writing import figures_to_print

File = tuple[bytes, str]


@asynccontextmanager
async def _counting(process: Process) -> AsyncIterator[Work]:
    """A whole year is counted without holding up whoever writes."""
    async with process.database.reading() as session:
        yield Work(session, process.station_id, process.clock(), process.vault, process.knowledge.current)


async def make_duty_record(process: Process, which: dict[str, Any]) -> File:
    """履职档案 of a deputy and year."""
    async with _counting(process) as work:
        record = await record_to_print(work, int(which["deputy"]), int(which["year"]))
        station, rules = work.knowledge.station, work.knowledge.point_rules
    data = await asyncio.to_thread(papers.write_record, record, station.township, rules)
    return data, papers.record_name(record)


async def make_duty_report(process: Process, which: dict[str, Any]) -> File:
    """The draft of a deputy's 述职报告."""
    async with _counting(process) as work:
        record = await record_to_print(work, int(which["deputy"]), int(which["year"]))
        station = work.knowledge.station
    return await asyncio.to_thread(papers.write_report, record, station.township), papers.report_name(record)


async def make_nominees(process: Process, year: int) -> File:
    """优秀代表推荐材料 of a year."""
    async with _counting(process) as work:
        standing = await standing_to_print(work, year)
        station, rules = work.knowledge.station, work.knowledge.point_rules
    data = await asyncio.to_thread(papers.write_nominees, year, standing, station.township, rules)
    return data, papers.nominees_name(year)


async def make_yearly_summary(process: Process, which: dict[str, Any]) -> File:
    """年度工作总结."""
    async with _counting(process) as work:
        figures = await figures_to_print(work, int(which["year"]), which["hidden_from"])
        station, today = work.knowledge.station, work.calendar.local_date(work.now)
    data = await asyncio.to_thread(write_summary, figures, station.township, today)
    return data, summary_name(figures.year.number)
