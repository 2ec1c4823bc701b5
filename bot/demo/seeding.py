"""The sample township's three months, lived through by the real use cases before the demonstration begins.

All of it is one transaction, so nobody hears of it half-way. Every moment has a unit of work with its own
time; once a day the clock does what it does by itself. What closed over a month ago is archived by that.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

import sqlalchemy as sa
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.demo import office, sample
from bot.demo.deeds import DEEDS
from bot.demo.sample import SampleCase, Step
from bot.demo.staging import Stage
from bot.demo.town import VILLAGERS, Scene, Town
from bot.simulator import Person
from hotline import desk, drafts, filing, unnamed
from hotline.absences import hand_over_due
from hotline.callers import calls
from hotline.cards import show, what_is_missing
from hotline.casebook import Ref
from hotline.contact_days import remind_due
from hotline.digest import send_due_digest
from hotline.material import Material
from hotline.people import Chat, actor_for, recognise
from hotline.permissions import Actor
from hotline.suggestions.sweep import sweep_suggestions
from hotline.sweep import sweep
from hotline.work import Work
from storage import tables
from storage.queries import outbox, roster
from storage.tables import Case, Notice
from storage.vocabulary import Channel, Role, State

LIAISON = "联络员周敏"
_DAILY = time(10)
_LAST_SWEEP = sample.STARTS_AT - timedelta(minutes=1)


async def seed(stage: Stage) -> dict[str, int]:
    """Let the three months happen; returns the cases' ids in the database by those of cases.toml.

    Afterwards everybody has a phone with the bot on it, and the liaison's shows last week's digest.
    """
    phones = await _arrive(stage)
    async with stage.process.database.transaction() as session:
        town = await _settle_in(stage, session, phones)
        for moment in sorted(_moments(town), key=lambda moment: moment.at):
            await moment.happen()
            await session.flush()
        await sweep(town.work_at(_LAST_SWEEP))
        await _count_as_sent(session, stage.process.station_id)
    await asyncio.gather(*(_begin(person) for person in phones.values()))
    await _send_digest(stage)
    return town.case_ids


@dataclass(frozen=True)
class _Moment:
    at: datetime
    happen: Callable[[], Awaitable[object]]


async def _arrive(stage: Stage) -> dict[str, Person]:
    """The office and the deputies join by invitation; the villagers have telephones, but for callers."""
    codes = [row.code for row in sample.roster().deputies]
    await asyncio.gather(stage.holder(Role.LIAISON, LIAISON), *(stage.deputy(code) for code in codes))
    # They joined in any order, and are shown in this one.
    stage.joined = {code: stage.joined[code] for code in codes} | stage.joined
    writing = [villager for villager in VILLAGERS.values() if not villager.is_caller]
    return {villager.id: await stage.people.join(villager.name) for villager in writing}


async def _begin(person: Person) -> None:
    """Press Start, without which the bot may write to nobody."""
    await person.start()
    await person.wait_for(lambda message: "119" in message.text, timeout=60)
    await person.mark_read()


async def _settle_in(stage: Stage, session: AsyncSession, phones: dict[str, Person]) -> Town:
    process = stage.process
    work = Work(session, process.station_id, process.clock(), process.vault, process.knowledge.current)
    liaison = stage.joined[Role.LIAISON]
    rows = await roster.deputies(session, work.station_id)
    return Town(
        process=process,
        session=session,
        phones=phones,
        villages={place.name: place.id for place in await roster.villages(session, work.station_id)},
        deputy_ids={row.code: row.id for row in rows},
        deputies={row.id: await actor_for(work, row.person_id) for row in rows if row.person_id},
        liaison=(await recognise(work, Chat(liaison.id, liaison.name, "zh-hans"))).actor,
    )


def _moments(town: Town) -> Iterator[_Moment]:
    cases = sample.cases()
    for case in cases:
        yield _Moment(case.at, partial(_file, town, case))
        yield from (_Moment(step.at, partial(_take, town, case, step)) for step in case.steps)
    yield from (_Moment(step.at, partial(office.happen, town, step)) for step in sample.affairs())
    day = cases[0].at.date()
    while day < sample.STARTS_AT.date():
        at = datetime.combine(day, _DAILY, tzinfo=sample.ZONE)
        yield _Moment(at, partial(_let_a_day_pass, town, at))
        day += timedelta(days=1)


async def _let_a_day_pass(town: Town, at: datetime) -> None:
    work = town.work_at(at)
    for tick in (sweep, sweep_suggestions, hand_over_due, remind_due, send_due_digest):
        await tick(work)


async def _file(town: Town, told: SampleCase) -> None:
    """A villager tells a matter, puts right what was misunderstood, and submits; the liaison assigns."""
    work = town.work_at(told.at)
    author, case = await _tell(town, work, told)
    town.case_ids[told.id] = case.id
    if told.is_unnamed:
        await unnamed.choose(work, author, Ref(case.id), is_unnamed=True)
    if author is not town.liaison:
        await show(work, case)
    if told.state is State.DRAFT:
        return
    await filing.submit(work, author, Ref(case.id))
    deputy_id = town.deputy_ids.get(_first_deputy(told))
    if deputy_id is not None and case.deputy_id != deputy_id:
        await desk.assign_to(work, town.liaison, Ref(case.id), deputy_id)


async def _tell(town: Town, work: Work, told: SampleCase) -> tuple[Actor, Case]:
    """A draft, and who confirms it: its author, or the liaison for somebody without Telegram."""
    if VILLAGERS[told.by].is_caller:
        caller = await town.caller(work, told.by)
        is_walk_in = told.channel is Channel.WALK_IN
        case = await calls.register(work, town.liaison, caller, told.text, is_walk_in=is_walk_in)
        await _put_right(town, work, town.liaison, caller, case, told)
        return town.liaison, case
    sender = await town.sender(work, told.by)
    case = await drafts.begin(work, sender.actor, sender.person, Material(text=told.text))
    await _put_right(town, work, sender.actor, sender.person, case, told)
    return sender.actor, case


async def _put_right(
    town: Town, work: Work, author: Actor, person: tables.Person, case: Case, told: SampleCase
) -> None:
    missing = what_is_missing(case)
    if missing == "other_channel":
        await drafts.insist(work, author, Ref(case.id))
    if case.category != told.category:
        await drafts.choose_category(work, author, Ref(case.id), told.category)
    if missing in ("needs_place", "which_place"):
        await drafts.choose_place(work, author, person, Ref(case.id), town.villages[told.village])


def _first_deputy(told: SampleCase) -> str:
    """The code of whoever has a case at first; empty where it begins in triage."""
    is_triaged = bool(told.steps) and told.steps[0].do in ("assign", "refuse")
    return "" if is_triaged else told.deputy


async def _take(town: Town, told: SampleCase, step: Step) -> None:
    work = town.work_at(step.at)
    case = await town.case(work, told.id)
    await DEEDS[step.do](Scene(work, town, case, VILLAGERS[told.by].is_caller, step.facts))


async def _count_as_sent(session: AsyncSession, station_id: int) -> None:
    """What was told in these months has been read long ago; what joining brings is still on its way."""
    await session.flush()
    await session.exec(
        sa.update(Notice)
        .where(
            col(Notice.station_id) == station_id,
            col(Notice.state) == outbox.WAITING,
            col(Notice.created_at) < sample.STARTS_AT,
        )
        .values(state=outbox.SENT)
        .execution_options(synchronize_session=False)
    )


async def _send_digest(stage: Stage) -> None:
    """Last week's, which came at half past eight."""
    async with stage.process.unit_of_work() as work:
        await send_due_digest(work)
    await stage.joined[Role.LIAISON].wait_for(lambda message: "按时联系" in message.text, timeout=60)
