"""The ladder: the units that have or had a case, from village to contractor, each with its day."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from handlers.wording import Texts
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import clocks as clock_queries
from storage.tables import Case, Referral
from storage.vocabulary import Level


@dataclass(frozen=True)
class Hop:
    """One unit with the case; `due_at` has moved where its clock stood still."""

    id: int
    unit: str
    level: Level
    contact: str
    due_at: datetime
    answered_at: datetime | None
    has_answer: bool
    is_late: bool

    @property
    def is_open(self) -> bool:
        return self.answered_at is None


async def hops_of(work: Work, case: Case) -> list[Hop]:
    """The units that a case was handed to, in order."""
    if case.number is None:
        return []
    rows = await queries.referrals_of(work.session, work.station_id, case.id)
    if not rows:
        return []
    clocks = await clock_queries.clocks_of(work.session, work.station_id, case.id)
    due = {clock.id: clock.due_at for clock in clocks}
    return [_hop(row, due.get(row.clock_id or 0, row.due_at), work.now) for row in rows]


def _hop(row: Referral, due_at: datetime, now: datetime) -> Hop:
    return Hop(
        id=row.id,
        unit=row.unit,
        level=row.level,
        contact=row.contact,
        due_at=due_at,
        answered_at=row.answered_at,
        # Of hops that were answered before answers were tied to them nothing else is known.
        has_answer=row.answer_entry_id is not None or row.clock_id is None,
        is_late=row.answered_at is None and due_at <= now,
    )


async def rungs_of(work: Work, case: Case, texts: Texts, deputy: str) -> list[Markup]:
    """The ladder in words, a line for each unit below the deputy; empty where there is none."""
    hops = await hops_of(work, case)
    if not hops:
        return []
    first = [texts("ladder.deputy", deputy=deputy)] if deputy else []
    return [*first, *(_rung(hop, texts) for hop in hops)]


def _rung(hop: Hop, texts: Texts) -> Markup:
    if hop.answered_at is None:
        kind = "late" if hop.is_late else "waiting"
    else:
        kind = "answered" if hop.has_answer else "ended"
    at = hop.answered_at or hop.due_at
    return texts(f"ladder.{kind}", level=hop.level, unit=hop.unit, at=at)
