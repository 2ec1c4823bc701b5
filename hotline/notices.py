"""Telling people: a notice says who is to hear what about which case; never in which words."""

from datetime import datetime
from typing import Any

from hotline.material import ALBUM_PAUSE
from hotline.work import Work
from storage.queries import outbox, people
from storage.tables import Case, Entry, Notice
from storage.vocabulary import Role, Urgency

ANSWER, URGENT, ROUTINE = 0, 1, 2


async def tell(
    work: Work,
    recipient_id: int,
    kind: str,
    case: Case | None = None,
    *,
    priority: int | None = None,
    slot: str | None = None,
    not_before: datetime | None = None,
    **params: Any,
) -> Notice:
    """Write a notice. One in a `slot` takes the place of an older one that is still waiting there."""
    if slot is not None:
        await outbox.supersede(work.session, work.station_id, recipient_id, slot)
    if priority is None:
        priority = URGENT if case is not None and case.urgency == Urgency.URGENT else ROUTINE
    notice = Notice(
        station_id=work.station_id,
        recipient_id=recipient_id,
        kind=kind,
        case_id=None if case is None else case.id,
        params=params,
        priority=priority,
        slot=slot,
        not_before=not_before or work.now,
        created_at=work.now,
    )
    work.session.add(notice)
    work.has_notices = True
    return notice


async def answer(work: Work, person_id: int, kind: str, case: Case | None = None, **params: Any) -> Notice:
    """A notice that answers what the person has just said or pressed: it goes out before all others."""
    return await tell(work, person_id, kind, case, priority=ANSWER, **params)


async def tell_holders(
    work: Work, role: Role, kind: str, case: Case | None = None, *, slot: str | None = None, **params: Any
) -> None:
    """Tell everybody who holds a role now."""
    for person_id in await people.holders(work.session, work.station_id, role):
        await tell(work, person_id, kind, case, slot=slot, **params)


async def tell_overseers(
    work: Work, kind: str, case: Case, *, slot: str | None = None, **params: Any
) -> None:
    """Tell the liaison; the presidium instead where the case names the liaison (回避)."""
    role = Role.PRESIDIUM if case.names_liaison else Role.LIAISON
    await tell_holders(work, role, kind, case, slot=slot, **params)


def after_album(work: Work, entry: Entry) -> datetime:
    """When to tell of an entry: the other parts of its album, if it is one, arrive first."""
    return work.now + ALBUM_PAUSE if entry.media_group else work.now
