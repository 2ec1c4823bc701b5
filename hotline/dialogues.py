"""Where a person is in a dialogue with the bot: kept in the database, so that any process can go on."""

from dataclasses import dataclass, field
from typing import Any

from hotline.work import Work
from storage.tables import Dialogue


@dataclass(frozen=True)
class Step:
    """What the next message of a person is for; "" when it is for nothing in particular."""

    name: str = ""
    data: dict[str, Any] = field(default_factory=dict)


async def current(work: Work, person_id: int) -> Step:
    row = await work.session.get(Dialogue, (work.station_id, person_id))
    return Step() if row is None else Step(row.step, row.data)


async def expect(work: Work, person_id: int, step: str, **data: Any) -> None:
    """The next message of this person is for `step`."""
    await work.session.merge(
        Dialogue(station_id=work.station_id, person_id=person_id, step=step, data=data, changed_at=work.now)
    )


async def finish(work: Work, person_id: int) -> None:
    """Expect nothing in particular any more."""
    row = await work.session.get(Dialogue, (work.station_id, person_id))
    if row is not None:
        await work.session.delete(row)
        await work.session.flush()
