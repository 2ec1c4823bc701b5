"""From a notice to Telegram calls: the reader's language, the buttons, the files that belong to it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from handlers import timeline
from handlers.calls import Call
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
from handlers.values.digest import digest_values
from handlers.values.digest_message import digest_picture_calls, message_values
from handlers.values.ladder import rungs_of
from handlers.values.ledger import ledger_values
from handlers.values.my_data import my_data_values
from handlers.values.neighbours import similar_values
from handlers.values.numbers import number_values, reply_keyboard
from handlers.values.spoken import task_values
from handlers.values.suggestions import is_out_of_reach, suggestion_values
from handlers.views import CaseView, view_case
from handlers.wording import Texts
from hotline import unnamed
from hotline.casebook import may
from hotline.dispatch import candidates
from hotline.people import actor_for
from hotline.permissions import Act, Actor
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import outbox, people, roster
from storage.tables import Attachment, Case, Entry, Notice, Person
from storage.vocabulary import Role

_IN_ALBUM = frozenset({"photo", "video"})
_METHODS = {
    "photo": "sendPhoto",
    "voice": "sendVoice",
    "video": "sendVideo",
    "audio": "sendAudio",
    "document": "sendDocument",
}
# Notices that carry the files of the whole case, or of the entry they are about.
_WITH_CASE_FILES = frozenset(
    {
        *("deputy.assigned", "liaison.triage_card", "liaison.triage_urgent"),
        *("presidium.named_liaison", "presidium.escalated", "case_files"),
    }
)
# The whole message is a file of ours with the text as its caption; which one, delivery is told.
_DOCUMENTS: Mapping[str, Callable[[Notice], dict[str, Any]]] = {
    "roster.current": lambda notice: {"roster": "current"},
    "roster.template": lambda notice: {"roster": "template"},
    "deputy.sheet_printed": lambda notice: {"sheet": notice.params["hop"]},
    "my_data.export": lambda notice: {"copy_for": notice.recipient_id},
    "liaison.digest_book": lambda notice: {
        "digest_book": {"monday": notice.params["monday"], "reader": notice.recipient_id}
    },
    "handout.cards": lambda notice: {"cards": notice.params["deputies"]},
    "handout.poster": lambda notice: {"poster": notice.params["constituency"]},
    "handout.wall": lambda notice: {"wall": "current"},
    "suggestion.document": lambda notice: {"suggestion": notice.params["suggestion"]},
    "ledger.page": lambda notice: {"ledger_page": notice.params["quarter"]},
    "ledger.workbook": lambda notice: {"ledger_workbook": notice.params["quarter"]},
    "export.cases": lambda notice: {
        "case_export": {**_picked(notice, "first", "last"), "reader": notice.recipient_id}
    },
    "duty.record_file": lambda notice: {"duty_record": _picked(notice, "deputy", "year")},
    "duty.report_file": lambda notice: {"duty_report": _picked(notice, "deputy", "year")},
    "nominees.file": lambda notice: {"nominees": notice.params["year"]},
    "yearly.file": lambda notice: {"yearly": _picked(notice, "year", "hidden_from")},
}
# A villager's words and pictures are not to be passed on, except what a deputy hands to a unit.
_HANDED_ON = frozenset({"deputy.sheet", "deputy.template_shown"})
# Whoever has nothing to do with a case any more is told that, and nothing else of it.
_FOR_THOSE_WHO_LEAVE = frozenset({"deputy.taken_away", "deputy.return_upheld", "liaison.unreachable"})
# Who stands behind a case hears what becomes of it, and none of what was said in it but the reply.
_FOR_FOLLOWERS = ("followed.", "support.")


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
    if notice.kind in _DOCUMENTS:
        return [_document(notice, texts, values, reader, _DOCUMENTS[notice.kind](notice))]
    calls = _message(work, notice, texts, values, reader)
    calls = [await _in_place(work, notice, calls[0]), *calls[1:], *await picture_calls(work, notice)]
    calls += digest_picture_calls(notice, texts)
    hears = case is None or await unnamed.may_hear(work, actor, case)
    return calls + await _files(work, notice, case, values.get("entry"), hears=hears)


def _picked(notice: Notice, *names: str) -> dict[str, Any]:
    """Which of our files is meant: these parameters of the notice."""
    return {name: notice.params[name] for name in names}


async def _may_see(work: Work, notice: Notice, case: Case, actor: Actor) -> bool:
    """Between the act and its notice the case may have gone to somebody else, or name the reader (回避)."""
    act = Act.FOLLOW if notice.kind.startswith(_FOR_FOLLOWERS) else Act.READ_CASE
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
    return {"waiting": await queries.count_desk_queue(work.session, work.station_id)}


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
}
"""What some kinds need beside the case and their own parameters."""


async def _reader(
    work: Work, notice: Notice, values: dict[str, Any], texts: Texts, case: Case | None, actor: Actor
) -> Reader:
    return Reader(
        texts=texts,
        case=values["case"],
        params=notice.params,
        choices=await _choices(work, notice, texts, case),
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


_VILLAGE_KINDS = frozenset(
    {
        "choose_home",
        "village_unknown",
        "draft.needs_place",
        "draft.which_place",
        "draft.places",
        "draft.place_unknown",
        "liaison.places",
        "caller.places",
        "case.filed_for_you",
        "case.filed_in_distress",
    }
)


async def _choices(work: Work, notice: Notice, texts: Texts, case: Case | None) -> list[tuple[int, str]]:
    """The villages or deputies among which the reader chooses."""
    if notice.kind in _VILLAGE_KINDS:
        constituency = int(notice.params.get("constituency") or 0)
        places = await roster.villages(work.session, work.station_id)
        return [(place.id, place.name) for place in places if constituency in (0, place.constituency_id)]
    if notice.kind in ("away.whose", "away.substitute"):
        return await absence_notices.choices(work, notice)
    if notice.kind.startswith("contact_day."):
        return await contact_day_notices.choices(work, notice, texts)
    if notice.kind.startswith("activity."):
        return await activity_notices.choices(work, notice, texts)
    if notice.kind == "handout.which":
        constituencies = await roster.constituencies(work.session, work.station_id)
        return [(row.id, row.name) for row in constituencies]
    if notice.kind == "liaison.deputies" and case is not None:
        return await _deputies_for(work, case, texts)
    if notice.kind == "liaison.invite":
        deputies = await roster.deputies(work.session, work.station_id)
        return [(row.id, row.name) for row in deputies if row.person_id is None]
    return []


async def _deputies_for(work: Work, case: Case, texts: Texts) -> list[tuple[int, str]]:
    """Everybody who may have this case, with a word on those whom routing would not choose now."""
    avoided = await queries.avoided_deputies(work.session, work.station_id, case.id)
    names = []
    for row in await candidates(work):
        if (
            row.deputy_id in avoided
            or row.deputy_id == case.deputy_id
            or row.person_id == case.constituent_id
        ):
            continue
        why = "away" if row.is_away else "full" if row.open_cases >= row.capacity else ""
        names.append((row.deputy_id, texts(f"deputy_note.{why}", name=row.name) if why else row.name))
    return names


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
        message_id = await outbox.last_message_in_slot(
            work.session, work.station_id, notice.recipient_id, notice.slot
        )
    if message_id is None:
        return call
    kept = {key: value for key, value in call.params.items() if key != "protect_content"}
    return Call("editMessageText", {"message_id": message_id, **kept})


async def _files(
    work: Work, notice: Notice, case: Case | None, entry: Entry | None, *, hears: bool
) -> list[Call]:
    is_withheld = notice.kind.startswith(_FOR_FOLLOWERS)
    if case is None or is_withheld or (entry is None and notice.kind not in _WITH_CASE_FILES):
        return []
    attachments = await queries.attachments_of(work.session, work.station_id, case.id)
    attachments = attachments if hears else unnamed.without_voices(attachments)
    wanted = [row for row in attachments if entry is None or row.entry_id == entry.id]
    album = [row for row in wanted if row.kind in _IN_ALBUM and row.problem is None]
    single = [row for row in wanted if row not in album and row.problem is None]
    calls = [_album(album[start : start + 10]) for start in range(0, len(album), 10)]
    calls += [_single(row) for row in single]
    is_placed = notice.kind in _WITH_CASE_FILES or notice.params.get("has_point", False)
    if is_placed and case.latitude is not None:
        point = {"latitude": case.latitude, "longitude": case.longitude}
        calls.append(Call("sendLocation", {**point, "protect_content": True}))
    return calls


def _album(rows: list[Attachment]) -> Call:
    if len(rows) == 1:
        return _single(rows[0])
    media = [{"type": row.kind, "media": row.file_id} for row in rows]
    return Call("sendMediaGroup", {"media": media, "protect_content": True})


def _single(row: Attachment) -> Call:
    """A file by its id; a picture sent as a document from our store, where its EXIF is stripped."""
    is_raw_picture = row.kind == "document" and (row.mime or "").startswith("image/")
    file = {"attachment": row.id} if is_raw_picture else row.file_id
    return Call(_METHODS.get(row.kind, "sendDocument"), {row.kind: file, "protect_content": True})
