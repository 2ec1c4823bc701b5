"""What the liaison can do with a case on its page: a form is one use case, for the version that was seen."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any

from starlette.responses import Response

from bot.web.desk.framework import Desk, Handler
from handlers.views import CaseView
from hotline import casework, closing, extending, merging, supervising
from hotline import desk as use_cases
from hotline.casebook import Ref
from hotline.desk import REFUSALS
from hotline.dispatch import candidates
from hotline.errors import NoSuchChoice, TextMissing
from hotline.excluding import EXCLUSIONS, exclude, include
from hotline.material import Material
from hotline.states import OPEN
from storage.queries import cases as queries
from storage.queries import merges, roster
from storage.tables import Case
from storage.vocabulary import State, Urgency

_IN_TRIAGE = frozenset({State.SUBMITTED, State.RETURN_REVIEW})
_FILED_OPEN = OPEN - {State.DRAFT}
_IN_HAND = frozenset(
    {State.ASSIGNED, State.ACCEPTED, State.IN_PROGRESS, State.REFERRED, State.DEFERRED, State.REDO}
)
# Only what is with a deputy can be accounted for by one.
_SUPERVISABLE = _FILED_OPEN - _IN_TRIAGE
_TALKING = _IN_HAND - {State.DEFERRED}
_CLOSED = frozenset({State.CLOSED, State.ARCHIVED})


def possible(case: Case, view: CaseView) -> set[str]:
    """The acts whose forms the page shows; the use cases decide again."""
    state = case.state
    offered = {
        "assign": state in _FILED_OPEN,
        "uphold": state is State.RETURN_REVIEW,
        "keep": state is State.RETURN_REVIEW,
        "refuse": state in _IN_TRIAGE,
        "takeup": state is State.NOT_ACCEPTED,
        "stand": state is State.NOT_ACCEPTED,
        "supervise": state in _SUPERVISABLE and case.deputy_id is not None and view.supervision_due is None,
        "extend": view.can_extend and state in _IN_HAND,
        "message": state in _TALKING,
        "takeover": state in _IN_HAND and case.deputy_id is not None,
        "merge": state in _FILED_OPEN,
        "unmerge": state is State.MERGED,
        "close": state in _FILED_OPEN,
        "category": state is not State.MERGED,
        "place": state is not State.MERGED,
        "urgency": state in _FILED_OPEN,
        "exclude": case.exclusion is None and state in _FILED_OPEN | _CLOSED,
        "include": case.exclusion is not None,
    }
    return {name for name, is_offered in offered.items() if is_offered}


async def values(desk: Desk, case: Case, view: CaseView) -> dict[str, Any]:
    """What the forms offer to choose from."""
    work = desk.work
    acts = possible(case, view)
    return {
        "acts": acts,
        "deputies": await deputies_for(desk, case, view) if "assign" in acts else [],
        "refusals": REFUSALS,
        "exclusions": EXCLUSIONS,
        "similar": await merges.alike(work.session, work.station_id, case, _FILED_OPEN),
        "categories": work.knowledge.categories,
        "villages": await roster.villages(work.session, work.station_id),
        "urgencies": tuple(Urgency),
        "tomorrow": work.calendar.local_date(work.calendar.add_working_days(work.now, 1)),
        "in_three_days": work.calendar.local_date(work.calendar.add_working_days(work.now, 3)),
        "longest_extension": work.clocks.extension_days,
    }


async def deputies_for(desk: Desk, case: Case, view: CaseView) -> list[tuple[int, str]]:
    """Who may have this case, with a word on those whom routing would not choose now.

    Left out are those who have to step aside, also where that shows only by the matter (`view.avoided`).
    """
    work = desk.work
    avoided = await queries.avoided_deputies(work.session, work.station_id, case.id)
    found = []
    for row in await candidates(work):
        is_out = row.deputy_id in avoided or row.deputy_id == case.deputy_id or row.name in view.avoided
        if is_out or row.person_id == case.constituent_id:
            continue
        why = "away" if row.is_away else "full" if row.open_cases >= row.capacity else ""
        found.append((row.deputy_id, desk.texts(f"deputy_note.{why}", name=row.name) if why else row.name))
    return found


async def _assign(desk: Desk) -> Case:
    return await use_cases.assign_to(desk.work, desk.actor, desk.ref, desk.said_number("deputy"))


async def _uphold(desk: Desk) -> Case:
    return await use_cases.uphold_return(desk.work, desk.actor, desk.ref)


async def _keep(desk: Desk) -> Case:
    return await use_cases.reject_return(desk.work, desk.actor, desk.ref, desk.said("words"))


async def _refuse(desk: Desk) -> Case:
    return await use_cases.refuse(desk.work, desk.actor, desk.ref, desk.said("reason"), desk.said("words"))


async def _take_up(desk: Desk) -> Case:
    return await use_cases.review_refusal(desk.work, desk.actor, desk.ref)


async def _stand(desk: Desk) -> Case:
    return await use_cases.keep_refusal(desk.work, desk.actor, desk.ref)


async def _supervise(desk: Desk) -> Case:
    try:
        due_on = date.fromisoformat(desk.said("due_on"))
    except ValueError:
        raise TextMissing("referral_due") from None
    return await supervising.supervise(desk.work, desk.actor, desk.ref, desk.said("words"), due_on)


async def _extend(desk: Desk) -> Case:
    material = Material(text=desk.said("words"))
    return await extending.extend(desk.work, desk.actor, desk.ref, desk.said_number("days"), material)


async def _message(desk: Desk) -> Case:
    return await casework.contact(desk.work, desk.actor, desk.ref, Material(text=desk.said("words")))


async def _take_over(desk: Desk) -> Case:
    return await closing.take_over(desk.work, desk.actor, desk.ref)


async def _merge(desk: Desk) -> Case:
    chosen = desk.said_number("similar")
    master = Ref(chosen) if chosen else Ref(number=desk.said("number", 12))
    return await merging.merge(desk.work, desk.actor, desk.ref, master)


async def _unmerge(desk: Desk) -> Case:
    return await merging.unmerge(desk.work, desk.actor, desk.ref)


async def _close(desk: Desk) -> Case:
    return await closing.force_close(desk.work, desk.actor, desk.ref, desk.said("words"))


async def _category(desk: Desk) -> Case:
    return await use_cases.correct_category(desk.work, desk.actor, desk.ref, desk.said("category"))


async def _place(desk: Desk) -> Case:
    return await use_cases.correct_place(desk.work, desk.actor, desk.ref, desk.said_number("village"))


async def _urgency(desk: Desk) -> Case:
    urgency = desk.said("urgency")
    if urgency not in set(Urgency):
        raise NoSuchChoice("urgency", urgency)
    return await use_cases.set_urgency(desk.work, desk.actor, desk.ref, Urgency(urgency))


async def _exclude(desk: Desk) -> Case:
    reason, words = desk.said("reason"), desk.said("words")
    return await exclude(desk.work, desk.actor, desk.ref, reason, words)


async def _include(desk: Desk) -> Case:
    return await include(desk.work, desk.actor, desk.ref)


def _then_show(deed: Callable[[Desk], Awaitable[Case]], done: str) -> Handler:
    """Do it, and go to the case, or to the page that the form was on if that is another list."""

    async def handler(desk: Desk) -> Response:
        case = await deed(desk)
        then = desk.said("then", 200)
        return desk.go(then if then.startswith("/triage") else f"/cases/{case.id}", done=done)

    return handler


ACTS: Mapping[str, Handler] = {
    "assign": _then_show(_assign, "assigned"),
    "uphold": _then_show(_uphold, "upheld"),
    "keep": _then_show(_keep, "kept"),
    "refuse": _then_show(_refuse, "refused"),
    "takeup": _then_show(_take_up, "taken_up"),
    "stand": _then_show(_stand, "stands"),
    "supervise": _then_show(_supervise, "supervised"),
    "extend": _then_show(_extend, "extended"),
    "message": _then_show(_message, "sent"),
    "takeover": _then_show(_take_over, "taken_over"),
    "merge": _then_show(_merge, "merged"),
    "unmerge": _then_show(_unmerge, "unmerged"),
    "close": _then_show(_close, "closed"),
    "category": _then_show(_category, "corrected"),
    "place": _then_show(_place, "corrected"),
    "urgency": _then_show(_urgency, "urgency_set"),
    "exclude": _then_show(_exclude, "excluded"),
    "include": _then_show(_include, "included"),
}
"""By the last part of the form's address."""
