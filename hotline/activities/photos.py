"""Pictures of an activity, sent by the liaison or by a deputy who is invited."""

from hotline.activities.book import readable_activity
from hotline.errors import NoSuchChoice
from hotline.material import Media
from hotline.permissions import Actor
from hotline.work import Work
from storage.queries import activities as queries
from storage.tables import Activity, ActivityPhoto

MOST = 30


def is_picture(media: Media) -> bool:
    """Whether a file is a picture, sent as a photo or as a file."""
    return media.kind == "photo" or (media.mime or "").startswith("image/")


async def add_photo(work: Work, actor: Actor, activity_id: int, media: Media) -> Activity:
    """Keep a picture; its bytes are fetched later. The same picture twice is kept once.

    Raises NotAllowed, NoSuchChoice where it is no picture, or one too many.
    """
    activity = await readable_activity(work, actor, activity_id)
    if activity.cancelled_at is not None:
        raise NoSuchChoice("activity_cancelled", "")
    if not is_picture(media):
        raise NoSuchChoice("activity_picture", media.kind)
    kept = await queries.photos(work.session, work.station_id, activity.id)
    if any(row.unique_id == media.unique_id for row in kept):
        return activity
    if len(kept) >= MOST:
        raise NoSuchChoice("activity_pictures", "")
    work.session.add(
        ActivityPhoto(
            station_id=work.station_id,
            activity_id=activity.id,
            sent_by_id=actor.person_id,
            file_id=media.file_id,
            unique_id=media.unique_id,
            at=work.now,
            try_at=work.now,
        )
    )
    await work.session.flush()
    return activity
