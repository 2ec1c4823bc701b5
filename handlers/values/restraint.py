"""What notices about pauses and floods name: the reason, until when, what is objected, whose cases."""

from typing import Any

from handlers.wording import Texts
from hotline.permissions import Actor
from hotline.routing import RoutingReason
from hotline.work import Work
from storage.queries import limits, pauses
from storage.tables import Case, Notice, Pause
from storage.vocabulary import Role

_NUMBERS = 3
# What says that a pause runs says nothing once it is over.
_WHILE_IT_RUNS = frozenset({"pause.begun", "pause.card", "pause.objection"})


async def pause_values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    """The pause as it is when the message is made."""
    pause_id = notice.params.get("pause")
    if pause_id is None:
        return {}
    found = await work.session.get(Pause, (work.station_id, pause_id))
    if found is None:
        return {"is_void": True}
    numbers = await pauses.numbers_of(
        work.session,
        work.station_id,
        found.person_id,
        limit=_NUMBERS,
        with_named=Role.PRESIDIUM in actor.roles and Role.LIAISON not in actor.roles,
    )
    shown = [f"{number:04d}" for number in numbers]
    is_over = found.lifted_at is not None or found.ends_at <= work.now
    return {
        "reason": found.reason,
        # Its words are shown to the presidium alone, since they may be about the liaison.
        "objection": found.objection or "",
        "until": found.ends_at,
        "numbers": (", " if texts.language == "en" else "、").join(shown),
        "number": shown[0] if shown else "",
        "is_void": is_over and notice.kind in _WHILE_IT_RUNS,
    }


async def flood_values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    """How many of a flood wait now; where none does, nobody has to hear of it any more."""
    count = await limits.waiting_for_triage(work.session, work.station_id, RoutingReason.TRIAGE_FLOOD)
    return {"count": count, "is_void": count == 0}
