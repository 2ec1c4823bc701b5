"""/ledger: the quarter's public ledger, line by line, and put up when all is decided."""

from collections.abc import Awaitable, Callable, Mapping

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.asking import Continue
from handlers.context import HotlineContext
from handlers.pressing import on_press
from handlers.typed import texts_of
from hotline import dialogues
from hotline.dialogues import Step
from hotline.errors import NoSuchChoice
from hotline.ledger import approving, composing, publishing
from hotline.ledger.lines import LineRef, LineState, open_line
from hotline.ledger.quarters import Quarter, quarter_in
from hotline.material import Material
from hotline.permissions import Act, acting_role
from storage.queries import ledger as queries

_PRIVATE = filters.ChatType.PRIVATE


async def ledger(update: Update, context: HotlineContext) -> None:
    """/ledger: the last quarter's; /ledger 2026Q2 another's; with a word behind it, what a button does."""
    words = list(context.args or ())
    acting_role(Act.PUBLISH_LEDGER, context.actor)
    quarter = quarter_in(words[0]) if words else None
    if quarter is not None:
        words = words[1:]
    quarter = quarter or composing.last_quarter(context.work)
    if not words:
        await approving.show(context.work, context.actor, quarter)
        return
    texts = texts_of(context)
    known = {texts.term("ledger_verb", code): code for code in TYPED}
    verb = known.get(words[0], words[0].lower())
    if verb not in TYPED:
        raise NoSuchChoice("ledger_verb", words[0])
    await TYPED[verb](context, quarter, " ".join(words[1:]))


Typed = Callable[[HotlineContext, Quarter, str], Awaitable[object]]


async def _next_line(context: HotlineContext, quarter: Quarter) -> LineRef:
    """The line that is shown first to whoever types instead of pressing."""
    work = context.work
    found = await queries.ledger_of(work.session, work.station_id, quarter.first)
    line = None
    if found is not None and found.published_at is None:
        line = await queries.next_in(work.session, work.station_id, found.id, LineState.WAITING)
    if line is None:
        raise NoSuchChoice("ledger_line", "")
    return LineRef(line.id)


async def _typed_next(context: HotlineContext, quarter: Quarter, rest: str) -> None:
    await composing.compose(context.work, quarter)
    await approving.show_next(context.work, context.actor, quarter)


async def _typed_yes(context: HotlineContext, quarter: Quarter, rest: str) -> None:
    await _decide(context, await _next_line(context, quarter), LineState.APPROVED)


async def _typed_no(context: HotlineContext, quarter: Quarter, rest: str) -> None:
    await _decide(context, await _next_line(context, quarter), LineState.LEFT_OUT)


async def _decide(
    context: HotlineContext, ref: LineRef, state: LineState, message_id: int | None = None
) -> None:
    """Note what was decided, and go on with the next line."""
    quarter = await approving.decide(context.work, context.actor, ref, state)
    await approving.show_next(context.work, context.actor, quarter, message_id=message_id)


async def _typed_words(context: HotlineContext, quarter: Quarter, rest: str) -> None:
    await _reword(context, await _next_line(context, quarter), rest)


async def _reword(context: HotlineContext, ref: LineRef, words: str) -> None:
    line = await approving.reword(context.work, context.actor, ref, words)
    await approving.show_line(context.work, context.actor, line)


async def _typed_rest(context: HotlineContext, quarter: Quarter, rest: str) -> None:
    await approving.approve_rest(context.work, context.actor, quarter)
    await approving.show(context.work, context.actor, quarter)


async def _typed_publish(context: HotlineContext, quarter: Quarter, rest: str) -> None:
    await _publish(context, quarter)


async def _publish(context: HotlineContext, quarter: Quarter, message_id: int | None = None) -> None:
    count = await publishing.publish(context.work, context.actor, quarter)
    await context.answer("ledger.published", quarter=quarter.code, approved=count, message_id=message_id)
    await publishing.send_files(context.work, context.actor, quarter)


async def _typed_files(context: HotlineContext, quarter: Quarter, rest: str) -> None:
    await publishing.send_files(context.work, context.actor, quarter)


TYPED: Mapping[str, Typed] = {
    "next": _typed_next,
    "yes": _typed_yes,
    "no": _typed_no,
    "edit": _typed_words,
    "all": _typed_rest,
    "publish": _typed_publish,
    "files": _typed_files,
}
"""What can be written after /ledger, by its code or as the reader's language calls it."""


def _quarter(context: HotlineContext) -> Quarter:
    typed = context.press.argument.partition("-")[0]
    quarter = quarter_in(typed)
    if quarter is None:
        raise NoSuchChoice("ledger_quarter", typed)
    return quarter


def _line(context: HotlineContext) -> LineRef:
    return LineRef(context.press.case_id, context.press.version)


async def press_go(update: Update, context: HotlineContext) -> None:
    await approving.show_next(context.work, context.actor, _quarter(context), message_id=context.card_id)


async def press_show(update: Update, context: HotlineContext) -> None:
    await approving.show(context.work, context.actor, _quarter(context), message_id=context.card_id)


async def press_yes(update: Update, context: HotlineContext) -> None:
    await _decide(context, _line(context), LineState.APPROVED, context.card_id)


async def press_no(update: Update, context: HotlineContext) -> None:
    await _decide(context, _line(context), LineState.LEFT_OUT, context.card_id)


async def press_edit(update: Update, context: HotlineContext) -> None:
    """The next message is the line in other words."""
    _, line = await open_line(context.work, context.actor, _line(context))
    await dialogues.expect(context.work, context.person.id, "rewording_ledger", line=line.id)
    await context.answer("ledger.ask_words", line=line.id)


async def rewording(context: HotlineContext, step: Step, material: Material) -> None:
    await _reword(context, LineRef(int(step.data["line"])), material.text)
    await dialogues.finish(context.work, context.person.id)


async def press_rest(update: Update, context: HotlineContext) -> None:
    """From a line: how many there are is said first, and asked about."""
    found, _ = await open_line(context.work, context.actor, LineRef(context.press.case_id))
    await approving.show(context.work, context.actor, Quarter(found.quarter), message_id=context.card_id)


async def press_all(update: Update, context: HotlineContext) -> None:
    quarter, typed = _quarter(context), context.press.argument.partition("-")[2]
    seen = int(typed) if typed.isdecimal() and len(typed) < 7 else 0
    await approving.approve_rest(context.work, context.actor, quarter, seen=seen)
    await approving.show(context.work, context.actor, quarter, message_id=context.card_id)


async def press_ask(update: Update, context: HotlineContext) -> None:
    await publishing.ask_publish(context.work, context.actor, _quarter(context), message_id=context.card_id)


async def press_publish(update: Update, context: HotlineContext) -> None:
    await _publish(context, _quarter(context), context.card_id)


async def press_files(update: Update, context: HotlineContext) -> None:
    await publishing.send_files(context.work, context.actor, _quarter(context))


HANDLERS = [
    CommandHandler("ledger", ledger, _PRIVATE),
    on_press("ledgo", press_go),
    on_press("ledshow", press_show),
    on_press("ledok", press_yes),
    on_press("ledno", press_no),
    on_press("ledew", press_edit),
    on_press("ledrest", press_rest),
    on_press("ledall", press_all),
    on_press("ledask", press_ask),
    on_press("ledpub", press_publish),
    on_press("ledfile", press_files),
]
STEPS: Mapping[str, Continue] = {"rewording_ledger": rewording}
