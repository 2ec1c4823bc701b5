"""How long each kind of data is kept: as the settings say, as people are told (/privacy)."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class RetentionRules:
    """How long each kind of data is kept after it was last needed."""

    # Handled updates: Telegram repeats them for a day at most.
    updates: timedelta = timedelta(days=3)
    # What was sent: needed for answers to it, and for changing a card.
    messages: timedelta = timedelta(days=180)
    # Pictures, voices and files, once their case is over for good.
    files: timedelta = timedelta(days=730)
    # Who somebody is, once the person has had nothing to do with the hotline.
    identities: timedelta = timedelta(days=1095)
    # Who looked at which case.
    readings: timedelta = timedelta(days=1095)
    # Links to the desk, and sessions.
    visits: timedelta = timedelta(days=30)
    # Marks of words, by which the same ones are recognised.
    seen_texts: timedelta = timedelta(days=7)


RETENTION_RULES = RetentionRules()
