"""A case's timeline: what happened and what was said, in the order of time, as far as the reader may know."""

from datetime import datetime

from markupsafe import Markup, escape

from handlers.views import describe_files, shorten
from handlers.wording import Texts
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import events as event_queries
from storage.queries import roster
from storage.tables import Case, Entry, Event
from storage.vocabulary import Role

# Between the handlers; the constituent need not see them.
_INTERNAL_EVENTS = frozenset(
    {"returned", "return_upheld", "return_rejected", "reminded", "read", "deputy_named", "liaison_named"}
    | {"support_left", "caller_told", "caller_not_reached", "link_made"}
    | {"supervised", "supervision_answered", "excluded", "included"}
)
_INTERNAL_ENTRIES = frozenset({"return_reason", "decision", "supervision", "supervision_answer", "exclusion"})
# What is the constituent's to say; the desk notes it for a caller.
_SAID_BY_CALLERS = frozenset(
    {"submitted", "answered", "rated_solved", "rated_satisfied", "withdrawn", "erased"}
)
# Whoever wrote them down, the words are another's.
_SPEAKERS = {"unit_answer": "unit", "transcript": "transcript"}
# Events that say no more than the words that came with them.
_SAID_IN_WORDS = {
    "contacted": "message",
    "asked": "question",
    "answered": "answer",
    "material_added": "said",
    "commented": "comment",
}
_WORDS_LIMIT = 600
_Dated = tuple[datetime, int, str]


async def lines_of(work: Work, case: Case, texts: Texts, role: Role) -> list[Markup]:
    """Rendered lines, oldest first."""
    codes = {row.code: row.name for row in await roster.deputies(work.session, work.station_id)}
    referrals = await queries.referrals_of(work.session, work.station_id, case.id)
    units = [referral.unit for referral in referrals]
    referred = iter(units)
    dated, spoken = await _said(work, case, texts, role)
    for event in await event_queries.events_of(work.session, work.station_id, case.id):
        unit = next(referred, "") if event.kind == "referred" else _unit_at(units, event.facts.get("hop"))
        is_spoken = (event.at, _SAID_IN_WORDS.get(event.kind)) in spoken and not _is_for_caller(event)
        if not is_spoken and (text := _event_line(event, texts, role, codes, unit)):
            dated.append((event.at, 0, text))
    dated.sort(key=lambda line: line[:2])
    return [Markup(f"{escape(texts.stamp(at))}　{text}") for at, _, text in dated]  # noqa: S704  (both escaped)


async def _said(
    work: Work, case: Case, texts: Texts, role: Role
) -> tuple[list[_Dated], set[tuple[datetime, str]]]:
    """What was said since the case was filed; and when, as which kind of entry."""
    dated: list[_Dated] = []
    spoken = set()
    attachments = await queries.attachments_of(work.session, work.station_id, case.id)
    for entry in await queries.entries_of(work.session, work.station_id, case.id):
        files = describe_files([row for row in attachments if row.entry_id == entry.id], texts)
        is_later = case.submitted_at is None or entry.at > case.submitted_at
        if is_later and (text := _entry_line(entry, files, texts, role)):
            dated.append((entry.at, 1, text))
            spoken.add((entry.at, entry.kind))
    return dated, spoken


def _unit_at(units: list[str], hop: int | None) -> str:
    return units[hop] if hop is not None and hop < len(units) else ""


def is_for_constituent(event: Event) -> bool:
    """Whether an event is more than business between those who handle the case."""
    return event.kind not in _INTERNAL_EVENTS


def _event_line(event: Event, texts: Texts, role: Role, codes: dict[str, str], unit: str) -> str:
    if role is Role.CONSTITUENT and event.kind in _INTERNAL_EVENTS:
        return ""
    key = f"events.{event.kind}"
    if not texts.has(key):
        return ""
    facts = {**event.facts, "unit": unit, "deputy": codes.get(str(event.facts.get("deputy")), "")}
    line = texts(key, **facts, is_author=role is Role.CONSTITUENT)
    return line + texts("said_on_the_phone") if _is_for_caller(event) else line


def _is_for_caller(event: Event) -> bool:
    return event.kind in _SAID_BY_CALLERS and event.actor_role in (Role.LIAISON, Role.PRESIDIUM)


def _entry_line(entry: Entry, files: str, texts: Texts, role: Role) -> str:
    if (role is Role.CONSTITUENT and entry.kind in _INTERNAL_ENTRIES) or not (entry.text or files):
        return ""
    words = shorten(entry.text, _WORDS_LIMIT)
    words = " ".join(filter(None, (words, files and texts("files.brought", files=files))))
    speaker = _SPEAKERS.get(entry.kind, str(entry.author_role))
    return texts(f"entries.{speaker}", text=words)
