"""请假: a deputy is away for some days and may name another, who stands in and works on the cases."""

from dataclasses import astuple, dataclass
from datetime import date, timedelta
from typing import Any

from hotline import notices
from hotline.errors import NoSuchChoice
from hotline.permissions import SYSTEM, Act, Actor
from hotline.seats import open_seat
from hotline.service_hours import next_service_time
from hotline.states import OPEN
from hotline.station_history import record_for_station
from hotline.terms import is_in_term
from hotline.work import Work
from storage.queries import absences as queries
from storage.queries import cases, people, roster
from storage.tables import Case, Deputy
from storage.vocabulary import Role, State

LONGEST = timedelta(days=180)
_CARRIED = OPEN - {State.DRAFT, State.REPLIED}


@dataclass(frozen=True)
class Absence:
    """Who is away, the first and the last day, and who stands in, if anybody does."""

    deputy_id: int
    first: date
    last: date
    substitute_id: int | None = None


async def announce(work: Work, actor: Actor, absence: Absence) -> None:
    """Note an absence in the place of any other; whoever it concerns is told.

    Raises NotAllowed, NoSuchChoice.
    """
    deputy, role = await open_seat(work, actor, Act.SET_AWAY, absence.deputy_id)
    check_days(work, absence.first, absence.last)
    if (deputy.away_from, deputy.away_until, deputy.substitute_id) == astuple(absence)[1:]:
        await notices.answer(work, actor.person_id, "away.noted", **_facts(deputy))
        return
    substitute = await _substitute(work, absence)
    await _tell_former(work, deputy, substitute)
    deputy.away_from, deputy.away_until = absence.first, absence.last
    deputy.substitute_id = absence.substitute_id
    deputy.handed_over_at = None
    await work.session.flush()
    code = None if substitute is None else substitute.code
    days = {"first": absence.first.isoformat(), "last": absence.last.isoformat()}
    await record_for_station(work, "away_announced", actor, role, deputy=deputy.code, substitute=code, **days)
    await _confirm(work, actor, deputy, "away.noted")
    if absence.first <= _today(work):
        await _hand_over(work, deputy)
    elif substitute is not None and substitute.person_id is not None:
        await notices.tell(work, substitute.person_id, "away.asked_to_stand_in", **_facts(deputy))


async def come_back(work: Work, actor: Actor, deputy_id: int, first: date | None = None) -> None:
    """The absence is over, or will not be; `first` is its first day where a button was made for it.

    Raises NotAllowed, NoSuchChoice.
    """
    deputy, role = await open_seat(work, actor, Act.SET_AWAY, deputy_id)
    is_another = first is not None and first != deputy.away_from
    if is_another or deputy.away_until is None or deputy.away_until < _today(work):
        raise NoSuchChoice("not_away", deputy.name)
    await record_for_station(work, "away_ended", actor, role, deputy=deputy.code)
    await _tell_former(work, deputy, None)
    _forget(deputy)
    await work.session.flush()
    await _confirm(work, actor, deputy, "away.back")


async def hand_over_due(work: Work) -> int:
    """Absences that begin today are told of; those that are over are forgotten. In service hours."""
    if next_service_time(work.now, work.knowledge.station) > work.now:
        return 0
    today = _today(work)
    due = await queries.to_hand_over(work.session, work.station_id, today)
    for deputy in due:
        if deputy.away_until is None or deputy.away_until < today:
            _forget(deputy)
        else:
            await record_for_station(work, "away_began", SYSTEM, Role.SYSTEM, deputy=deputy.code)
            await _hand_over(work, deputy)
    await work.session.flush()
    return len(due)


async def possible_substitutes(work: Work, deputy_id: int, first: date, last: date) -> list[Deputy]:
    """Deputies in office who are there all these days."""
    found = await roster.deputies(work.session, work.station_id)
    return [
        row
        for row in found
        if row.id != deputy_id and not _overlaps(row, first, last) and is_in_term(row, last)
    ]


def check_days(work: Work, first: date, last: date) -> None:
    """Days still to come, and not half a lifetime of them. Raises NoSuchChoice."""
    if last < max(first, _today(work)) or last - first > LONGEST:
        raise NoSuchChoice("away_days", "")


def _today(work: Work) -> date:
    return work.now.astimezone(work.knowledge.station.zone).date()


def is_away_on(deputy: Deputy, day: date) -> bool:
    """Whether an absence is noted that covers this day."""
    return _overlaps(deputy, day, day)


def _overlaps(deputy: Deputy, first: date, last: date) -> bool:
    if deputy.away_from is None or deputy.away_until is None:
        return False
    return deputy.away_from <= last and first <= deputy.away_until


async def _substitute(work: Work, absence: Absence) -> Deputy | None:
    if absence.substitute_id is None:
        return None
    possible = await possible_substitutes(work, absence.deputy_id, absence.first, absence.last)
    found = next((row for row in possible if row.id == absence.substitute_id), None)
    if found is None:
        raise NoSuchChoice("substitute", "")
    return found


async def _tell_former(work: Work, deputy: Deputy, substitute: Deputy | None) -> None:
    """Whoever was to stand in until now need not any more."""
    if deputy.substitute_id is None or (substitute is not None and substitute.id == deputy.substitute_id):
        return
    former = await roster.deputy(work.session, work.station_id, deputy.substitute_id)
    is_over = deputy.away_until is None or deputy.away_until < _today(work)
    if former is not None and former.person_id is not None and not is_over:
        await notices.tell(work, former.person_id, "away.no_longer", deputy=deputy.id)


async def _confirm(work: Work, actor: Actor, deputy: Deputy, kind: str) -> None:
    """The deputy and the liaison both hear of it; whoever did it first."""
    await notices.answer(work, actor.person_id, kind, **_facts(deputy))
    holders = await people.holders(work.session, work.station_id, Role.LIAISON)
    for person_id in dict.fromkeys([deputy.person_id, *holders]):
        if person_id is not None and person_id != actor.person_id:
            await notices.tell(work, person_id, kind, **_facts(deputy))


async def _hand_over(work: Work, deputy: Deputy) -> None:
    """From now on somebody stands in: who does sees what is due, whoever waits hears who it is."""
    deputy.handed_over_at = work.now
    if deputy.substitute_id is None:
        return
    substitute = await roster.deputy(work.session, work.station_id, deputy.substitute_id)
    if substitute is None or substitute.left_at is not None:
        return
    if substitute.person_id is not None:
        found = await cases.cases_of_deputy(work.session, work.station_id, deputy.id, _CARRIED)
        ids = [case.id for case in found if not await _is_barred(work, case, substitute)]
        await notices.tell(work, substitute.person_id, "away.stand_in", ids=ids, **_facts(deputy))
    waits = await queries.whose_cases_wait(work.session, work.station_id, deputy, _CARRIED)
    not_before = next_service_time(work.now, work.knowledge.station)
    for person_id in waits:
        if person_id != substitute.person_id:
            slot = f"away:{deputy.id}"
            await notices.tell(
                work, person_id, "away.who_stands_in", slot=slot, not_before=not_before, **_facts(deputy)
            )


async def _is_barred(work: Work, case: Case, substitute: Deputy) -> bool:
    """Whether the case names whoever stands in, or is that person's own (回避)."""
    avoided = await cases.avoided_deputies(work.session, work.station_id, case.id)
    return substitute.id in avoided or case.constituent_id == substitute.person_id


def _forget(deputy: Deputy) -> None:
    deputy.away_from = deputy.away_until = deputy.substitute_id = deputy.handed_over_at = None


def _facts(deputy: Deputy) -> dict[str, Any]:
    days = [day and day.isoformat() for day in (deputy.away_from, deputy.away_until)]
    return {"deputy": deputy.id, "substitute": deputy.substitute_id, "days": days}
