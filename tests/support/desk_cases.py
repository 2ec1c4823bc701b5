"""Cases as the desk shows them: filed and findable, assigned, and read from a page."""

import re
from typing import Any

from bot.demo import sample
from hotline import dispatch
from hotline.finding import make_findable
from hotline.permissions import SYSTEM
from hotline.roster.importing import import_roster
from storage.queries import roster
from storage.tables import (
    Case,
    Deputy,
)
from storage.vocabulary import Role
from tests.support.bench import Bench, Member


async def township(bench: Bench) -> list[Deputy]:
    """The sample roster; its deputies."""
    async with bench.process.unit_of_work() as work:
        await import_roster(work, SYSTEM, sample.roster())
    async with bench.process.reading() as work:
        return await roster.deputies(work.session, work.station_id)


async def filed(bench: Bench, member: Member, text: str = "村口的路坏了", **changes: Any) -> Case:
    """A filed case that can be found."""
    case = await bench.case_of(member)
    async with bench.process.unit_of_work() as work:
        row = await work.session.get_one(Case, (work.station_id, case.id))
        row.text = text
        for name, value in changes.items():
            setattr(row, name, value)
        await make_findable(work, row)
    return row


async def given(bench: Bench, case: Case, deputy: Deputy) -> None:
    """Assign a case, with the clocks that follow."""
    async with bench.process.unit_of_work() as work:
        row = await work.session.get_one(Case, (work.station_id, case.id))
        giver = await work.session.get_one(Deputy, (work.station_id, deputy.id))
        await dispatch.assign(work, row, giver, "liaison_choice", SYSTEM, Role.SYSTEM)


async def fresh(bench: Bench, case: Case) -> Case:
    async with bench.process.reading() as work:
        return await work.session.get_one(Case, (work.station_id, case.id))


def numbers(page: str) -> list[str]:
    return re.findall(r'/cases/\d+">(\d{4})<', page)
