"""What the liaison officer presses and types: triage, returns, refusals, and the cases of others."""

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.asking import expect_words
from handlers.context import HotlineContext, message_of
from handlers.decoding import material_of
from handlers.deputy.cases import asks_for_words
from handlers.keyboards.digest import ANEW
from handlers.pressing import on_press
from handlers.typed import code_of, first_word, only_like
from handlers.words import note_answer
from hotline import desk
from hotline.casebook import Opened, Ref, open_case
from hotline.errors import NoSuchChoice
from hotline.material import Material
from hotline.permissions import Act, acting_role
from hotline.readings import note_in_chat
from storage.queries import desk_queue, roster
from storage.tables import Case
from storage.vocabulary import Role, State, Urgency

_PRIVATE = filters.ChatType.PRIVATE


async def triage(update: Update, context: HotlineContext) -> None:
    """/triage: the next case that waits for the liaison, with how many wait behind it."""
    acting_role(Act.READ_TRIAGE, context.actor)
    await show_next(context)


async def show_next(context: HotlineContext) -> None:
    """One card after the other, until none waits."""
    work = context.work
    waiting = await desk_queue.first(work.session, work.station_id, limit=1)
    if not waiting:
        await context.answer("liaison.triage_empty")
        return
    total = await desk_queue.count(work.session, work.station_id)
    await note_in_chat(work, Opened(waiting[0], context.actor, Role.LIAISON))
    await _show_card(context, waiting[0], waiting=total)


async def _show_card(context: HotlineContext, case: Case, **params: object) -> None:
    kinds = {State.SUBMITTED: "liaison.triage_card", State.RETURN_REVIEW: "liaison.return_card"}
    await context.answer(kinds.get(case.state, "liaison.orphan_card"), case, **params)


async def _settled(context: HotlineContext, kind: str, case: Case, message_id: int | None = None) -> None:
    """Say what was decided, and go on with the next card."""
    await context.answer(kind, case, message_id=message_id)
    if Role.LIAISON in context.actor.roles:
        await show_next(context)


async def show_triage_card(update: Update, context: HotlineContext) -> None:
    """The card of one case; back from one of its lists into the same message, else anew."""
    opened = await open_case(context.work, context.actor, Act.TRIAGE_ASSIGN, Ref(context.press.case_id))
    await note_in_chat(context.work, opened)
    message_id = context.card_id if context.press.argument == "back" else None
    if opened.case.state in (State.SUBMITTED, State.RETURN_REVIEW):
        await _show_card(context, opened.case, waiting=1, message_id=message_id)
    else:
        await context.answer("timeline", opened.case, role=opened.role, message_id=message_id)


async def show_deputies(update: Update, context: HotlineContext) -> None:
    """All deputies, for a case that is none of the suggested ones'; from a digest as a message of its own."""
    opened = await open_case(context.work, context.actor, Act.REASSIGN, context.ref)
    message_id = None if context.press.argument == ANEW else context.card_id
    await context.answer("liaison.deputies", opened.case, page=context.press.page, message_id=message_id)


async def give(update: Update, context: HotlineContext) -> None:
    case = await desk.assign_to(context.work, context.actor, context.ref, context.press.key)
    await _settled(context, "liaison.assigned", case, context.card_id)


async def give_typed(update: Update, context: HotlineContext) -> None:
    """/assign 0123 name."""
    found = await roster.deputies(context.work.session, context.work.station_id)
    typed = context.typed_rest.strip()
    name = only_like(typed.removesuffix("代表"), [row.name for row in found])
    deputies = [row for row in found if row.name == name]
    if len(deputies) != 1:
        raise NoSuchChoice("deputy", typed)
    opened = await open_case(context.work, context.actor, Act.REASSIGN, context.typed_ref)
    case = await desk.assign_to(context.work, context.actor, Ref(opened.case.id), deputies[0].id)
    await _settled(context, "liaison.assigned", case)


async def uphold(update: Update, context: HotlineContext) -> None:
    case = await desk.uphold_return(context.work, context.actor, context.ref)
    await _show_card(context, case, waiting=1, message_id=context.card_id)


async def uphold_typed(update: Update, context: HotlineContext) -> None:
    """/uphold 0123: the return was right."""
    case = await desk.uphold_return(context.work, context.actor, context.typed_ref)
    await _show_card(context, case, waiting=1)


async def keep_typed(update: Update, context: HotlineContext) -> None:
    """/keep 0123 reason: it stays with the deputy."""
    case = await desk.reject_return(context.work, context.actor, context.typed_ref, context.typed_rest)
    await _settled(context, "liaison.kept", case)


async def show_refusals(update: Update, context: HotlineContext) -> None:
    opened = await open_case(context.work, context.actor, Act.REFUSE, context.ref)
    await context.answer("liaison.refusals", opened.case, message_id=context.card_id)


async def refuse(update: Update, context: HotlineContext) -> None:
    case = await desk.refuse(context.work, context.actor, context.ref, context.press.argument)
    await _settled(context, "liaison.refused", case, context.card_id)


async def refuse_typed(update: Update, context: HotlineContext) -> None:
    """/refuse 0123 reason words: the reason by its code or as the button has it."""
    typed, words = first_word(context.typed_rest)
    reason = code_of(context, "refusal_short", desk.REFUSALS, typed)
    case = await desk.refuse(context.work, context.actor, context.typed_ref, reason, words)
    await _settled(context, "liaison.refused", case)


async def take_up(update: Update, context: HotlineContext) -> None:
    """Review a refusal: the case goes back to triage."""
    case = await desk.review_refusal(context.work, context.actor, context.ref)
    await _show_card(context, case, waiting=1)


async def take_up_typed(update: Update, context: HotlineContext) -> None:
    """/takeup 0123."""
    case = await desk.review_refusal(context.work, context.actor, context.typed_ref)
    await _show_card(context, case, waiting=1)


async def keep_refusal(update: Update, context: HotlineContext) -> None:
    case = await desk.keep_refusal(context.work, context.actor, context.ref)
    await context.answer("liaison.refusal_kept", case, message_id=context.card_id)


async def keep_refusal_typed(update: Update, context: HotlineContext) -> None:
    """/stand 0123: it stays refused."""
    case = await desk.keep_refusal(context.work, context.actor, context.typed_ref)
    await context.answer("liaison.refusal_kept", case)


async def show_categories(update: Update, context: HotlineContext) -> None:
    opened = await open_case(context.work, context.actor, Act.CORRECT_CATEGORY, context.ref)
    await context.answer("liaison.categories", opened.case, message_id=context.card_id)


async def choose_category(update: Update, context: HotlineContext) -> None:
    category = context.press.among(context.work.knowledge.categories)
    case = await desk.correct_category(context.work, context.actor, context.ref, category)
    await _show_corrected(context, case, context.card_id)


async def category_typed(update: Update, context: HotlineContext) -> None:
    """/category 0123 name."""
    typed = context.typed_rest.strip()
    category = only_like(typed, context.work.knowledge.categories) or typed
    await _show_corrected(
        context, await desk.correct_category(context.work, context.actor, context.typed_ref, category)
    )


async def show_places(update: Update, context: HotlineContext) -> None:
    opened = await open_case(context.work, context.actor, Act.CORRECT_PLACE, context.ref)
    await context.answer("liaison.places", opened.case, message_id=context.card_id, page=context.press.page)


async def choose_place(update: Update, context: HotlineContext) -> None:
    case = await desk.correct_place(context.work, context.actor, context.ref, context.press.key)
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
        await _show_card(context, case, waiting=1, message_id=message_id)
    else:
        await context.answer("liaison.assigned", case, message_id=message_id)


async def set_urgency(update: Update, context: HotlineContext) -> None:
    urgency = context.press.argument
    if urgency not in set(Urgency):
        raise NoSuchChoice("urgency", urgency)
    case = await desk.set_urgency(context.work, context.actor, context.ref, Urgency(urgency))
    await context.answer("liaison.urgency_set", case)


async def urgency_typed(update: Update, context: HotlineContext) -> None:
    """/urgency 0123 urgent: or as people call it."""
    urgency = code_of(context, "urgency", list(Urgency), context.typed_rest.strip())
    if urgency not in set(Urgency):
        raise NoSuchChoice("urgency", urgency)
    case = await desk.set_urgency(context.work, context.actor, context.typed_ref, Urgency(urgency))
    await context.answer("liaison.urgency_set", case)


async def answer_typed(update: Update, context: HotlineContext) -> None:
    """/answer 0123 words: what the constituent said on the telephone."""
    message = material_of(message_of(update))
    material = Material(text=context.typed_rest, message_id=message.message_id)
    await note_answer(context, context.typed_ref, material)


async def press_answer(update: Update, context: HotlineContext) -> None:
    opened = await open_case(context.work, context.actor, Act.ANSWER_QUESTION, context.ref)
    await expect_words(context, "answering", opened.case.id)
    await context.answer("prompt.answering", opened.case)


HANDLERS = [
    CommandHandler("triage", triage, _PRIVATE),
    CommandHandler("assign", give_typed, _PRIVATE),
    CommandHandler("uphold", uphold_typed, _PRIVATE),
    CommandHandler("keep", keep_typed, _PRIVATE),
    CommandHandler("refuse", refuse_typed, _PRIVATE),
    CommandHandler("takeup", take_up_typed, _PRIVATE),
    CommandHandler("stand", keep_refusal_typed, _PRIVATE),
    CommandHandler("category", category_typed, _PRIVATE),
    CommandHandler("place", place_typed, _PRIVATE),
    CommandHandler("urgency", urgency_typed, _PRIVATE),
    CommandHandler("answer", answer_typed, _PRIVATE),
    on_press("triage", triage),
    on_press("tcard", show_triage_card),
    on_press("deputies", show_deputies),
    on_press("give", give),
    on_press("uphold", uphold),
    on_press("keep", asks_for_words(Act.DECIDE_RETURN, "keeping")),
    on_press("refusals", show_refusals),
    on_press("refuse", refuse),
    on_press("takeup", take_up),
    on_press("stand", keep_refusal),
    on_press("fcats", show_categories),
    on_press("fcat", choose_category),
    on_press("fplaces", show_places),
    on_press("fplace", choose_place),
    on_press("urgency", set_urgency),
    on_press("answer", press_answer),
]
