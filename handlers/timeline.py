"""A case's timeline: what happened and what was said, in the order of time, as far as the reader may know."""

from datetime import datetime

from markupsafe import Markup, escape

from handlers.views import describe_files, shorten
from handlers.wording import Texts
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import roster
from storage.tables import Case, Entry, Event
from storage.vocabulary import Role

# Between the handlers; the constituent need not see them.
_INTERNAL_EVENTS = frozenset(
    {"returned", "return_upheld", "return_rejected", "reminded", "read", "deputy_named", "liaison_named"}
)
_INTERNAL_ENTRIES = frozenset({"return_reason", "decision"})
_WORDS_LIMIT = 600


async def lines_of(work: Work, case: Case, texts: Texts, role: Role) -> list[Markup]:
    """Rendered lines, oldest first."""
    codes = {row.code: row.name for row in await roster.deputies(work.session, work.station_id)}
    referrals = await queries.referrals_of(work.session, work.station_id, case.id)
    units = iter([referral.unit for referral in referrals])
    dated: list[tuple[datetime, int, str]] = []
    for event in await queries.events_of(work.session, work.station_id, case.id):
        unit = next(units, "") if event.kind == "referred" else ""
        if text := _event_line(event, texts, role, codes, unit):
            dated.append((event.at, 0, text))
    attachments = await queries.attachments_of(work.session, work.station_id, case.id)
    for entry in await queries.entries_of(work.session, work.station_id, case.id):
        files = describe_files([row for row in attachments if row.entry_id == entry.id], texts)
        is_later = case.submitted_at is None or entry.at > case.submitted_at
        if is_later and (text := _entry_line(entry, files, texts, role)):
            dated.append((entry.at, 1, text))
    dated.sort(key=lambda line: line[:2])
    return [Markup(f"{escape(texts.stamp(at))}　{text}") for at, _, text in dated]  # noqa: S704  (both escaped)


def _event_line(event: Event, texts: Texts, role: Role, codes: dict[str, str], unit: str) -> str:
    if role is Role.CONSTITUENT and event.kind in _INTERNAL_EVENTS:
        return ""
    key = f"events.{event.kind}"
    if not texts.has(key):
        return ""
    facts = {**event.facts, "unit": unit, "deputy": codes.get(str(event.facts.get("deputy")), "")}
    return texts(key, **facts, is_author=role is Role.CONSTITUENT)


def _entry_line(entry: Entry, files: str, texts: Texts, role: Role) -> str:
    if (role is Role.CONSTITUENT and entry.kind in _INTERNAL_ENTRIES) or not (entry.text or files):
        return ""
    words = shorten(entry.text, _WORDS_LIMIT)
    words = " ".join(filter(None, (words, files and texts("files.brought", files=files))))
    speaker = "unit" if entry.kind == "unit_answer" else entry.author_role
    return texts(f"entries.{speaker}", text=words)
