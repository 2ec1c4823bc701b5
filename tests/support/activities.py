"""An activity with a picture that somebody has sent."""

from hotline.work import Work
from storage.tables import Activity, ActivityPhoto
from storage.vocabulary import ActivityKind


async def picture_of_an_inspection(work: Work, sent_by_id: int | None = None) -> ActivityPhoto:
    """A picture that is not fetched yet."""
    activity = Activity(
        station_id=work.station_id,
        kind=ActivityKind.INSPECTION,
        title="看路",
        starts_at=work.now,
        created_at=work.now,
    )
    work.session.add(activity)
    await work.session.flush()
    photo = ActivityPhoto(
        station_id=work.station_id,
        activity_id=activity.id,
        sent_by_id=sent_by_id,
        file_id="f",
        unique_id="u",
        at=work.now,
    )
    work.session.add(photo)
    return photo
