"""Contact cards, posters and the wall sheet, made when they are sent: only then the bot's name is known."""

import asyncio
from collections.abc import Sequence

from bot.process import Process
from hotline.handouts import cards, facts, poster, wall
from hotline.permissions import SYSTEM


async def make_cards(process: Process, deputy_ids: Sequence[int] | None) -> tuple[bytes, str]:
    """The bytes and the name of these deputies' contact cards, or everybody's."""
    async with process.unit_of_work() as work:
        found = await facts.cards_for(work, SYSTEM, process.bot.username, deputy_ids)
        office = facts.office_of(work)
    return await asyncio.to_thread(cards.write_cards, found, office), cards.file_name(found)


async def make_poster(process: Process, constituency_id: int) -> tuple[bytes, str]:
    """The bytes and the name of a constituency's poster."""
    async with process.unit_of_work() as work:
        found = await facts.poster_for(work, SYSTEM, process.bot.username, constituency_id)
        office = facts.office_of(work)
    return await asyncio.to_thread(poster.write_poster, found, office), poster.file_name(found)


async def make_wall(process: Process, which: str) -> tuple[bytes, str]:
    """The bytes and the name of the sheet with everybody; there is only one."""
    async with process.unit_of_work() as work:
        found = await facts.wall_for(work, SYSTEM, process.bot.username)
        office = facts.office_of(work)
    return await asyncio.to_thread(wall.write_wall, found, office), wall.file_name()
