"""A line of a ledger: which one is meant, in which words, and whether it may still be decided on."""

import zlib
from dataclasses import dataclass
from enum import StrEnum

from hotline.errors import NoSuchChoice
from hotline.permissions import Act, Actor, acting_role
from hotline.work import Work
from storage.queries import ledger as queries
from storage.tables import Ledger, LedgerLine


class LineState(StrEnum):
    """What the liaison has decided."""

    WAITING = "waiting"
    APPROVED = "approved"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class LineRef:
    """Which line is meant, and in which words it was seen; None: as it is now."""

    line_id: int
    version: int | None = None


def version_of(line: LedgerLine) -> int:
    """A number that changes with the words: nobody agrees to words that were not on the card."""
    words = "\0".join((line.village, line.category, line.matter, line.outcome))
    return zlib.crc32(words.encode())


async def open_line(work: Work, actor: Actor, ref: LineRef) -> tuple[Ledger, LedgerLine]:
    """A line that is to be decided on, its ledger locked. Raises NotAllowed, NoSuchChoice."""
    acting_role(Act.PUBLISH_LEDGER, actor)
    line = await queries.line(work.session, work.station_id, ref.line_id)
    if line is None:
        raise NoSuchChoice("ledger_line", "")
    ledger = await queries.locked_ledger(work.session, work.station_id, line.ledger_id)
    if ledger.published_at is not None:
        raise NoSuchChoice("ledger_published", "")
    if ref.version is not None and ref.version != version_of(line):
        raise NoSuchChoice("ledger_line_changed", "")
    return ledger, line
