"""New matters that wait: kept as drafts which cannot be filed before their time, and told of once.

What tells of danger never waits. A draft's time (`state_since`) begins when it may be filed, so that a draft
is never reminded of, nor let go, while it has to wait.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline import cards, drafts, notices
from hotline.case_clocks import settle
from hotline.danger import find_danger
from hotline.errors import MustWait
from hotline.material import Material
from hotline.restraint import limits
from hotline.restraint.limits import HOUR, Because, Standing, Wait
from hotline.restraint.wording import fingerprint
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import limits as counts
from storage.queries import pauses
from storage.tables import Case, Entry, Person, SeenText
from storage.vocabulary import State

_KEPT: Mapping[Because, str] = {
    Because.PAUSE: "kept.pause",
    Because.DAY: "kept.day",
    Because.HOUR: "kept.hour",
}
_ADVERT = "advert"
# As many cards as a person wants to read at once; /cases has the others.
_CARDS = 3


@dataclass(frozen=True)
class Seen:
    """What is known before a new matter begins: what it says, the open case that says so, and the wait."""

    text_hash: str | None
    same: Case | None
    wait: Wait | None


async def look(work: Work, person: Person, material: Material) -> Seen:
    """Whether a new matter of this person has to wait, or is none: the very same words are in hand."""
    is_bare = material.media is None and material.point is None
    text_hash = fingerprint(work.vault, material.text) if is_bare else None
    zone, now = work.knowledge.station.zone, work.now
    found = await counts.lately(
        work.session,
        work.station_id,
        person.id,
        text_hash=text_hash,
        open_states=OPEN,
        today=limits.begin_of_day(now, zone),
        last_hour=now - HOUR,
        now=now,
    )
    same = None
    if found.same_case_id is not None:
        same = await queries.case(work.session, work.station_id, found.same_case_id)
    standing = Standing(found.matters, found.messages, found.paused_until)
    return Seen(text_hash, same, limits.wait_of(standing, work.knowledge.limits, now, zone))


def remember(work: Work, case: Case, text_hash: str | None) -> None:
    """Note with which words a case began."""
    if text_hash is not None:
        _note(work, case.constituent_id, text_hash, case.id)


async def gather(work: Work, person: Person, material: Material, wait: Wait) -> bool:
    """Add a message to what is kept already, without a word; False if nothing is, or danger may be in it."""
    if not wait.is_gathered or find_danger(material.text) is not None:
        return False
    kept = await _kept_of(work, person.id)
    if not kept:
        return False
    await drafts.join(work, kept[0], person, material)
    return True


async def keep(work: Work, draft: Case, wait: Wait) -> bool:
    """Let a draft wait, and tell its author the first time; False for one that may tell of danger."""
    if find_danger(draft.text) is not None:
        return False
    is_first = not await _kept_of(work, draft.constituent_id)
    await _put_off(work, draft, wait)
    if is_first:
        await notices.answer(work, draft.constituent_id, _KEPT[wait.because], due_at=wait.until.isoformat())
    return True


async def keep_all_of(work: Work, person_id: int, wait: Wait) -> None:
    """All drafts of a person wait from now on."""
    for draft in await queries.drafts_of(work.session, work.station_id, person_id):
        if find_danger(draft.text) is None:
            await _put_off(work, draft, wait)


async def release_all_of(work: Work, person_id: int) -> None:
    """What was kept of a person can be filed now: the cards are shown once more."""
    waiting = await queries.drafts_of(work.session, work.station_id, person_id)
    for draft in waiting:
        if draft.state_since > work.now:
            await _release(work, draft)
    for draft in waiting[:_CARDS]:
        await cards.show(work, draft)


async def is_kept(work: Work, case: Case) -> bool:
    """Whether a draft still has to wait. One that has come to tell of danger does not any more."""
    if case.state != State.DRAFT or case.state_since <= work.now:
        return False
    if find_danger(case.text) is None:
        return True
    await _release(work, case)
    return False


async def check_may_be_filed(work: Work, case: Case) -> None:
    """Raises MustWait for a draft that is kept."""
    if not await is_kept(work, case):
        return
    pause = await pauses.of_person(work.session, work.station_id, case.constituent_id, work.now)
    because = Because.DAY if pause is None else Because.PAUSE
    raise MustWait(because, case.state_since.isoformat())


def messages_lately(work: Work, entries: Sequence[Entry]) -> int:
    """How many of these were said within the last hour."""
    return sum(entry.at > work.now - HOUR for entry in entries)


async def is_advert_answered(work: Work, person_id: int) -> bool:
    """Whether this person was told within a day what becomes of adverts."""
    said = work.vault.lookup("said", _ADVERT)
    return await counts.has_said(work.session, work.station_id, person_id, said, work.now - limits.DAY)


def note_advert(work: Work, person_id: int) -> None:
    """An advert of this person is answered now."""
    _note(work, person_id, work.vault.lookup("said", _ADVERT), None)


def _note(work: Work, person_id: int, text_hash: str, case_id: int | None) -> None:
    seen = SeenText(
        station_id=work.station_id, text_hash=text_hash, person_id=person_id, case_id=case_id, at=work.now
    )
    work.session.add(seen)


async def _kept_of(work: Work, person_id: int) -> list[Case]:
    found = await queries.drafts_of(work.session, work.station_id, person_id)
    return [draft for draft in found if draft.state_since > work.now]


async def _put_off(work: Work, draft: Case, wait: Wait) -> None:
    draft.state_since = max(draft.state_since, wait.until)
    await settle(work, draft)


async def _release(work: Work, draft: Case) -> None:
    draft.state_since = work.now
    await settle(work, draft)
