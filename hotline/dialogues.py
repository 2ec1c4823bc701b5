"""Where a person is in a dialogue with the bot: kept in the database, so that any process can go on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hotline.work import Work
from storage.queries import dialogues as queries
from storage.tables import Dialogue

# Whoever comes back later than this has something else in mind.
LONGEST = timedelta(days=1)
LIVES: Mapping[str, timedelta] = {
    "commenting": timedelta(minutes=30),
    "telling_where": timedelta(minutes=15),
    "adding": timedelta(hours=12),
    # Pictures that follow so soon after a case was filed or added to are of that case.
    "just_told": timedelta(minutes=10),
    "adding_pictures": timedelta(minutes=30),
    # By the contact card of a deputy: kept for the first case.
    "started": timedelta(days=30),
}
"""How long a question of the bot stands, where it is not `LONGEST`."""


@dataclass(frozen=True)
class Step:
    """What the next message of a person is for; "" when it is for nothing in particular."""

    name: str = ""
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def is_idle(self) -> bool:
        """Whether any message may come, and this is only remembered."""
        return self.name in ("", "started", "choosing_home", "commenting", "just_told")

    def is_about(self, case_id: int) -> bool:
        return self.data.get("case") == case_id


async def current(work: Work, person_id: int) -> Step:
    """What is expected of this person now."""
    row = await queries.dialogue(work.session, work.station_id, person_id)
    if row is None or work.now - row.changed_at > LIVES.get(row.step, LONGEST):
        return Step()
    return Step(row.step, row.data)


async def expect(work: Work, person_id: int, step: str, **data: Any) -> None:
    """The next message of this person is for `step`."""
    row = await queries.dialogue(work.session, work.station_id, person_id)
    if row is None:
        row = Dialogue(station_id=work.station_id, person_id=person_id, step=step, changed_at=work.now)
        work.session.add(row)
    row.step, row.data, row.changed_at = step, data, work.now


async def finish(work: Work, person_id: int) -> None:
    """Expect nothing in particular any more."""
    row = await queries.dialogue(work.session, work.station_id, person_id)
    if row is not None:
        await work.session.delete(row)
        await work.session.flush()


async def finish_about(work: Work, person_id: int, case_id: int) -> None:
    """Expect nothing more about this case: what was asked about it has been settled by a button."""
    if (await current(work, person_id)).is_about(case_id):
        await finish(work, person_id)
