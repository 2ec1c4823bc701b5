"""The pictures of an activity as calls of their own, after the text."""

from handlers.calls import Call
from hotline.work import Work
from storage.queries import activities as queries
from storage.tables import Notice

MOST = 10


async def picture_calls(work: Work, notice: Notice) -> list[Call]:
    """The last pictures of the activity that the notice is about, from our store; none for other notices."""
    if notice.kind != "activity.pictures":
        return []
    rows = await queries.photos(work.session, work.station_id, int(notice.params["activity"]))
    shown = [row for row in rows if row.problem is None][-MOST:]
    return [Call("sendPhoto", {"photo": {"activity_photo": row.id}}) for row in shown]
