"""Who may do what: one table from act to role to the cases in that role's reach."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hotline.errors import NotAllowed, NotYourCase
from storage.vocabulary import Role


class Act(StrEnum):
    """Everything that is done to a case, or without one."""

    # by the constituent
    BEGIN_DRAFT = "begin_draft"
    SUBMIT = "submit"
    STAY_UNNAMED = "stay_unnamed"
    SHARE_PHONE = "share_phone"
    ADD_MATERIAL = "add_material"
    ANSWER_QUESTION = "answer_question"
    CHASE = "chase"
    OBJECT = "object"
    WITHDRAW = "withdraw"
    RATE = "rate"
    ANSWER_SURVEY = "answer_survey"
    REOPEN = "reopen"
    SUPPORT = "support"
    FOLLOW = "follow"
    # by the deputy
    ACCEPT = "accept"
    RETURN = "return"
    CONTACT = "contact"
    ASK = "ask"
    REFER = "refer"
    RECORD_ANSWER = "record_answer"
    REPLY = "reply"
    DEFER = "defer"
    RESUME = "resume"
    EXTEND = "extend"
    LOG_VISIT = "log_visit"
    ANSWER_SUPERVISION = "answer_supervision"
    PUT_INTO_SUGGESTION = "put_into_suggestion"
    # by several
    READ_CASE = "read_case"
    CORRECT_CATEGORY = "correct_category"
    CORRECT_PLACE = "correct_place"
    # by the liaison
    TRIAGE_ASSIGN = "triage_assign"
    REASSIGN = "reassign"
    TAKE_OVER = "take_over"
    DECIDE_RETURN = "decide_return"
    REFUSE = "refuse"
    REVIEW_REFUSAL = "review_refusal"
    MERGE = "merge"
    UNMERGE = "unmerge"
    SUPERVISE = "supervise"
    TRANSCRIBE = "transcribe"
    SET_URGENCY = "set_urgency"
    EXCLUDE_FROM_RATES = "exclude_from_rates"
    LINK_CALLER = "link_caller"
    TELL_CALLER = "tell_caller"
    FORGET_CALLER = "forget_caller"
    PAUSE_PERSON = "pause_person"
    FORCE_CLOSE = "force_close"
    # by the clock
    REMIND = "remind"
    EXPIRE_DRAFT = "expire_draft"
    CLOSE_UNANSWERED = "close_unanswered"
    CLOSE_SILENT = "close_silent"
    ARCHIVE = "archive"
    # without a case
    REGISTER_CALL = "register_call"
    INVITE = "invite"
    JOIN = "join"
    IMPORT_ROSTER = "import_roster"
    READ_ROSTER = "read_roster"
    READ_TRIAGE = "read_triage"
    READ_ASSIGNMENTS = "read_assignments"
    READ_ESCALATED = "read_escalated"
    READ_DIGEST = "read_digest"
    SEND_DIGEST = "send_digest"
    EDIT_LEXICON = "edit_lexicon"
    SET_AWAY = "set_away"
    ANNOUNCE_CONTACT_DAY = "announce_contact_day"
    BOOK_CONTACT_DAY = "book_contact_day"
    DRAFT_SUGGESTION = "draft_suggestion"
    REVIEW_SUGGESTION = "review_suggestion"
    READ_SUGGESTION = "read_suggestion"
    HANDLE_SUGGESTION = "handle_suggestion"
    RATE_SUGGESTION = "rate_suggestion"
    REMIND_SUGGESTION = "remind_suggestion"
    PUBLISH_LEDGER = "publish_ledger"
    OPEN_DESK = "open_desk"
    READ_OWN_DIGEST = "read_own_digest"
    READ_DUTY_RECORD = "read_duty_record"
    NOMINATE = "nominate"
    KEEP_ACTIVITIES = "keep_activities"
    ANSWER_INVITATION = "answer_invitation"
    PRINT_CARDS = "print_cards"
    WRITE_YEARLY_SUMMARY = "write_yearly_summary"
    EXPORT_CASES = "export_cases"
    KEEP_API_KEYS = "keep_api_keys"
    REPLACE_KEY = "replace_key"
    FILE_FROM_OUTSIDE = "file_from_outside"
    KEEP_TEMPLATES = "keep_templates"
    KEEP_PAUSES = "keep_pauses"
    DECIDE_PAUSE = "decide_pause"
    OBJECT_TO_PAUSE = "object_to_pause"
    READ_MY_DATA = "read_my_data"
    ERASE_MY_DATA = "erase_my_data"


class Whose(StrEnum):
    """Which cases an act reaches."""

    OWN = "own"  # raised by the actor
    OTHERS = "others"  # raised by somebody else
    FOLLOWED = "followed"  # raised or supported by the actor
    ASSIGNED = "assigned"  # with the actor as deputy, or as the one who stands in for that deputy
    ESCALATED = "escalated"  # handed to the presidium, or about the liaison
    CALLERS = "callers"  # of somebody without a chat, or a call that is just being registered
    ESCALATED_CALLERS = "escalated_callers"  # both
    ANY = "any"
    NONE = "none"  # the act needs no case


_OWN = {Role.CONSTITUENT: Whose.OWN}
_ASSIGNED = {Role.DEPUTY: Whose.ASSIGNED}
# Whatever the liaison may do to any case, the presidium may do to those that have come to it.
_DESK = {Role.LIAISON: Whose.ANY, Role.PRESIDIUM: Whose.ESCALATED}
# What only the constituent may do, the desk does for somebody who has no chat, as that person says.
_FOR_CALLER = {Role.LIAISON: Whose.CALLERS, Role.PRESIDIUM: Whose.ESCALATED_CALLERS}
_CLOCK = {Role.SYSTEM: Whose.ANY}


def _no_case(*roles: Role) -> dict[Role, Whose]:
    return dict.fromkeys(roles, Whose.NONE)


PERMISSIONS: Mapping[Act, Mapping[Role, Whose]] = {
    Act.BEGIN_DRAFT: _no_case(Role.CONSTITUENT),
    Act.SUBMIT: _OWN | _FOR_CALLER,
    Act.STAY_UNNAMED: _OWN | _FOR_CALLER,
    Act.SHARE_PHONE: _OWN,
    # Callers without Telegram speak through the liaison.
    Act.ADD_MATERIAL: _OWN | _DESK,
    Act.ANSWER_QUESTION: _OWN | _DESK,
    Act.CHASE: _OWN,
    Act.OBJECT: _OWN,
    Act.WITHDRAW: _OWN | _FOR_CALLER,
    Act.RATE: _OWN | _FOR_CALLER,
    Act.ANSWER_SURVEY: _OWN | _FOR_CALLER,
    Act.REOPEN: _OWN | _DESK,
    Act.SUPPORT: {Role.CONSTITUENT: Whose.OTHERS},
    Act.FOLLOW: {Role.CONSTITUENT: Whose.FOLLOWED},
    Act.ACCEPT: _ASSIGNED,
    Act.RETURN: _ASSIGNED,
    # The desk can step in for a deputy who is absent.
    Act.CONTACT: _ASSIGNED | _DESK,
    Act.ASK: _ASSIGNED | _DESK,
    Act.REFER: _ASSIGNED | _DESK,
    Act.RECORD_ANSWER: _ASSIGNED | _DESK,
    Act.REPLY: _ASSIGNED | _DESK,
    Act.DEFER: _ASSIGNED | _DESK,
    Act.RESUME: _ASSIGNED | _DESK | _CLOCK,
    Act.EXTEND: _ASSIGNED | _DESK,
    Act.LOG_VISIT: _ASSIGNED | _DESK,
    Act.ANSWER_SUPERVISION: _ASSIGNED,
    Act.PUT_INTO_SUGGESTION: _ASSIGNED,
    Act.READ_CASE: _OWN | _ASSIGNED | _DESK | _CLOCK,
    Act.CORRECT_CATEGORY: _OWN | _ASSIGNED | _DESK,
    Act.CORRECT_PLACE: _OWN | _ASSIGNED | _DESK,
    Act.TRIAGE_ASSIGN: _DESK | _CLOCK,
    Act.REASSIGN: _DESK,
    Act.TAKE_OVER: _DESK,
    Act.DECIDE_RETURN: _DESK,
    Act.REFUSE: _DESK,
    Act.REVIEW_REFUSAL: _DESK,
    Act.MERGE: _DESK,
    Act.UNMERGE: _DESK,
    Act.SUPERVISE: _DESK,
    Act.TRANSCRIBE: _DESK,
    Act.SET_URGENCY: _DESK | _CLOCK,
    Act.EXCLUDE_FROM_RATES: _DESK,
    Act.LINK_CALLER: _FOR_CALLER,
    Act.TELL_CALLER: _FOR_CALLER,
    Act.FORGET_CALLER: _FOR_CALLER,
    # The liaison knows people by their cases only; whose case names her is the presidium's to pause.
    Act.PAUSE_PERSON: _DESK,
    Act.FORCE_CLOSE: _DESK,
    Act.REMIND: _CLOCK,
    Act.EXPIRE_DRAFT: _CLOCK,
    Act.CLOSE_UNANSWERED: _CLOCK,
    Act.CLOSE_SILENT: _CLOCK,
    Act.ARCHIVE: _CLOCK,
    Act.REGISTER_CALL: _no_case(Role.LIAISON),
    Act.INVITE: _no_case(Role.LIAISON, Role.PRESIDIUM, Role.SYSTEM),
    Act.JOIN: _no_case(Role.CONSTITUENT),
    Act.IMPORT_ROSTER: _no_case(Role.LIAISON, Role.SYSTEM),
    Act.READ_ROSTER: _no_case(Role.LIAISON, Role.PRESIDIUM, Role.SYSTEM),
    Act.READ_TRIAGE: _no_case(Role.LIAISON),
    Act.READ_ASSIGNMENTS: _no_case(Role.DEPUTY),
    Act.READ_ESCALATED: _no_case(Role.PRESIDIUM),
    Act.READ_DIGEST: _no_case(Role.LIAISON, Role.PRESIDIUM),
    Act.SEND_DIGEST: _no_case(Role.SYSTEM),
    Act.EDIT_LEXICON: _no_case(Role.LIAISON, Role.SYSTEM),
    Act.SET_AWAY: _no_case(Role.DEPUTY, Role.LIAISON),
    Act.ANNOUNCE_CONTACT_DAY: _no_case(Role.DEPUTY, Role.LIAISON),
    Act.BOOK_CONTACT_DAY: _no_case(Role.CONSTITUENT),
    Act.DRAFT_SUGGESTION: _no_case(Role.DEPUTY),
    # Whose suggestion it is, the use case checks (hotline.suggestions.book).
    Act.REVIEW_SUGGESTION: _no_case(Role.LIAISON, Role.PRESIDIUM),
    Act.READ_SUGGESTION: _no_case(Role.DEPUTY, Role.LIAISON, Role.PRESIDIUM),
    Act.HANDLE_SUGGESTION: _no_case(Role.DEPUTY, Role.LIAISON, Role.PRESIDIUM),
    Act.RATE_SUGGESTION: _no_case(Role.DEPUTY, Role.LIAISON, Role.PRESIDIUM),
    Act.REMIND_SUGGESTION: _no_case(Role.SYSTEM),
    Act.PUBLISH_LEDGER: _no_case(Role.LIAISON),
    Act.OPEN_DESK: _no_case(Role.LIAISON),
    Act.READ_OWN_DIGEST: _no_case(Role.DEPUTY),
    # Whose record it is, the use case checks: a deputy reads only her own.
    Act.READ_DUTY_RECORD: _no_case(Role.LIAISON, Role.PRESIDIUM, Role.DEPUTY),
    Act.NOMINATE: _no_case(Role.LIAISON, Role.PRESIDIUM),
    Act.KEEP_ACTIVITIES: _no_case(Role.LIAISON),
    Act.ANSWER_INVITATION: _no_case(Role.DEPUTY),
    Act.PRINT_CARDS: _no_case(Role.LIAISON, Role.SYSTEM),
    Act.WRITE_YEARLY_SUMMARY: _no_case(Role.LIAISON, Role.PRESIDIUM),
    Act.EXPORT_CASES: _no_case(Role.LIAISON, Role.SYSTEM),
    Act.KEEP_API_KEYS: _no_case(Role.SYSTEM),
    Act.REPLACE_KEY: _no_case(Role.SYSTEM),
    Act.FILE_FROM_OUTSIDE: _no_case(Role.SYSTEM),
    Act.KEEP_TEMPLATES: _no_case(Role.DEPUTY, Role.LIAISON, Role.PRESIDIUM),
    # Whose pause it is, the use case checks (hotline.restraint.pausing).
    Act.KEEP_PAUSES: _no_case(Role.LIAISON, Role.PRESIDIUM),
    Act.DECIDE_PAUSE: _no_case(Role.PRESIDIUM),
    Act.OBJECT_TO_PAUSE: _no_case(Role.CONSTITUENT),
    Act.READ_MY_DATA: _no_case(Role.CONSTITUENT),
    Act.ERASE_MY_DATA: _no_case(Role.CONSTITUENT),
}
"""Roles stand in the order in which a person with several of them acts."""


@dataclass(frozen=True)
class Actor:
    """A person with all roles held; `deputy_id` is set for deputies.

    `stands_in_for` are the deputies who are away now and have named this one to stand in.
    """

    person_id: int
    roles: frozenset[Role]
    deputy_id: int | None = None
    stands_in_for: frozenset[int] = frozenset()

    @property
    def seats(self) -> frozenset[int]:
        """The deputies as whom this person acts now: oneself, and those for whom one stands in."""
        own = frozenset() if self.deputy_id is None else frozenset({self.deputy_id})
        return own | self.stands_in_for


SYSTEM = Actor(person_id=0, roles=frozenset({Role.SYSTEM}))
"""The hotline itself: the clock, automatic routing, the operator's command line."""


@dataclass(frozen=True)
class CaseFacts:
    """What of a case decides who may act on it."""

    number: str
    constituent_id: int | None
    deputy_id: int | None
    is_escalated: bool = False
    named_deputies: frozenset[int] = frozenset()
    names_liaison: bool = False
    supporters: frozenset[int] = frozenset()
    is_caller: bool = False


def _is_own(actor: Actor, case: CaseFacts) -> bool:
    return actor.person_id == case.constituent_id


_REACHES: Mapping[Whose, Callable[[Actor, CaseFacts], bool]] = {
    Whose.OWN: _is_own,
    Whose.OTHERS: lambda actor, case: not _is_own(actor, case),
    Whose.FOLLOWED: lambda actor, case: _is_own(actor, case) or actor.person_id in case.supporters,
    # Never one's own case, however it came to be assigned.
    # Nor a case that names the deputy for whom one stands in: whoever steps aside chooses no judge.
    Whose.ASSIGNED: lambda actor, case: (
        case.deputy_id in actor.seats - case.named_deputies and not _is_own(actor, case)
    ),
    Whose.ESCALATED: lambda actor, case: case.is_escalated or case.names_liaison,
    Whose.CALLERS: lambda actor, case: case.is_caller,
    Whose.ESCALATED_CALLERS: lambda actor, case: case.is_caller and (case.is_escalated or case.names_liaison),
    Whose.ANY: lambda actor, case: True,
}


def must_step_aside(actor: Actor, case: CaseFacts) -> bool:
    """Whether the case names the actor as deputy, or names the liaison and the actor is one.

    Such a person sees nothing of the case in any role, except what was raised by that person.
    """
    return actor.deputy_id in case.named_deputies or (case.names_liaison and Role.LIAISON in actor.roles)


def acting_role(act: Act, actor: Actor, case: CaseFacts | None = None) -> Role:
    """The role in which `actor` may do `act` to `case`.

    Raises NotAllowed if no role held may do it at all, NotYourCase if this case is out of reach,
    ValueError if the act needs a case and none is given.
    """
    held = {role: whose for role, whose in PERMISSIONS[act].items() if role in actor.roles}
    if not held:
        raise NotAllowed(act)
    for role, whose in held.items():
        if whose is Whose.NONE or (case is not None and _is_in_reach(role, whose, actor, case)):
            return role
    if case is None:
        raise ValueError(f"{act} needs a case")
    raise NotYourCase(case.number)


def _is_in_reach(role: Role, whose: Whose, actor: Actor, case: CaseFacts) -> bool:
    if must_step_aside(actor, case) and not (role is Role.CONSTITUENT and _is_own(actor, case)):
        return False
    return _REACHES[whose](actor, case)
