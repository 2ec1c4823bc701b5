"""What deputies press and type: from the assignment card to the reply."""

from datetime import date

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.context import HotlineContext, message_of
from handlers.decoding import material_of
from handlers.pressing import Pressed, on_press
from hotline import casework, dialogues
from hotline.casebook import Ref, open_case
from hotline.errors import NoSuchChoice, TextMissing
from hotline.material import Material
from hotline.permissions import Act, acting_role
from hotline.states import OPEN
from hotline.units import level_of
from storage.queries import cases as queries
from storage.vocabulary import State

_PRIVATE = filters.ChatType.PRIVATE
_CARRIED = OPEN - {State.DRAFT, State.REPLIED}


async def assignments(update: Update, context: HotlineContext) -> None:
    """/assignments: what the deputy carries, what is due first first."""
    acting_role(Act.READ_ASSIGNMENTS, context.actor)
    work = context.work
    found = await queries.cases_of_deputy(
        work.session, work.station_id, context.actor.deputy_id or 0, _CARRIED
    )
    await context.answer("deputy.assignments", ids=[case.id for case in found])


async def show_assignment(update: Update, context: HotlineContext) -> None:
    """The card of one assignment again."""
    opened = await open_case(context.work, context.actor, Act.ACCEPT, Ref(context.press.case_id))
    await context.answer("deputy.card", opened.case)


async def accept(update: Update, context: HotlineContext) -> None:
    case = await casework.accept(context.work, context.actor, context.ref)
    await context.answer("deputy.accepted", case, message_id=context.card_id)


async def accept_typed(update: Update, context: HotlineContext) -> None:
    """/accept 0123."""
    await context.answer(
        "deputy.accepted", await casework.accept(context.work, context.actor, context.typed_ref)
    )


def _asks_for_words(act: Act, step: str) -> Pressed:
    """A handler that opens the case for an act and asks for the words it needs."""

    async def ask_for_words(update: Update, context: HotlineContext) -> None:
        opened = await open_case(context.work, context.actor, act, context.ref)
        await expect_words(context, step, context.ref, opened.case.id)
        await context.answer(f"prompt.{step}", opened.case)

    return ask_for_words


async def expect_words(context: HotlineContext, step: str, ref: Ref, case_id: int, **data: object) -> None:
    await dialogues.expect(context.work, context.person.id, step, case=case_id, version=ref.version, **data)


async def choose_result(update: Update, context: HotlineContext) -> None:
    """A reply begins with its result."""
    opened = await open_case(context.work, context.actor, Act.REPLY, context.ref)
    await context.answer("deputy.results", opened.case)


async def write_reply(update: Update, context: HotlineContext) -> None:
    opened = await open_case(context.work, context.actor, Act.REPLY, context.ref)
    result = context.press.argument
    if result not in casework.RESULTS:
        raise NoSuchChoice("result", result)
    await expect_words(context, "replying", context.ref, opened.case.id, result=result)
    await context.answer("prompt.replying", opened.case, result=result, message_id=context.card_id)


async def choose_due(update: Update, context: HotlineContext) -> None:
    """The last step of a referral: how many working days the unit has."""
    step = await dialogues.current(context.work, context.person.id)
    if step.name != "referring_due" or step.data.get("case") != context.press.case_id:
        raise NoSuchChoice("referral", "")
    due_on = due_date(context, int(context.press.argument))
    await finish_referral(context, context.ref, str(step.data["unit"]), due_on, context.card_id)


def due_date(context: HotlineContext, days: int) -> date:
    """The day `days` working days from now, in the hotline's zone."""
    work = context.work
    return work.calendar.local_date(work.calendar.add_working_days(work.now, days))


async def finish_referral(
    context: HotlineContext, ref: Ref, unit: str, due_on: date, message_id: int | None = None
) -> None:
    case = await casework.refer(context.work, context.actor, ref, unit, level_of(unit), due_on)
    await dialogues.finish(context.work, context.person.id)
    await context.answer("deputy.referred", case, message_id=message_id)


async def return_typed(update: Update, context: HotlineContext) -> None:
    """/return 0123 reason."""
    case = await casework.return_case(context.work, context.actor, context.typed_ref, context.typed_rest)
    await context.answer("deputy.returned", case)


async def ask_typed(update: Update, context: HotlineContext) -> None:
    """/ask 0123 question."""
    case = await casework.ask(context.work, context.actor, context.typed_ref, _typed(update, context))
    await context.answer("deputy.asked", case)


async def message_typed(update: Update, context: HotlineContext) -> None:
    """/message 0123 words."""
    case = await casework.contact(context.work, context.actor, context.typed_ref, _typed(update, context))
    await context.answer("deputy.message_sent", case)


async def refer_typed(update: Update, context: HotlineContext) -> None:
    """/refer 0123 days unit."""
    days, _, unit = context.typed_rest.partition(" ")
    if not days.isdecimal() or not unit.strip() or not 1 <= int(days) <= 250:
        raise TextMissing("refer")
    await finish_referral(context, context.typed_ref, unit.strip(), due_date(context, int(days)))


async def answer_typed(update: Update, context: HotlineContext) -> None:
    """/unit 0123 what the unit answered."""
    case = await casework.record_answer(
        context.work, context.actor, context.typed_ref, _typed(update, context)
    )
    await context.answer("deputy.answer_recorded", case)


async def reply_typed(update: Update, context: HotlineContext) -> None:
    """/reply 0123 A words."""
    result, _, words = context.typed_rest.partition(" ")
    material = Material(text=words, message_id=message_of(update).message_id)
    case = await casework.reply(context.work, context.actor, context.typed_ref, result.upper(), material)
    await context.answer("deputy.replied", case)


def _typed(update: Update, context: HotlineContext) -> Material:
    whole = material_of(message_of(update))
    return Material(text=context.typed_rest, message_id=whole.message_id)


HANDLERS = [
    CommandHandler("assignments", assignments, _PRIVATE),
    CommandHandler("accept", accept_typed, _PRIVATE),
    CommandHandler("return", return_typed, _PRIVATE),
    CommandHandler("ask", ask_typed, _PRIVATE),
    CommandHandler("message", message_typed, _PRIVATE),
    CommandHandler("refer", refer_typed, _PRIVATE),
    CommandHandler("unit", answer_typed, _PRIVATE),
    CommandHandler("reply", reply_typed, _PRIVATE),
    on_press("work", show_assignment),
    on_press("accept", accept),
    on_press("return", _asks_for_words(Act.RETURN, "returning")),
    on_press("ask", _asks_for_words(Act.ASK, "asking")),
    on_press("message", _asks_for_words(Act.CONTACT, "messaging")),
    on_press("refer", _asks_for_words(Act.REFER, "referring_unit")),
    on_press("unit", _asks_for_words(Act.RECORD_ANSWER, "recording_answer")),
    on_press("due", choose_due),
    on_press("results", choose_result),
    on_press("reply", write_reply),
]
