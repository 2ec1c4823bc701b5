"""What has to be so after every step, whoever did whatever: each check fails by assertion."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from hotline.deadlines import ClockKind, ClockRules
from hotline.history import GENESIS, chained
from hotline.notices import ANSWER
from hotline.states import OPEN, PAUSED, TRANSITIONS
from storage.vocabulary import Role, State
from tests.properties.deeds import MARK
from tests.properties.records import Step

S = State
RULES = ClockRules()

UNTOLD = frozenset({"returned", "return_upheld", "return_rejected", "answered", "archived"})
"""Moves that the constituent need not hear of: the own answer, and what is settled in the office."""

ENDS = frozenset({S.CLOSED, S.NOT_ACCEPTED, S.WITHDRAWN, S.MERGED})

STARTED_BY: Mapping[ClockKind, frozenset[str]] = {
    ClockKind.ACCEPT: frozenset({"assigned", "urgency_set"}),
    ClockKind.REPLY: frozenset({"assigned", "urgency_set", "resumed"}),
    ClockKind.REDO: frozenset({"redo"}),
    ClockKind.RECONTACT: frozenset({"redo"}),
    ClockKind.REFERRAL: frozenset({"referred"}),
}
"""The events with which a clock may begin; nothing else may give a case new time."""

_DERIVED = frozenset({"due_at", "version"})
_SHOWN_ON_BUTTONS = (
    "state",
    "deputy_id",
    "category",
    "place_id",
    "urgency",
    "result",
    "extensions",
    "is_unnamed",
)


def moves_follow_the_table(step: Step) -> None:
    """Every change of a state is a chain of events, each of which the table allows."""
    for old, new in step.filed:
        state = S.DRAFT if old is None else old.state
        for event in step.events[new.id]:
            if event.to_state is not None:
                assert event.from_state == state, f"{event.kind} begins in {event.from_state}, not {state}"
                assert event.to_state in TRANSITIONS[state], f"{event.kind}: {state} to {event.to_state}"
                state = event.to_state
        assert new.state == state, f"{new.state} without an event from {state}"


def every_change_has_an_event(step: Step) -> None:
    for old, new in step.filed:
        changed = {name for name, value in new._mapping.items() if old is None or getattr(old, name) != value}
        assert step.events[new.id] or not changed - _DERIVED, f"{sorted(changed)} without an event"


def versions_rise(step: Step) -> None:
    """A button that was made before a change says so: by the version it carries."""
    for old, new in step.filed:
        if old is None:
            continue
        assert new.version >= old.version
        changed = [name for name in _SHOWN_ON_BUTTONS if getattr(old, name) != getattr(new, name)]
        assert not changed or new.version > old.version, f"{changed} changed, the version did not"


def chains_hold(step: Step) -> None:
    for case_id, events in step.events.items():
        whole = step.after.events[case_id]
        known = len(whole) - len(events)
        assert whole[:known] == step.before.events[case_id], "history was rewritten"
        last = whole[known - 1].chained if known else GENESIS
        for number, event in enumerate(events, known + 1):
            assert event.sequence == number
            assert event.chained == chained(last, event)
            last = event.chained


def clocks_stand_in_line(step: Step) -> None:
    """Clocks stand still in the paused states alone; ended cases have none."""
    for _, case in step.filed:
        clocks = step.after.clocks[case.id]
        assert not clocks or case.state in OPEN | PAUSED, f"a clock goes on in {case.state}"
        kinds = [clock.kind for clock in clocks if clock.kind != ClockKind.REFERRAL]
        assert len(kinds) == len(set(kinds)), f"two clocks of a kind: {kinds}"
        for clock in clocks:
            is_paused = clock.paused_at is not None
            assert is_paused == (clock.remaining_us is not None)
            # What ran out before the pause has nothing left that could stand still.
            assert not is_paused or clock.due_at > clock.paused_at, f"{clock.kind} was over"
            is_over = not is_paused and clock.due_at <= case.state_since
            assert is_paused == (case.state in PAUSED and not is_over), f"{clock.kind} in {case.state}"
        assert case.due_at == min((row.due_at for row in clocks if row.paused_at is None), default=None)


def clocks_begin_by_an_event(step: Step) -> None:
    for clock in step.after["case_clock"].values():
        old = step.before["case_clock"].get((clock.station_id, clock.id))
        kinds = {event.kind for event in step.events[clock.case_id]}
        if old is None:
            assert kinds & STARTED_BY[clock.kind], f"a new clock {clock.kind} by {sorted(kinds)}"
            continue
        assert old.stopped_at is None or clock == old, "a stopped clock moved"
        if clock.length_us != old.length_us:
            assert clock.kind == ClockKind.REPLY
            assert clock.length_us > old.length_us
            assert "extended" in kinds


def somebody_is_waited_for(step: Step) -> None:
    """A case that a deputy has to reply to has a day for the reply."""
    for _, case in step.filed:
        kinds = {clock.kind for clock in step.after.clocks[case.id]}
        if case.state in {S.ASSIGNED, S.RETURN_REVIEW, S.ACCEPTED, S.IN_PROGRESS, S.REFERRED, S.REDO}:
            assert kinds & {ClockKind.REPLY, ClockKind.REDO}, f"no day for a reply in {case.state}"
        if case.state in {S.ASSIGNED, S.RETURN_REVIEW}:
            assert case.deputy_id is not None, f"nobody's in {case.state}"
        if case.state == S.SUBMITTED:
            assert case.deputy_id is None, "in triage, and a deputy has it"
        if case.state == S.REFERRED:
            assert ClockKind.REFERRAL in kinds
        if case.state == S.DEFERRED:
            assert case.review_at is not None


def limits_are_kept(step: Step) -> None:
    """Paused twice, returned once, extended once, escalated at the second 不满意: the events say the same."""
    for _, case in step.filed:
        events = step.after.events[case.id]
        times = [event.kind for event in events].count
        assert times("asked") == case.pauses <= RULES.max_pauses
        assert times("extended") == case.extensions <= 1
        assert times("returned") == int(case.has_been_returned) <= 1
        unhappy = [row for row in events if row.kind == "rated_satisfied" and not row.facts["is_satisfied"]]
        assert len(unhappy) == case.dissatisfied_times
        assert times("escalated") == int(case.is_escalated)
        assert case.is_escalated or case.dissatisfied_times < 2
        assert (case.closed_at is not None) == (case.state in {S.CLOSED, S.ARCHIVED})
        assert case.submitted_at is not None


def drafts_have_nothing_yet(step: Step) -> None:
    """What is not looked up of a draft (hotline.casebook) is not there."""
    for case in (row for row in step.after.cases.values() if row.state == S.DRAFT):
        assert not step.after.clocks[case.id]
        assert not step.after.avoided(case.id)
        assert not step.after.followers(case.id)


def merged_cases_have_a_master(step: Step) -> None:
    for _, case in step.filed:
        assert (case.master_id is not None) == (case.state == S.MERGED)
        if case.master_id is not None:
            master = step.after.cases[case.master_id]
            gone = {S.DRAFT, S.MERGED, S.WITHDRAWN, S.NOT_ACCEPTED}
            assert master.state not in gone, f"handled with a case that is {master.state}"


def constituents_are_told(step: Step) -> None:
    """Of every move that concerns them, and that their case has ended."""
    for _, case in step.filed:
        moves = [
            row.kind for row in step.events[case.id] if row.to_state is not None and row.kind not in UNTOLD
        ]
        if moves:
            told = [row for row in step.notices if _reaches_constituent(step, row, case)]
            assert told, f"nobody told the constituent of {moves}"
        if case.state in ENDS:
            told = [row for row in step.after["notice"].values() if _reaches_constituent(step, row, case)]
            last = max((row.created_at for row in told), default=None)
            assert last is not None, f"{case.state}, and nobody ever said anything"
            assert last >= case.state_since, f"{case.state}, and nobody said so"


def _reaches_constituent(step: Step, notice: Any, case: Any) -> bool:
    if notice.kind == "caller.filed_elsewhere":
        return True  # To the liaison, who may not be told which case it is.
    if notice.case_id != case.id:
        return False
    was_caller = any(event.kind == "caller_linked" for event in step.after.events[case.id])
    # The liaison has the caller on the telephone, or is to call.
    is_call = str(notice.kind).startswith("caller.") and (was_caller or step.after.is_callers(case))
    return is_call or bool(notice.recipient_id == case.constituent_id)


def followers_are_told(step: Step) -> None:
    """Whoever stands behind a case, or whose case was merged into it, hears each answer and the end."""
    for old, case in step.filed:
        kinds = {row.kind for row in step.events[case.id] if row.to_state in {S.REPLIED, S.CLOSED}}
        if not kinds or old is None:
            continue
        for person_id in step.after.followers(case.id) - {case.constituent_id}:
            is_caller = step.after["person"][case.station_id, person_id].is_caller
            heard = [row for row in step.notices if row.recipient_id == person_id]
            assert heard or is_caller, f"a follower did not hear of {sorted(kinds)}"


def nobody_named_hears(step: Step) -> None:
    """回避: whom a case names gets no notice about it, but the answer to the very act that named somebody."""
    for notice in (row for row in step.notices if row.priority != ANSWER):
        # What a summary takes over from one that has not gone out yet is looked at when it goes.
        others = (row for row in step.before["notice"].values() if row.recipient_id == notice.recipient_id)
        taken_over = {key for row in others for key in row.params.get("ids", [])}
        listed = [key for key in notice.params.get("ids", []) if key not in taken_over]
        about = [notice.case_id, *listed]
        for case in (step.after.cases[key] for key in about if key in step.after.cases):
            assert notice.recipient_id not in step.after.barred(case), f"{notice.kind} to somebody it names"


def words_stay_in_entries(step: Step) -> None:
    """Events and notices name entries and hold no words of anybody."""
    for case_id, events in step.events.items():
        said = [event.kind for event in events if MARK in json.dumps(event.facts, ensure_ascii=False)]
        assert not said, f"words in the events {said} of {case_id}"
    told = {row.params.get("told", row.kind): row.params for row in step.notices}
    said = [kind for kind, params in told.items() if MARK in json.dumps(params, ensure_ascii=False)]
    assert not said, f"words in the notices {said}"


def acts_have_an_actor(step: Step) -> None:
    for events in step.events.values():
        for event in events:
            assert (event.actor_id is None) == (event.actor_role == Role.SYSTEM), event.kind
            assert event.at == step.now


CHECKS: tuple[Callable[[Step], None], ...] = (
    moves_follow_the_table,
    every_change_has_an_event,
    versions_rise,
    chains_hold,
    clocks_stand_in_line,
    clocks_begin_by_an_event,
    somebody_is_waited_for,
    limits_are_kept,
    drafts_have_nothing_yet,
    merged_cases_have_a_master,
    constituents_are_told,
    followers_are_told,
    nobody_named_hears,
    words_stay_in_entries,
    acts_have_an_actor,
)
