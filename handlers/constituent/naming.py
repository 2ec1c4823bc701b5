"""How much a constituent tells of themselves: unnamed or not, a telephone number for the deputy or none."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.asking import expect_words, ref_of
from handlers.constituent.choosing import typed_or_asked
from handlers.context import HotlineContext
from handlers.pressing import on_press
from hotline import cards, dialogues, phones, unnamed
from hotline.casebook import Ref, open_case
from hotline.dialogues import Step
from hotline.material import Material
from hotline.permissions import Act
from hotline.readings import open_in_chat
from hotline.states import OPEN
from storage.queries import cases as queries
from storage.tables import Case
from storage.vocabulary import Role, State

_PRIVATE = filters.ChatType.PRIVATE
_OPEN_CASES = OPEN - {State.DRAFT}
_NAMED = frozenset({"no", "off", "named", "具名", "不用"})
_TAKE_BACK = frozenset({"no", "off", "取消", "收回", "不留"})


async def press_naming(update: Update, context: HotlineContext) -> None:
    """The button says what it makes of the case, so that a second tap changes nothing."""
    await _choose(context, context.ref, context.press.argument == "1", context.card_id)


async def naming_typed(update: Update, context: HotlineContext) -> None:
    """/unnamed 0123; /unnamed 0123 具名 takes it back. Without a number, the newest draft comes first."""
    work = context.work
    waiting = await queries.drafts_of(work.session, work.station_id, context.person.id)
    if not context.args and waiting:
        await _choose(context, Ref(waiting[0].id), is_unnamed=True)
        return
    ref = await typed_or_asked(context, "naming", _OPEN_CASES)
    if ref is not None:
        await _choose(context, ref, context.typed_rest.strip().lower() not in _NAMED)


async def _choose(context: HotlineContext, ref: Ref, is_unnamed: bool, message_id: int | None = None) -> None:
    case = await unnamed.choose(context.work, context.actor, ref, is_unnamed=is_unnamed)
    if case.state == State.DRAFT:
        await cards.show(context.work, case, message_id=message_id)


async def press_phone(update: Update, context: HotlineContext) -> None:
    """Give the deputy of a case a number, or take it back."""
    if context.press.argument == "0":
        await phones.take_back(context.work, context.actor, Ref(context.press.case_id))
    else:
        await _ask_for_number(context, Ref(context.press.case_id))


async def phone_typed(update: Update, context: HotlineContext) -> None:
    """/phone 0123: give a number, see it or take it back; the deputy reads it by the same command."""
    ref = await typed_or_asked(context, "phone", _OPEN_CASES)
    if ref is None:
        return
    opened = await open_in_chat(context.work, context.actor, ref)
    typed = context.typed_rest.strip()
    if opened.role is not Role.CONSTITUENT:
        await context.answer("number.read", opened.case)
    elif typed in _TAKE_BACK:
        await phones.take_back(context.work, context.actor, Ref(opened.case.id))
    elif typed:
        await phones.share(context.work, context.actor, Ref(opened.case.id), typed)
    elif opened.case.shares_phone:
        await context.answer("number.kept", opened.case)
    else:
        await _ask_for_number(context, Ref(opened.case.id))


async def _ask_for_number(context: HotlineContext, ref: Ref) -> None:
    case: Case = await phones.prepare(context.work, context.actor, ref)
    await expect_words(context, "sharing_phone", case.id)
    await context.answer("number.ask", case)


async def sharing_phone(context: HotlineContext, step: Step, material: Material) -> bool:
    """A number typed or shared by the key; anything else is not meant as one, and none is given."""
    await dialogues.finish(context.work, context.person.id)
    if phones.number_in(material.text) is not None and material.media is None:
        await phones.share(context.work, context.actor, ref_of(step), material.text)
        return True
    case = (await open_case(context.work, context.actor, Act.SHARE_PHONE, ref_of(step))).case
    await context.answer("number.not_shared", case)
    return len(material.text) < _AS_LONG_AS_A_NO


_AS_LONG_AS_A_NO = 8

HANDLERS = [
    CommandHandler("unnamed", naming_typed, _PRIVATE),
    CommandHandler("phone", phone_typed, _PRIVATE),
    on_press("naming", press_naming),
    on_press("phone", press_phone),
]
STEPS = {"sharing_phone": sharing_phone}
