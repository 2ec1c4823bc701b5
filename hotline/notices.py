"""Telling people: a notice says who is to hear what about which case; never in which words."""

from datetime import datetime
from typing import Any

from hotline.material import ALBUM_PAUSE
from hotline.work import Work
from storage.ids import new_id, to_base36
from storage.queries import people, slots
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
    is_first: bool = False,
    not_before: datetime | None = None,
    **params: Any,
) -> Notice:
    """Write a notice. One in a `slot` takes the place of an older one that is still waiting there.

    `is_first`: nothing can be there. What a caller is to hear becomes a task for whoever speaks with callers.
    """
    if await people.is_caller(work.session, work.station_id, recipient_id):
        task = await have_caller_told(work, recipient_id, kind, case, not_before=not_before, **params)
        if task is not None:
            return task
    if slot is not None and not is_first:
        await slots.supersede(work.session, work.station_id, recipient_id, slot)
    return write(
        work, recipient_id, kind, case, priority=priority, slot=slot, not_before=not_before, **params
    )


def write(
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
    """Write a notice to somebody who has a chat, and in whose slot nothing waits any more."""
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


async def have_caller_told(
    work: Work,
    caller_id: int,
    kind: str,
    case: Case | None,
    *,
    not_before: datetime | None = None,
    **params: Any,
) -> Notice | None:
    """Ask the liaison (or the presidium, as tell_overseers) to call and say this; None if nobody is there."""
    task, notice = to_base36(new_id()), None
    params = {key: value for key, value in params.items() if key != "message_id"}
    for person_id in await overseers(work, case):
        notice = await tell(
            work,
            person_id,
            "caller.task",
            case,
            slot=f"call:{task}",
            not_before=not_before,
            told=kind,
            task=task,
            caller=caller_id,
            **params,
        )
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
    for person_id in await overseers(work, case):
        await tell(work, person_id, kind, case, slot=slot, **params)


async def overseers(work: Work, case: Case | None) -> list[int]:
    """Who oversees a case.

    Where that would be the presidium and nobody has joined as such, the liaison hears that something
    waits, and nothing of what it is.
    """
    if case is None or not case.names_liaison:
        return await people.holders(work.session, work.station_id, Role.LIAISON)
    found = await people.holders(work.session, work.station_id, Role.PRESIDIUM)
    if not found:
        kind = "liaison.presidium_missing"
        await tell_holders(work, Role.LIAISON, kind, slot="presidium_missing")
    return found


def after_album(work: Work, entry: Entry) -> datetime:
    """When to tell of an entry: the other parts of its album, if it is one, arrive first."""
    return work.now + ALBUM_PAUSE if entry.media_group else work.now
