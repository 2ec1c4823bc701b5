"""The digest counted a second time: from the raw rows alone, in plain Python, sharing nothing with the first.

A week is whatever days of the hotline's calendar have the same Monday; no moment of a border is computed.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from storage.vocabulary import Role, State
from tests.properties.records import Records

# What a constituent hears from whoever handles the case.
_CONTACTS = frozenset({"contacted", "asked", "replied", "referred", "deferred", "extended", "visited"})
_ENDED = frozenset({State.CLOSED, State.NOT_ACCEPTED, State.MERGED, State.WITHDRAWN, State.ARCHIVED})


@dataclass(frozen=True)
class Answer:
    """What came, or did not come, after a reply."""

    case_id: int
    at: datetime
    is_solved: bool | None
    is_satisfied: bool | None


class Recount:
    """Everything that the rows say about the week that begins on a Monday in a zone."""

    def __init__(self, records: Records, zone: ZoneInfo, monday: date, now: datetime) -> None:
        self.records, self.zone, self.monday, self.now = records, zone, monday, now

    def is_within(self, at: datetime) -> bool:
        day = at.astimezone(self.zone).date()
        return day - timedelta(days=day.weekday()) == self.monday

    @property
    def events(self) -> Iterator[Any]:
        """Those of the week."""
        for events in self.records.events.values():
            yield from (event for event in events if self.is_within(event.at))

    def happened(self, kind: str) -> int:
        return sum(event.kind == kind for event in self.events)

    @property
    def filed(self) -> list[Any]:
        """The cases that stopped being drafts in this week."""
        ids = [event.case_id for event in self.events if event.from_state == State.DRAFT and event.to_state]
        return [self.records.cases[case_id] for case_id in ids]

    @property
    def closed(self) -> int:
        return sum(event.to_state == State.CLOSED for event in self.events)

    def exclusion(self, case_id: int) -> str | None:
        """The reason in force."""
        told = [e for e in self.records.events[case_id] if e.kind in ("excluded", "included")]
        return told[-1].facts["reason"] if told and told[-1].kind == "excluded" else None

    def contacted_at(self, case_id: int) -> datetime | None:
        return min((e.at for e in self.records.events[case_id] if e.kind in _CONTACTS), default=None)

    def response(self, *, is_raw: bool) -> tuple[int, int, int]:
        """(in time, ended, 0) of the accept clocks that ran out, or were stopped by a contact."""
        in_time = ended = 0
        for clock in self.records["case_clock"].values():
            is_accept = clock.kind == "accept" and clock.paused_at is None and self.is_within(clock.due_at)
            if not is_accept or (not is_raw and self.exclusion(clock.case_id)):
                continue
            contact = self.contacted_at(clock.case_id)
            stopped = clock.stopped_at
            if stopped is not None and stopped < clock.due_at and (contact is None or contact > stopped):
                continue
            ended += 1
            in_time += contact is not None and contact <= clock.due_at
        return in_time, ended, 0

    @property
    def answers(self) -> Iterator[Answer]:
        """Walk through each case: a reply opens both questions, a rating or an end closes them."""
        for case_id, events in self.records.events.items():
            solved = None
            for event in events:
                if event.kind == "replied":
                    solved = None
                elif event.kind == "rated_solved":
                    solved = event.facts["is_solved"]
                is_end = event.kind == "closed_by_silence"
                is_end = is_end or (event.kind == "force_closed" and event.from_state == State.REPLIED)
                if event.kind == "rated_satisfied":
                    yield Answer(case_id, event.at, solved, event.facts["is_satisfied"])
                elif is_end:
                    yield Answer(case_id, event.at, solved, None)

    def rate(self, name: str, *, is_raw: bool) -> tuple[int, int, int]:
        said = [
            getattr(answer, name)
            for answer in self.answers
            if self.is_within(answer.at) and (is_raw or not self.exclusion(answer.case_id))
        ]
        return said.count(True), len(said) - said.count(None), said.count(None)

    # As of now

    def state(self, case_id: int) -> State:
        return State([e.to_state for e in self.records.events[case_id] if e.to_state][-1])

    @property
    def still_open(self) -> list[Any]:
        """Filed, not ended, and not hidden from the liaison."""
        filed = [case for case in self.records.cases.values() if self.records.events[case.id]]
        return [case for case in filed if self.state(case.id) not in _ENDED and not case.names_liaison]

    def due_at(self, case_id: int) -> datetime | None:
        clocks = self.records.clocks[case_id]
        return min((clock.due_at for clock in clocks if clock.paused_at is None), default=None)

    @property
    def overdue(self) -> dict[str, int]:
        """By name of the deputy, "" for nobody's."""
        names = {row.id: row.name for row in self.records["deputy"].values()}
        late = [case for case in self.still_open if (self.due_at(case.id) or self.now) < self.now]
        return dict(Counter(names.get(case.deputy_id, "") for case in late))

    @property
    def due(self) -> int:
        ends = self.now + timedelta(days=7)
        return sum(self.now <= (self.due_at(case.id) or ends) < ends for case in self.still_open)

    # Good work, by the deputy who did it

    def replies(self, *, of_liaison_too: bool) -> dict[str, tuple[int, int]]:
        """(replies, late ones) by name."""
        found: dict[str, tuple[int, int]] = {}
        for event in self.events:
            name = self._deputy_behind(event)
            is_told = of_liaison_too or not self.records.cases[event.case_id].names_liaison
            if event.kind == "replied" and name and is_told:
                replied, late = found.get(name, (0, 0))
                found[name] = replied + 1, late + self._was_late(event)
        return found

    @property
    def satisfied(self) -> Counter[str]:
        """How many were satisfied with the last reply of each deputy before."""
        found: Counter[str] = Counter()
        for case_id, events in self.records.events.items():
            reply = None
            for event in events:
                reply = event if event.kind == "replied" else reply
                is_good = event.kind == "rated_satisfied" and event.facts["is_satisfied"]
                if is_good and self.is_within(event.at) and not self.records.cases[case_id].names_liaison:
                    found[self._deputy_behind(reply)] += 1
        return found

    @property
    def corrections(self) -> dict[tuple[str, str], int]:
        made = [event.facts for event in self.events if event.kind == "category_corrected"]
        pairs = Counter((facts["old"] or "", facts["new"]) for facts in made)
        return {pair: count for pair, count in pairs.items() if pair[0] != pair[1]}

    def given_to(self, deputy_id: int) -> int:
        """Cases that were handed out in the week and are this deputy's now, and not hidden from her."""
        given = {event.case_id for event in self.events if event.kind in ("assigned", "reassigned")}
        cases = [self.records.cases[case_id] for case_id in given]
        return sum(case.deputy_id == deputy_id and self._may_see(case, deputy_id) for case in cases)

    def carried_by(self, deputy_id: int) -> int:
        """Open cases of this deputy that are not hidden from her; she may see those about the liaison."""
        cases = [case for case in self.records.cases.values() if case.deputy_id == deputy_id]
        cases = [case for case in cases if self.state(case.id) not in _ENDED]
        return sum(self._may_see(case, deputy_id) for case in cases)

    def _may_see(self, case: Any, deputy_id: int) -> bool:
        return deputy_id not in self.records.avoided(case.id)

    def _deputy_behind(self, event: Any) -> str:
        if event is None or event.actor_role != Role.DEPUTY:
            return ""
        deputies = self.records["deputy"].values()
        return next((row.name for row in deputies if row.person_id == event.actor_id), "")

    def _was_late(self, event: Any) -> bool:
        clocks = [row for row in self.records["case_clock"].values() if row.case_id == event.case_id]
        met = [row for row in clocks if row.kind in ("reply", "redo") and row.stopped_at == event.at]
        return any(row.due_at < event.at for row in met)
