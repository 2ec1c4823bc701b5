"""What the acts of whoever handles a case have in common: words kept, the constituent told, clocks ended."""

from typing import Any

from hotline import notices
from hotline.case_clocks import stop
from hotline.casebook import Opened
from hotline.deadlines import ClockKind
from hotline.history import move
from hotline.material import Material, add_entry
from hotline.work import Work
from storage.queries import cases as queries
from storage.tables import Case, Entry
from storage.vocabulary import State


async def say(work: Work, opened: Opened, kind: str, material: Material) -> Entry:
    """Keep the words in the case."""
    return await add_entry(work, opened.case, opened.actor.person_id, opened.role, kind, material)


async def tell_constituent(work: Work, case: Case, kind: str, entry: Entry, **params: Any) -> None:
    """Pass the words on to the constituent, once all parts of an album are here."""
    not_before = notices.after_album(work, entry)
    await notices.tell(work, case.constituent_id, kind, case, entry=entry.id, not_before=not_before, **params)


async def accept(work: Work, opened: Opened) -> None:
    """Whoever works on an assignment has accepted it by that."""
    if opened.case.state == State.ASSIGNED:
        await move(work, opened.case, State.ACCEPTED, "accepted", opened.actor, opened.role)
        opened.case.accepted_at = work.now


async def begin(work: Work, opened: Opened) -> None:
    """Work on the matter itself has begun: an accepted case is in progress by that."""
    await accept(work, opened)
    if opened.case.state == State.ACCEPTED:
        await move(work, opened.case, State.IN_PROGRESS, "begun", opened.actor, opened.role)


async def contacted(work: Work, case: Case) -> None:
    """The constituent has heard from the deputy: the accept clock ends."""
    if case.contacted_at is None:
        case.contacted_at = work.now
    await stop(work, case, ClockKind.ACCEPT, ClockKind.RECONTACT)


async def close_referrals(work: Work, case: Case) -> None:
    """No unit's answer is waited for any more."""
    for referral in await queries.referrals_of(work.session, work.station_id, case.id):
        if referral.answered_at is None:
            referral.answered_at = work.now
    await stop(work, case, ClockKind.REFERRAL)
