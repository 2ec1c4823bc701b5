"""What deputies press and type: from the assignment card to the dialogue."""

from collections.abc import Awaitable, Callable, Mapping

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler, filters

from handlers.asking import expect_words
from handlers.context import HotlineContext, message_of
from handlers.decoding import material_of
from handlers.pressing import Pressed, on_press
from hotline import casework, dialogues
from hotline.casebook import Opened, Ref, open_case
from hotline.material import Material
from hotline.permissions import Act, acting_role
from hotline.readings import note_in_chat, open_in_chat
from hotline.states import OPEN
from storage.queries import cases as queries
from storage.vocabulary import Role, State

_PRIVATE = filters.ChatType.PRIVATE
_CARRIED = OPEN - {State.DRAFT, State.REPLIED}


async def assignments(update: Update, context: HotlineContext) -> None:
    """/assignments: what the deputy carries, urgent cases and what is due first first."""
    acting_role(Act.READ_ASSIGNMENTS, context.actor)
    work = context.work
    # One's own first, then those of the deputies for whom one stands in.
    seats = sorted(context.actor.seats, key=lambda seat: (seat != context.actor.deputy_id, seat))
    found = [
        case.id
        for seat in seats
        for case in await queries.cases_of_deputy(work.session, work.station_id, seat, _CARRIED)
    ]
    await context.answer("deputy.assignments", ids=found)


async def show_assignment(update: Update, context: HotlineContext) -> None:
    """The card of one assignment again."""
    opened = await open_case(context.work, context.actor, Act.ACCEPT, Ref(context.press.case_id))
    await note_in_chat(context.work, opened)
    await context.answer("deputy.card", opened.case)


async def show_files(update: Update, context: HotlineContext) -> None:
    """All files of a case again."""
    opened = await open_in_chat(context.work, context.actor, Ref(context.press.case_id))
    await context.answer("case_files", opened.case)


async def show_files_typed(update: Update, context: HotlineContext) -> None:
    """/files 0123."""
    opened = await open_in_chat(context.work, context.actor, context.typed_ref)
    await context.answer("case_files", opened.case)


async def accept(update: Update, context: HotlineContext) -> None:
    await _accepted(context, context.ref, context.card_id)


async def accept_typed(update: Update, context: HotlineContext) -> None:
    """/accept 0123."""
    await _accepted(context, context.typed_ref)


async def _accepted(context: HotlineContext, ref: Ref, message_id: int | None = None) -> None:
    case = await casework.accept(context.work, context.actor, ref)
    # Whoever accepts has read what came with the assignment.
    await note_in_chat(context.work, Opened(case, context.actor, Role.DEPUTY))
    await context.answer("deputy.accepted", case, message_id=message_id)


def asks_for_words(act: Act, step: str) -> Pressed:
    """A handler that sees whether an act is possible and asks for the words it needs."""

    async def ask_for_words(update: Update, context: HotlineContext) -> None:
        case = await casework.prepare(context.work, context.actor, act, context.ref)
        await expect_words(context, step, case.id)
        await context.answer(f"prompt.{step}", case)

    return ask_for_words


async def stop_writing(update: Update, context: HotlineContext) -> None:
    """The words that were asked for will not come."""
    await dialogues.finish(context.work, context.person.id)
    await context.answer("stopped", message_id=context.card_id)


async def return_typed(update: Update, context: HotlineContext) -> None:
    """/return 0123 reason."""
    case = await casework.return_case(context.work, context.actor, context.typed_ref, context.typed_rest)
    await context.answer("deputy.returned", case)


async def ask_typed(update: Update, context: HotlineContext) -> None:
    """/ask 0123 question."""
    material = typed_material(update, context)
    case = await casework.ask(context.work, context.actor, context.typed_ref, material)
    await context.answer("deputy.asked", case)


async def message_typed(update: Update, context: HotlineContext) -> None:
    """/message 0123 words."""
    material = typed_material(update, context)
    case = await casework.contact(context.work, context.actor, context.typed_ref, material)
    await context.answer("deputy.message_sent", case)


def typed_material(update: Update, context: HotlineContext, words: str | None = None) -> Material:
    """What came with a command: the words after the number, and the file whose caption it is."""
    whole = material_of(message_of(update))
    text = context.typed_rest if words is None else words
    return Material(text=text, media=whole.media, message_id=whole.message_id, group=whole.group)


_WITH_FILES: Mapping[str, Callable[[Update, HotlineContext], Awaitable[None]]] = {
    "ask": ask_typed,
    "message": message_typed,
}


async def captioned(update: Update, context: HotlineContext) -> None:
    """A command as the caption of a photo: /ask 0123 words."""
    command = (message_of(update).caption or "").split()[0].lstrip("/").split("@")[0]
    await _WITH_FILES[command](update, context)


HANDLERS = [
    CommandHandler("assignments", assignments, _PRIVATE),
    CommandHandler("accept", accept_typed, _PRIVATE),
    CommandHandler("return", return_typed, _PRIVATE),
    CommandHandler("ask", ask_typed, _PRIVATE),
    CommandHandler("message", message_typed, _PRIVATE),
    CommandHandler("files", show_files_typed, _PRIVATE),
    MessageHandler(_PRIVATE & filters.CaptionRegex(rf"^/({'|'.join(_WITH_FILES)})(@\w+)?\s"), captioned),
    on_press("work", show_assignment),
    on_press("files", show_files),
    on_press("accept", accept),
    on_press("return", asks_for_words(Act.RETURN, "returning")),
    on_press("ask", asks_for_words(Act.ASK, "asking")),
    on_press("message", asks_for_words(Act.CONTACT, "messaging")),
    on_press("stop", stop_writing),
]
