"""The tables. Every key begins with the station, so that townships can share a database or be spread by it.

Moments are aware UTC. Personal data stands only in Identity (sealed), in sealed attachments, and, while it
passes through, in Inbox and Outgoing. Case text is plain, with phone and identity numbers masked on entry.
"""

from storage.tables.activities import Activity, ActivityPhoto, Attendance, Nominee
from storage.tables.base import Row
from storage.tables.cases import Attachment, AttachmentChunk, Avoidance, Case, Entry, Event
from storage.tables.casework import CaseClock, Referral, Reminder, ReplyTemplate, Supervision, Support
from storage.tables.contact_days import Booking, ContactDay
from storage.tables.delivery import Dialogue, Inbox, Notice, Outgoing
from storage.tables.desk import CaseReading, CaseSearch, DeskLink, DeskSession, WeekFigures
from storage.tables.lexicon import AgreedKeyword, LexiconProposal
from storage.tables.people import Identity, Invitation, Person, RoleGrant
from storage.tables.publication import ApiKey, Ledger, LedgerLine
from storage.tables.restraint import Pause, SeenText
from storage.tables.roster import Constituency, Deputy, Place
from storage.tables.station import Station
from storage.tables.suggestions import Suggestion, SuggestionCase, SuggestionEvent

__all__ = [
    "Activity",
    "ActivityPhoto",
    "AgreedKeyword",
    "ApiKey",
    "Attachment",
    "AttachmentChunk",
    "Attendance",
    "Avoidance",
    "Booking",
    "Case",
    "CaseClock",
    "CaseReading",
    "CaseSearch",
    "Constituency",
    "ContactDay",
    "Deputy",
    "DeskLink",
    "DeskSession",
    "Dialogue",
    "Entry",
    "Event",
    "Identity",
    "Inbox",
    "Invitation",
    "Ledger",
    "LedgerLine",
    "LexiconProposal",
    "Nominee",
    "Notice",
    "Outgoing",
    "Pause",
    "Person",
    "Place",
    "Referral",
    "Reminder",
    "ReplyTemplate",
    "RoleGrant",
    "Row",
    "SeenText",
    "Station",
    "Suggestion",
    "SuggestionCase",
    "SuggestionEvent",
    "Supervision",
    "Support",
    "WeekFigures",
]
