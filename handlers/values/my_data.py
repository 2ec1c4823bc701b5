"""What is kept of a person, as that person sees it: in a message, and as a copy to take along."""

from datetime import datetime
from typing import Any

from handlers import timeline
from handlers.wording import LANGUAGE_NAMES, Texts
from hotline import privacy
from hotline.history import shown_number
from hotline.people import actor_for
from hotline.permissions import Actor
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import privacy as kept_queries
from storage.tables import Attachment, Case, Entry, Event, Notice, Person
from storage.vocabulary import Role

# What the constituent said or was told; the rest is between those who handle the case.
_OWN_ENTRIES = frozenset(
    {"said", "answer", "comment", "transcript", "question", "message", "reply", "unit_answer"}
)


async def my_data_values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    """Everything that is kept of the reader, looked up when the message is made."""
    person = await work.session.get_one(Person, (work.station_id, actor.person_id))
    if person.erased_at is not None:
        return {}
    kept = await privacy.kept_of(work, person)
    return {
        "language": LANGUAGE_NAMES[kept.language],
        "village": kept.village,
        "filed": [(shown_number(row), texts.term("state", row.state)) for row in kept.cases],
        "open": sum(row.closed_at is None for row in kept.cases),
        "files": kept.files,
        "phone": kept.phone,
        "name": kept.name,
        "held": [texts.term("role", role) for role in sorted(actor.roles - {Role.CONSTITUENT})],
    }


async def copy_for(work: Work, person_id: int) -> tuple[dict[str, Any], str, list[Attachment]]:
    """A copy of what is kept: for machines (JSON values), for people (a text), and its files."""
    person = await work.session.get_one(Person, (work.station_id, person_id))
    texts = Texts(person.language, work.knowledge.station.zone, work.now)
    kept = await privacy.kept_of(work, person)
    files = await kept_queries.files_of(work.session, work.station_id, person_id)
    actor = await actor_for(work, person_id)
    facts: dict[str, Any] = {
        "language": kept.language,
        "village": kept.village,
        "name": kept.name,
        "phone": kept.phone,
        "roles": sorted(actor.roles),
        "since": person.created_at.isoformat(),
        "cases": [await _case(work, case) for case in kept.cases],
    }
    pages = [await _page(work, case, texts) for case in kept.cases]
    return facts, "\n\n\n".join(pages), files


async def _case(work: Work, case: Case) -> dict[str, Any]:
    session, station_id = work.session, work.station_id
    entries = await queries.entries_of(session, station_id, case.id)
    events = await queries.events_of(session, station_id, case.id)
    return {
        "number": shown_number(case),
        "state": case.state,
        "category": case.category,
        "text": case.text,
        "is_unnamed": case.is_unnamed,
        "location": None if case.latitude is None else [case.latitude, case.longitude],
        "entries": [_entry(entry) for entry in entries if entry.kind in _OWN_ENTRIES],
        "events": [_event(event) for event in events if timeline.is_for_constituent(event)],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    said = {"at": entry.at, "by": entry.author_role, "kind": entry.kind, "text": entry.text}
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in said.items()}


def _event(event: Event) -> dict[str, Any]:
    return {"at": event.at.isoformat(), "kind": event.kind, "from": event.from_state, "to": event.to_state}


async def _page(work: Work, case: Case, texts: Texts) -> str:
    """A case with its timeline, as plain text."""
    lines = await timeline.lines_of(work, case, texts, Role.CONSTITUENT)
    head = f"{shown_number(case)}  {texts.term('state', case.state)}"
    return "\n".join([head, case.text, "", *(line.striptags() for line in lines)])
