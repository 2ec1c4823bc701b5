"""What is kept of a person, as that person sees it: in a message, and as a copy to take along."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from handlers import timeline
from handlers.wording import LANGUAGE_NAMES, Texts
from hotline import privacy
from hotline.history import shown_number
from hotline.people import actor_for
from hotline.permissions import Actor
from hotline.readings import Reader
from hotline.retention_rules import RetentionRules
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import events as event_queries
from storage.queries import privacy as kept_queries
from storage.tables import Attachment, Case, Entry, Event, Notice, Pause, Person
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
        "filed": [
            (shown_number(row), texts.term("state", row.state), _readers(kept.readers.get(row.id, ()), texts))
            for row in kept.cases
        ],
        "open": sum(row.closed_at is None for row in kept.cases),
        "files": kept.files,
        "pictures": kept.pictures,
        "spans": spans_of(work.knowledge.retention, texts),
        "phone": kept.phone,
        "name": kept.name,
        "pauses": [_pause(row, texts) for row in kept.pauses],
        "held": [texts.term("role", role) for role in sorted(actor.roles - {Role.CONSTITUENT})],
    }


def _pause(row: Pause, texts: Texts) -> str:
    return texts(
        "my_data.pause",
        since=texts.stamp(row.begins_at),
        upto=texts.stamp(row.lifted_at or row.ends_at),
        reason=row.reason,
        objection=row.objection or "",
    )


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
        "pictures_of_activities": kept.pictures,
        "pauses": [
            {
                "from": row.begins_at.isoformat(),
                "until": (row.lifted_at or row.ends_at).isoformat(),
                "reason": row.reason,
                "objection": row.objection,
            }
            for row in kept.pauses
        ],
        "cases": [await _case(work, case, kept.readers.get(case.id, ())) for case in kept.cases],
    }
    pages = [await _page(work, case, texts) for case in kept.cases]
    return facts, "\n\n\n".join(pages), files


def spans_of(rules: RetentionRules, texts: Texts) -> dict[str, str]:
    """How long each kind of data is kept, as people say it: 3 years, half a year, 3 days."""
    return {rule.name: _span(getattr(rules, rule.name).days, texts) for rule in fields(rules)}


def _span(days: int, texts: Texts) -> str:
    for length, unit in ((365, "years"), (30, "months")):
        if days % length == 0:
            return texts(f"kept_for.{unit}", count=days // length)
    return texts("kept_for.days", count=days)


def _readers(readers: Sequence[Reader], texts: Texts) -> list[str]:
    """Whoever looked at a case, once each: deputies by name, others as what they are."""
    named = [texts(f"speaker.{one.role}", deputy=one.name) for one in readers if not one.is_only_listed]
    return list(dict.fromkeys(named))


async def _case(work: Work, case: Case, readers: Sequence[Reader]) -> dict[str, Any]:
    session, station_id = work.session, work.station_id
    entries = await queries.entries_of(session, station_id, case.id)
    events = await event_queries.events_of(session, station_id, case.id)
    return {
        "number": shown_number(case),
        "state": case.state,
        "category": case.category,
        "text": case.text,
        "is_unnamed": case.is_unnamed,
        "location": None if case.latitude is None else [case.latitude, case.longitude],
        "entries": [_entry(entry) for entry in entries if entry.kind in _OWN_ENTRIES],
        "events": [_event(event) for event in events if timeline.is_for_constituent(event)],
        "read_by": [_reading(one) for one in readers],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    said = {"at": entry.at, "by": entry.author_role, "kind": entry.kind, "text": entry.text}
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in said.items()}


def _reading(one: Reader) -> dict[str, Any]:
    return {
        "role": one.role,
        "name": one.name,
        "last_at": one.last_at.isoformat(),
        "as": "line of a table" if one.is_only_listed else "case",
    }


def _event(event: Event) -> dict[str, Any]:
    return {"at": event.at.isoformat(), "kind": event.kind, "from": event.from_state, "to": event.to_state}


async def _page(work: Work, case: Case, texts: Texts) -> str:
    """A case with its timeline, as plain text."""
    lines = await timeline.lines_of(work, case, texts, Role.CONSTITUENT)
    head = f"{shown_number(case)}  {texts.term('state', case.state)}"
    return "\n".join([head, case.text, "", *(line.striptags() for line in lines)])
