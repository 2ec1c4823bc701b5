"""The book of activities: opening one, and who may see it."""

from hotline.errors import NoSuchChoice
from hotline.permissions import Act, Actor, acting_role
from hotline.work import Work
from storage.queries import activities as queries
from storage.tables import Activity, Attendance
from storage.vocabulary import Role


async def kept_activity(work: Work, actor: Actor, activity_id: int) -> Activity:
    """An activity that the actor keeps, locked. Raises NotAllowed, NoSuchChoice."""
    acting_role(Act.KEEP_ACTIVITIES, actor)
    found = await queries.activity(work.session, work.station_id, activity_id, lock=True)
    if found is None:
        raise NoSuchChoice("activity", "")
    return found


async def own_attendance(work: Work, actor: Actor, activity_id: int) -> tuple[Activity, Attendance]:
    """An activity to which the actor is invited, and the invitation. Raises NotAllowed, NoSuchChoice."""
    acting_role(Act.ANSWER_INVITATION, actor)
    found = await queries.activity(work.session, work.station_id, activity_id, lock=True)
    attendance = await queries.attendance(work.session, work.station_id, activity_id, actor.deputy_id or 0)
    if found is None or attendance is None:
        raise NoSuchChoice("activity", "")
    return found, attendance


async def readable_activity(work: Work, actor: Actor, activity_id: int) -> Activity:
    """An activity that the actor keeps or is invited to. Raises NotAllowed, NoSuchChoice."""
    if Role.LIAISON in actor.roles:
        return await kept_activity(work, actor, activity_id)
    return (await own_attendance(work, actor, activity_id))[0]


async def numbered_activity(work: Work, number: str) -> Activity:
    """The activity with this number, whoever asks. Raises NoSuchChoice."""
    if not number.isdecimal() or not 1 <= int(number) < 10**6:
        raise NoSuchChoice("activity", number)
    found = await queries.numbered(work.session, work.station_id, int(number))
    if found is None:
        raise NoSuchChoice("activity", number)
    return found


async def list_activities(work: Work, actor: Actor, *, page: int, size: int) -> tuple[list[Activity], bool]:
    """A page of all activities for the liaison, of one's own for a deputy; whether there are more behind."""
    is_keeper = Role.LIAISON in actor.roles
    acting_role(Act.KEEP_ACTIVITIES if is_keeper else Act.ANSWER_INVITATION, actor)
    found = await queries.page(
        work.session,
        work.station_id,
        work.now,
        deputy_id=None if is_keeper else actor.deputy_id,
        offset=page * size,
        limit=size + 1,
    )
    return found[:size], len(found) > size
