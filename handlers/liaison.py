"""What the liaison officer presses and types: triage, returns, refusals, invitations, the digest."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.context import HotlineContext
from handlers.deputy import expect_words
from handlers.pressing import on_press
from hotline import desk, digest, invitations
from hotline.casebook import Ref, open_case
from hotline.errors import NoSuchChoice
from hotline.permissions import Act, acting_role
from storage.queries import cases as queries
from storage.queries import roster
from storage.tables import Case
from storage.vocabulary import Role, State

_PRIVATE = filters.ChatType.PRIVATE
_QUEUE = frozenset({State.SUBMITTED, State.RETURN_REVIEW})


async def triage(update: Update, context: HotlineContext) -> None:
    """/triage: the next case that waits for the liaison, with how many wait behind it."""
    acting_role(Act.READ_TRIAGE, context.actor)
    await show_next(context)


async def show_next(context: HotlineContext) -> None:
    work = context.work
    waiting = await queries.cases_in(work.session, work.station_id, _QUEUE, with_liaison_named=False)
    if not waiting:
        await context.answer("liaison.triage_empty")
        return
    await _show_card(context, waiting[0], waiting=len(waiting))


async def _show_card(context: HotlineContext, case: Case, **params: object) -> None:
    kind = "liaison.return_card" if case.state == State.RETURN_REVIEW else "liaison.triage_card"
    await context.answer(kind, case, **params)


async def show_triage_card(update: Update, context: HotlineContext) -> None:
    opened = await open_case(context.work, context.actor, Act.TRIAGE_ASSIGN, Ref(context.press.case_id))
    await _show_card(context, opened.case, waiting=1, message_id=_in_place(context))


def _in_place(context: HotlineContext) -> int | None:
    """The list of a card goes back into the card; from any other message the card comes anew."""
    return context.card_id if context.press.argument == "back" else None


async def show_deputies(update: Update, context: HotlineContext) -> None:
    """All deputies, for a case that is none of the suggested ones'."""
    opened = await open_case(context.work, context.actor, Act.REASSIGN, context.ref)
    await context.answer("liaison.deputies", opened.case, message_id=context.card_id)


async def give(update: Update, context: HotlineContext) -> None:
    deputy_id = int(context.press.argument, 36)
    case = await desk.assign_to(context.work, context.actor, context.ref, deputy_id)
    await context.answer("liaison.assigned", case, message_id=context.card_id)


async def give_typed(update: Update, context: HotlineContext) -> None:
    """/assign 0123 name."""
    found = await roster.deputies(context.work.session, context.work.station_id)
    name = context.typed_rest.strip()
    deputy = next((row for row in found if row.name == name), None)
    if deputy is None:
        raise NoSuchChoice("deputy", name)
    opened = await open_case(context.work, context.actor, Act.REASSIGN, context.typed_ref)
    case = await desk.assign_to(context.work, context.actor, Ref(opened.case.id), deputy.id)
    await context.answer("liaison.assigned", case)


async def uphold(update: Update, context: HotlineContext) -> None:
    case = await desk.uphold_return(context.work, context.actor, context.ref)
    await _show_card(context, case, waiting=1, message_id=context.card_id)


async def uphold_typed(update: Update, context: HotlineContext) -> None:
    """/uphold 0123: the return was right."""
    case = await desk.uphold_return(context.work, context.actor, context.typed_ref)
    await _show_card(context, case, waiting=1)


async def keep(update: Update, context: HotlineContext) -> None:
    """The return was not right: say why."""
    opened = await open_case(context.work, context.actor, Act.DECIDE_RETURN, context.ref)
    await expect_words(context, "keeping", context.ref, opened.case.id)
    await context.answer("prompt.keeping", opened.case)


async def keep_typed(update: Update, context: HotlineContext) -> None:
    """/keep 0123 reason: it stays with the deputy."""
    case = await desk.reject_return(context.work, context.actor, context.typed_ref, context.typed_rest)
    await context.answer("liaison.kept", case)


async def show_refusals(update: Update, context: HotlineContext) -> None:
    opened = await open_case(context.work, context.actor, Act.REFUSE, context.ref)
    await context.answer("liaison.refusals", opened.case, message_id=context.card_id)


async def refuse(update: Update, context: HotlineContext) -> None:
    case = await desk.refuse(context.work, context.actor, context.ref, context.press.argument)
    await context.answer("liaison.refused", case, message_id=context.card_id)


async def refuse_typed(update: Update, context: HotlineContext) -> None:
    """/refuse 0123 reason words."""
    reason, _, words = context.typed_rest.partition(" ")
    case = await desk.refuse(context.work, context.actor, context.typed_ref, reason, words)
    await context.answer("liaison.refused", case)


async def take_up(update: Update, context: HotlineContext) -> None:
    """Review a refusal: the case goes back to triage."""
    case = await desk.review_refusal(context.work, context.actor, context.ref)
    await _show_card(context, case, waiting=1)


async def take_up_typed(update: Update, context: HotlineContext) -> None:
    """/takeup 0123."""
    case = await desk.review_refusal(context.work, context.actor, context.typed_ref)
    await _show_card(context, case, waiting=1)


async def show_categories(update: Update, context: HotlineContext) -> None:
    opened = await open_case(context.work, context.actor, Act.CORRECT_CATEGORY, context.ref)
    await context.answer("liaison.categories", opened.case, message_id=context.card_id)


async def choose_category(update: Update, context: HotlineContext) -> None:
    category = context.work.knowledge.categories[int(context.press.argument)]
    case = await desk.correct_category(context.work, context.actor, context.ref, category)
    await _show_corrected(context, case, context.card_id)


async def category_typed(update: Update, context: HotlineContext) -> None:
    """/category 0123 name."""
    category = context.typed_rest.strip()
    await _show_corrected(
        context, await desk.correct_category(context.work, context.actor, context.typed_ref, category)
    )


async def show_places(update: Update, context: HotlineContext) -> None:
    opened = await open_case(context.work, context.actor, Act.CORRECT_PLACE, context.ref)
    page = int(context.press.argument or 0)
    await context.answer("liaison.places", opened.case, message_id=context.card_id, page=page)


async def choose_place(update: Update, context: HotlineContext) -> None:
    place_id = int(context.press.argument, 36)
    case = await desk.correct_place(context.work, context.actor, context.ref, place_id)
    await _show_corrected(context, case, context.card_id)


async def place_typed(update: Update, context: HotlineContext) -> None:
    """/place 0123 name."""
    name = context.typed_rest.strip()
    found = context.work.knowledge.gazetteer.closest(name, limit=1)
    if not found or found[0].key is None:
        raise NoSuchChoice("place", name)
    await _show_corrected(
        context, await desk.correct_place(context.work, context.actor, context.typed_ref, found[0].key)
    )


async def _show_corrected(context: HotlineContext, case: Case, message_id: int | None = None) -> None:
    if case.state == State.SUBMITTED:
        await context.answer("liaison.triage_card", case, waiting=1, message_id=message_id)
    else:
        await context.answer("liaison.assigned", case, message_id=message_id)


async def show_digest(update: Update, context: HotlineContext) -> None:
    """/digest: last week's; /digest now: of the running week."""
    is_running = bool(context.args and context.args[0] in ("now", "本周"))
    await digest.show_digest(context.work, context.actor, is_running_week=is_running)


async def show_invitations(update: Update, context: HotlineContext) -> None:
    """/invite: deputies who have not joined, and the other roles."""
    acting_role(Act.INVITE, context.actor)
    await context.answer("liaison.invite")


async def invite(update: Update, context: HotlineContext) -> None:
    """Make a link: `argument` is a role, for a deputy followed by the deputy's id."""
    role, _, deputy = context.press.argument.partition("-")
    deputy_id = int(deputy, 36) if deputy else None
    code = await invitations.invite(context.work, context.actor, Role(role), deputy_id)
    name = ""
    if deputy_id is not None:
        row = await roster.deputy(context.work.session, context.work.station_id, deputy_id)
        name = row.name if row is not None else ""
    link = f"https://t.me/{context.bot.username}?start={invitations.PAYLOAD_PREFIX}{code}"
    await context.answer("liaison.invitation", role=role, name=name, link=link)


HANDLERS = [
    CommandHandler("triage", triage, _PRIVATE),
    CommandHandler("assign", give_typed, _PRIVATE),
    CommandHandler("uphold", uphold_typed, _PRIVATE),
    CommandHandler("keep", keep_typed, _PRIVATE),
    CommandHandler("refuse", refuse_typed, _PRIVATE),
    CommandHandler("takeup", take_up_typed, _PRIVATE),
    CommandHandler("category", category_typed, _PRIVATE),
    CommandHandler("place", place_typed, _PRIVATE),
    CommandHandler("digest", show_digest, _PRIVATE),
    CommandHandler("invite", show_invitations, _PRIVATE),
    on_press("tcard", show_triage_card),
    on_press("deputies", show_deputies),
    on_press("give", give),
    on_press("uphold", uphold),
    on_press("keep", keep),
    on_press("refusals", show_refusals),
    on_press("refuse", refuse),
    on_press("takeup", take_up),
    on_press("fcats", show_categories),
    on_press("fcat", choose_category),
    on_press("fplaces", show_places),
    on_press("fplace", choose_place),
    on_press("invite", invite),
]
