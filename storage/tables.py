"""The tables. Every key begins with the station, so that townships can share a database or be spread by it.

Moments are aware UTC. Personal data stands only in Identity (sealed), in sealed attachments, and, while it
passes through, in Inbox and Outgoing. Case text is plain, with phone and identity numbers masked on entry.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.ids import new_id
from storage.vocabulary import Channel, Level, Role, State, SuggestionState, Urgency

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING


def _enum(kind: type[StrEnum]) -> sa.Enum:
    # Stored by value in a plain column: SQLModel does not validate, and native enums are hard to migrate.
    return sa.Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        length=32,
        validate_strings=True,
        create_constraint=False,
    )


def _belongs(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["station_id", column], [f"{table}.station_id", f"{table}.id"])


class Row(SQLModel):
    """What every row has: its station and its own identifier."""

    station_id: int = Field(primary_key=True)
    id: int = Field(default_factory=new_id, primary_key=True, sa_type=sa.BigInteger)


class Station(SQLModel, table=True):
    """One hotline: a township's, or one of many in a shared database."""

    id: int = Field(primary_key=True)
    next_number: int = 1
    roster_version: int = 0
    lexicon_version: int = 0
    # How many corrected cases the last review of the lexicon read; -1: it is due.
    reviewed_corrections: int = 0
    next_suggestion: int = 1
    digest_sent_for: date | None = None


class Constituency(Row, table=True):
    """选区. `code` stands in contact cards' links."""

    __table_args__ = (sa.UniqueConstraint("station_id", "code"),)
    code: str = Field(max_length=32)
    name: str = Field(max_length=64)
    left_at: datetime | None = None


class Place(Row, table=True):
    """A village, road, unit or estate, with its nicknames; several may lie in one constituency."""

    __table_args__ = (
        _belongs("constituency", "constituency_id"),
        sa.Index(None, "station_id", "constituency_id"),
    )
    constituency_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    kind: str = Field(max_length=32)
    name: str = Field(max_length=64)
    aliases: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    village: str | None = Field(default=None, max_length=64)
    township: str | None = Field(default=None, max_length=64)
    latitude: float | None = None
    longitude: float | None = None
    left_at: datetime | None = None


class Person(Row, table=True):
    """Whoever writes to the bot, without anything that says who it is."""

    __table_args__ = (_belongs("place", "village_id"),)
    language: str = Field(default="zh-Hans", max_length=16)
    village_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    created_at: datetime
    informed_at: datetime | None = None
    blocked_at: datetime | None = None
    # Known by telephone or from the reception room: has no chat, the liaison tells and answers.
    is_caller: bool = False
    erased_at: datetime | None = None


class Identity(SQLModel, table=True):
    """Who a person is: sealed with the person's own key, found by keyed hash."""

    __table_args__ = (
        sa.ForeignKeyConstraint(["station_id", "person_id"], ["person.station_id", "person.id"]),
        sa.UniqueConstraint("station_id", "chat_hash"),
        sa.Index("ix_identity_phone_hash", "station_id", "phone_hash", unique=True),
    )
    station_id: int = Field(primary_key=True)
    person_id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    chat_hash: str = Field(max_length=64)
    # Of somebody who has a chat and was a caller before.
    phone_hash: str | None = Field(default=None, max_length=64)
    wrapped_key: bytes | None = None
    sealed: bytes | None = None


class RoleGrant(Row, table=True):
    """A role that a person holds until it is withdrawn. Everybody is a constituent without a grant."""

    __table_args__ = (_belongs("person", "person_id"), sa.Index(None, "station_id", "person_id"))
    person_id: int = Field(sa_type=sa.BigInteger)
    role: Role = Field(sa_type=_enum(Role))
    granted_at: datetime
    revoked_at: datetime | None = None


class Deputy(Row, table=True):
    """人大代表, as the published roster has it; `person_id` once the invitation was used."""

    __table_args__ = (
        _belongs("constituency", "constituency_id"),
        _belongs("person", "person_id"),
        sa.UniqueConstraint("station_id", "code"),
        sa.Index(None, "station_id", "person_id"),
    )
    code: str = Field(max_length=32)
    name: str = Field(max_length=64)
    level: Level = Field(default=Level.TOWN, sa_type=_enum(Level))
    constituency_id: int = Field(sa_type=sa.BigInteger)
    specialities: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    capacity: int = 20
    is_village_official: bool = False
    away_from: date | None = None
    away_until: date | None = None
    substitute_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    # When whoever stands in, and those whose cases wait, were told that the absence has begun.
    handed_over_at: datetime | None = None
    person_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    last_assigned_at: datetime | None = None
    left_at: datetime | None = None


class Invitation(Row, table=True):
    """A single-use link into a role; only the hash of its code is kept."""

    __table_args__ = (sa.UniqueConstraint("station_id", "code_hash"), _belongs("deputy", "deputy_id"))
    code_hash: str = Field(max_length=64)
    role: Role = Field(sa_type=_enum(Role))
    deputy_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    # Whose cases the link hands over: a caller's, registered without Telegram.
    caller_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    used_by_id: int | None = Field(default=None, sa_type=sa.BigInteger)


class Case(Row, table=True):
    """诉求: one matter of one constituent, with everything that its state alone does not say."""

    # The class and the domain say `case`, a reserved word of SQL: the table is called cases.
    __tablename__: ClassVar[Any] = "cases"
    __table_args__ = (
        _belongs("person", "constituent_id"),
        _belongs("deputy", "deputy_id"),
        _belongs("constituency", "constituency_id"),
        _belongs("place", "place_id"),
        sa.UniqueConstraint("station_id", "number"),
        sa.Index(None, "station_id", "master_id"),
        sa.Index(None, "station_id", "constituent_id", "state"),
        sa.Index(None, "station_id", "deputy_id", "state"),
        sa.Index(None, "station_id", "state", "due_at"),
        sa.Index(None, "station_id", "submitted_at"),
        sa.Index(
            "ix_cases_open_nearby",
            "station_id",
            "constituency_id",
            "submitted_at",
            postgresql_where=sa.text("closed_at IS NULL"),
            sqlite_where=sa.text("closed_at IS NULL"),
        ),
        sa.Index(
            "ix_cases_corrected",
            "station_id",
            "submitted_at",
            postgresql_where=sa.text("has_chosen_category"),
            sqlite_where=sa.text("has_chosen_category = 1"),
        ),
    )
    number: int | None = None
    state: State = Field(default=State.DRAFT, sa_type=_enum(State))
    version: int = 1
    channel: Channel = Field(default=Channel.TELEGRAM, sa_type=_enum(Channel))
    constituent_id: int = Field(sa_type=sa.BigInteger)
    text: str = Field(default="", sa_type=sa.Text)
    # What the words sound like (hotline.kinds); anything but "case" is a draft only until its author insists.
    kind: str = Field(default="case", max_length=16)

    category: str | None = Field(default=None, max_length=32)
    topic: str | None = Field(default=None, max_length=32)
    confidence: float = 0.0
    words: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    runners_up: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    has_chosen_category: bool = False
    has_chosen_place: bool = False
    # The author of the draft said so of the case that was offered for support.
    is_different: bool = False
    urgency: Urgency = Field(default=Urgency.NORMAL, sa_type=_enum(Urgency))
    danger_number: str | None = Field(default=None, max_length=8)

    constituency_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    place_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    latitude: float | None = None
    longitude: float | None = None
    places_named: list[str] = Field(default_factory=list, sa_type=sa.JSON)

    deputy_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    chosen_deputy_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    routing_reason: str | None = Field(default=None, max_length=32)
    names_liaison: bool = False
    is_escalated: bool = False
    has_been_returned: bool = False
    is_unnamed: bool = False
    shares_phone: bool = False
    # The case it was merged into; no foreign key, for which SQLite would have to build the table anew.
    master_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    chased_at: datetime | None = None
    state_before: State | None = Field(default=None, sa_type=_enum(State))
    pauses: int = 0
    extensions: int = 0

    result: str | None = Field(default=None, max_length=8)
    is_solved: bool | None = None
    is_satisfied: bool | None = None
    is_closed_by_silence: bool = False
    dissatisfied_times: int = 0
    has_been_surveyed: bool = False

    due_at: datetime | None = None
    review_at: datetime | None = None
    created_at: datetime
    state_since: datetime
    submitted_at: datetime | None = None
    assigned_at: datetime | None = None
    accepted_at: datetime | None = None
    contacted_at: datetime | None = None
    replied_at: datetime | None = None
    closed_at: datetime | None = None


class Avoidance(SQLModel, table=True):
    """回避: a deputy from whom this case is hidden everywhere."""

    __table_args__ = (_belongs("cases", "case_id"), _belongs("deputy", "deputy_id"))
    station_id: int = Field(primary_key=True)
    case_id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    deputy_id: int = Field(primary_key=True, sa_type=sa.BigInteger)


class Event(Row, table=True):
    """What happened, append-only, without personal text: a hash chain per case.

    `facts` holds plain values; `text_digest` the SHA-256 of any words that belong to the event, so that
    blanking the words leaves the chain valid.
    """

    __table_args__ = (
        _belongs("cases", "case_id"),
        sa.UniqueConstraint("station_id", "case_id", "sequence"),
        sa.Index(None, "station_id", "at"),
    )
    case_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    sequence: int = 1
    kind: str = Field(max_length=32)
    actor_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    actor_role: Role = Field(sa_type=_enum(Role))
    from_state: State | None = Field(default=None, sa_type=_enum(State))
    to_state: State | None = Field(default=None, sa_type=_enum(State))
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    text_digest: str | None = Field(default=None, max_length=64)
    at: datetime
    chained: str = Field(max_length=64)


class Entry(Row, table=True):
    """Words or media inside a case: what was said, by whom, to whom; the dialogue and the material."""

    __table_args__ = (
        _belongs("cases", "case_id"),
        _belongs("person", "author_id"),
        sa.Index(None, "station_id", "case_id"),
        sa.Index(None, "station_id", "author_id", "message_id"),
    )
    case_id: int = Field(sa_type=sa.BigInteger)
    author_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    author_role: Role = Field(sa_type=_enum(Role))
    kind: str = Field(max_length=32)
    text: str = Field(default="", sa_type=sa.Text)
    message_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    media_group: str | None = Field(default=None, max_length=64)
    at: datetime


class Attachment(Row, table=True):
    """A file that belongs to an entry. `stored_at` once its bytes lie in AttachmentChunk."""

    __table_args__ = (
        _belongs("entry", "entry_id"),
        _belongs("cases", "case_id"),
        sa.Index(None, "station_id", "case_id"),
        sa.Index(None, "station_id", "try_at"),
    )
    case_id: int = Field(sa_type=sa.BigInteger)
    entry_id: int = Field(sa_type=sa.BigInteger)
    owner_id: int = Field(sa_type=sa.BigInteger)
    kind: str = Field(max_length=16)
    file_id: str = Field(max_length=256)
    unique_id: str = Field(max_length=64)
    mime: str | None = Field(default=None, max_length=128)
    size: int | None = None
    digest: str | None = Field(default=None, max_length=64)
    try_at: datetime | None = None
    attempts: int = 0
    stored_at: datetime | None = None
    problem: str | None = Field(default=None, max_length=64)


class AttachmentChunk(SQLModel, table=True):
    """Sealed bytes of an attachment, in pieces of at most 512 KiB."""

    __tablename__: ClassVar[Any] = "attachment_chunk"
    __table_args__ = (_belongs("attachment", "attachment_id"),)
    station_id: int = Field(primary_key=True)
    attachment_id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    position: int = Field(primary_key=True)
    sealed: bytes


class Referral(Row, table=True):
    """交办: one hop of the ladder, to a handling unit that has no account."""

    __table_args__ = (_belongs("cases", "case_id"), sa.Index(None, "station_id", "case_id"))
    case_id: int = Field(sa_type=sa.BigInteger)
    unit: str = Field(max_length=64)
    level: Level = Field(sa_type=_enum(Level))
    contact: str = Field(default="", max_length=64)
    # The clock of this hop, and the words of the answer; no foreign keys, for which SQLite would have to
    # build the table anew.
    clock_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    answer_entry_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    referred_at: datetime
    due_at: datetime
    answered_at: datetime | None = None


class CaseClock(Row, table=True):
    """A clock of a case, running, paused or stopped; lengths in microseconds (hotline.deadlines.Clock)."""

    __tablename__: ClassVar[Any] = "case_clock"
    __table_args__ = (
        _belongs("cases", "case_id"),
        sa.Index(None, "station_id", "case_id"),
        sa.Index(None, "station_id", "kind", "due_at"),
    )
    case_id: int = Field(sa_type=sa.BigInteger)
    kind: str = Field(max_length=32)
    started_at: datetime
    due_at: datetime
    is_natural: bool = False
    is_estimated: bool = False
    length_us: int = Field(sa_type=sa.BigInteger)
    paused_at: datetime | None = None
    remaining_us: int | None = Field(default=None, sa_type=sa.BigInteger)
    stopped_at: datetime | None = None


class Reminder(Row, table=True):
    """A due time. Rows are replaced by the plan of each new state; a sent one stays as a record."""

    __table_args__ = (
        _belongs("cases", "case_id"),
        sa.Index(None, "station_id", "case_id"),
        sa.Index(
            "ix_reminder_waiting",
            "due_at",
            postgresql_where=sa.text("handled_at IS NULL"),
            sqlite_where=sa.text("handled_at IS NULL"),
        ),
    )
    case_id: int = Field(sa_type=sa.BigInteger)
    kind: str = Field(max_length=32)
    due_at: datetime
    # May go out at any hour: urgent, and not to a constituent.
    is_urgent: bool = False
    handled_at: datetime | None = None


class Support(SQLModel, table=True):
    """附议: a person who stands behind another's case, follows it and hears each answer."""

    __table_args__ = (
        _belongs("cases", "case_id"),
        _belongs("person", "person_id"),
        sa.Index(None, "station_id", "person_id"),
    )
    station_id: int = Field(primary_key=True)
    case_id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    person_id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    at: datetime
    left_at: datetime | None = None


class Supervision(Row, table=True):
    """督办: the liaison's note on a case that the deputy must answer by a day."""

    __table_args__ = (_belongs("cases", "case_id"), sa.Index(None, "station_id", "case_id"))
    case_id: int = Field(sa_type=sa.BigInteger)
    note_entry_id: int = Field(sa_type=sa.BigInteger)
    answer_entry_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    asked_at: datetime
    due_at: datetime
    answered_at: datetime | None = None


class ReplyTemplate(Row, table=True):
    """A frequent reply in a deputy's own words; `owner_id` None: offered to every deputy."""

    __tablename__: ClassVar[Any] = "reply_template"
    __table_args__ = (_belongs("person", "owner_id"), sa.Index(None, "station_id", "owner_id"))
    owner_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    title: str = Field(max_length=32)
    text: str = Field(sa_type=sa.Text)
    created_at: datetime


class ContactDay(Row, table=True):
    """联系日: when and where a deputy meets constituents."""

    __tablename__: ClassVar[Any] = "contact_day"
    __table_args__ = (_belongs("deputy", "deputy_id"), sa.Index(None, "station_id", "starts_at"))
    deputy_id: int = Field(sa_type=sa.BigInteger)
    starts_at: datetime
    ends_at: datetime
    room: str = Field(max_length=64)
    seats: int = 10
    announced_at: datetime
    reminded_at: datetime | None = None
    cancelled_at: datetime | None = None


class Booking(Row, table=True):
    """A place taken at a contact day; a walk-in has no account behind it (`person_id` None)."""

    __table_args__ = (
        _belongs("contact_day", "contact_day_id"),
        _belongs("person", "person_id"),
        _belongs("cases", "case_id"),
        sa.Index(None, "station_id", "contact_day_id"),
        sa.Index(None, "station_id", "person_id"),
    )
    contact_day_id: int = Field(sa_type=sa.BigInteger)
    person_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    case_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    about: str = Field(default="", sa_type=sa.Text)
    # The deputy may see the name that the person shows in Telegram.
    shows_name: bool = False
    booked_at: datetime
    cancelled_at: datetime | None = None


class Suggestion(Row, table=True):
    """代表建议: a deputy's formal suggestion, drafted from cases, on a clock of months."""

    __table_args__ = (
        _belongs("deputy", "deputy_id"),
        sa.UniqueConstraint("station_id", "number"),
        sa.Index(None, "station_id", "deputy_id", "state"),
        sa.Index(None, "station_id", "state", "due_at"),
        sa.Index(None, "station_id", "remind_at"),
    )
    number: int | None = None
    state: SuggestionState = Field(default=SuggestionState.DRAFTED, sa_type=_enum(SuggestionState))
    version: int = 1
    deputy_id: int = Field(sa_type=sa.BigInteger)
    title: str = Field(default="", max_length=80)
    problem: str = Field(default="", sa_type=sa.Text)
    proposal: str = Field(default="", sa_type=sa.Text)
    unit: str = Field(default="", max_length=64)
    is_complex: bool = False
    answer: str = Field(default="", sa_type=sa.Text)
    is_satisfied: bool | None = None
    rehandled_times: int = 0
    # Why it was sent back, dropped or concluded without an answer.
    note: str = Field(default="", sa_type=sa.Text)
    created_at: datetime
    state_since: datetime
    submitted_at: datetime | None = None
    issued_at: datetime | None = None
    due_at: datetime | None = None
    # When the sweep has to look at it next.
    remind_at: datetime | None = None
    replied_at: datetime | None = None
    concluded_at: datetime | None = None


class SuggestionCase(SQLModel, table=True):
    """A case behind a suggestion; each is still closed by itself."""

    __tablename__: ClassVar[Any] = "suggestion_case"
    __table_args__ = (
        _belongs("suggestion", "suggestion_id"),
        _belongs("cases", "case_id"),
        sa.Index(None, "station_id", "case_id"),
    )
    station_id: int = Field(primary_key=True)
    suggestion_id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    case_id: int = Field(primary_key=True, sa_type=sa.BigInteger)


class SuggestionEvent(Row, table=True):
    """What happened to a suggestion, append-only: a hash chain per suggestion, as Event is per case."""

    __tablename__: ClassVar[Any] = "suggestion_event"
    __table_args__ = (
        _belongs("suggestion", "suggestion_id"),
        sa.UniqueConstraint("station_id", "suggestion_id", "sequence"),
    )
    suggestion_id: int = Field(sa_type=sa.BigInteger)
    sequence: int = 1
    kind: str = Field(max_length=32)
    actor_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    actor_role: Role = Field(sa_type=_enum(Role))
    from_state: SuggestionState | None = Field(default=None, sa_type=_enum(SuggestionState))
    to_state: SuggestionState | None = Field(default=None, sa_type=_enum(SuggestionState))
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    text_digest: str | None = Field(default=None, max_length=64)
    at: datetime
    chained: str = Field(max_length=64)


class AgreedKeyword(Row, table=True):
    """A weight that the liaison agreed to after corrections; added to the lexicon in the files."""

    __tablename__: ClassVar[Any] = "agreed_keyword"
    __table_args__ = (
        _belongs("person", "agreed_by_id"),
        sa.UniqueConstraint("station_id", "text", "category"),
    )
    text: str = Field(max_length=32)
    category: str = Field(max_length=32)
    weight: float
    agreed_by_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    agreed_at: datetime


class LexiconProposal(Row, table=True):
    """A word that corrections speak for: the weights to add, what they would mend, and what became of it."""

    __tablename__: ClassVar[Any] = "lexicon_proposal"
    __table_args__ = (
        _belongs("person", "decided_by_id"),
        sa.Index(None, "station_id", "state"),
    )
    text: str = Field(max_length=32)
    category: str = Field(max_length=32)
    weights: dict[str, float] = Field(default_factory=dict, sa_type=sa.JSON)
    cases: int
    mended: int
    broken: int
    state: str = Field(default="waiting", max_length=16)
    proposed_at: datetime
    decided_by_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    decided_at: datetime | None = None


class Notice(Row, table=True):
    """Something a person is to be told, as plain parameters; text is made only when it is sent."""

    __table_args__ = (
        _belongs("person", "recipient_id"),
        sa.Index(None, "station_id", "recipient_id", "state"),
        sa.Index(
            "ix_notice_waiting",
            "station_id",
            "priority",
            "id",
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        ),
        sa.Index(None, "station_id", "slot"),
    )
    recipient_id: int = Field(sa_type=sa.BigInteger)
    kind: str = Field(max_length=64)
    case_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    params: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    # 0: answers to what was just said or pressed; 1: urgent; 2: routine.
    priority: int = 2
    # A later notice in the same slot replaces one that is still waiting.
    slot: str | None = Field(default=None, max_length=64)
    state: str = Field(default="waiting", max_length=16)
    not_before: datetime
    created_at: datetime
    leased_by: str | None = Field(default=None, max_length=64)
    leased_until: datetime | None = None
    attempts: int = 0
    problem: str | None = Field(default=None, max_length=200)


class Outgoing(Row, table=True):
    """One frozen Telegram call of a notice; rendered once, repeated unchanged, blanked when done."""

    __table_args__ = (
        _belongs("notice", "notice_id"),
        sa.Index(None, "station_id", "notice_id"),
        sa.Index(None, "station_id", "recipient_id", "message_id"),
    )
    notice_id: int = Field(sa_type=sa.BigInteger)
    recipient_id: int = Field(sa_type=sa.BigInteger)
    case_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    position: int = 0
    method: str = Field(max_length=32)
    sealed: bytes | None = None
    message_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    sent_at: datetime | None = None


class Dialogue(SQLModel, table=True):
    """Where a person is in a dialogue with the bot; any process can go on from here."""

    __table_args__ = (_belongs("person", "person_id"),)
    station_id: int = Field(primary_key=True)
    person_id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    step: str = Field(max_length=32)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    changed_at: datetime


class Inbox(SQLModel, table=True):
    """An update, kept before Telegram is told that it was received; sealed, blanked when done."""

    __table_args__ = (sa.Index(None, "station_id", "state", "chat", "update_id"),)
    station_id: int = Field(primary_key=True)
    update_id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    chat: str = Field(max_length=64)
    sealed: bytes | None = None
    state: str = Field(default="waiting", max_length=16)
    attempts: int = 0
    leased_by: str | None = Field(default=None, max_length=64)
    leased_until: datetime | None = None
    received_at: datetime
    done_at: datetime | None = None
    problem: str | None = Field(default=None, max_length=200)
