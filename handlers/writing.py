"""Free messages: they answer what the bot asked, or the card they reply to, or they are a case to be."""

from collections.abc import Mapping

from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from handlers import activities, constituent, deputy, duty, liaison, suggestions, words
from handlers.activities.pictures import taken as taken_for_activity
from handlers.asking import Continue
from handlers.callbacks import NotAButton
from handlers.constituent.cases import edited, take_category, take_place
from handlers.context import HotlineContext, message_of
from handlers.decoding import material_of
from handlers.typed import only_like
from hotline import casework, dialogues, emergencies, hearing, intake
from hotline.answers import LONGEST_NAME, looks_like_a_place, village_named
from hotline.casebook import Ref, may
from hotline.dialogues import Step
from hotline.material import Material
from hotline.permissions import Act
from hotline.states import OPEN
from storage.queries import cases as queries
from storage.queries.albums import case_of_album
from storage.tables import Case

_PRIVATE = filters.ChatType.PRIVATE


async def _place(context: HotlineContext, step: Step, material: Material) -> bool:
    """The village of a draft, typed; what is no name belongs to the matter."""
    knowledge, text = context.work.knowledge, material.text
    named = knowledge.gazetteer.villages(text) if len(text) <= LONGEST_NAME else ()
    village = named[0] if len(named) == 1 else None
    village = village or village_named(knowledge.gazetteer, knowledge.classifier, text)
    if village is not None and village.key is not None:
        await take_place(context, Ref(int(step.data["case"])), village.key)
        return True
    if looks_like_a_place(knowledge.classifier, text):
        await context.answer("draft.place_unknown", await _case_of(context, step), typed=text.strip())
        return True
    return False


async def _category(context: HotlineContext, step: Step, material: Material) -> bool:
    """The category of a draft, typed in full or in part."""
    category = only_like(material.text.strip(), context.work.knowledge.categories)
    if category is not None:
        await take_category(context, Ref(int(step.data["case"])), category)
    return category is not None


async def _adding(context: HotlineContext, step: Step, material: Material) -> bool:
    case = await _case_of(context, step)
    await dialogues.finish(context.work, context.person.id)
    if case is None:
        return False
    if case.constituent_id != context.person.id:
        # The desk notes what a caller had to add.
        await hearing.add_material(context.work, context.actor, Ref(case.id), material)
        return True
    await dialogues.expect(context.work, context.person.id, "just_told", case=case.id)
    await intake.add_to(context.work, context.sender, case, material)
    return True


async def _just_told(context: HotlineContext, step: Step, material: Material) -> bool:
    """Pictures and places without words go on with what was just told; anything else may be new."""
    case = await _case_of(context, step)
    is_spoken = material.media is not None and material.media.kind in ("voice", "audio")
    if case is None or case.state not in OPEN or material.text.strip() or is_spoken:
        return False
    await intake.add_to(context.work, context.sender, case, material)
    return True


async def _telling_where(context: HotlineContext, step: Step, material: Material) -> bool:
    case = await _case_of(context, step)
    return case is not None and await emergencies.tell_more(context.work, context.sender, case, material)


async def _commenting(context: HotlineContext, step: Step, material: Material) -> bool:
    case = await _case_of(context, step)
    await dialogues.finish(context.work, context.person.id)
    if case is not None:
        await intake.comment(context.work, context.sender, case, material)
    return case is not None


async def _case_of(context: HotlineContext, step: Step) -> Case | None:
    return await queries.case(
        context.work.session, context.work.station_id, int(step.data["case"]), lock=True
    )


STEPS: Mapping[str, Continue] = {
    "choosing_place": _place,
    "choosing_category": _category,
    "adding": _adding,
    "just_told": _just_told,
    "telling_where": _telling_where,
    "commenting": _commenting,
    **words.STEPS,
    **deputy.STEPS,
    **liaison.STEPS,
    **constituent.STEPS,
    **suggestions.STEPS,
    **duty.STEPS,
    **activities.STEPS,
}
"""What the bot asked last decides what the next message is for; a step may leave it to the others."""


async def written(update: Update, context: HotlineContext) -> None:
    """Any message that is no command."""
    material = material_of(message_of(update))
    if material.is_empty:
        await context.answer("not_readable")
        return
    if material.group and await intake.join_album(context.work, context.sender, material):
        return
    if await taken_for_activity(update, context, material):
        return
    about = await _replied_case(update, context)
    if await _continued(context, about, material):
        return
    if about is not None:
        await _about(context, about, material)
    else:
        await intake.receive(context.work, context.sender, material)


async def _continued(context: HotlineContext, about: Case | None, material: Material) -> bool:
    """Take the message as what the bot asked for, unless it replies to something about another case."""
    step = await dialogues.current(context.work, context.person.id)
    is_elsewhere = about is not None and not step.is_about(about.id)
    if step.name not in STEPS or is_elsewhere:
        return False
    return await STEPS[step.name](context, step, material) is not False


async def _replied_case(update: Update, context: HotlineContext) -> Case | None:
    """The case that the message replied to (by swiping) was about, the bot's or the writer's own."""
    replied = message_of(update).reply_to_message
    if replied is None:
        return None
    session, station_id, person_id = context.work.session, context.work.station_id, context.person.id
    case_id = await queries.case_shown_in(session, station_id, person_id, replied.message_id)
    if case_id is None:
        entry = await queries.entry_by_message(session, station_id, person_id, replied.message_id)
        case_id = None if entry is None else entry.case_id
    if case_id is None:
        case_id = await case_of_album(session, station_id, person_id, replied.message_id)
    return None if case_id is None else await queries.case(session, station_id, case_id, lock=True)


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


async def unknown_button(update: Update, context: HotlineContext) -> None:
    """A button of an older version of the hotline: as out of date as any other old one."""
    raise NotAButton


EDITED = [MessageHandler(_PRIVATE & filters.UpdateType.EDITED_MESSAGE, edited)]
HANDLERS = [
    MessageHandler(_PRIVATE & filters.COMMAND, unknown_command),
    MessageHandler(_PRIVATE & filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL, written),
    CallbackQueryHandler(unknown_button),
]
