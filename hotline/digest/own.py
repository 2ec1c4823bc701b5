"""A deputy's own short digest: what came to her, what she has, what is late or soon due, what people said."""

from collections import Counter
from dataclasses import dataclass

from hotline.digest.figures import DueCase, LateCase
from hotline.digest.week import AHEAD, FILED, LISTED, due_case, late_case
from hotline.rates import Week
from hotline.work import Work
from storage.queries import roster
from storage.queries.figures import answers, by_deputy, good_work
from storage.queries.figures.standing import TimedCase
from storage.tables import Deputy

_NONE: tuple[int, list[TimedCase]] = (0, [])


@dataclass(frozen=True)
class OwnDigest:
    """The figures of one deputy's week; open, overdue and due ones are as of now. Lists are the first ten."""

    monday: str
    is_running: bool
    deputy: str
    given: int
    replied: int
    replied_late: int
    satisfied: int
    unsatisfied: int
    unrated: int
    still_open: int
    overdue_total: int
    overdue: list[LateCase]
    due_total: int
    due: list[DueCase]

    @property
    def says_something(self) -> bool:
        """Whether there is anything to read."""
        numbers = (self.given, self.replied, self.satisfied, self.unsatisfied, self.unrated, self.still_open)
        return any(numbers)


async def own_digests(work: Work, week: Week) -> dict[int, OwnDigest]:
    """The digest of every deputy in office, by id; counted for all at once."""
    session, station, now = work.session, work.station_id, work.now
    within = (session, station, week.starts_at, week.ends_at)
    given = await by_deputy.given(*within)
    replies = {row.deputy_id: row for row in await good_work.replies(*within, is_for_liaison=False)}
    rated = await _rated(work, week)
    still_open = await by_deputy.open_cases(session, station, FILED)
    overdue = await by_deputy.timed_cases(session, station, FILED, ends=now, limit=LISTED)
    due = await by_deputy.timed_cases(session, station, FILED, starts=now, ends=now + AHEAD, limit=LISTED)

    def digest_of(deputy: Deputy) -> OwnDigest:
        own, late = deputy.id, overdue.get(deputy.id, _NONE)
        coming = due.get(own, _NONE)
        return OwnDigest(
            monday=week.monday.isoformat(),
            is_running=now < week.ends_at,
            deputy=deputy.name,
            given=given.get(own, 0),
            replied=replies[own].replied if own in replies else 0,
            replied_late=replies[own].late if own in replies else 0,
            satisfied=rated[own, True],
            unsatisfied=rated[own, False],
            unrated=rated[own, None],
            still_open=still_open.get(own, 0),
            overdue_total=late[0],
            overdue=[late_case(work, case) for case in late[1]],
            due_total=coming[0],
            due=[due_case(case) for case in coming[1]],
        )

    return {deputy.id: digest_of(deputy) for deputy in await roster.deputies(session, station)}


async def _rated(work: Work, week: Week) -> Counter[tuple[int | None, bool | None]]:
    """How many were satisfied, not satisfied, or said nothing (None), by the deputy of their cases."""
    rows = await answers.ratings(work.session, work.station_id, week.starts_at, week.ends_at)
    hidden = await by_deputy.hidden_from_their_deputies(
        work.session, work.station_id, {row.case_id for row in rows}
    )
    return Counter((row.deputy_id, row.is_satisfied) for row in rows if row.case_id not in hidden)
