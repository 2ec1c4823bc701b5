"""Pictures of an activity: after the button or /photo 3, with a caption, or as a reply to its card."""

import re
from collections.abc import Mapping

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.activities.meant import pressed, typed
from handlers.asking import Continue
from handlers.context import HotlineContext, message_of
from handlers.keyboards.activities import ACTIVITY_KEYBOARDS
from handlers.pressing import on_press
from hotline import dialogues
from hotline.activities.book import readable_activity
from hotline.activities.photos import add_photo, is_picture
from hotline.dialogues import Step
from hotline.material import ALBUM_PAUSE, Material, Media
from storage.queries import activities as queries
from storage.tables import Activity
from storage.vocabulary import Role

_PRIVATE = filters.ChatType.PRIVATE
# Below a picture: /photo 3, or 活动3 from somebody who takes part in activities.
_COMMAND = re.compile(r"/photo(?:@\w+)?\s+(\d{1,6})")
_NAME = re.compile(r"(?:活动|活動)\s*(\d{1,6})号?\s*$")
_TAKING_PART = frozenset({Role.LIAISON, Role.DEPUTY})
_SHOWING = frozenset(kind for kind in ACTIVITY_KEYBOARDS if kind != "activity.list")


async def photo_typed(update: Update, context: HotlineContext) -> None:
    """/photo 3: the next pictures are of this activity."""
    number = (context.args or [""])[0]
    await ask_pictures(context, await typed(context, number), "")


async def press_pictures(update: Update, context: HotlineContext) -> None:
    await ask_pictures(context, await pressed(context), "")


async def ask_pictures(context: HotlineContext, row: Activity, words: str) -> None:
    await dialogues.expect(context.work, context.person.id, "adding_pictures", activity=row.id)
    await context.answer("activity.ask_pictures", activity=row.id)


async def taken(update: Update, context: HotlineContext, material: Material) -> bool:
    """Take a picture whose caption names an activity, or that replies to a message about one."""
    if material.media is None or not is_picture(material.media):
        return False
    row = await _named(update, context) or await _replied(update, context)
    if row is None:
        return False
    await _take(context, row, material.media)
    return True


async def _named(update: Update, context: HotlineContext) -> Activity | None:
    """The activity that the caption names; a villager's 活动3 may be anything."""
    caption = message_of(update).caption or ""
    found = _COMMAND.match(caption)
    if found is None and context.actor.roles & _TAKING_PART:
        found = _NAME.match(caption)
    return None if found is None else await typed(context, found[1])


async def _replied(update: Update, context: HotlineContext) -> Activity | None:
    answered = message_of(update).reply_to_message
    if answered is None:
        return None
    work = context.work
    found = await queries.shown_in(
        work.session, work.station_id, context.person.id, answered.message_id, _SHOWING
    )
    return None if found is None else await readable_activity(work, context.actor, found)


async def _adding(context: HotlineContext, step: Step, material: Material) -> bool:
    """Pictures without words are of the activity; anything else is something new."""
    if material.media is None or not is_picture(material.media) or material.text.strip():
        await dialogues.finish(context.work, context.person.id)
        return False
    row = await readable_activity(context.work, context.actor, int(step.data["activity"]))
    await _take(context, row, material.media)
    return True


async def _take(context: HotlineContext, row: Activity, media: Media) -> None:
    await add_photo(context.work, context.actor, row.id, media)
    await dialogues.expect(context.work, context.person.id, "adding_pictures", activity=row.id)
    wait = context.work.now + ALBUM_PAUSE
    await context.answer("activity.picture_kept", slot="picture_kept", not_before=wait, activity=row.id)


async def press_see(update: Update, context: HotlineContext) -> None:
    await show_pictures(context, await pressed(context), "")


async def show_pictures(context: HotlineContext, row: Activity, words: str) -> None:
    await context.answer("activity.pictures", activity=row.id)


HANDLERS = [
    CommandHandler("photo", photo_typed, _PRIVATE),
    on_press("acpic", press_pictures),
    on_press("acpics", press_see),
]

STEPS: Mapping[str, Continue] = {"adding_pictures": _adding}
