"""Every act on a case as a deed that anybody may try: what is called, and in which states it may take effect.

To add an act is to add a line to DEEDS. `fits` is what the rules say (see the table of states and the
glossary), written down here a second time: a deed that works in any other state is a fault.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from hotline import (
    casework,
    chasing,
    closing,
    deferring,
    desk,
    drafts,
    excluding,
    extending,
    filing,
    hearing,
    merging,
    phones,
    rating,
    referring,
    supervising,
    supporting,
    surveys,
    transcripts,
    unnamed,
    visiting,
    withdrawing,
)
from hotline.callers import calls
from hotline.casebook import Ref
from hotline.material import Material
from hotline.permissions import Act, Actor
from hotline.restraint import pausing
from hotline.states import OPEN
from hotline.suggestions import drafting as suggestions
from hotline.work import Work
from storage.tables import Person
from storage.vocabulary import Level, State, Urgency
from tests.properties.records import Records
from tests.properties.township import Township

T = TypeVar("T")
S = State

MARK = "槐花"
"""Stands in whatever anybody says, so that it can be looked for where no words may stand."""


@dataclass(frozen=True)
class Scene:
    """What a deed has at hand. `salt` chooses among its variants, 0 the plainest."""

    work: Work
    actor: Actor
    ref: Ref
    salt: int
    case: Any
    records: Records
    town: Township
    master_id: int = 0

    def pick(self, options: Sequence[T]) -> T:
        return options[self.salt % len(options)]

    @property
    def words(self) -> str:
        """Something to say; sometimes nothing, sometimes the name of somebody who then has to step aside."""
        said = (
            f"{MARK}开了，请您看看",
            f"{MARK}落了",
            "",
            f"王建国代表家门口{MARK}多",
            f"{MARK}旁边的周敏不管",
        )
        return said[0] if self.salt % 6 else said[self.salt // 6 % len(said)]

    @property
    def said(self) -> Material:
        return Material(text=self.words)

    @property
    def deputy_id(self) -> int:
        return self.pick([*self.town.deputies.values(), 0])

    @property
    def place_id(self) -> int:
        return self.pick([*self.town.places.values(), 0])

    @property
    def day(self) -> date:
        return self.work.calendar.local_date(self.work.now) + timedelta(days=self.pick([9, 30, 2, 0, 999]))

    @property
    def another(self) -> Ref:
        """Another case, of whatever kind, where none is said."""
        return Ref(self.master_id or self.pick([*self.records.cases]))

    @property
    def author(self) -> int:
        return int(self.case.constituent_id)


@dataclass(frozen=True)
class Deed:
    """`do` is done under the permission `act` to a case in one of the states `fits`."""

    name: str
    act: Act
    fits: frozenset[State]
    do: Callable[[Scene], Awaitable[object]]

    def __repr__(self) -> str:
        return self.name


def _deed(
    name: str, act: Act, fits: frozenset[State] | set[State], do: Callable[[Scene], Awaitable[object]]
) -> Deed:
    return Deed(name, act, frozenset(fits), do)


_ANY = frozenset(State)
_FILED = _ANY - {S.DRAFT}
_OPEN = OPEN - {S.DRAFT}
_HANDLED = frozenset({S.ASSIGNED, S.ACCEPTED, S.IN_PROGRESS, S.REFERRED})
# With a deputy who may do something about it, be it only to wait.
_WITH_DEPUTY = _OPEN - {S.SUBMITTED, S.RETURN_REVIEW}


async def _refer(scene: Scene) -> None:
    unit, level = scene.pick([("村委会", Level.VILLAGE), ("县交通局", Level.COUNTY), (" ", Level.TOWN)])
    await referring.refer(scene.work, scene.actor, scene.ref, unit, level, scene.day)


async def _choose_place(scene: Scene) -> None:
    person = await scene.work.session.get_one(Person, (scene.work.station_id, scene.author))
    await drafts.choose_place(scene.work, scene.actor, person, scene.ref, scene.place_id)


DEEDS: tuple[Deed, ...] = (
    # By the constituent, or by the desk for a caller
    _deed("submit", Act.SUBMIT, {S.DRAFT}, lambda s: filing.submit(s.work, s.actor, s.ref)),
    _deed("insist", Act.SUBMIT, {S.DRAFT}, lambda s: drafts.insist(s.work, s.actor, s.ref)),
    _deed(
        "it is different", Act.SUBMIT, {S.DRAFT}, lambda s: supporting.is_different(s.work, s.actor, s.ref)
    ),
    _deed(
        "choose category",
        Act.CORRECT_CATEGORY,
        {S.DRAFT},
        lambda s: drafts.choose_category(s.work, s.actor, s.ref, s.pick(["交通运输", "农村农业", "?"])),
    ),
    _deed("choose place", Act.CORRECT_PLACE, {S.DRAFT}, _choose_place),
    _deed("cancel the draft", Act.WITHDRAW, {S.DRAFT}, lambda s: drafts.cancel(s.work, s.actor, s.ref)),
    _deed(
        "go unnamed",
        Act.STAY_UNNAMED,
        _ANY,
        lambda s: unnamed.choose(s.work, s.actor, s.ref, is_unnamed=s.pick([True, False])),
    ),
    _deed(
        "share the number",
        Act.SHARE_PHONE,
        _OPEN,
        lambda s: phones.share(s.work, s.actor, s.ref, "139 0000 0000"),
    ),
    _deed("take the number back", Act.SHARE_PHONE, _ANY, lambda s: phones.take_back(s.work, s.actor, s.ref)),
    _deed(
        "add material",
        Act.ADD_MATERIAL,
        _FILED,
        lambda s: hearing.add_material(s.work, s.actor, s.ref, s.said),
    ),
    _deed(
        "answer",
        Act.ANSWER_QUESTION,
        {S.NEED_INFO},
        lambda s: hearing.answer_question(s.work, s.actor, s.ref, s.said),
    ),
    _deed("chase", Act.CHASE, _ANY, lambda s: chasing.chase(s.work, s.actor, s.ref)),
    _deed(
        "object to the refusal",
        Act.OBJECT,
        {S.NOT_ACCEPTED},
        lambda s: desk.object_to_refusal(s.work, s.actor, s.ref),
    ),
    _deed("withdraw", Act.WITHDRAW, _OPEN, lambda s: withdrawing.withdraw(s.work, s.actor, s.ref)),
    _deed(
        "rate: solved",
        Act.RATE,
        {S.REPLIED},
        lambda s: rating.rate_solved(s.work, s.actor, s.ref, s.pick([True, False])),
    ),
    _deed(
        "rate: satisfied",
        Act.RATE,
        {S.REPLIED},
        lambda s: rating.rate_satisfied(s.work, s.actor, s.ref, s.pick([False, True])),
    ),
    _deed(
        "rate the master's answer",
        Act.RATE,
        {S.MERGED},
        lambda s: merging.rate(s.work, s.actor, s.ref, s.pick([False, True])),
    ),
    _deed("comment", Act.ADD_MATERIAL, _FILED, lambda s: rating.comment(s.work, s.actor, s.ref, s.said)),
    _deed("reopen", Act.REOPEN, {S.CLOSED}, lambda s: rating.reopen(s.work, s.actor, s.ref)),
    _deed(
        "answer the survey",
        Act.ANSWER_SURVEY,
        {S.CLOSED},
        lambda s: surveys.answer(s.work, s.actor, s.ref, is_solved=s.pick([True, False])),
    ),
    _deed("support", Act.SUPPORT, _OPEN, lambda s: supporting.support(s.work, s.actor, s.ref)),
    _deed("support no more", Act.FOLLOW, _ANY, lambda s: supporting.leave(s.work, s.actor, s.ref)),
    # By the deputy, or by the desk in the deputy's place
    _deed("accept", Act.ACCEPT, {S.ASSIGNED}, lambda s: casework.accept(s.work, s.actor, s.ref)),
    _deed(
        "return",
        Act.RETURN,
        {S.ASSIGNED, S.ACCEPTED},
        lambda s: casework.return_case(s.work, s.actor, s.ref, s.words),
    ),
    _deed("write", Act.CONTACT, _FILED, lambda s: casework.contact(s.work, s.actor, s.ref, s.said)),
    _deed("ask", Act.ASK, _HANDLED | {S.SUBMITTED}, lambda s: casework.ask(s.work, s.actor, s.ref, s.said)),
    _deed("refer", Act.REFER, _HANDLED | {S.REDO}, _refer),
    _deed(
        "record a unit's answer",
        Act.RECORD_ANSWER,
        {S.REFERRED},
        lambda s: referring.record_answer(s.work, s.actor, s.ref, s.said),
    ),
    _deed(
        "reply",
        Act.REPLY,
        _HANDLED | {S.REDO},
        lambda s: casework.reply(s.work, s.actor, s.ref, s.pick(["A", "C", "D", "Z"]), s.said),
    ),
    _deed(
        "defer",
        Act.DEFER,
        {S.ACCEPTED, S.IN_PROGRESS, S.REFERRED, S.REPLIED},
        lambda s: deferring.defer(s.work, s.actor, s.ref, s.day, s.said),
    ),
    _deed("resume", Act.RESUME, {S.DEFERRED}, lambda s: deferring.resume(s.work, s.actor, s.ref)),
    _deed(
        "extend",
        Act.EXTEND,
        _HANDLED | {S.RETURN_REVIEW},
        lambda s: extending.extend(s.work, s.actor, s.ref, s.pick([5, 10, 11]), s.said),
    ),
    _deed(
        "log a visit",
        Act.LOG_VISIT,
        _WITH_DEPUTY,
        lambda s: visiting.log_visit(s.work, s.actor, s.ref, s.said),
    ),
    _deed(
        "account for it",
        Act.ANSWER_SUPERVISION,
        _FILED,
        lambda s: supervising.answer(s.work, s.actor, s.ref, s.words),
    ),
    _deed(
        "draft a suggestion",
        Act.PUT_INTO_SUGGESTION,
        _FILED - {S.WITHDRAWN, S.NOT_ACCEPTED},
        lambda s: suggestions.draft(s.work, s.actor, [s.ref]),
    ),
    # By the desk
    _deed(
        "assign",
        Act.TRIAGE_ASSIGN,
        {S.SUBMITTED},
        lambda s: desk.assign_to(s.work, s.actor, s.ref, s.deputy_id),
    ),
    _deed("reassign", Act.REASSIGN, _OPEN, lambda s: desk.assign_to(s.work, s.actor, s.ref, s.deputy_id)),
    _deed(
        "take over",
        Act.TAKE_OVER,
        _WITH_DEPUTY | {S.RETURN_REVIEW},
        lambda s: closing.take_over(s.work, s.actor, s.ref),
    ),
    _deed(
        "uphold the return",
        Act.DECIDE_RETURN,
        {S.RETURN_REVIEW},
        lambda s: desk.uphold_return(s.work, s.actor, s.ref),
    ),
    _deed(
        "reject the return",
        Act.DECIDE_RETURN,
        {S.RETURN_REVIEW},
        lambda s: desk.reject_return(s.work, s.actor, s.ref, s.words),
    ),
    _deed(
        "refuse",
        Act.REFUSE,
        {S.SUBMITTED, S.RETURN_REVIEW},
        lambda s: desk.refuse(s.work, s.actor, s.ref, s.pick(["police", "?"]), s.words),
    ),
    _deed(
        "take it up after all",
        Act.REVIEW_REFUSAL,
        {S.NOT_ACCEPTED},
        lambda s: desk.review_refusal(s.work, s.actor, s.ref),
    ),
    _deed(
        "keep it refused",
        Act.REVIEW_REFUSAL,
        {S.NOT_ACCEPTED},
        lambda s: desk.keep_refusal(s.work, s.actor, s.ref),
    ),
    _deed("merge", Act.MERGE, _OPEN, lambda s: merging.merge(s.work, s.actor, s.ref, s.another)),
    _deed("unmerge", Act.UNMERGE, {S.MERGED}, lambda s: merging.unmerge(s.work, s.actor, s.ref)),
    _deed(
        "supervise",
        Act.SUPERVISE,
        _WITH_DEPUTY,
        lambda s: supervising.supervise(s.work, s.actor, s.ref, s.words, s.day),
    ),
    _deed(
        "write down a voice",
        Act.TRANSCRIBE,
        _FILED,
        lambda s: transcripts.transcribe(s.work, s.actor, s.ref, s.words),
    ),
    _deed(
        "set the urgency",
        Act.SET_URGENCY,
        _OPEN,
        lambda s: desk.set_urgency(s.work, s.actor, s.ref, s.pick([*Urgency])),
    ),
    _deed(
        "correct the category",
        Act.CORRECT_CATEGORY,
        _FILED,
        lambda s: desk.correct_category(s.work, s.actor, s.ref, s.pick(["交通运输", "农村农业", "?"])),
    ),
    _deed(
        "correct the place",
        Act.CORRECT_PLACE,
        _FILED,
        lambda s: desk.correct_place(s.work, s.actor, s.ref, s.place_id),
    ),
    _deed(
        "say the place",
        Act.CORRECT_PLACE,
        _OPEN,
        lambda s: filing.say_place(s.work, s.actor, s.ref, s.place_id),
    ),
    _deed(
        "tell the caller",
        Act.TELL_CALLER,
        _FILED,
        lambda s: calls.note_told(s.work, s.actor, s.ref, "", is_reached=s.pick([True, False])),
    ),
    _deed(
        "leave out of the rates",
        Act.EXCLUDE_FROM_RATES,
        _FILED,
        lambda s: excluding.exclude(s.work, s.actor, s.ref, s.pick(["disputed", "outside", "?"]), s.words),
    ),
    _deed(
        "count in the rates again",
        Act.EXCLUDE_FROM_RATES,
        _FILED,
        lambda s: excluding.include(s.work, s.actor, s.ref),
    ),
    _deed(
        "pause the author",
        Act.PAUSE_PERSON,
        _FILED,
        lambda s: pausing.pause(s.work, s.actor, s.ref, s.words, s.day),
    ),
    _deed(
        "close for good",
        Act.FORCE_CLOSE,
        _OPEN,
        lambda s: closing.force_close(s.work, s.actor, s.ref, s.words),
    ),
)

BY_NAME = {deed.name: deed for deed in DEEDS}

GOING_ON = frozenset(
    {
        *("submit", "accept", "return", "ask", "answer", "refer", "record a unit's answer", "reply", "defer"),
        *("resume", "extend", "log a visit", "account for it", "assign", "uphold the return", "supervise"),
        *("reject the return", "take it up after all", "merge", "unmerge", "rate the master's answer"),
        *("rate: solved", "rate: satisfied", "reopen"),
    }
)
"""The deeds by which a case comes further."""

_BY_THE_CLOCK = "the clock does it when the machine waits"
ELSEWHERE: Mapping[Act, str] = {
    Act.READ_CASE: "changes nothing",
    Act.LINK_CALLER: "a rule of the machine: it takes two people",
    Act.FORGET_CALLER: "erases all cases of a caller at once: tests/bot/test_forgetting.py",
    **dict.fromkeys(
        (Act.REMIND, Act.EXPIRE_DRAFT, Act.CLOSE_UNANSWERED, Act.CLOSE_SILENT, Act.ARCHIVE), _BY_THE_CLOCK
    ),
}
"""Acts on cases that are no deeds, and why."""
