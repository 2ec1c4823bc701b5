"""What constituents send and press: from /start to the rating."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.constituent.choosing import typed_or_asked
from handlers.context import HotlineContext, message_of
from handlers.decoding import material_of
from handlers.pressing import on_press
from hotline import (
    cards,
    desk,
    dialogues,
    drafts,
    filing,
    hearing,
    homes,
    intake,
    rating,
    supporting,
)
from hotline.casebook import Ref, open_case
from hotline.errors import IllegalTransition, NoSuchChoice
from hotline.history import shown_number
from hotline.invitations import PAYLOAD_PREFIX, join
from hotline.material import Material
from hotline.permissions import Act
from hotline.readings import open_in_chat
from hotline.states import OPEN
from hotline.withdrawing import ask as ask_withdraw
from hotline.withdrawing import withdraw
from storage.queries import cases as queries
from storage.tables import Case
from storage.vocabulary import State

_PRIVATE = filters.ChatType.PRIVATE


async def start(update: Update, context: HotlineContext) -> None:
    """/start, from scratch, by a contact card's link or by an invitation."""
    payload = context.args[0] if context.args else ""
    if payload.startswith(PAYLOAD_PREFIX):
        await join(context.work, context.actor, payload.removeprefix(PAYLOAD_PREFIX))
    else:
        await homes.start(context.work, context.person, payload)


async def village(update: Update, context: HotlineContext) -> None:
    """/village: say or change where home is."""
    await homes.ask(context.work, context.person)


async def show_villages(update: Update, context: HotlineContext) -> None:
    """Turn the pages of the village buttons."""
    await context.answer("choose_home", constituency=0, page=context.press.page, message_id=context.card_id)


async def press_home(update: Update, context: HotlineContext) -> None:
    await drafts.choose_home(context.work, context.person, context.press.key, message_id=context.card_id)


async def submit(update: Update, context: HotlineContext) -> None:
    await filing.submit(context.work, context.actor, context.ref, message_id=context.card_id)


async def show_draft(update: Update, context: HotlineContext) -> None:
    """Back to the card from one of its lists, or from a reminder."""
    draft = await drafts.open_draft(context.work, context.actor, Act.SUBMIT, Ref(context.press.case_id))
    await dialogues.finish_about(context.work, context.person.id, draft.id)
    await cards.show(context.work, draft, message_id=context.card_id)


async def show_categories(update: Update, context: HotlineContext) -> None:
    """Choose a category for a draft by button, or type it."""
    draft = await drafts.open_draft(context.work, context.actor, Act.CORRECT_CATEGORY, context.ref)
    await dialogues.expect(context.work, context.person.id, "choosing_category", case=draft.id)
    await context.answer("draft.categories", draft, message_id=context.card_id)


async def choose_category(update: Update, context: HotlineContext) -> None:
    category = context.press.among(context.work.knowledge.categories)
    await take_category(context, context.ref, category, context.card_id)


async def take_category(
    context: HotlineContext, ref: Ref, category: str, message_id: int | None = None
) -> None:
    case = await drafts.choose_category(context.work, context.actor, ref, category)
    await cards.show(context.work, case, message_id=message_id)


async def show_places(update: Update, context: HotlineContext) -> None:
    """Choose a village for a draft by button, or type it."""
    opened = await open_case(context.work, context.actor, Act.CORRECT_PLACE, context.ref)
    await dialogues.expect(context.work, context.person.id, "choosing_place", case=opened.case.id)
    await context.answer("draft.places", opened.case, message_id=context.card_id, page=context.press.page)


async def choose_place(update: Update, context: HotlineContext) -> None:
    await take_place(context, context.ref, context.press.key, context.card_id)


async def take_place(context: HotlineContext, ref: Ref, place_id: int, message_id: int | None = None) -> None:
    """The place of a draft or of a filed case is known."""
    work, actor = context.work, context.actor
    case = (await open_case(work, actor, Act.CORRECT_PLACE, ref)).case
    await dialogues.finish_about(work, context.person.id, case.id)
    if case.state == State.DRAFT:
        case = await drafts.choose_place(work, actor, context.person, ref, place_id)
        await cards.show(work, case, message_id=message_id)
    else:
        await filing.say_place(work, actor, ref, place_id)


async def add_more(update: Update, context: HotlineContext) -> None:
    """The next messages belong to this case."""
    await expect_more(context, Ref(context.press.case_id))


async def expect_more(context: HotlineContext, ref: Ref) -> None:
    case = (await open_case(context.work, context.actor, Act.ADD_MATERIAL, ref)).case
    if case.state not in OPEN:
        raise IllegalTransition(shown_number(case), case.state, case.state)
    await dialogues.expect(context.work, context.person.id, "adding", case=case.id)
    await context.answer("prompt.add", case)


async def cancel(update: Update, context: HotlineContext) -> None:
    await drafts.cancel(context.work, context.actor, context.ref)
    await context.answer("draft.cancelled", message_id=context.card_id)


async def insist(update: Update, context: HotlineContext) -> None:
    case = await drafts.insist(context.work, context.actor, context.ref)
    await cards.show(context.work, case, message_id=context.card_id)


async def split(update: Update, context: HotlineContext) -> None:
    """What was said last is another matter."""
    first, other = await drafts.split(context.work, context.actor, context.person, context.ref)
    await cards.show(context.work, first, message_id=context.card_id)
    await cards.show(context.work, other)


async def unite(update: Update, context: HotlineContext) -> None:
    """This is the same matter as the one before."""
    case = await drafts.unite(context.work, context.actor, context.person, context.ref)
    await cards.show(context.work, case, message_id=context.card_id)


async def belongs_to_filed(update: Update, context: HotlineContext) -> None:
    """The draft is more about a case that is already filed."""
    await hearing.adopt_draft(context.work, context.actor, context.ref, Ref(context.press.key))
    await context.answer("draft.given_to_filed", message_id=context.card_id)


async def solved(update: Update, context: HotlineContext) -> None:
    is_solved = context.press.argument == "1"
    await rating.rate_solved(context.work, context.actor, context.ref, is_solved, message_id=context.card_id)


async def satisfied(update: Update, context: HotlineContext) -> None:
    case = await rating.rate_satisfied(
        context.work, context.actor, context.ref, context.press.argument == "1", message_id=context.card_id
    )
    await _expect_comment(context, case)


async def _expect_comment(context: HotlineContext, case: Case) -> None:
    """Words may follow; not from the desk, which speaks for a caller and goes on with other things."""
    if case.constituent_id == context.person.id:
        await dialogues.expect(context.work, context.person.id, "commenting", case=case.id)


async def reopen(update: Update, context: HotlineContext) -> None:
    case = await rating.reopen(context.work, context.actor, context.ref, message_id=context.card_id)
    await _expect_comment(context, case)


async def reopen_typed(update: Update, context: HotlineContext) -> None:
    """/reopen 0123."""
    ref = await typed_or_asked(context, "reopen", {State.CLOSED})
    if ref is None:
        return
    case = await rating.reopen(context.work, context.actor, ref)
    await _expect_comment(context, case)


async def pull_back(update: Update, context: HotlineContext) -> None:
    """The button asks first; the answer withdraws."""
    if context.press.argument:
        await withdraw(context.work, context.actor, context.ref, message_id=context.card_id)
    else:
        await ask_withdraw(context.work, context.actor, context.ref)


async def keep(update: Update, context: HotlineContext) -> None:
    """Not to be withdrawn after all."""
    opened = await open_case(context.work, context.actor, Act.READ_CASE, Ref(context.press.case_id))
    await context.answer("case.kept", opened.case, message_id=context.card_id)


async def pull_back_typed(update: Update, context: HotlineContext) -> None:
    """/withdraw 0123; without a number, as the button does: it asks first."""
    ref = await typed_or_asked(context, "withdraw", OPEN - {State.DRAFT})
    if ref is not None and ref.number:
        await withdraw(context.work, context.actor, ref)
    elif ref is not None:
        await ask_withdraw(context.work, context.actor, ref)


async def object_to_refusal(update: Update, context: HotlineContext) -> None:
    await desk.object_to_refusal(context.work, context.actor, context.ref)


async def cases(update: Update, context: HotlineContext) -> None:
    """/cases: the filed cases of the sender, drafts too."""
    work = context.work
    waiting = await queries.drafts_of(work.session, work.station_id, context.person.id)
    filed = await queries.cases_of_constituent(work.session, work.station_id, context.person.id)
    supported = await supporting.list_supported(work, context.actor)
    if filed or not (waiting or supported):
        await context.answer("cases", ids=[case.id for case in filed])
    for draft in waiting[:3]:
        await cards.show(work, draft)


async def show_case(update: Update, context: HotlineContext) -> None:
    """A case with its timeline, by button."""
    await _show(context, Ref(context.press.case_id))


async def show_case_typed(update: Update, context: HotlineContext) -> None:
    """/case 0123."""
    if not context.args:
        await cases(update, context)
        return
    await _show(context, context.typed_ref)


async def _show(context: HotlineContext, ref: Ref) -> None:
    """The whole case to whoever may read it; how it stands to whoever stands behind it."""
    if not await supporting.show(context.work, context.actor, ref):
        opened = await open_in_chat(context.work, context.actor, ref)
        await context.answer("timeline", opened.case, role=opened.role)


async def add_typed(update: Update, context: HotlineContext) -> None:
    """/add 0123 words; without words, the next message is added."""
    ref = await typed_or_asked(context, "add", OPEN - {State.DRAFT})
    if ref is None:
        return
    if not context.typed_rest:
        await expect_more(context, ref)
        return
    opened = await open_case(context.work, context.actor, Act.ADD_MATERIAL, ref)
    material = Material(text=context.typed_rest, message_id=message_of(update).message_id)
    if opened.case.constituent_id == context.person.id:
        await intake.add_to(context.work, context.sender, opened.case, material)
    else:
        await hearing.add_material(context.work, context.actor, ref, material)


async def submit_typed(update: Update, context: HotlineContext) -> None:
    """/submit: file the newest draft, for when its button has expired."""
    waiting = await queries.drafts_of(context.work.session, context.work.station_id, context.person.id)
    if not waiting:
        raise NoSuchChoice("draft", "")
    await filing.submit(context.work, context.actor, Ref(waiting[0].id))


async def cancel_typed(update: Update, context: HotlineContext) -> None:
    """/cancel: leave whatever is being asked; throw the newest draft away if nothing is."""
    step = await dialogues.current(context.work, context.person.id)
    if step.name and not step.is_idle:
        await dialogues.finish(context.work, context.person.id)
        await context.answer("stopped")
        return
    waiting = await queries.drafts_of(context.work.session, context.work.station_id, context.person.id)
    if not waiting:
        raise NoSuchChoice("draft", "")
    await drafts.cancel(context.work, context.actor, Ref(waiting[0].id))
    await context.answer("draft.cancelled")


async def edited(update: Update, context: HotlineContext) -> None:
    """A message was corrected. A corrected command is not carried out: its first form was."""
    message = message_of(update)
    if (message.text or "").startswith("/"):
        await context.answer("edited_command")
    else:
        await intake.edit(context.work, context.sender, material_of(message))


HANDLERS = [
    CommandHandler("start", start, _PRIVATE),
    CommandHandler("village", village, _PRIVATE),
    CommandHandler("cases", cases, _PRIVATE),
    CommandHandler("case", show_case_typed, _PRIVATE),
    CommandHandler("add", add_typed, _PRIVATE),
    CommandHandler("submit", submit_typed, _PRIVATE),
    CommandHandler("cancel", cancel_typed, _PRIVATE),
    CommandHandler("withdraw", pull_back_typed, _PRIVATE),
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
    on_press("stays", keep),
    on_press("object", object_to_refusal),
    on_press("case", show_case),
]
