"""A flood of strangers, or of the same words: filed like all reports, but the liaison looks at them first."""

from datetime import timedelta

from hotline import notices
from hotline.restraint.limits import DAY, HOUR, Arrival, triage_first
from hotline.restraint.wording import LONG, fingerprint
from hotline.routing import RoutingReason
from hotline.work import Work
from storage.queries import limits as counts
from storage.queries import outbox, waiting
from storage.tables import Case
from storage.vocabulary import Channel, Role, Urgency

FIRST_TO_TRIAGE = frozenset({RoutingReason.TRIAGE_FLOOD, RoutingReason.TRIAGE_SAME_WORDS})
"""Reasons for which a case stays with the liaison, whichever deputy it would go to."""

_FLOOD, _SAME_WORDS = "flood", "same_words"
# How long nothing more is said of the same thing.
_PAUSES: dict[str, timedelta] = {_FLOOD: HOUR, _SAME_WORDS: DAY}


async def reason_for_triage(work: Work, case: Case) -> RoutingReason | None:
    """Why the liaison should look at a report first, as it is filed; urgent ones and callers' never wait."""
    if case.channel != Channel.TELEGRAM or case.urgency == Urgency.URGENT:
        return None
    rules = work.knowledge.limits
    is_known, same_words, strangers = await counts.arrival(
        work.session,
        work.station_id,
        case,
        text_hash=fingerprint(work.vault, case.text, shortest=LONG),
        last_hour=work.now - HOUR,
        last_day=work.now - DAY,
        most=rules.strangers_per_hour,
    )
    return triage_first(Arrival(is_known, strangers, same_words), rules)


async def tell_liaison(work: Work, case: Case) -> None:
    """Of a flood the liaison hears once an hour, with the number waiting; of the same words once a day."""
    if case.routing_reason == RoutingReason.TRIAGE_FLOOD:
        await _tell_now_and_then(work, _FLOOD, _FLOOD)
    else:
        said = fingerprint(work.vault, case.text, shortest=LONG) or ""
        await _tell_now_and_then(work, _SAME_WORDS, f"{_SAME_WORDS}:{said[:16]}", case)


async def _tell_now_and_then(work: Work, what: str, slot: str, case: Case | None = None) -> None:
    last = next(iter(await waiting.last_in_slot(work.session, work.station_id, slot, limit=1)), None)
    if last is not None and last.state == outbox.WAITING:
        return
    free_at = work.now if last is None else max(work.now, last.not_before + _PAUSES[what])
    if case is None:
        await notices.tell_holders(work, Role.LIAISON, "liaison.flood", slot=slot, not_before=free_at)
    elif free_at <= work.now:
        await notices.tell_overseers(work, "liaison.same_words", case, slot=slot)
