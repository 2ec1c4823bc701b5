"""The roster in the liaison's hands: a workbook is sent, previewed and applied by one tap, or not at all."""

import asyncio
from dataclasses import asdict
from datetime import date
from typing import Any

from hotline import dialogues, notices
from hotline.errors import NoSuchChoice
from hotline.permissions import Act, Actor, acting_role
from hotline.roster import Changes, ConstituencyRow, DeputyRow, PlaceRow, Roster
from hotline.roster.importing import import_roster, plan_import
from hotline.roster.problems import RosterRefused
from hotline.roster.sheets import read_workbook
from hotline.roster.words import lines_of
from hotline.work import Work
from storage.queries import roster as queries
from storage.tables import Deputy
from storage.vocabulary import Level

STEP = "importing_roster"
_MOST_PROBLEMS = 15
_DAYS = ("term_from", "term_until", "away_from", "away_until")


async def show_roster(work: Work, actor: Actor, *, is_blank: bool = False) -> None:
    """Send the workbook: the roster as it stands, or the blank one to fill in."""
    acting_role(Act.READ_ROSTER, actor)
    await notices.answer(work, actor.person_id, "roster.template" if is_blank else "roster.current")


async def propose(work: Work, actor: Actor, data: bytes | None) -> None:
    """Read a workbook and show what it would change, or everything that is wrong with it."""
    acting_role(Act.IMPORT_ROSTER, actor)
    if data is None:
        await notices.answer(work, actor.person_id, "roster.not_fetched")
        return
    try:
        lines = await hold(work, actor, data)
    except RosterRefused as refused:
        await _show_problems(work, actor, refused)
        return
    if lines:
        await notices.answer(work, actor.person_id, "roster.preview", lines=lines)
    else:
        await notices.answer(work, actor.person_id, "roster.unchanged")


async def hold(work: Work, actor: Actor, data: bytes) -> list[str]:
    """Read a workbook and keep it to be applied or discarded; what it would change, nothing if it would not.

    Raises RosterRefused.
    """
    acting_role(Act.IMPORT_ROSTER, actor)
    # Unpacking and reading takes a while; other chats go on meanwhile.
    wanted = await asyncio.to_thread(read_workbook, data)
    changes = await plan_import(work, wanted)
    if changes.is_empty:
        return []
    version = await queries.roster_version(work.session, work.station_id)
    await dialogues.expect(work, actor.person_id, STEP, roster=to_values(wanted), version=version)
    return lines_of(changes)


async def held(work: Work, actor: Actor) -> list[str]:
    """What the workbook that is kept would change; nothing if there is none."""
    acting_role(Act.IMPORT_ROSTER, actor)
    step = await dialogues.current(work, actor.person_id)
    if step.name != STEP:
        return []
    return lines_of(await plan_import(work, from_values(step.data["roster"])))


async def apply(work: Work, actor: Actor, *, message_id: int | None = None) -> None:
    """Make the previewed roster the hotline's. If it has changed meanwhile, it is previewed anew."""
    acting_role(Act.IMPORT_ROSTER, actor)
    step = await dialogues.current(work, actor.person_id)
    if step.name != STEP:
        raise NoSuchChoice("roster", "")
    wanted = from_values(step.data["roster"])
    try:
        if step.data["version"] != await queries.roster_version(work.session, work.station_id):
            await _preview(work, actor, wanted, await plan_import(work, wanted))
            return
        before = await queries.deputies(work.session, work.station_id)
        changes = await import_roster(work, actor, wanted)
    except RosterRefused as refused:
        await _show_problems(work, actor, refused)
        return
    work.has_new_roster = True
    await dialogues.finish(work, actor.person_id)
    await _renew_menus(work, before, changes)
    leaving = [row.name for row in changes.leaving]
    await notices.answer(work, actor.person_id, "roster.imported", leaving=leaving, message_id=message_id)


async def discard(work: Work, actor: Actor, *, message_id: int | None = None) -> None:
    """Leave the roster as it is."""
    acting_role(Act.IMPORT_ROSTER, actor)
    step = await dialogues.current(work, actor.person_id)
    if step.name == STEP:
        await dialogues.finish(work, actor.person_id)
    await notices.answer(work, actor.person_id, "roster.discarded", message_id=message_id)


def to_values(roster: Roster) -> dict[str, Any]:
    """A roster as JSON values."""
    values = asdict(roster)
    for row in values["deputies"]:
        for name in _DAYS:
            row[name] = None if row[name] is None else row[name].isoformat()
    return values


def from_values(values: dict[str, Any]) -> Roster:
    """The inverse of `to_values`."""
    return Roster(
        tuple(ConstituencyRow(**row) for row in values["constituencies"]),
        tuple(PlaceRow(**row | {"aliases": tuple(row["aliases"])}) for row in values["places"]),
        tuple(_deputy(row) for row in values["deputies"]),
    )


def _deputy(row: dict[str, Any]) -> DeputyRow:
    # A preview that was made before terms were kept has none.
    given = {name: row.get(name) for name in _DAYS}
    days = {name: None if day is None else date.fromisoformat(day) for name, day in given.items()}
    known = {"level": Level(row["level"]), "specialities": tuple(row["specialities"])}
    return DeputyRow(**row | days | known)


async def _preview(work: Work, actor: Actor, wanted: Roster, changes: Changes) -> None:
    version = await queries.roster_version(work.session, work.station_id)
    await dialogues.expect(work, actor.person_id, STEP, roster=to_values(wanted), version=version)
    await notices.answer(work, actor.person_id, "roster.preview", lines=lines_of(changes))


async def _show_problems(work: Work, actor: Actor, refused: RosterRefused) -> None:
    await notices.answer(
        work,
        actor.person_id,
        "roster.problems",
        total=len(refused.problems),
        lines=refused.problems[:_MOST_PROBLEMS],
    )


async def _renew_menus(work: Work, before: list[Deputy], changes: Changes) -> None:
    """Who is no deputy any more loses a deputy's commands."""
    gone = {item.code for item in changes.deputies.removed}
    for row in before:
        if row.code in gone and row.person_id is not None:
            await notices.tell(work, row.person_id, "menu", slot="menu")
