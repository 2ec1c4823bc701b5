"""From a notice to Telegram calls: the reader's language, the buttons, the files that belong to it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from handlers import timeline
from handlers.attached import FOR_FOLLOWERS, case_files
from handlers.calls import Call
from handlers.documents import DOCUMENTS
from handlers.keyboards import keyboard_for
from handlers.keyboards.rows import Reader
from handlers.menus import menu_for
from handlers.parts import parts_of
from handlers.values import absences as absence_notices
from handlers.values import activities as activity_notices
from handlers.values import casework as case_values
from handlers.values import contact_days as contact_day_notices
from handlers.values import duty as duty_values
from handlers.values.activity_pictures import picture_calls
from handlers.values.choices import choices_in
from handlers.values.digest import digest_values
from handlers.values.digest_message import digest_picture_calls, message_values
from handlers.values.ladder import rungs_of
from handlers.values.ledger import ledger_values
from handlers.values.my_data import my_data_values
from handlers.values.neighbours import similar_values
from handlers.values.numbers import number_values, reply_keyboard
from handlers.values.restraint import flood_values, pause_values
from handlers.values.spoken import task_values
from handlers.values.suggestions import is_out_of_reach, suggestion_values
from handlers.views import CaseView, view_case
from handlers.wording import Texts
from hotline import unnamed
from hotline.casebook import may
from hotline.people import actor_for
from hotline.permissions import Act, Actor
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import desk_queue, people, roster, slots
from storage.tables import Case, Entry, Notice, Person
from storage.vocabulary import Role

# A villager's words and pictures are not to be passed on, except what a deputy hands to a unit.
_HANDED_ON = frozenset({"deputy.sheet", "deputy.template_shown"})
# Whoever has nothing to do with a case any more is told that, and nothing else of it.
_FOR_THOSE_WHO_LEAVE = frozenset({"deputy.taken_away", "deputy.return_upheld", "liaison.unreachable"})


async def render(work: Work, notice: Notice, person: Person) -> list[Call]:
    """The calls that tell a notice; empty where nothing is left to tell."""
    if notice.kind.startswith("toast"):
        return [_toast(notice, work, person)]
    actor = await actor_for(work, person.id)
    texts = Texts(person.language, work.knowledge.station.zone, work.now)
    if notice.kind == "menu":
        return menu_for(actor, texts)
    case = await _case(work, notice)
    if notice.case_id is not None and (case is None or not await _may_see(work, notice, case, actor)):
        return []
    if case is None and await is_out_of_reach(work, notice.params, actor):
        return []
    values = await _values(work, notice, case, actor, texts)
    if values.get("is_void"):
        return []
    reader = await _reader(work, notice, values, texts, case, actor)
    if notice.kind in DOCUMENTS:
        return [_document(notice, texts, values, reader, DOCUMENTS[notice.kind](notice))]
    calls = _message(work, notice, texts, values, reader)
    calls = [await _in_place(work, notice, calls[0]), *calls[1:], *await picture_calls(work, notice)]
    calls += digest_picture_calls(notice, texts)
    hears = case is None or await unnamed.may_hear(work, actor, case)
    return calls + await case_files(work, notice, case, values.get("entry"), hears=hears)


async def _may_see(work: Work, notice: Notice, case: Case, actor: Actor) -> bool:
    """Between the act and its notice the case may have gone to somebody else, or name the reader (回避)."""
    act = Act.FOLLOW if notice.kind.startswith(FOR_FOLLOWERS) else Act.READ_CASE
    return notice.kind in _FOR_THOSE_WHO_LEAVE or await may(work, actor, act, case)


def _document(
    notice: Notice, texts: Texts, values: dict[str, Any], reader: Reader, file: dict[str, Any]
) -> Call:
    params: dict[str, Any] = {
        "document": file,
        "caption": texts(notice.kind, **values),
        "parse_mode": "HTML",
    }
    if rows := keyboard_for(notice.kind, reader):
        params["reply_markup"] = {"inline_keyboard": rows}
    return Call("sendDocument", params)


def _toast(notice: Notice, work: Work, person: Person) -> Call:
    params: dict[str, Any] = {"callback_query_id": notice.params["query_id"]}
    if notice.kind != "toast":
        texts = Texts(person.language, work.knowledge.station.zone, work.now)
        params |= {"text": texts(notice.kind)[:200]}
    return Call("answerCallbackQuery", params)


async def _case(work: Work, notice: Notice) -> Case | None:
    if notice.case_id is None:
        return None
    return await queries.case(work.session, work.station_id, notice.case_id)


async def _values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    """Everything that the texts of this kind may name."""
    values: dict[str, Any] = {"station": work.knowledge.station, "case": None, **notice.params}
    values.setdefault("roles", sorted(actor.roles))
    if case is not None:
        values["case"] = await view_case(work, case, texts, is_author=case.constituent_id == actor.person_id)
    if "ids" in notice.params:
        values["cases"] = await _views(work, notice, texts, actor)
    if "entry" in notice.params:
        entry = await work.session.get(Entry, (work.station_id, notice.params["entry"]))
        values |= {"entry": entry, "speaker": await _speaker(work, entry, values["case"], texts)}
    values |= await suggestion_values(work, notice.params, actor)
    if "due_at" in notice.params:
        values["due_at"] = datetime.fromisoformat(notice.params["due_at"])
    # A task for whoever calls needs all that is in the words to be said.
    for name in filter(None, (notice.kind, str(notice.params.get("told", "")))):
        for kind, load in _MORE_VALUES.items():
            if name == kind or (kind.endswith(".") and name.startswith(kind)):
                values |= await load(work, notice, case, actor, texts)
    if notice.kind == "caller.task":
        values |= await task_values(work, notice, case, texts, values)
    return values


async def _views(work: Work, notice: Notice, texts: Texts, actor: Actor) -> list[CaseView]:
    """The listed cases that the reader may see; of a summary those that still have to be seen to."""
    views = []
    for case_id in notice.params["ids"]:
        case = await queries.case(work.session, work.station_id, case_id)
        if case is None or not await _may_see(work, notice, case, actor):
            continue
        if notice.kind != "reminder.summary" or case.state in OPEN:
            views.append(await view_case(work, case, texts, is_author=case.constituent_id == actor.person_id))
    return views


async def _speaker(work: Work, entry: Entry | None, case: CaseView | None, texts: Texts) -> str:
    """Who said it, for the constituent: the deputy by name, who may stand in for another; else the office."""
    role = Role.CONSTITUENT if entry is None else entry.author_role
    name = case.deputy if case is not None else ""
    if entry is not None and role is Role.DEPUTY and entry.author_id is not None:
        author = await people.deputy_of(work.session, work.station_id, entry.author_id)
        name = name if author is None else author.name
    return texts(f"speaker.{role}", deputy=name)


More = Callable[[Work, Notice, Case | None, Actor, Texts], Awaitable[dict[str, Any]]]


async def _triage_values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    return {"waiting": await desk_queue.count(work.session, work.station_id)}


async def _joined_values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    deputy = None
    if actor.deputy_id is not None:
        deputy = await roster.deputy(work.session, work.station_id, actor.deputy_id)
    return {"deputy": deputy.name if deputy is not None else ""}


async def _timeline_values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    if case is None:
        return {"lines": [], "ladder": []}
    view = await view_case(work, case, texts, is_author=case.constituent_id == actor.person_id)
    return {
        "lines": await timeline.lines_of(work, case, texts, Role(notice.params["role"])),
        "ladder": await rungs_of(work, case, texts, view.deputy),
    }


async def _villages(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    return {"villages": [row.name for row in await roster.villages(work.session, work.station_id)]}


async def _escalated_values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    """What the constituent said when rating."""
    entries = [] if case is None else await queries.entries_of(work.session, work.station_id, case.id)
    return {"comments": [entry.text for entry in entries if entry.kind == "comment" and entry.text]}


_MORE_VALUES: Mapping[str, More] = {
    "presidium.escalated": _escalated_values,
    "number.": number_values,
    "my_data.": my_data_values,
    "liaison.digest": message_values,
    "liaison.digest_book": digest_values,
    **dict.fromkeys(("deputy.digest", "presidium.digest_month"), digest_values),
    "liaison.triage_new": _triage_values,
    "joined.": _joined_values,
    "timeline": _timeline_values,
    **dict.fromkeys(
        ("case.referred", "case.unit_answered", "deputy.referred", "deputy.sheet"), case_values.hop_values
    ),
    "prompt.replying": case_values.offer_values,
    "deputy.template_shown": case_values.template_values,
    "deputy.template_kept": case_values.template_values,
    "deputy.templates": case_values.own_templates,
    "why": case_values.why_values,
    "choose_home": _villages,
    "away.": absence_notices.values,
    "contact": contact_day_notices.next_day_values,
    "contact_day.": contact_day_notices.values,
    "activity.": activity_notices.values,
    "activity.cost_noted": activity_notices.account_values,
    "budget.": activity_notices.account_values,
    "candidates.": activity_notices.candidate_values,
    "draft.card": similar_values,
    "ledger.": ledger_values,
    **dict.fromkeys(("duty.", "nominees.", "yearly."), duty_values.values),
    "term_of_office.": duty_values.term_values,
    "pause.": pause_values,
    "liaison.flood": flood_values,
}
"""What some kinds need beside the case and their own parameters."""


async def _reader(
    work: Work, notice: Notice, values: dict[str, Any], texts: Texts, case: Case | None, actor: Actor
) -> Reader:
    return Reader(
        texts=texts,
        case=values["case"],
        params=notice.params,
        choices=await choices_in(work, notice, texts, case),
        cases=values.get("cases", ()),
        categories=work.knowledge.categories,
        is_deputy=case is not None and case.deputy_id in actor.seats,
        is_author=case is not None and case.constituent_id == actor.person_id,
        assigned=frozenset(view.id for view in values.get("cases", ()) if view.deputy_id in actor.seats),
        offers=case_values.offers_in(values),
        suggestion=values.get("suggestion"),
        suggestions=values.get("suggestions", ()),
        activity=values.get("activity_view"),
        roles=actor.roles,
    )


def _message(work: Work, notice: Notice, texts: Texts, values: dict[str, Any], reader: Reader) -> list[Call]:
    """The text, in as many messages as it needs; the buttons are below the last."""
    text = texts(notice.kind, **values)
    if notice.params.get("with_privacy_note"):
        text += "\n\n" + texts("privacy_note")
    parts = parts_of(text)
    rows = keyboard_for(notice.kind, reader)
    calls = [
        Call(
            "sendMessage", {"text": part, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
        )
        for part in parts
    ]
    if rows:
        calls[-1].params["reply_markup"] = {"inline_keyboard": rows}
    elif (keys := reply_keyboard(notice.kind, texts)) is not None:
        calls[-1].params["reply_markup"] = keys
    for call in calls:
        if reader.case is not None and not reader.is_author and notice.kind not in _HANDED_ON:
            call.params["protect_content"] = True
    return calls


async def _in_place(work: Work, notice: Notice, call: Call) -> Call:
    """Change the message that was pressed, or the one that shows the same thing, instead of a new one."""
    message_id = notice.params.get("message_id")
    if message_id is None and notice.params.get("is_in_place") and notice.slot is not None:
        message_id = await slots.last_message_in_slot(
            work.session, work.station_id, notice.recipient_id, notice.slot
        )
    if message_id is None:
        return call
    kept = {key: value for key, value in call.params.items() if key != "protect_content"}
    return Call("editMessageText", {"message_id": message_id, **kept})
