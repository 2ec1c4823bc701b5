"""The reply: its result, the words or a frequent reply, photos; and what is kept for the next time."""

from collections.abc import Mapping
from dataclasses import asdict

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler, filters

from handlers.asking import Continue, expect_words, ref_of
from handlers.callbacks import NotAButton
from handlers.context import HotlineContext
from handlers.deputy.cases import typed_material
from handlers.pressing import on_press
from handlers.typed import code_of, first_word, texts_of
from handlers.values import frequent
from handlers.words import after_reply
from hotline import casework, dialogues, reply_templates
from hotline.casebook import Ref, open_case
from hotline.dialogues import Step
from hotline.errors import NoSuchChoice, TextMissing
from hotline.material import ALBUM_PAUSE, Material, Media
from hotline.permissions import Act
from storage.tables import Case

_PRIVATE = filters.ChatType.PRIVATE
_YES = frozenset({"发", "发出去", "就这样发", "發", "發出去", "就這樣發", "send"})


async def choose_result(update: Update, context: HotlineContext) -> None:
    """A reply begins with its result."""
    case = await casework.prepare(context.work, context.actor, Act.REPLY, context.ref)
    await context.answer("deputy.results", case)


async def write_reply(update: Update, context: HotlineContext) -> None:
    case = await casework.prepare(context.work, context.actor, Act.REPLY, context.ref)
    await _ask_for_words(context, case, context.press.argument, context.card_id)


async def _ask_for_words(
    context: HotlineContext, case: Case, result: str, message_id: int | None = None
) -> None:
    if result not in casework.RESULTS:
        raise NoSuchChoice("result", result)
    await expect_words(context, "replying", case.id, result=result)
    await context.answer("prompt.replying", case, result=result, message_id=message_id)


async def _replying(context: HotlineContext, step: Step, material: Material) -> None:
    """Photos may come before the words, with them or after them; a number chooses a frequent reply."""
    files, result = list(step.data.get("files", ())), str(step.data["result"])
    typed = material.text.strip()
    if material.media is not None and not typed:
        data = {**step.data, "files": [*files, asdict(material.media)]}
        await dialogues.expect(context.work, context.person.id, "replying", **data)
        wait = context.work.now + ALBUM_PAUSE
        await context.answer("prompt.file_kept", slot="file_kept", not_before=wait)
        return
    case = await casework.prepare(context.work, context.actor, Act.REPLY, ref_of(step))
    if typed.isdecimal() and len(typed) < 3:
        offered = await frequent.offered(context.work, context.actor, texts_of(context), result)
        if not 0 < int(typed) <= len(offered):
            raise NoSuchChoice("template", typed)
        await _show(context, case, step.data, offered[int(typed) - 1].key)
        return
    if typed.lower() in _YES and step.data.get("template"):
        words = await _text(context, case, str(step.data["template"]))
        material = Material(text=words, media=material.media, message_id=material.message_id)
    more = [Media(**file) for file in files]
    await _send(context, ref_of(step), result, material, more)


async def _send(
    context: HotlineContext, ref: Ref, result: str, material: Material, more: list[Media]
) -> None:
    case = await casework.reply(context.work, context.actor, ref, result, material, more)
    await after_reply(context, case)


async def reply_typed(update: Update, context: HotlineContext) -> None:
    """/reply 0123 A words, perhaps below a photo; without words, they are asked for."""
    typed, words = first_word(context.typed_rest)
    result = code_of(context, "result", casework.RESULTS, typed)
    material = typed_material(update, context, words)
    if result in casework.RESULTS and material.is_empty:
        case = await casework.prepare(context.work, context.actor, Act.REPLY, context.typed_ref)
        await _ask_for_words(context, case, result)
        return
    await _send(context, context.typed_ref, result, material, [])


# Frequent replies


async def choose_template(update: Update, context: HotlineContext) -> None:
    """A frequent reply, filled in for the case: seen before it is sent."""
    result, key = _chosen(context)
    case = await casework.prepare(context.work, context.actor, Act.REPLY, context.ref)
    step = await dialogues.current(context.work, context.person.id)
    is_writing = step.name == "replying" and step.is_about(case.id)
    data = step.data if is_writing else {"case": case.id}
    await _show(context, case, {**data, "result": result}, key, context.card_id)


async def _show(
    context: HotlineContext,
    case: Case,
    data: Mapping[str, object],
    key: str,
    message_id: int | None = None,
) -> None:
    text = await _text(context, case, key)
    await dialogues.expect(context.work, context.person.id, "replying", **{**data, "template": key})
    await context.answer(
        "deputy.template_shown",
        case,
        template=key,
        result=data["result"],
        has_blanks=reply_templates.has_blanks(text),
        message_id=message_id,
    )


async def send_template(update: Update, context: HotlineContext) -> None:
    result, key = _chosen(context)
    case = await casework.prepare(context.work, context.actor, Act.REPLY, context.ref)
    step = await dialogues.current(context.work, context.person.id)
    files = step.data.get("files", ()) if step.name == "replying" and step.is_about(case.id) else ()
    material = Material(text=await _text(context, case, key))
    await _send(context, context.ref, result, material, [Media(**file) for file in files])


def _chosen(context: HotlineContext) -> tuple[str, str]:
    result, _, key = context.press.argument.partition("-")
    if result not in casework.RESULTS or not key:
        raise NotAButton(context.press.argument)
    return result, key


async def _text(context: HotlineContext, case: Case, key: str) -> str:
    return await frequent.text_for(context.work, context.actor, texts_of(context), case, key)


async def keep_template(update: Update, context: HotlineContext) -> None:
    """存为常用: the last reply of this case, for other cases too."""
    opened = await open_case(context.work, context.actor, Act.REPLY, Ref(context.press.case_id))
    words = await reply_templates.last_reply(context.work, opened.case)
    values = await reply_templates.blanks_of(context.work, opened.case)
    row = await reply_templates.keep(context.work, context.actor, words, values=values)
    await context.answer("deputy.template_kept", template=f"o{row.id}")


async def templates(update: Update, context: HotlineContext) -> None:
    """/templates: one's own; /templates add words; /templates drop 2."""
    word, rest = context.typed_ref.number, context.typed_rest
    if word in ("add", "加"):
        row = await reply_templates.keep(context.work, context.actor, rest)
        await context.answer("deputy.template_kept", template=f"o{row.id}")
        return
    rows = await frequent.own_rows(context.work, context.actor)
    if word in ("drop", "删"):
        if not rest.strip().isdecimal() or not 0 < int(rest) <= len(rows):
            raise TextMissing("template_number")
        await reply_templates.forget(context.work, context.actor, rows[int(rest) - 1].id)
    await context.answer("deputy.templates")


async def drop_template(update: Update, context: HotlineContext) -> None:
    await reply_templates.forget(context.work, context.actor, context.press.key)
    await context.answer("deputy.templates", message_id=context.card_id)


HANDLERS = [
    CommandHandler("reply", reply_typed, _PRIVATE),
    CommandHandler("templates", templates, _PRIVATE),
    MessageHandler(_PRIVATE & filters.CaptionRegex(r"^/reply(@\w+)?\s"), reply_typed),
    on_press("results", choose_result),
    on_press("reply", write_reply),
    on_press("tmpl", choose_template),
    on_press("tmplok", send_template),
    on_press("tmplkeep", keep_template),
    on_press("tmpldrop", drop_template),
]

STEPS: Mapping[str, Continue] = {"replying": _replying}
