"""The liaison goes through a ledger line by line: this may be read, not this, or in other words."""

from hotline import notices
from hotline.errors import NoSuchChoice, TextMissing
from hotline.ledger.composing import compose, count_all
from hotline.ledger.lines import LineRef, LineState, open_line, version_of
from hotline.ledger.masking import mask_public, public_places
from hotline.ledger.quarters import Quarter
from hotline.ledger.words import LONGEST_MATTER, shortened
from hotline.masking import mask
from hotline.normalisation import fold
from hotline.permissions import Act, Actor, acting_role
from hotline.work import Work
from storage.queries import ledger as queries
from storage.tables import Ledger, LedgerLine


async def show(work: Work, actor: Actor, quarter: Quarter, *, message_id: int | None = None) -> Ledger:
    """Answer with how far a quarter's ledger has come."""
    acting_role(Act.PUBLISH_LEDGER, actor)
    ledger = await compose(work, quarter)
    counts = await queries.count_by_state(work.session, work.station_id, ledger.id)
    shown = sum(counts.values())
    await notices.answer(
        work,
        actor.person_id,
        "ledger.overview",
        message_id=message_id,
        quarter=quarter.code,
        total=shown,
        approved=counts.get(LineState.APPROVED, 0),
        left_out=counts.get(LineState.LEFT_OUT, 0),
        waiting=counts.get(LineState.WAITING, 0),
        never=max(0, await count_all(work, quarter) - shown),
        is_published=ledger.published_at is not None,
    )
    return ledger


async def show_next(work: Work, actor: Actor, quarter: Quarter, *, message_id: int | None = None) -> None:
    """Answer with the next line that waits; with the whole once none does."""
    acting_role(Act.PUBLISH_LEDGER, actor)
    ledger = await queries.ledger_of(work.session, work.station_id, quarter.first)
    line = None
    if ledger is not None and ledger.published_at is None:
        line = await queries.next_in(work.session, work.station_id, ledger.id, LineState.WAITING)
    if line is None:
        await show(work, actor, quarter, message_id=message_id)
    else:
        await show_line(work, actor, line, message_id=message_id)


async def show_line(work: Work, actor: Actor, line: LedgerLine, *, message_id: int | None = None) -> None:
    """Answer with one line, as it would be read."""
    await notices.answer(
        work, actor.person_id, "ledger.line", line=line.id, version=version_of(line), message_id=message_id
    )


async def lines_for(work: Work, actor: Actor, quarter: Quarter) -> list[LedgerLine]:
    """All lines of a ledger, decided or not, for whoever decides on them; none before it is composed."""
    acting_role(Act.PUBLISH_LEDGER, actor)
    ledger = await queries.ledger_of(work.session, work.station_id, quarter.first)
    return [] if ledger is None else await queries.lines_of(work.session, work.station_id, ledger.id)


async def decide(work: Work, actor: Actor, ref: LineRef, state: LineState) -> Quarter:
    """Approve a line, leave it out, or let it wait again; which quarter's it is."""
    ledger, line = await open_line(work, actor, ref)
    line.state = state
    line.decided_by_id, line.decided_at = actor.person_id, work.now
    await work.session.flush()
    return Quarter(ledger.quarter)


async def reword(work: Work, actor: Actor, ref: LineRef, words: str) -> LedgerLine:
    """Say a line's matter in other words; it waits for consent to them. Numbers are masked in any case."""
    _, line = await open_line(work, actor, ref)
    said = " ".join(mask(words).split())
    if not said:
        raise TextMissing("ledger_words")
    if len(said) > LONGEST_MATTER:
        raise NoSuchChoice("ledger_long", "")
    line.matter, line.state = shortened(said), LineState.WAITING
    await work.session.flush()
    return line


def is_doubtful(work: Work, words: str) -> bool:
    """Whether something in a line still looks like a person or a home."""
    masked = mask_public(words, places=public_places(work.knowledge.gazetteer))
    return masked.kept < len("".join(fold(words).replace("某", "").replace("×", "").split()))


async def approve_rest(work: Work, actor: Actor, quarter: Quarter, *, seen: int | None = None) -> int:
    """Approve everything that still waits; how many that were. `seen`: how many the liaison was told of."""
    acting_role(Act.PUBLISH_LEDGER, actor)
    ledger = await queries.ledger_of(work.session, work.station_id, quarter.first)
    if ledger is None or ledger.published_at is not None:
        raise NoSuchChoice("ledger_published" if ledger else "ledger_quarter", quarter.code)
    await queries.locked_ledger(work.session, work.station_id, ledger.id)
    lines = await queries.lines_of(work.session, work.station_id, ledger.id, [LineState.WAITING])
    if seen is not None and len(lines) > seen:
        raise NoSuchChoice("ledger_line_changed", "")
    for line in lines:
        line.state = LineState.APPROVED
        line.decided_by_id, line.decided_at = actor.person_id, work.now
    await work.session.flush()
    return len(lines)
