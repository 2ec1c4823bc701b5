"""When digests go out: weekly to the liaison and each deputy, monthly to the presidium, each of them once."""

from dataclasses import asdict
from datetime import date, datetime, timedelta

from hotline import notices
from hotline.digest.figures import Digest
from hotline.digest.month import month_digest
from hotline.digest.own import own_digests
from hotline.digest.trend import trend
from hotline.digest.week import for_reader, week_digest
from hotline.people import actor_for
from hotline.rates import Month, Week, month_of, week_before
from hotline.work import Work
from storage.queries import cases as case_queries
from storage.queries import people, roster
from storage.vocabulary import Role


async def send_due_digest(work: Work) -> bool:
    """Send what is due: last week's digests and last month's; also after a downtime. Whether any went out."""
    weekly = await _send_week(work)
    return await _send_month(work) or weekly


async def _send_week(work: Work) -> bool:
    """Last week's, once its time has come. A hotline that has just opened has no week to tell of."""
    station = await roster.station(work.session, work.station_id)
    week = week_before(work.now, work.knowledge.station.zone)
    day = week.monday + timedelta(days=7 + work.knowledge.station.digest_weekday)
    if station.digest_sent_for == week.monday or work.now < _at(work, day):
        return False
    is_first = station.digest_sent_for is None
    if not await roster.claim_digest(work.session, work.station_id, week.monday):
        return False
    digest = await week_digest(work, week)
    if is_first and not digest.filed and not digest.still_open:
        return False
    await trend(work, week)
    await _tell_liaisons(work, digest)
    await _tell_deputies(work, week)
    await _tell_presidium(work)
    return True


async def _send_month(work: Work) -> bool:
    """Last month's to the presidium, on the first day of digests in a month."""
    station, zone = await roster.station(work.session, work.station_id), work.knowledge.station.zone
    today = work.calendar.local_date(work.now)
    month = month_of(today.replace(day=1) - timedelta(days=1), zone)
    if station.monthly_sent_for == month.first or work.now < _at(work, _first_day(work, today)):
        return False
    is_first = station.monthly_sent_for is None
    if not await roster.claim_month(work.session, work.station_id, month.first):
        return False
    return await _tell_month(work, month, is_first=is_first)


async def _tell_month(work: Work, month: Month, *, is_first: bool) -> bool:
    digest = await month_digest(work, month)
    if is_first and not digest.filed and not digest.closed:
        return False
    await notices.tell_holders(work, Role.PRESIDIUM, "presidium.digest_month", **asdict(digest))
    return True


async def _tell_liaisons(work: Work, digest: Digest) -> None:
    """Each without the cases from which she has to step aside as a deputy."""
    for person_id in await people.holders(work.session, work.station_id, Role.LIAISON):
        own = await for_reader(work, digest, await actor_for(work, person_id))
        await notices.tell(work, person_id, "liaison.digest", **asdict(own))


async def _tell_deputies(work: Work, week: Week) -> None:
    """Every deputy who has joined and has anything to read."""
    digests = await own_digests(work, week)
    for deputy in await roster.deputies(work.session, work.station_id):
        if deputy.person_id is not None and digests[deputy.id].says_something:
            await notices.tell(work, deputy.person_id, "deputy.digest", **asdict(digests[deputy.id]))


async def _tell_presidium(work: Work) -> None:
    """Once a week the presidium sees what still waits for it."""
    escalated = await case_queries.escalated_cases(work.session, work.station_id)
    if escalated:
        ids = [case.id for case in escalated]
        await notices.tell_holders(work, Role.PRESIDIUM, "presidium.cases", ids=ids)


def _first_day(work: Work, today: date) -> date:
    """The first day of this month on which digests go out."""
    first = today.replace(day=1)
    return first + timedelta(days=(work.knowledge.station.digest_weekday - first.weekday()) % 7)


def _at(work: Work, day: date) -> datetime:
    station = work.knowledge.station
    return datetime.combine(day, station.digest_at, tzinfo=station.zone)
