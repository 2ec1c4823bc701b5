"""Everything that a use case may refuse, as one tree.

HotlineError
├── NoSuchCase            the number is not known, or not to be seen by this person
├── NotAllowed            this role may not do this at all
├── NotYourCase           the role may, but the case is another's
├── IllegalTransition     the case is in a state from which this is not possible
├── StaleVersion          the button or form was made for an older version of the case
├── NoSuchChoice          a choice that is not offered (deputy, category, place, reason)
├── AlreadyReturned       one return per case has been adjudicated
├── TooManyPauses         the clock has been paused as often as it may be
├── AlreadyExtended       one extension per case
├── TextMissing           words are needed and none came
├── MustWait              a new matter that is kept and cannot be filed yet
├── NoSuchSuggestion      the number is not known, or the suggestion is not this person's
├── IllegalSuggestionStep the suggestion is in a state from which this is not possible
├── StaleSuggestion       the button was made for an older version of the suggestion
├── InvitationRefused     unknown, used or expired invitation
├── LinkRefused           unknown, used or expired link to the desk
└── RosterRefused         the roster has errors; carries them by row

Each carries the data from which a person's message is made; the message itself is a text in the
catalogs, keyed by the error's name.
"""

from dataclasses import dataclass


class HotlineError(Exception):
    """A refusal that a person caused and can do something about."""


@dataclass
class NoSuchCase(HotlineError):
    number: str


@dataclass
class NotAllowed(HotlineError):
    act: str


@dataclass
class NotYourCase(HotlineError):
    number: str


@dataclass
class IllegalTransition(HotlineError):
    number: str
    state: str
    wanted: str


@dataclass
class StaleVersion(HotlineError):
    number: str
    state: str


@dataclass
class NoSuchChoice(HotlineError):
    what: str
    given: str


@dataclass
class AlreadyReturned(HotlineError):
    number: str


@dataclass
class TooManyPauses(HotlineError):
    number: str


@dataclass
class AlreadyExtended(HotlineError):
    number: str


@dataclass
class TextMissing(HotlineError):
    act: str


@dataclass
class MustWait(HotlineError):
    """`because`: a hotline.restraint.limits.Because; `due_at`: from when on it can be filed."""

    because: str
    due_at: str


@dataclass
class NoSuchSuggestion(HotlineError):
    number: str


@dataclass
class IllegalSuggestionStep(HotlineError):
    number: str
    state: str
    wanted: str


@dataclass
class StaleSuggestion(HotlineError):
    number: str
    state: str


@dataclass
class InvitationRefused(HotlineError):
    reason: str


@dataclass
class LinkRefused(HotlineError):
    reason: str


@dataclass
class RosterRefused(HotlineError):
    problems: list[str]
