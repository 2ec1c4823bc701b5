"""Free messages: they answer what the bot asked, or the card they reply to, or they are a case to be."""

from collections.abc import Awaitable, Callable, Mapping

from telegram import Update
from telegram.ext import MessageHandler, filters

from handlers.constituent import edited, take_home, take_place
from handlers.context import HotlineContext, message_of
from handlers.decoding import material_of
from handlers.deputy import expect_words
from hotline import casework, desk, dialogues, intake, rating
from hotline.casebook import Ref, may
from hotline.dialogues import Step
from hotline.material import Material
from hotline.permissions import Act
from storage.queries import cases as queries
from storage.tables import Case

_PRIVATE = filters.ChatType.PRIVATE

Continue = Callable[[HotlineContext, Step, Material], Awaitable[None]]


def _ref(step: Step) -> Ref:
    return Ref(int(step.data["case"]), step.data.get("version"))


async def _home(context: HotlineContext, step: Step, material: Material) -> None:
    """A typed village name; anything longer is already the matter itself."""
    place_id = _typed_place(context, material)
    if place_id is not None:
        await take_home(context, place_id)
    elif len(material.text) > 12 or material.media is not None or material.point is not None:
        await intake.receive(context.work, context.sender, material)
    else:
        await context.answer("village_unknown", typed=material.text[:20])


async def _place(context: HotlineContext, step: Step, material: Material) -> None:
    place_id = _typed_place(context, material)
    if place_id is not None:
        await take_place(context, Ref(int(step.data["case"])), place_id)
    elif len(material.text) > 12 or material.media is not None or material.point is not None:
        await dialogues.finish(context.work, context.person.id)
        await intake.receive(context.work, context.sender, material)
    else:
        await context.answer("village_unknown", typed=material.text[:20])


def _typed_place(context: HotlineContext, material: Material) -> int | None:
    """The place that a short text names; None where it is none or more than one."""
    if not material.text or len(material.text) > 12:
        return None
    found = context.work.knowledge.gazetteer.closest(material.text, limit=1)
    return found[0].key if found else None


async def _adding(context: HotlineContext, step: Step, material: Material) -> None:
    case = await queries.case(context.work.session, context.work.station_id, int(step.data["case"]))
    if material.group is None:
        await dialogues.finish(context.work, context.person.id)
    if case is None:
        await intake.receive(context.work, context.sender, material)
    else:
        await intake.add_to(context.work, context.sender, case, material)


async def _commenting(context: HotlineContext, step: Step, material: Material) -> None:
    await dialogues.finish(context.work, context.person.id)
    await rating.comment(context.work, context.actor, _ref(step), material)


async def _returning(context: HotlineContext, step: Step, material: Material) -> None:
    case = await casework.return_case(context.work, context.actor, _ref(step), material.text)
    await _done(context, "deputy.returned", case)


async def _asking(context: HotlineContext, step: Step, material: Material) -> None:
    await _done(
        context, "deputy.asked", await casework.ask(context.work, context.actor, _ref(step), material)
    )


async def _messaging(context: HotlineContext, step: Step, material: Material) -> None:
    case = await casework.contact(context.work, context.actor, _ref(step), material)
    await _done(context, "deputy.message_sent", case)


async def _referring_unit(context: HotlineContext, step: Step, material: Material) -> None:
    """The unit is named; the day comes next, by button."""
    case = await queries.case(context.work.session, context.work.station_id, int(step.data["case"]))
    unit = material.text.strip()[:64]
    await expect_words(context, "referring_due", _ref(step), int(step.data["case"]), unit=unit)
    await context.answer("deputy.referral_due", case, unit=unit)


async def _recording_answer(context: HotlineContext, step: Step, material: Material) -> None:
    case = await casework.record_answer(context.work, context.actor, _ref(step), material)
    await _done(context, "deputy.answer_recorded", case)


async def _replying(context: HotlineContext, step: Step, material: Material) -> None:
    case = await casework.reply(context.work, context.actor, _ref(step), str(step.data["result"]), material)
    await _done(context, "deputy.replied", case)


async def _keeping(context: HotlineContext, step: Step, material: Material) -> None:
    case = await desk.reject_return(context.work, context.actor, _ref(step), material.text)
    await _done(context, "liaison.kept", case)


async def _done(context: HotlineContext, kind: str, case: Case) -> None:
    await dialogues.finish(context.work, context.person.id)
    await context.answer(kind, case)


STEPS: Mapping[str, Continue] = {
    "choosing_home": _home,
    "choosing_place": _place,
    "adding": _adding,
    "commenting": _commenting,
    "returning": _returning,
    "asking": _asking,
    "messaging": _messaging,
    "referring_unit": _referring_unit,
    "recording_answer": _recording_answer,
    "replying": _replying,
    "keeping": _keeping,
}
"""What the bot asked last decides what the next message is for."""


async def written(update: Update, context: HotlineContext) -> None:
    """Any message that is no command."""
    message = message_of(update)
    material = material_of(message)
    if not (material.text.strip() or material.media or material.point):
        await context.answer("not_readable")
        return
    if material.group and await intake.join_album(context.work, context.sender, material):
        return
    step = await dialogues.current(context.work, context.person.id)
    if step.name in STEPS:
        await STEPS[step.name](context, step, material)
    elif (about := await _replied_case(update, context)) is not None:
        await _about(context, about, material)
    else:
        await intake.receive(context.work, context.sender, material)


async def _replied_case(update: Update, context: HotlineContext) -> Case | None:
    """The case that the message replied to (by swiping) was about."""
    replied = message_of(update).reply_to_message
    if replied is None:
        return None
    work = context.work
    case_id = await queries.case_shown_in(
        work.session, work.station_id, context.person.id, replied.message_id
    )
    return None if case_id is None else await queries.case(work.session, work.station_id, case_id)


async def _about(context: HotlineContext, case: Case, material: Material) -> None:
    """A reply to a card: the constituent adds to the case, whoever handles it writes to the constituent."""
    if case.constituent_id == context.person.id:
        await intake.add_to(context.work, context.sender, case, material)
    elif await may(context.work, context.actor, Act.CONTACT, case):
        case = await casework.contact(context.work, context.actor, Ref(case.id), material)
        await context.answer("deputy.message_sent", case)
    else:
        await intake.receive(context.work, context.sender, material)


async def unknown_command(update: Update, context: HotlineContext) -> None:
    await context.answer("unknown_command", roles=sorted(context.actor.roles))


HANDLERS = [
    MessageHandler(_PRIVATE & filters.UpdateType.EDITED_MESSAGE, edited),
    MessageHandler(_PRIVATE & filters.COMMAND, unknown_command),
    MessageHandler(_PRIVATE & filters.UpdateType.MESSAGE, written),
]
