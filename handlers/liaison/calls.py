"""Calls and visits: the liaison writes them down, confirms the card, and tells callers what there is."""

from collections.abc import Mapping

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.asking import Continue
from handlers.constituent.my_data import CONFIRMED
from handlers.context import HotlineContext, message_of
from handlers.pressing import on_press
from hotline import dialogues, drafts, filing, invitations
from hotline.callers import calls, forgetting
from hotline.callers.notes import read_note
from hotline.casebook import Ref
from hotline.dialogues import Step
from hotline.material import Material
from hotline.permissions import Act, acting_role
from storage.queries import calls as queries
from storage.tables import Case

_PRIVATE = filters.ChatType.PRIVATE
_SHOWN = 3


async def call_typed(update: Update, context: HotlineContext) -> None:
    """/call: who called about what, in one message; calls that were not confirmed yet are shown again."""
    acting_role(Act.REGISTER_CALL, context.actor)
    text = message_of(update).text or ""
    typed = text.split(maxsplit=1)[1] if context.args else ""
    if typed:
        await _take(context, typed)
        return
    await dialogues.expect(context.work, context.person.id, "calling")
    await context.answer("prompt.calling")
    waiting = await queries.unfiled(context.work.session, context.work.station_id)
    for case in waiting[:_SHOWN]:
        await _show(context, case)


async def _calling(context: HotlineContext, step: Step, material: Material) -> None:
    """The note, or its second half: who it was came first, the matter now."""
    await _take(context, material.text, step)


async def _take(context: HotlineContext, typed: str, step: Step | None = None) -> None:
    work, known = context.work, {} if step is None else step.data
    gazetteer = work.knowledge.gazetteer
    note = read_note(typed, lambda word: bool(gazetteer.villages(word)))
    caller = await calls.find_caller(work, context.actor, note, known.get("caller"))
    is_walk_in = note.is_walk_in or bool(known.get("is_walk_in"))
    if not note.text:
        await dialogues.expect(work, context.person.id, "calling", caller=caller.id, is_walk_in=is_walk_in)
        await context.answer("prompt.calling_about")
        return
    await dialogues.finish(work, context.person.id)
    case = await calls.register(work, context.actor, caller, note.text, is_walk_in=is_walk_in)
    await _show(context, case)


async def _show(context: HotlineContext, case: Case, message_id: int | None = None) -> None:
    await context.answer("caller.card", case, message_id=message_id)


async def show_card(update: Update, context: HotlineContext) -> None:
    case = await calls.open_call(context.work, context.actor, Ref(context.press.case_id))
    await _show(context, case, context.card_id)


async def confirm(update: Update, context: HotlineContext) -> None:
    await filing.submit(context.work, context.actor, context.ref, message_id=context.card_id)


async def throw_away(update: Update, context: HotlineContext) -> None:
    await calls.open_call(context.work, context.actor, context.ref)
    await drafts.cancel(context.work, context.actor, context.ref)
    await context.answer("caller.thrown_away", message_id=context.card_id)


async def change_channel(update: Update, context: HotlineContext) -> None:
    case = await calls.change_channel(context.work, context.actor, context.ref)
    await _show(context, case, context.card_id)


async def show_categories(update: Update, context: HotlineContext) -> None:
    case = await calls.open_call(context.work, context.actor, context.ref)
    await context.answer("caller.categories", case, message_id=context.card_id)


async def choose_category(update: Update, context: HotlineContext) -> None:
    await calls.open_call(context.work, context.actor, context.ref)
    category = context.press.among(context.work.knowledge.categories)
    case = await drafts.choose_category(context.work, context.actor, context.ref, category)
    await _show(context, case, context.card_id)


async def show_places(update: Update, context: HotlineContext) -> None:
    case = await calls.open_call(context.work, context.actor, context.ref)
    await context.answer("caller.places", case, page=context.press.page, message_id=context.card_id)


async def choose_place(update: Update, context: HotlineContext) -> None:
    case = await calls.choose_place(context.work, context.actor, context.ref, context.press.key)
    await _show(context, case, context.card_id)


async def told(update: Update, context: HotlineContext) -> None:
    await _note(context, Ref(context.press.case_id), context.press.argument, is_reached=True)


async def not_reached(update: Update, context: HotlineContext) -> None:
    await _note(context, Ref(context.press.case_id), context.press.argument, is_reached=False)


async def told_typed(update: Update, context: HotlineContext) -> None:
    """/told 0123: the caller has heard it."""
    await _note(context, context.typed_ref, "", is_reached=True)


async def not_reached_typed(update: Update, context: HotlineContext) -> None:
    """/missed 0123: nobody answered the telephone."""
    await _note(context, context.typed_ref, "", is_reached=False)


async def _note(context: HotlineContext, ref: Ref, task: str, *, is_reached: bool) -> None:
    case = await calls.note_told(context.work, context.actor, ref, task, is_reached=is_reached)
    await context.answer("caller.told" if is_reached else "caller.not_reached", case)


async def link_typed(update: Update, context: HotlineContext) -> None:
    """/link 0123: a link by which the caller goes on in the bot."""
    await _link(context, context.typed_ref)


async def link(update: Update, context: HotlineContext) -> None:
    await _link(context, context.ref)


async def _link(context: HotlineContext, ref: Ref) -> None:
    case, code = await invitations.invite_caller(context.work, context.actor, ref)
    link = f"https://t.me/{context.bot.username}?start={invitations.PAYLOAD_PREFIX}{code}"
    await context.answer("caller.link", case, link=link)


async def forget_typed(update: Update, context: HotlineContext) -> None:
    """/forget 0123: what erasing the caller would mean; /forget 0123 确定删掉 does it."""
    if context.typed_rest.strip().lower() in CONFIRMED:
        await forgetting.forget(context.work, context.actor, context.typed_ref)
    else:
        await forgetting.ask_forget(context.work, context.actor, context.typed_ref)


async def ask_forget(update: Update, context: HotlineContext) -> None:
    await forgetting.ask_forget(context.work, context.actor, Ref(context.press.case_id))


async def forget(update: Update, context: HotlineContext) -> None:
    await forgetting.forget(context.work, context.actor, context.ref, message_id=context.card_id)


async def keep(update: Update, context: HotlineContext) -> None:
    """Nothing is erased after all."""
    await context.answer("caller.kept", message_id=context.card_id)


HANDLERS = [
    CommandHandler("call", call_typed, _PRIVATE),
    CommandHandler("told", told_typed, _PRIVATE),
    CommandHandler("missed", not_reached_typed, _PRIVATE),
    CommandHandler("link", link_typed, _PRIVATE),
    on_press("callcard", show_card),
    on_press("callok", confirm),
    on_press("callno", throw_away),
    on_press("callway", change_channel),
    on_press("callcats", show_categories),
    on_press("callcat", choose_category),
    on_press("callplaces", show_places),
    on_press("callplace", choose_place),
    on_press("told", told),
    on_press("missed", not_reached),
    on_press("link", link),
    CommandHandler("forget", forget_typed, _PRIVATE),
    on_press("forget", ask_forget),
    on_press("forgetnow", forget),
    on_press("forgetno", keep),
]

STEPS: Mapping[str, Continue] = {"calling": _calling}
