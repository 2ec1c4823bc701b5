"""What constituents send and press: from /start to the rating."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.context import HotlineContext, message_of
from handlers.decoding import material_of
from handlers.pressing import on_press
from hotline import casework, desk, dialogues, drafts, filing, intake, rating
from hotline.casebook import Ref, open_case
from hotline.errors import NoSuchChoice
from hotline.invitations import PAYLOAD_PREFIX, join
from hotline.permissions import Act
from hotline.withdrawing import withdraw
from storage.queries import cases as queries
from storage.queries import roster

_PRIVATE = filters.ChatType.PRIVATE
_CONSTITUENCY_CARD, _DEPUTY_CARD = "c_", "d_"


async def start(update: Update, context: HotlineContext) -> None:
    """/start, from scratch, by a contact card's link or by an invitation."""
    payload = context.args[0] if context.args else ""
    if payload.startswith(PAYLOAD_PREFIX):
        await join(context.work, context.actor, payload.removeprefix(PAYLOAD_PREFIX))
        return
    await context.answer("welcome", is_new=context.sender.is_new)
    context.person.informed_at = context.person.informed_at or context.work.now
    if payload.startswith(_CONSTITUENCY_CARD):
        await _from_constituency(context, payload.removeprefix(_CONSTITUENCY_CARD))
    elif payload.startswith(_DEPUTY_CARD):
        await _from_deputy(context, payload.removeprefix(_DEPUTY_CARD))
    elif context.person.village_id is None:
        await ask_home(context)


async def _from_constituency(context: HotlineContext, code: str) -> None:
    """The card of a constituency: its only village is home, else one of its villages is chosen."""
    found = await roster.constituencies(context.work.session, context.work.station_id)
    constituency = next((row for row in found if row.code == code), None)
    await ask_home(context, constituency.id if constituency else 0)


async def _from_deputy(context: HotlineContext, code: str) -> None:
    """The card of a deputy: the first case goes to that deputy."""
    found = await roster.deputies(context.work.session, context.work.station_id)
    deputy = next((row for row in found if row.code == code), None)
    if deputy is not None:
        await dialogues.expect(context.work, context.person.id, "started", chosen_deputy=deputy.id)
        await context.answer("card_of_deputy", deputy=deputy.name)
    elif context.person.village_id is None:
        await ask_home(context)


async def ask_home(context: HotlineContext, constituency_id: int = 0) -> None:
    await dialogues.expect(context.work, context.person.id, "choosing_home")
    await context.answer("choose_home", constituency=constituency_id, page=0)


async def village(update: Update, context: HotlineContext) -> None:
    """/village: say or change where home is."""
    await ask_home(context)


async def show_villages(update: Update, context: HotlineContext) -> None:
    """Turn the pages of the village buttons."""
    await context.answer(
        "choose_home", constituency=0, page=int(context.press.argument), message_id=context.card_id
    )


async def press_home(update: Update, context: HotlineContext) -> None:
    await take_home(context, int(context.press.argument, 36), context.card_id)


async def take_home(context: HotlineContext, place_id: int, message_id: int | None = None) -> None:
    """Home is known: note it, and show the draft that waited for it."""
    place = await drafts.choose_home(context.work, context.person, place_id)
    await dialogues.finish(context.work, context.person.id)
    await context.answer("home_noted", place=place.name, message_id=message_id)
    waiting = await queries.drafts_of(context.work.session, context.work.station_id, context.person.id)
    if waiting:
        await drafts.show(context.work, waiting[0])


async def submit(update: Update, context: HotlineContext) -> None:
    await filing.submit(context.work, context.actor, context.ref, message_id=context.card_id)


async def show_draft(update: Update, context: HotlineContext) -> None:
    """Back to the card from one of its lists."""
    opened = await open_case(context.work, context.actor, Act.SUBMIT, context.ref)
    await drafts.show(context.work, opened.case, message_id=context.card_id)


async def show_categories(update: Update, context: HotlineContext) -> None:
    opened = await open_case(context.work, context.actor, Act.CORRECT_CATEGORY, context.ref)
    await context.answer("draft.categories", opened.case, message_id=context.card_id)


async def choose_category(update: Update, context: HotlineContext) -> None:
    category = context.work.knowledge.categories[int(context.press.argument)]
    case = await drafts.choose_category(context.work, context.actor, context.ref, category)
    await drafts.show(context.work, case, message_id=context.card_id)


async def show_places(update: Update, context: HotlineContext) -> None:
    """Choose a village for a draft by button, or type it."""
    opened = await open_case(context.work, context.actor, Act.CORRECT_PLACE, context.ref)
    await dialogues.expect(context.work, context.person.id, "choosing_place", case=opened.case.id)
    page = int(context.press.argument or 0)
    await context.answer("draft.places", opened.case, message_id=context.card_id, page=page)


async def choose_place(update: Update, context: HotlineContext) -> None:
    await take_place(context, context.ref, int(context.press.argument, 36), context.card_id)


async def take_place(context: HotlineContext, ref: Ref, place_id: int, message_id: int | None = None) -> None:
    """The place of a draft or of a filed case is known."""
    work, actor = context.work, context.actor
    case = (await open_case(work, actor, Act.CORRECT_PLACE, ref)).case
    await dialogues.finish(work, context.person.id)
    if case.number is None:
        case = await drafts.choose_place(work, actor, context.person, ref, place_id)
        await drafts.show(work, case, message_id=message_id)
    else:
        await filing.say_place(work, actor, ref, place_id)


async def add_more(update: Update, context: HotlineContext) -> None:
    """The next messages belong to this case."""
    opened = await open_case(context.work, context.actor, Act.ADD_MATERIAL, Ref(context.press.case_id))
    await dialogues.expect(context.work, context.person.id, "adding", case=opened.case.id)
    await context.answer("prompt.add", opened.case)


async def cancel(update: Update, context: HotlineContext) -> None:
    await drafts.cancel(context.work, context.actor, context.ref)
    await context.answer("draft.cancelled", message_id=context.card_id)


async def insist(update: Update, context: HotlineContext) -> None:
    case = await drafts.insist(context.work, context.actor, context.ref)
    await drafts.show(context.work, case, message_id=context.card_id)


async def split(update: Update, context: HotlineContext) -> None:
    """What was said last is another matter."""
    other = await drafts.split(context.work, context.actor, context.person, context.ref)
    first = await context.work.session.get_one(type(other), (context.work.station_id, context.press.case_id))
    await drafts.show(context.work, first, message_id=context.card_id)
    await drafts.show(context.work, other)


async def unite(update: Update, context: HotlineContext) -> None:
    """This is the same matter as the one before."""
    case = await drafts.unite(context.work, context.actor, context.person, context.ref)
    await drafts.show(context.work, case, message_id=context.card_id)


async def belongs_to_filed(update: Update, context: HotlineContext) -> None:
    """The draft is more about a case that is already filed."""
    filed = Ref(int(context.press.argument, 36))
    await casework.adopt_draft(context.work, context.actor, context.ref, filed)
    await context.answer("draft.given_to_filed", message_id=context.card_id)


async def solved(update: Update, context: HotlineContext) -> None:
    is_solved = context.press.argument == "1"
    await rating.rate_solved(context.work, context.actor, context.ref, is_solved, message_id=context.card_id)


async def satisfied(update: Update, context: HotlineContext) -> None:
    case = await rating.rate_satisfied(
        context.work, context.actor, context.ref, context.press.argument == "1", message_id=context.card_id
    )
    await dialogues.expect(context.work, context.person.id, "commenting", case=case.id)


async def reopen(update: Update, context: HotlineContext) -> None:
    await rating.reopen(context.work, context.actor, context.ref, message_id=context.card_id)


async def reopen_typed(update: Update, context: HotlineContext) -> None:
    await rating.reopen(context.work, context.actor, context.typed_ref)


async def pull_back(update: Update, context: HotlineContext) -> None:
    await withdraw(context.work, context.actor, context.ref)


async def pull_back_typed(update: Update, context: HotlineContext) -> None:
    """/withdraw 0123."""
    await withdraw(context.work, context.actor, context.typed_ref)


async def object_to_refusal(update: Update, context: HotlineContext) -> None:
    await desk.object_to_refusal(context.work, context.actor, context.ref)


async def cases(update: Update, context: HotlineContext) -> None:
    """/cases: the filed cases of the sender, drafts too."""
    work = context.work
    waiting = await queries.drafts_of(work.session, work.station_id, context.person.id)
    filed = await queries.cases_of_constituent(work.session, work.station_id, context.person.id)
    await context.answer("cases", ids=[case.id for case in filed])
    for draft in waiting[:3]:
        await drafts.show(work, draft)


async def show_case(update: Update, context: HotlineContext) -> None:
    """A case with its timeline, by button."""
    opened = await open_case(context.work, context.actor, Act.READ_CASE, Ref(context.press.case_id))
    await context.answer("timeline", opened.case, role=opened.role)


async def show_case_typed(update: Update, context: HotlineContext) -> None:
    """/case 0123."""
    if not context.args:
        await cases(update, context)
        return
    opened = await open_case(context.work, context.actor, Act.READ_CASE, context.typed_ref)
    await context.answer("timeline", opened.case, role=opened.role)


async def add_typed(update: Update, context: HotlineContext) -> None:
    """/add 0123 words."""
    material = material_of(message_of(update))
    text = type(material)(text=context.typed_rest, message_id=material.message_id)
    await casework.add_material(context.work, context.actor, context.typed_ref, text)


async def rate_typed(update: Update, context: HotlineContext) -> None:
    """/rate 0123: ask the two questions again."""
    opened = await open_case(context.work, context.actor, Act.RATE, context.typed_ref)
    await context.answer("case.ask_solved", opened.case)


async def submit_typed(update: Update, context: HotlineContext) -> None:
    """/submit: file the newest draft, for when its button has expired."""
    waiting = await queries.drafts_of(context.work.session, context.work.station_id, context.person.id)
    if not waiting:
        raise NoSuchChoice("draft", "")
    await filing.submit(context.work, context.actor, Ref(waiting[0].id))


async def cancel_typed(update: Update, context: HotlineContext) -> None:
    """/cancel: leave whatever is being asked; throw the newest draft away if nothing is."""
    step = await dialogues.current(context.work, context.person.id)
    if step.name:
        await dialogues.finish(context.work, context.person.id)
        await context.answer("stopped")
        return
    waiting = await queries.drafts_of(context.work.session, context.work.station_id, context.person.id)
    if not waiting:
        raise NoSuchChoice("draft", "")
    await drafts.cancel(context.work, context.actor, Ref(waiting[0].id))
    await context.answer("draft.cancelled")


async def edited(update: Update, context: HotlineContext) -> None:
    await intake.edit(context.work, context.sender, material_of(message_of(update)))


HANDLERS = [
    CommandHandler("start", start, _PRIVATE),
    CommandHandler("village", village, _PRIVATE),
    CommandHandler("cases", cases, _PRIVATE),
    CommandHandler("case", show_case_typed, _PRIVATE),
    CommandHandler("add", add_typed, _PRIVATE),
    CommandHandler("submit", submit_typed, _PRIVATE),
    CommandHandler("cancel", cancel_typed, _PRIVATE),
    CommandHandler("withdraw", pull_back_typed, _PRIVATE),
    CommandHandler("rate", rate_typed, _PRIVATE),
    CommandHandler("reopen", reopen_typed, _PRIVATE),
    on_press("home", press_home),
    on_press("homes", show_villages),
    on_press("submit", submit),
    on_press("draft", show_draft),
    on_press("cats", show_categories),
    on_press("cat", choose_category),
    on_press("places", show_places),
    on_press("place", choose_place),
    on_press("add", add_more),
    on_press("cancel", cancel),
    on_press("insist", insist),
    on_press("split", split),
    on_press("unite", unite),
    on_press("tofiled", belongs_to_filed),
    on_press("solved", solved),
    on_press("satisf", satisfied),
    on_press("reopen", reopen),
    on_press("withdraw", pull_back),
    on_press("object", object_to_refusal),
    on_press("case", show_case),
]
