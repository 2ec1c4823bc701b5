"""The reaper: counts what passes, kills when it is time, and has the killed started again."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.chaos.plan import Kill, Point, Victim
from tests.chaos.postmaster import Postmaster
from tests.chaos.replica import Replica


@dataclass
class Killed:
    """A kill that has fallen; `replica` is None where it was the postmaster. `back_at`: started again."""

    kind: str
    replica: int | None
    at: datetime
    back_at: datetime | None = None


class Reaper:
    """Everything that passes between a process and the world asks here whether it may."""

    def __init__(
        self, kills: Sequence[Kill], postmaster: Postmaster | None, progress: Callable[[Killed], None]
    ) -> None:
        self._kills = list(reversed(kills))
        self._postmaster = postmaster
        self._progress = progress
        self._armed: Kill | None = None
        self._passed = 0
        self._at_work: set[asyncio.Task[None]] = set()
        self.replicas: list[Replica] = []
        self.killed: list[Killed] = []
        self.is_done = asyncio.Event()
        self._moved_at = time.monotonic()

    def begin(self) -> None:
        """From now on kills fall."""
        self._arm()

    @property
    def awaited(self) -> Kill | None:
        """The kill that comes next."""
        return self._armed

    async def may_pass(self, point: Point, witness: Replica) -> bool:
        """Whether what has come to this point goes on; not if the process or its database is killed now."""
        self._moved_at = time.monotonic()
        kill = self._armed
        if kill is None or kill.point is not point or not witness.is_running:
            return witness.is_running
        self._passed += 1
        if self._passed < kill.after or not self._is_up(kill):
            return True
        self._armed = None
        # Who asks may be given up as soon as the process is dead; the rest must be done all the same.
        await asyncio.shield(self._begun(self._execute(kill, witness)))
        return kill.victim is Victim.ANY and witness.is_running

    def _is_up(self, kill: Kill) -> bool:
        """Whether who is to be killed is there; a postmaster works before its start is told to be over."""
        if kill.victim is not Victim.POSTMASTER:
            return True
        return self._postmaster is not None and self._postmaster.is_up

    def is_reviving(self, replica: Replica) -> bool:
        """Whether it was killed and has not been started again yet."""
        return any(killed.replica == replica.index and killed.back_at is None for killed in self.killed)

    def seconds_without_movement(self) -> float:
        """How long nothing has come to any point."""
        return time.monotonic() - self._moved_at

    async def settle(self) -> None:
        """Wait until all that were killed are started again."""
        while self._at_work:
            await asyncio.gather(*self._at_work)

    def _arm(self) -> None:
        self._passed = 0
        self._armed = self._kills.pop() if self._kills else None
        if self._armed is None:
            self.is_done.set()

    async def _execute(self, kill: Kill, witness: Replica) -> None:
        if kill.victim is Victim.POSTMASTER:
            assert self._postmaster is not None
            killed = Killed(kill.kind, None, datetime.now(UTC))
            self.killed.append(killed)
            self._postmaster.kill()
            again = self._postmaster.start
        else:
            victim = self._victim(kill, witness)
            killed = Killed(kill.kind, victim.index, datetime.now(UTC))
            self.killed.append(killed)
            await victim.bot.kill()
            again = victim.bot.start
        self._progress(killed)
        self._begun(self._revive(killed, again))
        self._arm()

    def _begun(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)
        return task

    def _victim(self, kill: Kill, witness: Replica) -> Replica:
        chosen = self.replicas[kill.choice]
        return chosen if kill.victim is Victim.ANY and chosen.is_running else witness

    async def _revive(self, killed: Killed, again: Callable[[], Awaitable[None]]) -> None:
        await again()
        killed.back_at = datetime.now(UTC)
