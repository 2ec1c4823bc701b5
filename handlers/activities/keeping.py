"""/activity: one line makes one; with a number it is shown, changed, called off, or deputies are invited."""

from collections.abc import Awaitable, Callable, Mapping

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.activities import attendance, money, pictures, reading
from handlers.activities.meant import deputies_called, parts, pressed, typed
from handlers.asking import Continue
from handlers.context import HotlineContext
from handlers.pressing import on_press
from handlers.typed import first_word, texts_of
from hotline import dialogues
from hotline.activities import inviting, planning
from hotline.activities.book import kept_activity
from hotline.dialogues import Step
from hotline.errors import NoSuchChoice, TextMissing
from hotline.material import Material
from hotline.normalisation import fold
from hotline.permissions import Act, acting_role
from storage.tables import Activity
from storage.vocabulary import ActivityKind

_PRIVATE = filters.ChatType.PRIVATE
_KINDS: Mapping[str, ActivityKind] = {
    **dict.fromkeys(("视察", "调研", "检查"), ActivityKind.INSPECTION),
    **dict.fromkeys(("培训", "学习"), ActivityKind.TRAINING),
    **dict.fromkeys(("会议列席", "列席会议", "列席", "会议", "开会"), ActivityKind.MEETING),
    **dict.fromkeys(("走访", "入户"), ActivityKind.VISIT),
    **dict.fromkeys(("办实事", "实事"), ActivityKind.PUBLIC_WORK),
}

Verb = Callable[[HotlineContext, Activity, str], Awaitable[None]]


async def activity(update: Update, context: HotlineContext) -> None:
    """/activity 视察 6月20日 9点 排水站 看汛前准备; /activity 3 …; alone: how it is written."""
    word, rest = first_word(_typed(update))
    if word.removesuffix("号").isdecimal():
        await _do(context, await typed(context, word), rest)
        return
    acting_role(Act.KEEP_ACTIVITIES, context.actor)
    if not word:
        await dialogues.expect(context.work, context.person.id, "planning_activity")
        await context.answer("activity.ask")
        return
    await _plan(context, word, rest)


def _typed(update: Update) -> str:
    """All that stands behind the command, line breaks kept."""
    message = update.effective_message
    return first_word((message.text or "") if message is not None else "")[1]


async def _plan(context: HotlineContext, word: str, rest: str) -> None:
    texts = texts_of(context)
    known = {str(texts.term("activity_kind", kind)): kind for kind in ActivityKind}
    kind = known.get(word) or _KINDS.get(fold(word))
    if kind is None:
        raise NoSuchChoice("activity_kind", word)
    row = await planning.plan_activity(
        context.work, context.actor, planning.plan_of(context.work, kind, rest)
    )
    await dialogues.finish(context.work, context.person.id)
    await context.answer("activity.planned", activity=row.id)


async def _planning(context: HotlineContext, step: Step, material: Material) -> None:
    await _plan(context, *first_word(material.text))


async def _do(context: HotlineContext, row: Activity, typed_more: str) -> None:
    """What the word behind the number says; without one the card is shown."""
    word, rest = first_word(typed_more)
    if not word:
        await context.answer("activity.card", activity=row.id)
        return
    texts = texts_of(context)
    known = {str(texts.term("activity_verb", code)): code for code in VERBS}
    code = known.get(word, word.lower())
    if code not in VERBS:
        raise NoSuchChoice("activity_verb", word)
    await VERBS[code](context, row, rest)


async def _invite(context: HotlineContext, row: Activity, names: str) -> None:
    if not names.strip():
        await _show_uninvited(context, row, 0)
        return
    await _invited(context, row, await deputies_called(context, names))


async def _invited(context: HotlineContext, row: Activity, deputy_ids: list[int] | None) -> None:
    count = await inviting.invite_deputies(context.work, context.actor, row.id, deputy_ids)
    await context.answer("activity.asked", activity=row.id, count=count)


async def press_invite_all(update: Update, context: HotlineContext) -> None:
    await _invited(context, await pressed(context), None)


async def press_invite(update: Update, context: HotlineContext) -> None:
    await _show_uninvited(context, await pressed(context), parts(context, 2)[1], context.card_id)


async def _show_uninvited(
    context: HotlineContext, row: Activity, page: int, message_id: int | None = None
) -> None:
    acting_role(Act.KEEP_ACTIVITIES, context.actor)
    await context.answer("activity.invite", activity=row.id, page=page, message_id=message_id)


async def press_one(update: Update, context: HotlineContext) -> None:
    """This deputy is invited; the names that are left stay to be pressed."""
    activity_id, deputy_id = parts(context, 2)[:2]
    await inviting.invite_deputies(context.work, context.actor, activity_id, [deputy_id])
    await context.answer("activity.invite", activity=activity_id, page=0, message_id=context.card_id)


async def _change(context: HotlineContext, row: Activity, words: str) -> None:
    if not words.strip():
        await _ask_change(context, row)
        return
    row = await planning.change_activity(context.work, context.actor, row.id, words)
    await dialogues.finish(context.work, context.person.id)
    await context.answer("activity.card", activity=row.id)


async def press_change(update: Update, context: HotlineContext) -> None:
    await _ask_change(context, await pressed(context))


async def _ask_change(context: HotlineContext, row: Activity) -> None:
    acting_role(Act.KEEP_ACTIVITIES, context.actor)
    await dialogues.expect(context.work, context.person.id, "changing_activity", activity=row.id)
    await context.answer("activity.ask_change", activity=row.id)


async def _changing(context: HotlineContext, step: Step, material: Material) -> None:
    row = await kept_activity(context.work, context.actor, int(step.data["activity"]))
    if not material.text.strip():
        raise TextMissing("activity_change")
    await _change(context, row, material.text)


async def ask_cancel(update: Update, context: HotlineContext) -> None:
    row = await pressed(context)
    acting_role(Act.KEEP_ACTIVITIES, context.actor)
    await context.answer("activity.ask_cancel", activity=row.id, message_id=context.card_id)


async def cancel(update: Update, context: HotlineContext) -> None:
    await _cancel(context, await pressed(context), "")


async def _cancel(context: HotlineContext, row: Activity, words: str) -> None:
    row = await planning.cancel_activity(context.work, context.actor, row.id)
    await context.answer("activity.called_off", activity=row.id)


async def _come(context: HotlineContext, row: Activity, words: str) -> None:
    await reading.answer(context, row.id, is_coming=True)


async def _stay_away(context: HotlineContext, row: Activity, words: str) -> None:
    await reading.answer(context, row.id, is_coming=False)


async def coming(update: Update, context: HotlineContext) -> None:
    """/coming 3; without a number, the only one to which the deputy is invited."""
    await reading.answer(context, await _meant_to_answer(context), is_coming=True)


async def not_coming(update: Update, context: HotlineContext) -> None:
    """/notcoming 3."""
    await reading.answer(context, await _meant_to_answer(context), is_coming=False)


async def _meant_to_answer(context: HotlineContext) -> int:
    acting_role(Act.ANSWER_INVITATION, context.actor)
    if not context.args:
        return await reading.only_coming(context)
    return (await typed(context, context.args[0])).id


VERBS: Mapping[str, Verb] = {
    "invite": _invite,
    "change": _change,
    "cancel": _cancel,
    "come": _come,
    "decline": _stay_away,
    "attended": attendance.attended,
    "cost": money.cost,
    "photo": pictures.ask_pictures,
    "photos": pictures.show_pictures,
}
"""What can be written after /activity 3, by its code or as the reader's language calls it."""

HANDLERS = [
    CommandHandler("activity", activity, _PRIVATE),
    CommandHandler("coming", coming, _PRIVATE),
    CommandHandler("notcoming", not_coming, _PRIVATE),
    on_press("acall", press_invite_all),
    on_press("acinvite", press_invite),
    on_press("acask", press_one),
    on_press("acchange", press_change),
    on_press("acoff", ask_cancel),
    on_press("acdrop", cancel),
]

STEPS: Mapping[str, Continue] = {"planning_activity": _planning, "changing_activity": _changing}
