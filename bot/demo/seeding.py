"""The sample township's three months, lived through by the real use cases before the demonstration begins.

All of it is one transaction, so nobody hears of it half-way. Every moment has a unit of work with its own
time; once a day the clock does what it does by itself (hotline.sweep, hotline.digest). What cases.toml says
and the hotline cannot do yet is done by the nearest use case there is:

| cases.toml | here | ends as |
| --- | --- | --- |
| `visit` | the deputy writes to the constituent what was seen | the same |
| `chase` | the constituent adds material | the same |
| `supervise` | the liaison writes to the constituent | the same |
| `extend` | the deputy writes why; the running clock gets its days, without an event | the same |
| `defer` | a reply with result C, 列入计划 | replied; closed once two weeks are over |
| `merge` | the deputy returns the case, the liaison refuses it as a duplicate | not_accepted |
| `is_unnamed`, `channel` | left out: filed in Telegram like any other | the same |
| closed for over 30 days | archived by the clock | archived |
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.demo import sample
from bot.demo.sample import SampleCase, Step
from bot.demo.staging import Stage
from bot.process import Process
from bot.simulator import Person
from hotline import case_clocks, casework, desk, drafts, filing, hearing, rating, withdrawing
from hotline.cards import show, what_is_missing
from hotline.casebook import Ref
from hotline.digest import send_due_digest
from hotline.material import Material
from hotline.people import Chat, Sender, actor_for, recognise
from hotline.permissions import Actor
from hotline.sweep import sweep
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import outbox, roster
from storage.tables import Case, Notice
from storage.vocabulary import Level, Role, State

LIAISON = "联络员周敏"
_DAILY = time(10)
_LAST_SWEEP = sample.STARTS_AT - timedelta(minutes=1)


async def seed(stage: Stage) -> dict[str, int]:
    """Let the forty cases happen; returns their ids in the database by those of cases.toml.

    Afterwards everybody has a phone with the bot on it, and the liaison's shows last week's digest.
    """
    villagers = await _arrive(stage)
    async with stage.process.database.transaction() as session:
        town = await _settle_in(stage, session, villagers)
        for moment in sorted(_moments(), key=lambda moment: moment.at):
            await _happen(town, moment)
        await sweep(town.work_at(_LAST_SWEEP))
        await _count_as_sent(session, stage.process.station_id)
    await asyncio.gather(*(_begin(person) for person in villagers.values()))
    await _send_digest(stage)
    return town.case_ids


@dataclass
class _Town:
    """Who acts, and what has been filed. Deputies by code; ids are those of the database."""

    process: Process
    session: AsyncSession
    phones: Mapping[str, Person]
    villages: Mapping[str, int]
    deputy_ids: Mapping[str, int]
    deputies: Mapping[int, Actor]
    liaison: Actor
    case_ids: dict[str, int] = field(default_factory=dict)

    def work_at(self, at: datetime) -> Work:
        process = self.process
        # The chain of events is made of moments as they are stored.
        now = at.astimezone(UTC)
        return Work(self.session, process.station_id, now, process.vault, process.knowledge.current)

    async def sender(self, work: Work, villager: sample.Villager) -> Sender:
        """A villager, who says at the first time where home is."""
        phone = self.phones[villager.id]
        sender = await recognise(work, Chat(phone.id, phone.name, "zh-hans"))
        if sender.is_new:
            await drafts.choose_home(work, sender.person, self.villages[villager.home])
        return sender


@dataclass(frozen=True)
class _Moment:
    """A step of a case; without a step its beginning; without a case what the clock does every day."""

    at: datetime
    case: SampleCase | None = None
    step: Step | None = None


@dataclass(frozen=True)
class _Scene:
    """What a step needs: the case as it is, and who may act on it."""

    work: Work
    town: _Town
    case: Case
    author: Actor
    facts: Mapping[str, Any]

    @property
    def ref(self) -> Ref:
        return Ref(self.case.id)

    @property
    def deputy(self) -> Actor:
        return self.town.deputies[self.case.deputy_id or 0]

    @property
    def said(self) -> Material:
        return Material(text=self.facts["text"])


async def _arrive(stage: Stage) -> dict[str, Person]:
    """The office and the deputies join by invitation; the villagers have telephones."""
    codes = [row.code for row in sample.roster().deputies]
    await asyncio.gather(stage.holder(Role.LIAISON, LIAISON), *(stage.deputy(code) for code in codes))
    # They joined in any order, and are shown in this one.
    stage.joined = {code: stage.joined[code] for code in codes} | stage.joined
    return {villager.id: await stage.people.join(villager.name) for villager in sample.villagers()}


async def _begin(person: Person) -> None:
    """Press Start, without which the bot may write to nobody."""
    await person.start()
    await person.wait_for(lambda message: "119" in message.text, timeout=60)
    await person.mark_read()


async def _settle_in(stage: Stage, session: AsyncSession, phones: Mapping[str, Person]) -> _Town:
    process = stage.process
    work = Work(session, process.station_id, process.clock(), process.vault, process.knowledge.current)
    liaison = stage.joined[Role.LIAISON]
    rows = await roster.deputies(session, work.station_id)
    return _Town(
        process=process,
        session=session,
        phones=phones,
        villages={place.name: place.id for place in await roster.villages(session, work.station_id)},
        deputy_ids={row.code: row.id for row in rows},
        deputies={row.id: await actor_for(work, row.person_id) for row in rows if row.person_id},
        liaison=(await recognise(work, Chat(liaison.id, liaison.name, "zh-hans"))).actor,
    )


def _moments() -> Iterator[_Moment]:
    cases = sample.cases()
    for case in cases:
        yield _Moment(case.at, case)
        yield from (_Moment(step.at, case, step) for step in case.steps)
    day = cases[0].at.date()
    while day < sample.STARTS_AT.date():
        yield _Moment(datetime.combine(day, _DAILY, tzinfo=sample.ZONE))
        day += timedelta(days=1)


async def _happen(town: _Town, moment: _Moment) -> None:
    work = town.work_at(moment.at)
    if moment.case is None:
        await sweep(work)
        await send_due_digest(work)
    elif moment.step is None:
        await _file(town, work, moment.case)
    else:
        await _take(town, work, moment.case, moment.step)
    await town.session.flush()


_VILLAGERS = {villager.id: villager for villager in sample.villagers()}


async def _file(town: _Town, work: Work, told: SampleCase) -> None:
    """A villager writes, puts right what was misunderstood, and submits; the liaison puts right the rest."""
    sender = await town.sender(work, _VILLAGERS[told.by])
    case = await drafts.begin(work, sender.actor, sender.person, Material(text=told.text))
    town.case_ids[told.id] = case.id
    await _put_right(town, work, sender, case, told)
    await show(work, case)
    if told.state is State.DRAFT:
        return
    await filing.submit(work, sender.actor, Ref(case.id))
    deputy_id = town.deputy_ids.get(_first_deputy(told))
    if deputy_id is not None and case.deputy_id != deputy_id:
        await desk.assign_to(work, town.liaison, Ref(case.id), deputy_id)


async def _put_right(town: _Town, work: Work, sender: Sender, case: Case, told: SampleCase) -> None:
    missing = what_is_missing(case)
    if missing == "other_channel":
        await drafts.insist(work, sender.actor, Ref(case.id))
    if case.category != told.category:
        await drafts.choose_category(work, sender.actor, Ref(case.id), told.category)
    if missing in ("needs_place", "which_place"):
        place_id = town.villages[told.village]
        await drafts.choose_place(work, sender.actor, sender.person, Ref(case.id), place_id)


def _first_deputy(told: SampleCase) -> str:
    """The code of whoever has a case at first; empty where it begins in triage."""
    is_triaged = bool(told.steps) and told.steps[0].do in ("assign", "refuse")
    return "" if is_triaged else told.deputy


async def _take(town: _Town, work: Work, told: SampleCase, step: Step) -> None:
    case = await queries.case(work.session, work.station_id, town.case_ids[told.id])
    assert case is not None  # noqa: S101  (filed before its first step)
    author = Actor(case.constituent_id, frozenset({Role.CONSTITUENT}))
    await _DEEDS[step.do](_Scene(work, town, case, author, step.facts))


async def _refer(scene: _Scene) -> None:
    facts = scene.facts
    level = Level(facts["level"])
    await casework.refer(scene.work, scene.deputy, scene.ref, facts["unit"], level, facts["due"])


async def _extend(scene: _Scene) -> None:
    work, case = scene.work, scene.case
    await casework.contact(work, scene.deputy, scene.ref, scene.said)
    # A clock that has run out gets no more time.
    if case.due_at is not None and case.due_at > work.now:
        await case_clocks.extend(work, case, work.clocks.extension_days)
        await case_clocks.settle(work, case)


async def _rate(scene: _Scene) -> None:
    await rating.rate_solved(scene.work, scene.author, scene.ref, scene.facts["solved"])
    await rating.rate_satisfied(scene.work, scene.author, scene.ref, scene.facts["satisfied"])


async def _assign(scene: _Scene) -> None:
    deputy_id = scene.town.deputy_ids[scene.facts["to"]]
    if scene.case.deputy_id != deputy_id:
        await desk.assign_to(scene.work, scene.town.liaison, scene.ref, deputy_id)


async def _merge(scene: _Scene) -> None:
    into_id = scene.town.case_ids[scene.facts["into"]]
    into = await queries.case(scene.work.session, scene.work.station_id, into_id)
    words = f"和 {into.number:04d} 是同一件事，一块儿办。" if into and into.number else ""
    await casework.return_case(scene.work, scene.deputy, scene.ref, words)
    await desk.refuse(scene.work, scene.town.liaison, scene.ref, "duplicate", words)


_DEEDS: Mapping[str, Callable[[_Scene], Awaitable[object]]] = {
    # The deputy
    "accept": lambda scene: casework.accept(scene.work, scene.deputy, scene.ref),
    "contact": lambda scene: casework.contact(scene.work, scene.deputy, scene.ref, scene.said),
    "visit": lambda scene: casework.contact(scene.work, scene.deputy, scene.ref, scene.said),
    "ask": lambda scene: casework.ask(scene.work, scene.deputy, scene.ref, scene.said),
    "refer": _refer,
    "record_answer": lambda scene: casework.record_answer(scene.work, scene.deputy, scene.ref, scene.said),
    "extend": _extend,
    "defer": lambda scene: casework.reply(scene.work, scene.deputy, scene.ref, "C", scene.said),
    "reply": lambda scene: casework.reply(
        scene.work, scene.deputy, scene.ref, scene.facts["result"], scene.said
    ),
    "return": lambda scene: casework.return_case(scene.work, scene.deputy, scene.ref, scene.facts["text"]),
    # The constituent
    "answer": lambda scene: hearing.answer_question(scene.work, scene.author, scene.ref, scene.said),
    "chase": lambda scene: hearing.add_material(scene.work, scene.author, scene.ref, scene.said),
    "rate": _rate,
    "comment": lambda scene: rating.comment(scene.work, scene.author, scene.ref, scene.said),
    "withdraw": lambda scene: withdrawing.withdraw(scene.work, scene.author, scene.ref),
    # The liaison
    "assign": _assign,
    "refuse": lambda scene: desk.refuse(
        scene.work, scene.town.liaison, scene.ref, scene.facts["channel"], scene.facts["text"]
    ),
    "merge": _merge,
    "supervise": lambda scene: casework.contact(scene.work, scene.town.liaison, scene.ref, scene.said),
    # The clock
    "silence": lambda scene: sweep(scene.work),
}
"""What each step of cases.toml is, by who does it."""


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
