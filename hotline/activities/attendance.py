"""Who came: the liaison is asked once it is over, ticks names, and says that it is noted."""

from collections.abc import Collection
from datetime import timedelta

from hotline import notices
from hotline.activities.book import kept_activity
from hotline.errors import NoSuchChoice
from hotline.permissions import Actor
from hotline.service_hours import next_service_time
from hotline.station_history import record_for_station
from hotline.work import Work
from storage.ids import to_base36
from storage.queries import activities as queries
from storage.queries import people, roster
from storage.tables import Activity, Attendance
from storage.vocabulary import Role

# How long an activity lasts whose end was not said.
USUAL = timedelta(hours=2)
# The liaison is asked within this time, or finds it in the list.
_ASKED_WITHIN = timedelta(days=14)


def is_there(attendance: Attendance) -> bool:
    """Whether a deputy was there as far as it is known: ticked, else as answered."""
    if attendance.has_attended is None:
        return attendance.is_coming is True
    return attendance.has_attended


async def ask_due(work: Work) -> int:
    """Ask the liaison, once for each activity that is over, who came; in service hours."""
    if next_service_time(work.now, work.knowledge.station) > work.now:
        return 0
    found = await queries.claim_unrecorded(
        work.session, work.station_id, since=work.now - _ASKED_WITHIN, before=work.now
    )
    asked = 0
    for activity in found:
        slot = f"attended:{to_base36(activity.id)}"
        is_over = (activity.ends_at or activity.starts_at + USUAL) <= work.now
        if not is_over or await queries.was_told(work.session, work.station_id, slot):
            continue
        for person_id in await people.holders(work.session, work.station_id, Role.LIAISON):
            await notices.tell(
                work, person_id, "activity.attendance", slot=slot, activity=activity.id, page=0
            )
            asked += 1
    return asked


async def tick_deputy(
    work: Work, actor: Actor, activity_id: int, deputy_id: int, *, has_attended: bool
) -> Activity:
    """Say of one deputy whether she was there, invited or not. Raises NotAllowed, NoSuchChoice."""
    activity = await _begun_activity(work, actor, activity_id)
    await _set(work, activity, deputy_id, has_attended)
    return activity


async def record_attendance(
    work: Work, actor: Actor, activity_id: int, deputy_ids: Collection[int] | None = None
) -> Activity:
    """Who came is noted as ticked; or these came, and nobody else. It can be put right later.

    Raises NotAllowed, NoSuchChoice.
    """
    activity = await _begun_activity(work, actor, activity_id)
    for deputy_id in deputy_ids or ():
        await _set(work, activity, deputy_id, has_attended=True)
    rows = [row for row, _ in await queries.invited(work.session, work.station_id, activity.id)]
    for row in rows:
        row.has_attended = is_there(row) if deputy_ids is None else row.deputy_id in deputy_ids
    activity.recorded_at = work.now
    await work.session.flush()
    number = await queries.number_of(work.session, work.station_id, activity.id)
    came = sum(row.has_attended is True for row in rows)
    facts = {"activity": number, "invited": len(rows), "came": came}
    await record_for_station(work, "attendance_recorded", actor, Role.LIAISON, **facts)
    return activity


async def invited_deputies(work: Work, actor: Actor, activity_id: int) -> list[int]:
    """Everybody who is invited. Raises NotAllowed, NoSuchChoice."""
    activity = await kept_activity(work, actor, activity_id)
    found = await queries.invited(work.session, work.station_id, activity.id)
    return [attendance.deputy_id for attendance, _ in found]


async def _begun_activity(work: Work, actor: Actor, activity_id: int) -> Activity:
    activity = await kept_activity(work, actor, activity_id)
    if activity.cancelled_at is not None:
        raise NoSuchChoice("activity_cancelled", "")
    if activity.starts_at > work.now:
        raise NoSuchChoice("activity_not_begun", "")
    return activity


async def _set(work: Work, activity: Activity, deputy_id: int, has_attended: bool) -> None:
    row = await queries.attendance(work.session, work.station_id, activity.id, deputy_id)
    if row is None:
        deputy = await roster.deputy(work.session, work.station_id, deputy_id)
        if deputy is None or deputy.left_at is not None:
            raise NoSuchChoice("deputy", "")
        row = Attendance(
            station_id=work.station_id, activity_id=activity.id, deputy_id=deputy_id, invited_at=work.now
        )
        work.session.add(row)
    row.has_attended = has_attended
    await work.session.flush()
