"""The liaison's office: the roster by workbook, invitations by link."""

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler, filters

from handlers.callbacks import NotAButton
from handlers.context import HotlineContext
from handlers.pressing import on_press
from handlers.typed import code_of, only_like
from handlers.writing import written
from hotline import invitations
from hotline.errors import NoSuchChoice
from hotline.permissions import Act, acting_role
from hotline.roster import desk as roster_desk
from storage.ids import from_base36
from storage.queries import roster
from storage.vocabulary import Role

_PRIVATE = filters.ChatType.PRIVATE
_WORKBOOK = _PRIVATE & filters.UpdateType.MESSAGE & filters.Document.FileExtension("xlsx")
_INVITED = (Role.LIAISON, Role.PRESIDIUM)
_BLANK = frozenset({"template", "空表", "模板", "空白"})
_YES, _NO = frozenset({"ok", "yes", "就这样改", "确认"}), frozenset({"no", "先不改", "取消"})


async def show_invitations(update: Update, context: HotlineContext) -> None:
    """/invite: deputies who have not joined, and the other roles; /invite name makes the link at once."""
    acting_role(Act.INVITE, context.actor)
    typed = " ".join(context.args or ())
    if not typed:
        await context.answer("liaison.invite", page=0)
        return
    role = code_of(context, "role", _INVITED, typed)
    if role in _INVITED:
        await _invite(context, Role(role))
        return
    found = await roster.deputies(context.work.session, context.work.station_id)
    name = only_like(typed.removesuffix("代表"), [row.name for row in found])
    deputies = [row for row in found if row.name == name]
    if len(deputies) != 1:
        raise NoSuchChoice("deputy", typed)
    await _invite(context, Role.DEPUTY, deputies[0].id)


async def turn_invitations(update: Update, context: HotlineContext) -> None:
    acting_role(Act.INVITE, context.actor)
    await context.answer("liaison.invite", page=context.press.page, message_id=context.card_id)


async def invite(update: Update, context: HotlineContext) -> None:
    """Make a link: `argument` is a role, for a deputy followed by the deputy's id."""
    role, _, deputy = context.press.argument.partition("-")
    try:
        await _invite(context, Role(role), from_base36(deputy) if deputy else None)
    except ValueError:
        raise NotAButton(context.press.argument) from None


async def _invite(context: HotlineContext, role: Role, deputy_id: int | None = None) -> None:
    code = await invitations.invite(context.work, context.actor, role, deputy_id)
    name = ""
    if deputy_id is not None:
        row = await roster.deputy(context.work.session, context.work.station_id, deputy_id)
        name = row.name if row is not None else ""
    link = f"https://t.me/{context.bot.username}?start={invitations.PAYLOAD_PREFIX}{code}"
    await context.answer("liaison.invitation", role=role, name=name, link=link)


async def join(update: Update, context: HotlineContext) -> None:
    """The invitation really is for whoever pressed, who holds another role already."""
    await invitations.join(context.work, context.actor, context.press.argument, is_confirmed=True)


async def show_roster(update: Update, context: HotlineContext) -> None:
    """/roster: the roster as a workbook; /roster 空表 the blank one; the previewed one by word."""
    word = context.args[0] if context.args else ""
    if word in _YES:
        await roster_desk.apply(context.work, context.actor)
    elif word in _NO:
        await roster_desk.discard(context.work, context.actor)
    else:
        await roster_desk.show_roster(context.work, context.actor, is_blank=word in _BLANK)


async def send_template(update: Update, context: HotlineContext) -> None:
    await roster_desk.show_roster(context.work, context.actor, is_blank=True)


async def take_workbook(update: Update, context: HotlineContext) -> None:
    """A workbook from the liaison is the roster; from anybody else it belongs to a case."""
    if Role.LIAISON in context.actor.roles:
        await roster_desk.propose(context.work, context.actor, context.file)
    else:
        await written(update, context)


async def apply_roster(update: Update, context: HotlineContext) -> None:
    await roster_desk.apply(context.work, context.actor, message_id=context.card_id)


async def discard_roster(update: Update, context: HotlineContext) -> None:
    await roster_desk.discard(context.work, context.actor, message_id=context.card_id)


HANDLERS = [
    CommandHandler("invite", show_invitations, _PRIVATE),
    CommandHandler("roster", show_roster, _PRIVATE),
    MessageHandler(
        _PRIVATE & filters.UpdateType.MESSAGE & filters.Document.FileExtension("xlsx"), take_workbook
    ),
    on_press("invites", turn_invitations),
    on_press("invite", invite),
    on_press("join", join),
    on_press("rostertmpl", send_template),
    on_press("rosterok", apply_roster),
    on_press("rosterno", discard_roster),
]
