"""办实事的候选: matters that many raise or support, or that come again; facts without people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from hotline.permissions import Act, Actor, acting_role
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import candidates as queries
from storage.queries import roster

MONTHS, MOST_MONTHS = 12, 60
SHOWN = 12
_MANY = 3
_MONTH = timedelta(days=30.44)


class Why(StrEnum):
    """What speaks for a matter."""

    MANY = "many"  # many cases are about it
    AGAIN = "again"  # it was raised again after a case about it had been closed
    SUPPORTED = "supported"  # it is open and many stand behind it


@dataclass(frozen=True)
class Candidate:
    """A matter of one place: what, where, how many cases and supporters, since when, and how it stands."""

    subject: str
    place: str
    cases: int
    supporters: int
    since: datetime
    open: int
    deferred: int
    why: tuple[Why, ...]


async def find_candidates(work: Work, actor: Actor, months: int = MONTHS) -> list[Candidate]:
    """The matters of the last months that most people raise or support, the weightiest first.

    Cases that name a deputy stay hidden from that deputy here too. Raises NotAllowed.
    """
    acting_role(Act.READ_DIGEST, actor)
    since = work.now - min(max(months, 1), MOST_MONTHS) * _MONTH
    rows = await queries.matters(work.session, work.station_id, since, OPEN, hidden_from=actor.deputy_id)
    behind = await queries.supporters(work.session, work.station_id, since, hidden_from=actor.deputy_id)
    names = {place.id: place.name for place in await roster.places(work.session, work.station_id)}
    return rank(rows, behind, names)


def rank(
    rows: Iterable[Mapping[str, Any]], behind: Mapping[tuple[int, str], int], names: Mapping[int, str]
) -> list[Candidate]:
    """Those for which something speaks, by how many people raised or support them, then the oldest first."""
    found = []
    for row in rows:
        supporters = behind.get((row["place_id"], row["subject"]), 0)
        why = _reasons(row, supporters)
        if why and row["place_id"] in names:
            found.append(
                Candidate(
                    subject=row["subject"],
                    place=names[row["place_id"]],
                    cases=row["cases"],
                    supporters=supporters,
                    since=row["first_at"],
                    open=row["open"],
                    deferred=row["deferred"],
                    why=why,
                )
            )
    found.sort(key=lambda one: (-one.cases - one.supporters, one.since, one.place, one.subject))
    return found[:SHOWN]


def _reasons(row: Mapping[str, Any], supporters: int) -> tuple[Why, ...]:
    solved_at = row["solved_at"]
    speaks = {
        Why.MANY: row["cases"] >= _MANY,
        Why.AGAIN: solved_at is not None and solved_at < row["last_at"],
        Why.SUPPORTED: row["open"] > 0 and supporters >= _MANY,
    }
    return tuple(why for why, does in speaks.items() if does)
