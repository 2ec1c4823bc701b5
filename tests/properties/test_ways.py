"""Which ways of the table of states the use cases really go: all of them, and no other."""

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel.ext.asyncio.session import AsyncSession

from hotline import drafts, filing
from hotline.casebook import Ref, may
from hotline.errors import HotlineError
from hotline.material import Material
from hotline.people import actor_for
from hotline.permissions import Act
from hotline.states import RETURNING, TRANSITIONS
from hotline.sweep import sweep
from storage.queries import cases as queries
from storage.queries import events as event_queries
from storage.tables import Case, Person
from storage.vocabulary import State
from tests.properties.deeds import DEEDS, Deed, Scene
from tests.properties.records import Records
from tests.properties.township import EVERYBODY, MATTERS, STARTS_AT, Township, work_in

S = State
Way = tuple[State, State]
Node = tuple[State, State | None]

NOT_GONE: dict[Way, str] = {
    **{(S.DRAFT, end): "a draft is cancelled, which deletes it" for end in (S.MERGED, S.CLOSED, S.WITHDRAWN)},
    (S.MERGED, S.DRAFT): "drafts are not merged",
    (S.REDO, S.IN_PROGRESS): "it stays marked as redone until a unit has it or it is replied to",
}
"""Ways that the table has and no use case goes, and why."""

_CLEAR, _VAGUE = MATTERS[0], MATTERS[2]


@dataclass(frozen=True)
class Move:
    """A deed in one variant; without a deed three weeks go by, with the sweeps they bring."""

    deed: Deed | None
    salt: int = 0


_MOVES = (
    [Move(deed) for deed in DEEDS] + [Move(deed, 1) for deed in DEEDS if deed.act is Act.RATE] + [Move(None)]
)


class Explorer:
    """Goes from state to state by whatever the use cases offer, the shortest way first."""

    def __init__(self, town: Township, path: Path) -> None:
        self.town, self.path = town, path
        self.database = town.copied_to(path)
        self.ways: set[Way] = set()

    async def explore(self) -> None:
        starts = [await self._tell("赵叔", _CLEAR), await self._tell("孙大爷", _VAGUE)]
        master = await self._tell("钱婶", MATTERS[1])
        async with self.database.transaction() as session:
            work = work_in(session, STARTS_AT.astimezone(UTC), self.town.knowledge)
            await filing.submit(work, await actor_for(work, self.town.people["钱婶"]), Ref(master))
        engine = sa.create_engine(f"sqlite:///{self.path}")
        self.records, self.master = Records.read(engine), master
        engine.dispose()
        known: set[Node] = set()
        waiting = deque[tuple[int, tuple[Move, ...]]]((case_id, ()) for case_id in starts)
        while waiting:
            case_id, moves = waiting.popleft()
            for node, move in await self._next(case_id, moves):
                if node not in known:
                    known.add(node)
                    waiting.append((case_id, (*moves, move)))
        await self.database.close()

    async def _next(self, case_id: int, moves: tuple[Move, ...]) -> list[tuple[Node, Move]]:
        """Go to where these moves lead, and try everything from there."""
        found = []
        try:
            async with self.database.transaction() as session:
                now = STARTS_AT.astimezone(UTC)
                for move in moves:
                    now = await self._make(session, now, case_id, move)
                case = await session.get_one(Case, (1, case_id))
                fitting = [move for move in _MOVES if move.deed is None or case.state in move.deed.fits]
                for move in fitting:
                    node = await self._look(session, now, case_id, move)
                    if node is not None:
                        found.append((node, move))
                raise _Enough
        except _Enough:
            return found

    async def _look(self, session: AsyncSession, now: datetime, case_id: int, move: Move) -> Node | None:
        """Where a move leads, with the ways it goes noted; taken back at once."""
        node = None
        nested = await session.begin_nested()
        try:
            before = len(await event_queries.events_of(session, 1, case_id))
            await self._make(session, now, case_id, move)
            case = await queries.case(session, 1, case_id)
            events = await event_queries.events_of(session, 1, case_id)
            for event in events[before:]:
                if event.to_state is not None and event.from_state is not None:
                    self.ways.add((event.from_state, event.to_state))
            node = None if case is None else _node(case)
        except HotlineError:
            pass
        finally:
            await nested.rollback()
            session.expire_all()
        return node

    async def _make(self, session: AsyncSession, now: datetime, case_id: int, move: Move) -> datetime:
        if move.deed is None:
            for days in (8, 8, 32):
                now += timedelta(days=days)
                await sweep(work_in(session, now, self.town.knowledge))
            return now
        now += timedelta(minutes=5)
        work = work_in(session, now, self.town.knowledge)
        case = await session.get_one(Case, (1, case_id))
        for name in EVERYBODY:
            actor = await actor_for(work, self.town.people[name])
            if await may(work, actor, move.deed.act, case):
                await move.deed.do(
                    Scene(work, actor, Ref(case_id), move.salt, case, self.records, self.town, self.master)
                )
                await session.flush()
                break
        return now

    async def _tell(self, name: str, words: str) -> int:
        async with self.database.transaction() as session:
            work = work_in(session, STARTS_AT.astimezone(UTC), self.town.knowledge)
            person = await session.get_one(Person, (1, self.town.people[name]))
            return (
                await drafts.begin(work, await actor_for(work, person.id), person, Material(text=words))
            ).id


class _Enough(Exception):
    """Takes back all that was tried."""


def _node(case: Any) -> Node:
    return State(case.state), case.state_before if case.state in RETURNING else None


@pytest.mark.slow
def test_the_use_cases_go_every_way_of_the_table_and_no_other(town: Township, tmp_path: Path) -> None:
    explorer = Explorer(town, tmp_path / "ways.db")
    asyncio.run(explorer.explore())
    table = {(old, new) for old, ways in TRANSITIONS.items() for new in ways}
    assert explorer.ways == table - set(NOT_GONE)
