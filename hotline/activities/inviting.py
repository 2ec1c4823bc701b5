"""Inviting deputies to an activity, their answers, and the reminder the evening before."""

from collections.abc import Collection
from datetime import datetime, timedelta

from hotline import notices
from hotline.activities.book import kept_activity, own_attendance
from hotline.contact_days import reminded_until
from hotline.errors import NoSuchChoice
from hotline.permissions import Actor
from hotline.service_hours import next_service_time
from hotline.work import Work
from storage.ids import to_base36
from storage.queries import activities as queries
from storage.queries import people, roster
from storage.tables import Activity, Attendance
from storage.vocabulary import Role

_FRESH = timedelta(hours=3)


async def invite_deputies(
    work: Work, actor: Actor, activity_id: int, deputy_ids: Collection[int] | None = None
) -> int:
    """Invite these deputies, or all in office; whoever is invited already is left alone. How many are new."""
    activity = await kept_activity(work, actor, activity_id)
    if activity.cancelled_at is not None:
        raise NoSuchChoice("activity_cancelled", "")
    before = {row.deputy_id for row, _ in await queries.invited(work.session, work.station_id, activity.id)}
    wanted = [
        deputy
        for deputy in await roster.deputies(work.session, work.station_id)
        if deputy.id not in before and (deputy_ids is None or deputy.id in deputy_ids)
    ]
    for deputy in wanted:
        work.session.add(
            Attendance(
                station_id=work.station_id,
                activity_id=activity.id,
                deputy_id=deputy.id,
                invited_at=work.now,
            )
        )
    await work.session.flush()
    if activity.starts_at > work.now:
        turn = next_service_time(work.now, work.knowledge.station)
        for person_id in (deputy.person_id for deputy in wanted if deputy.person_id is not None):
            await notices.tell(work, person_id, "activity.invited", not_before=turn, activity=activity.id)
    return len(wanted)


async def answer_invitation(work: Work, actor: Actor, activity_id: int, *, is_coming: bool) -> Activity:
    """An invited deputy says whether she can come; the liaison sees how the answers stand.

    Raises NotAllowed, NoSuchChoice if not invited, called off or already begun.
    """
    activity, attendance = await own_attendance(work, actor, activity_id)
    if activity.cancelled_at is not None:
        raise NoSuchChoice("activity_cancelled", "")
    if activity.starts_at <= work.now:
        raise NoSuchChoice("activity_begun", "")
    is_news = attendance.is_coming is not is_coming
    attendance.is_coming, attendance.answered_at = is_coming, work.now
    await work.session.flush()
    if is_news:
        await _tell_keepers(work, activity)
    return activity


async def remind_due(work: Work) -> int:
    """The evening before: whoever has not declined, and the liaison with the answers."""
    station = work.knowledge.station
    if next_service_time(work.now, station) > work.now:
        return 0
    due = await queries.claim_due(work.session, work.station_id, work.now, reminded_until(work.now, station))
    for activity in due:
        invited = await queries.invited(work.session, work.station_id, activity.id)
        for attendance, deputy in invited:
            is_wanted = attendance.is_coming is not False and _is_old(work, attendance.invited_at)
            if deputy.person_id is not None and is_wanted:
                await notices.tell(work, deputy.person_id, "activity.reminder", activity=activity.id)
        if invited and _is_old(work, activity.created_at):
            await notices.tell_holders(work, Role.LIAISON, "activity.eve", activity=activity.id)
    return len(due)


def _is_old(work: Work, moment: datetime) -> bool:
    """Whoever was invited only now needs no reminder of it."""
    return work.now - moment >= _FRESH


async def _tell_keepers(work: Work, activity: Activity) -> None:
    """One message to the liaison about all answers, changed in place with each."""
    slot = f"answers:{to_base36(activity.id)}"
    for person_id in await people.holders(work.session, work.station_id, Role.LIAISON):
        await notices.tell(
            work, person_id, "activity.answers", slot=slot, activity=activity.id, is_in_place=True
        )
