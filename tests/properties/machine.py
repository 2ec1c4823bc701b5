"""The machine that drives a township's hotline through random acts of everybody."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from datetime import UTC, date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from hotline import absences, drafts, filing, invitations
from hotline.absences import Absence
from hotline.callers import calls
from hotline.callers.people import find_or_make
from hotline.casebook import Ref
from hotline.errors import HotlineError
from hotline.material import Material
from hotline.people import actor_for
from hotline.permissions import Actor, acting_role
from hotline.suggestions.sweep import sweep_suggestions
from hotline.sweep import BATCH, sweep
from hotline.work import Work
from storage.tables import Person
from storage.vocabulary import Role, State
from tests.properties.checks import CHECKS, ENDS
from tests.properties.deeds import BY_NAME, DEEDS, GOING_ON, MARK, Deed, Scene
from tests.properties.meter import Meter
from tests.properties.records import Records, Step
from tests.properties.township import DEPUTIES, EVERYBODY, LIAISON, MATTERS, STARTS_AT, Township, work_in

_numbers = itertools.count(1)
# Any number will do: it is taken modulo the choices there are.
_WHICH = st.integers(0, 59)
_WAITS = st.sampled_from([2, 24, 72, 9 * 24, 16 * 24, 32 * 24]).map(lambda hours: timedelta(hours=hours))
_NUMBER = "13900000000"


class Hotline(RuleBasedStateMachine):
    """One township's hotline. After each act and each jump of time all checks are made."""

    def __init__(self, town: Township, folder: Path) -> None:
        super().__init__()
        self.town = town
        path = folder / f"run{next(_numbers)}.db"
        self.runner = asyncio.Runner()
        self.database = town.copied_to(path)
        self.engine = sa.create_engine(f"sqlite:///{path}")
        self.path = path
        self.now = STARTS_AT.astimezone(UTC)
        self.records = Records.read(self.engine)
        self.meter = Meter(town.knowledge.calendar, self.now)
        self.is_sound = True

    def live(self, steps: int, seed: int) -> None:
        """Cases come, and something of everything happens to them; always the same of one seed."""
        chance = Random(seed)
        for step in range(steps):
            if step % 8 == 0:
                self.file(chance.randrange(60), step // 8)
            if step % 16 == 4:
                self.call(step // 16, 0)
            if step % 12 == 11:
                self.wait(timedelta(days=2))
            act = self.act if step % 3 == 0 else self.go_on
            act(*(chance.randrange(60) for _ in range(4)))

    # What the world does

    @initialize(who=_WHICH, matter=_WHICH)
    def begin(self, who: int, matter: int) -> None:
        self.file(who, matter)

    @rule(who=_WHICH, matter=_WHICH)
    def file(self, who: int, matter: int) -> None:
        """Somebody tells a matter and confirms it at once."""
        name = _pick([*EVERYBODY[:4], *EVERYBODY], who)

        async def tell(work: Work) -> None:
            actor, person = await self._person(work, name)
            words = Material(text=f"{_pick(MATTERS, matter)}。{MARK}")
            case = await drafts.begin(work, actor, person, words)
            if matter % 5:
                await filing.submit(work, actor, Ref(case.id))

        self._do(tell)

    @rule(matter=_WHICH, who=_WHICH)
    def call(self, matter: int, who: int) -> None:
        """Somebody without Telegram calls, and the liaison registers it; or a caller comes to the bot."""
        if who % 4 == 3:
            self._link(matter, who // 4)
            return

        async def register(work: Work) -> None:
            actor, _ = await self._person(work, LIAISON)
            caller = await find_or_make(work, "老李", _NUMBER)
            case = await calls.register(
                work, actor, caller, f"{_pick(MATTERS, matter)}。{MARK}", is_walk_in=False
            )
            await filing.submit(work, actor, Ref(case.id))

        self._do(register)

    def _link(self, case: int, who: int) -> None:
        """A caller comes to the bot by the link that the liaison made."""
        rows = [row for row in self.records.cases.values() if self.records.is_callers(row)]

        async def take_over(work: Work) -> None:
            liaison, _ = await self._person(work, LIAISON)
            _, code = await invitations.invite_caller(work, liaison, Ref(_pick(rows, case).id))
            actor, _ = await self._person(work, _pick(EVERYBODY, who))
            await invitations.join(work, actor, code, is_confirmed=True)

        if rows:
            self._do(take_over)

    @rule(seat=_WHICH, days=st.integers(0, 9), substitute=_WHICH)
    def be_away(self, seat: int, days: int, substitute: int) -> None:
        """A deputy is away from today, with or without somebody who stands in."""
        ids = [*self.town.deputies.values()]
        today = self.town.knowledge.calendar.local_date(self.now)

        async def go(work: Work) -> None:
            actor, _ = await self._person(work, _pick([*DEPUTIES], seat))
            last = today + timedelta(days=days)
            await absences.announce(
                work, actor, Absence(_pick(ids, seat), today, last, _pick([*ids, None], substitute))
            )

        self._do(go)

    @rule(wait=_WAITS)
    def wait(self, wait: timedelta) -> None:
        """Time goes on, and the clock does what it does by itself."""
        self.now += wait
        self._sweep()

    # What people do

    @rule(case=_WHICH, deed=_WHICH, who=_WHICH, salt=_WHICH)
    def act(self, case: int, deed: int, who: int, salt: int) -> None:
        """Somebody who may does something to a case that fits its state; it may fail for other reasons."""
        row = self._case(case)
        ways = [] if row is None else self._ways(row, BY_NAME)
        if row is not None and ways:
            chosen = _pick(ways, deed)
            self._try(chosen, _pick(self._who_may(chosen, row), who), row, Ref(row.id, row.version), salt)

    @rule(case=_WHICH, deed=_WHICH, who=_WHICH, salt=_WHICH)
    def go_on(self, case: int, deed: int, who: int, salt: int) -> None:
        """The same with what brings a case on, so that cases come further than to their first steps."""
        rows = [row for row in self.records.cases.values() if self._ways(row, GOING_ON)]
        if rows:
            row = _pick(rows, case)
            chosen = _pick(self._ways(row, GOING_ON), deed)
            self._try(chosen, _pick(self._who_may(chosen, row), who), row, Ref(row.id, row.version), salt)

    @rule(case=_WHICH, deed=_WHICH, who=_WHICH)
    def go_on_plainly(self, case: int, deed: int, who: int) -> None:
        """The same rule once more, so that it is chosen more often than the others."""
        self.go_on(case, deed, who, 0)

    @rule(case=_WHICH, deed=_WHICH, who=_WHICH)
    def go_on_further(self, case: int, deed: int, who: int) -> None:
        """And again, with the other answer."""
        self.go_on(case, deed, who, 1)

    @rule(
        case=_WHICH,
        deed=st.sampled_from([*BY_NAME]),
        who=st.sampled_from(EVERYBODY),
        salt=_WHICH,
        age=st.integers(0, 2),
    )
    def meddle(self, case: int, deed: str, who: str, salt: int, age: int) -> None:
        """Anybody does anything to any case, by an old button or a new one."""
        row = self._case(case)
        if row is not None:
            self._try(BY_NAME[deed], who, row, Ref(row.id, row.version - age), salt)

    def teardown(self) -> None:
        """Every case ends, one way or another, and its constituent has been told."""
        try:
            if self.is_sound:
                self._end_all()
        finally:
            self.runner.run(self.database.close())
            self.runner.close()
            self.engine.dispose()
            for leftover in (self.path, Path(f"{self.path}-wal"), Path(f"{self.path}-shm")):
                leftover.unlink(missing_ok=True)

    # How it is done

    def _end_all(self) -> None:
        closing = BY_NAME["close for good"]
        for row in self.records.cases.values():
            current = self.records.cases[row.id]
            if current.state in closing.fits:
                boss = self._who_may(closing, current)[0]
                assert self._try(closing, boss, current, Ref(row.id), 0) is None
        self.now += timedelta(days=32)
        self._sweep()
        for row in self.records.cases.values():
            is_filed = row.number is not None
            assert not is_filed or row.state in ENDS | {State.ARCHIVED}, f"never ended: {row.state}"

    def _try(self, deed: Deed, name: str, row: Any, ref: Ref, salt: int) -> HotlineError | None:
        """Let somebody try a deed: a refusal changes nothing, a success was allowed."""
        before = self.records

        async def attempt(work: Work) -> None:
            actor, _ = await self._person(work, name)
            await deed.do(Scene(work, actor, ref, salt, row, before, self.town))

        error = self._do(attempt)
        if error is None:
            assert row.state in deed.fits, f"{deed} worked in {row.state}"
            assert ref.version in (None, row.version), f"{deed} by an old button"
            acting_role(deed.act, self._actor(name), before.facts_of(row))
        return error

    def _do(self, act: Callable[[Work], Awaitable[None]]) -> HotlineError | None:
        """One unit of work, rolled back where it is refused, and everything that has to be so after it."""
        self.is_sound = False
        error = self.runner.run(self._transact(act))
        step = Step(self.records, Records.read(self.engine), self.now)
        if error is not None:
            assert step.after == step.before, f"refused with {error!r}, and yet something changed"
        for check in CHECKS:
            check(step)
        self.meter.watch(step)
        self.records, self.is_sound = step.after, True
        return error

    async def _transact(self, act: Callable[[Work], Awaitable[None]]) -> HotlineError | None:
        try:
            async with self.database.transaction() as session:
                await act(work_in(session, self.now, self.town.knowledge))
        except HotlineError as error:
            return error
        return None

    def _sweep(self) -> None:
        async def tick(work: Work) -> None:
            assert await sweep(work) < BATCH
            await sweep_suggestions(work)
            await absences.hand_over_due(work)

        assert self._do(tick) is None

    def _case(self, which: int) -> Any:
        rows = [*self.records.cases.values()]
        return _pick(rows, which) if rows else None

    def _ways(self, row: Any, names: Collection[str]) -> list[Deed]:
        """The deeds with these names that fit the state of a case and that somebody may do."""
        fitting = [deed for deed in DEEDS if deed.name in names and row.state in deed.fits]
        return [deed for deed in fitting if self._who_may(deed, row)]

    def _who_may(self, deed: Deed, row: Any) -> list[str]:
        facts = self.records.facts_of(row)
        return [name for name in EVERYBODY if _may(deed, self._actor(name), facts)]

    def _actor(self, name: str) -> Actor:
        """What somebody may act as, put together from the rows."""
        person_id = self.town.people[name]
        grants = [row for row in self.records["rolegrant"].values() if row.person_id == person_id]
        seat = self.town.deputies.get(name)
        today = self.now.astimezone(STARTS_AT.tzinfo).date()
        away = {
            row.id
            for row in self.records["deputy"].values()
            if seat and row.substitute_id == seat and _is_away(row, today)
        }
        return Actor(
            person_id, frozenset(row.role for row in grants) | {Role.CONSTITUENT}, seat, frozenset(away)
        )

    async def _person(self, work: Work, name: str) -> tuple[Actor, Person]:
        person = await work.session.get_one(Person, (work.station_id, self.town.people[name]))
        return await actor_for(work, person.id), person


def _pick(options: Any, which: int) -> Any:
    return options[which % len(options)]


def _may(deed: Deed, actor: Actor, facts: Any) -> bool:
    with suppress(HotlineError):
        acting_role(deed.act, actor, facts)
        return True
    return False


def _is_away(row: Any, today: date) -> bool:
    return row.away_from is not None and row.away_from <= today <= row.away_until
