"""The card of a draft: what is understood so far, and what is still to be said, shown back to its author."""

from datetime import timedelta

from hotline import notices
from hotline.history import shown_number
from hotline.kinds import INSISTED, Kind
from hotline.nearby import similar_case
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import cases as queries
from storage.tables import Case, Person
from storage.vocabulary import State

AT_ONCE = timedelta()
# As many open cases as fit below a card that may belong to one of them.
_MOST_OFFERED = 3


async def show(
    work: Work,
    case: Case,
    *,
    message_id: int | None = None,
    is_in_place: bool = False,
    is_first: bool = False,
    wait: timedelta = AT_ONCE,
) -> None:
    """Show a draft back to its author; `is_first`: nothing has been shown of it yet.

    With `message_id` the card shown there is changed in place, with `is_in_place` the one shown last.
    `wait` lets the other parts of an album or of a long text arrive first.
    """
    others = await queries.drafts_of(work.session, work.station_id, case.constituent_id)
    entries = await queries.entries_of(work.session, work.station_id, case.id)
    await notices.answer(
        work,
        case.constituent_id,
        f"draft.{what_is_missing(case)}",
        case,
        slot=f"draft:{case.id}",
        is_first=is_first,
        not_before=work.now + wait,
        message_id=message_id,
        is_in_place=is_in_place,
        has_older=any(draft.id < case.id for draft in others),
        can_split=len([entry for entry in entries if entry.text]) > 1,
        open_cases=await _open_cases(work, case),
        similar=await _similar(work, case),
        with_privacy_note=await has_to_be_informed(work, case.constituent_id),
    )


def what_is_missing(case: Case) -> str:
    """What the card has to ask for; "card" when it only has to be confirmed."""
    if case.kind not in (Kind.CASE, INSISTED):
        return "other_channel"
    if not case.text and not case.has_chosen_category:
        return "needs_words"
    if case.places_named and not case.has_chosen_place:
        return "which_place"
    return "card" if case.constituency_id is not None else "needs_place"


async def has_to_be_informed(work: Work, person_id: int) -> bool:
    """Whether this person has yet to hear who reads what is sent; asked once, when it is going to be said."""
    person = await work.session.get_one(Person, (work.station_id, person_id))
    if person.informed_at is not None:
        return False
    person.informed_at = work.now
    return True


async def _open_cases(work: Work, case: Case) -> list[tuple[int, str]]:
    """The author's filed cases that still take material, newest first."""
    filed = await queries.cases_of_constituent(work.session, work.station_id, case.constituent_id)
    taking = [row for row in filed if row.state in OPEN and row.state != State.DRAFT]
    return [(row.id, shown_number(row)) for row in taking[:_MOST_OFFERED]]


async def _similar(work: Work, case: Case) -> int | None:
    """The neighbour's case that is offered for support below a card that lacks nothing else."""
    found = await similar_case(work, case) if what_is_missing(case) == "card" else None
    return None if found is None else found.id
