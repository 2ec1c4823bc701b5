"""附议: standing behind another's case instead of raising it again, and hearing what becomes of it."""

from typing import Any

from hotline import drafts, notices
from hotline.casebook import Ref, may, open_case
from hotline.errors import NoSuchCase, NoSuchChoice
from hotline.history import record, shown_number
from hotline.nearby import is_supportable, similar_case
from hotline.permissions import Act, Actor
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import merges, supports
from storage.tables import Case, Person, Place, Support

STEPS = frozenset(
    {
        *("accepted", "referred", "unit_answered", "deferred", "resumed", "replied", "redo"),
        *("closed", "refused", "withdrawn", "merged", "unmerged"),
        *("suggestion_issued", "suggestion_rehandling", "suggestion_concluded"),
    }
)
"""What those who follow a case hear of; each is a notice `followed.…`."""


_ASKED_ABOUT = frozenset({"replied", "closed"})


async def tell_followers(work: Work, case: Case, kind: str, **params: Any) -> None:
    """Tell everybody who follows a case of a public step (one of STEPS; "replied" with `entry`).

    That is its supporters, and of the cases merged into it the constituents and the supporters; not the
    case's own constituent. What followers read never holds more of the case than its number, its place,
    what it is about and the deputy's words.
    """
    if kind not in STEPS:
        raise ValueError(f"{kind} is no step that followers hear of")
    merged = await _merged_by_constituent(work, case) if kind in _ASKED_ABOUT else {}
    for person_id in sorted(await supports.followers(work.session, work.station_id, case.id)):
        if person_id in merged:
            number = shown_number(case)
            await notices.tell(
                work,
                person_id,
                f"merged.{kind}",
                merged[person_id],
                master=number,
                result=case.result,
                **params,
            )
        elif person_id != case.constituent_id:
            await notices.tell(work, person_id, f"followed.{kind}", case, **params)


async def _merged_by_constituent(work: Work, master: Case) -> dict[int, Case]:
    """The cases merged into this one by who raised them; they are asked whether it solves theirs."""
    found = await merges.merged_into(work.session, work.station_id, master.id)
    return {case.constituent_id: case for case in found if case.constituent_id != master.constituent_id}


async def supporters_of(work: Work, case: Case) -> list[int]:
    """People who stand behind a case now, in the order in which they came."""
    return await supports.supporters(work.session, work.station_id, case.id)


async def support(
    work: Work, actor: Actor, ref: Ref, draft_ref: Ref | None = None, *, message_id: int | None = None
) -> Case:
    """Stand behind a case of somebody else; the draft that was like it is not filed."""
    opened = await open_case(work, actor, Act.SUPPORT, ref)
    case = opened.case
    draft = await _draft_like(work, actor, case, draft_ref)
    if not (draft or await _is_neighbour(work, actor, case)):
        raise NoSuchCase(ref.number or shown_number(case))
    if not await is_supportable(work, case):
        # Closed since it was offered; whoever guesses numbers learns nothing by it.
        raise NoSuchChoice("supported", "")
    if await _stand(work, actor, case):
        await record(work, case, "supported", actor, opened.role)
    if draft is not None:
        await drafts.cancel(work, actor, Ref(draft.id))
    await notices.answer(work, actor.person_id, "support.joined", case, message_id=message_id)
    return case


async def leave(work: Work, actor: Actor, ref: Ref, *, message_id: int | None = None) -> Case:
    """Stand behind a case no longer, and hear no more of it."""
    opened = await open_case(work, actor, Act.FOLLOW, ref)
    case = opened.case
    row = await supports.support(work.session, work.station_id, case.id, actor.person_id)
    if row is None or row.left_at is not None:
        raise NoSuchCase(shown_number(case))
    row.left_at = work.now
    await record(work, case, "support_left", actor, opened.role)
    await notices.answer(
        work, actor.person_id, "support.left", number=shown_number(case), message_id=message_id
    )
    return case


async def is_different(work: Work, actor: Actor, ref: Ref) -> Case:
    """The author of a draft says that it is another matter than the case it is like."""
    draft = await drafts.open_draft(work, actor, Act.SUBMIT, ref)
    draft.is_different = True
    draft.version += 1
    return draft


async def show(work: Work, actor: Actor, ref: Ref) -> bool:
    """Show a case to somebody who stands behind it (True): how it stands, not what was said in it."""
    case = await _find(work, ref)
    if case is None or await may(work, actor, Act.READ_CASE, case):
        return False
    row = await supports.support(work.session, work.station_id, case.id, actor.person_id)
    if row is None or row.left_at is not None:
        return False
    opened = await open_case(work, actor, Act.FOLLOW, Ref(case.id))
    await notices.answer(work, actor.person_id, "support.card", opened.case)
    return True


async def list_supported(work: Work, actor: Actor) -> bool:
    """Tell a person the cases of others behind which that person stands; False where there are none."""
    cases = await supports.supported_by(work.session, work.station_id, actor.person_id)
    if cases:
        await notices.answer(work, actor.person_id, "support.cases", ids=[case.id for case in cases])
    return bool(cases)


async def _find(work: Work, ref: Ref) -> Case | None:
    if ref.number is None:
        return await queries.case(work.session, work.station_id, ref.case_id)
    digits = ref.number.strip().lstrip("#＃")
    if not digits.isdecimal() or len(digits) > 9:
        return None
    return await queries.case_by_number(work.session, work.station_id, int(digits))


async def _draft_like(work: Work, actor: Actor, case: Case, ref: Ref | None) -> Case | None:
    """The draft below which the case was offered; by a typed number, the newest one that is like it."""
    if ref is not None:
        is_there = await queries.case(work.session, work.station_id, ref.case_id) is not None
        # A double tap: the first one has taken the draft away.
        return await drafts.open_draft(work, actor, Act.SUBMIT, ref) if is_there else None
    waiting = await queries.drafts_of(work.session, work.station_id, actor.person_id)
    like = await similar_case(work, waiting[0]) if waiting else None
    return waiting[0] if like is not None and like.id == case.id else None


async def _is_neighbour(work: Work, actor: Actor, case: Case) -> bool:
    """Whether the person lives where the case is: numbers are easily guessed."""
    person = await work.session.get_one(Person, (work.station_id, actor.person_id))
    if person.village_id is None:
        return False
    home = await work.session.get_one(Place, (work.station_id, person.village_id))
    return home.constituency_id is not None and home.constituency_id == case.constituency_id


async def _stand(work: Work, actor: Actor, case: Case) -> bool:
    """Whether the person stands behind the case only now."""
    row = await supports.support(work.session, work.station_id, case.id, actor.person_id)
    if row is None:
        row = Support(station_id=work.station_id, case_id=case.id, person_id=actor.person_id, at=work.now)
        work.session.add(row)
    elif row.left_at is not None:
        row.at, row.left_at = work.now, None
    else:
        return False
    await work.session.flush()
    return True
