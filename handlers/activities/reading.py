"""/activities: what there is and was, page by page; the card; and a deputy's answer to an invitation."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.activities.meant import parts, pressed
from handlers.context import HotlineContext
from handlers.pressing import on_press
from handlers.values.activities import PAGE
from hotline.activities import candidates, inviting
from hotline.activities.book import list_activities
from hotline.errors import NoSuchChoice
from hotline.permissions import Act, acting_role
from storage.queries import activities as queries

_PRIVATE = filters.ChatType.PRIVATE


async def show_list(update: Update, context: HotlineContext) -> None:
    """/activities: all for the liaison, a deputy's own."""
    await _show_page(context, 0)


async def turn_page(update: Update, context: HotlineContext) -> None:
    await _show_page(context, context.press.page, context.card_id)


async def _show_page(context: HotlineContext, page: int, message_id: int | None = None) -> None:
    found, has_more = await list_activities(context.work, context.actor, page=page, size=PAGE)
    ids = [row.id for row in found]
    await context.answer("activity.list", activities=ids, page=page, has_more=has_more, message_id=message_id)


async def show_card(update: Update, context: HotlineContext) -> None:
    row = await pressed(context)
    await context.answer("activity.card", activity=row.id)


async def press_coming(update: Update, context: HotlineContext) -> None:
    await answer(context, parts(context)[0], is_coming=True)


async def press_not_coming(update: Update, context: HotlineContext) -> None:
    await answer(context, parts(context)[0], is_coming=False)


async def answer(context: HotlineContext, activity_id: int, *, is_coming: bool) -> None:
    """Note a deputy's answer and say what comes next."""
    row = await inviting.answer_invitation(context.work, context.actor, activity_id, is_coming=is_coming)
    await context.answer("activity.answer_noted", activity=row.id, message_id=context.card_id)


async def only_coming(context: HotlineContext) -> int:
    """The one activity to which the sender is invited, where no number was typed. Raises NoSuchChoice."""
    work = context.work
    acting_role(Act.ANSWER_INVITATION, context.actor)
    found = await queries.coming_of(work.session, work.station_id, context.actor.deputy_id or 0, work.now)
    if len(found) != 1:
        raise NoSuchChoice("which_activity", "")
    return found[0].id


async def show_candidates(update: Update, context: HotlineContext) -> None:
    """/candidates: what could be done for the people, from a year's cases; /candidates 6: of 6 months."""
    typed = (context.args or [""])[0].removesuffix("个月").removesuffix("月")
    months = int(typed) if typed.isdecimal() and len(typed) < 4 else candidates.MONTHS
    found = await candidates.find_candidates(context.work, context.actor, months)
    shown = [{**vars(one), "since": one.since.isoformat(), "why": list(one.why)} for one in found]
    await context.answer("candidates.list", found=shown, months=months)


HANDLERS = [
    CommandHandler("activities", show_list, _PRIVATE),
    CommandHandler("candidates", show_candidates, _PRIVATE),
    on_press("aclist", turn_page),
    on_press("accard", show_card),
    on_press("acyes", press_coming),
    on_press("acno", press_not_coming),
]
