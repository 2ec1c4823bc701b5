"""Who is told of what has become due: alone, or in one summary with the rest.

All that a sweep found due is told at once: what is asked of the database goes by the sweep, not by the row.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline import notices
from hotline.case_clocks import waiting_clocks
from hotline.deadlines import ClockKind
from hotline.dispatch import people_in_charge
from hotline.history import shown_number
from hotline.reminders import CLOCK_MARKS, DueReminder, ReminderKind, Summary, bundle
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import clocks as clock_queries
from storage.queries import outbox, people, slots
from storage.tables import Case, Notice, Reminder
from storage.vocabulary import SPOKEN, Role, Urgency

K = ReminderKind
SLOT = "reminders"
# After a downtime the next batches come at once: what they bring joins a summary that has not gone out yet.
_PAUSE = timedelta(seconds=5)

_TO_CONSTITUENT = frozenset({K.DRAFT_REMINDER, K.NEED_INFO_3, K.RATE_REMINDER, K.SURVEY})
_TO_OVERSEERS = frozenset({K.TRIAGE_DUE, K.RETURN_REVIEW_DUE, K.NEED_INFO_7})
# Red lights go to the deputy with a copy to the liaison.
_COPIED = frozenset({K.ACCEPT_RED, K.CONTACT_RED, K.REPLY_RED, K.REDO_RED, K.SUPERVISION_DUE})
NEVER_UNHEARD = _COPIED | {K.REFERRAL_DUE, K.REVIEW_DATE}
"""Where no deputy can be told, somebody has to hear of these all the same."""


@dataclass(frozen=True)
class Told:
    """A reminder for one person; `is_copy`: it is about what another has to do."""

    due: DueReminder
    case: Case
    is_copy: bool = False


async def recipients(work: Work, case: Case, row: Reminder) -> list[Told]:
    """Everybody who is reminded of this due row of a case."""
    kind = ReminderKind(row.kind)
    if case.state not in OPEN and kind is not K.SURVEY:
        return []
    return [
        Told(
            DueReminder(person_id, shown_number(case) or str(case.id), kind, row.due_at, case.urgency),
            case,
            is_copy,
        )
        for person_id, is_copy in (await _people(work, case, kind)).items()
    ]


async def _people(work: Work, case: Case, kind: ReminderKind) -> dict[int, bool]:
    """Who is reminded, and whether of what another has to do."""
    if kind in _TO_CONSTITUENT and not (kind is K.DRAFT_REMINDER and case.channel in SPOKEN):
        return {case.constituent_id: False}
    if kind in _TO_OVERSEERS or kind is K.DRAFT_REMINDER:
        return dict.fromkeys(await _overseers(work, case), False)
    found = dict.fromkeys(await people_in_charge(work, case), False)
    if kind in (_COPIED if found else NEVER_UNHEARD):
        found = dict.fromkeys(await _overseers(work, case), True) | found
    return found


async def _overseers(work: Work, case: Case) -> list[int]:
    """The liaison, and the presidium for what has come to it; the presidium alone if the liaison is named."""
    holders = await notices.overseers(work, case)
    if case.is_escalated and not case.names_liaison:
        holders += await people.holders(work.session, work.station_id, Role.PRESIDIUM)
    return holders


async def tell_all(work: Work, told: Sequence[Told], *, is_backlog: bool) -> None:
    """Single reminders or one summary each; with more batches behind this one, nothing routine goes alone."""
    if not told:
        return
    reached = {one.due.recipient_id for one in told}
    # Held until the end, so that everybody is read once, however many reminders there are.
    persons = await people.people(work.session, work.station_id, sorted(reached))
    callers = {person_id for person_id, person in persons.items() if person.is_caller}
    routine = {one.due.recipient_id for one in told if one.due.urgency is not Urgency.URGENT}
    waiting = await slots.waiting_in_slots(work.session, work.station_id, routine - callers, SLOT)
    summed = reached - callers if is_backlog else waiting.keys()
    messages = _messages(told, summed, callers, work.now)
    await _read_clocks(work, [one for one in messages if isinstance(one, Told)])
    for message in messages:
        if isinstance(message, Told):
            await _remind(work, message)
        else:
            _sum_up(work, message, waiting.get(message[0].due.recipient_id, ()))


def _messages(
    told: Sequence[Told], summed: Collection[int], callers: Collection[int], now: datetime
) -> list[Told | list[Told]]:
    """What goes alone, and what goes together; nothing routine goes alone to those in `summed`."""
    # A question with two buttons cannot be summed up.
    messages: list[Told | list[Told]] = [one for one in told if one.due.kind is K.SURVEY]
    by_due = {one.due: one for one in told if one.due.kind is not K.SURVEY}
    summaries: dict[int, list[Told]] = {}
    for message in bundle(list(by_due), now):
        due = message.reminders if isinstance(message, Summary) else (message,)
        recipient_id, is_urgent = due[0].recipient_id, due[0].urgency is Urgency.URGENT
        is_summary = isinstance(message, Summary) or (not is_urgent and recipient_id in summed)
        # Whoever is called hears each by itself: each is a call of its own.
        if not is_summary or recipient_id in callers:
            messages += [by_due[one] for one in due]
            continue
        if recipient_id not in summaries:
            messages.append(summaries.setdefault(recipient_id, []))
        summaries[recipient_id] += [by_due[one] for one in due]
    return messages


def _sum_up(work: Work, reminders: Sequence[Told], waiting: Sequence[Notice]) -> None:
    """One message for all; the cases are looked up when it is sent, so that it says what is so then."""
    recipient_id = reminders[0].due.recipient_id
    before = [case_id for notice in waiting for case_id in notice.params["ids"]]
    ids = list(dict.fromkeys([*before, *(one.case.id for one in reminders)]))
    for notice in waiting:
        notice.state = outbox.SUPERSEDED
    notices.write(work, recipient_id, "reminder.summary", slot=SLOT, ids=ids, not_before=work.now + _PAUSE)


async def _read_clocks(work: Work, told: Sequence[Told]) -> None:
    timed = {one.case.id for one in told if one.case.state in CLOCK_MARKS}
    if timed:
        await clock_queries.read_clocks(work.session, work.station_id, timed)


async def _remind(work: Work, told: Told) -> None:
    due = told.due
    await notices.tell(
        work,
        due.recipient_id,
        f"reminder.{due.kind}{'_copy' if told.is_copy else ''}",
        told.case,
        priority=notices.URGENT if due.urgency is Urgency.URGENT else notices.ROUTINE,
        due_at=(await _runs_out_at(work, told) or due.due_at).isoformat(),
    )


async def _runs_out_at(work: Work, told: Told) -> datetime | None:
    """When the clock that the reminder is about runs out, which at a yellow light is still to come."""
    marks = CLOCK_MARKS.get(told.case.state)
    if marks is None:
        return None
    meant = [
        clock.due_at
        for clock in await waiting_clocks(work, told.case)
        if told.due.kind in marks.get(ClockKind(clock.kind), ())
    ]
    # Several units may have the case, each with its own day: this is about the one that is due.
    return told.due.due_at if told.due.due_at in meant else min(meant, default=None)
