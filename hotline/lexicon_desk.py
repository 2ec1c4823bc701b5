"""The liaison keeps the lexicon: what corrected cases propose, one by one; agreed, put off, taken back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline import notices
from hotline.errors import NoSuchChoice
from hotline.learning import Message
from hotline.normalisation import fold
from hotline.permissions import Act, Actor, acting_role
from hotline.review import Proposal
from hotline.work import Work
from storage.queries import lexicon as queries
from storage.tables import AgreedKeyword, LexiconProposal

STRENGTHS = (0.6, 1.2, 2.4)
"""What a word may weigh that is written in by hand: a little, clearly, decisively."""
_SHOWN = 30
_WORD = re.compile(r"[\u4e00-\u9fff]{2,8}")
# Whoever looks at a proposal may agree to it even if a review has found it needless in the meantime.
_OPEN = frozenset({queries.WAITING, queries.PUT_OFF, queries.STALE})


async def show_next(work: Work, actor: Actor, *, message_id: int | None = None, done: str = "") -> None:
    """The best proposal that waits, with its effect; `done` is the word just decided."""
    acting_role(Act.EDIT_LEXICON, actor)
    waiting = await queries.proposals(work.session, work.station_id)
    agreed = len({row.text for row in await queries.agreed(work.session, work.station_id)})
    if not waiting:
        corrected = await queries.count_corrected(work.session, work.station_id)
        await notices.answer(
            work,
            actor.person_id,
            "lexicon.nothing",
            message_id=message_id,
            done=done,
            corrected=corrected,
            agreed=agreed,
        )
        return
    row = waiting[0]
    await notices.answer(
        work,
        actor.person_id,
        "lexicon.proposal",
        message_id=message_id,
        done=done,
        proposal=str(row.id),
        word=row.text,
        category=row.category,
        others=sorted(set(row.weights) - {row.category}),
        mended=row.mended,
        broken=row.broken,
        waiting=len(waiting),
        agreed=agreed,
    )


async def agree(
    work: Work, actor: Actor, proposal_id: int | None = None, *, message_id: int | None = None
) -> None:
    """Take a proposal (the best one if none is named) into the lexicon, and show the next."""
    row = await take_in(work, actor, proposal_id)
    await show_next(work, actor, message_id=message_id, done=row.text)


async def take_in(work: Work, actor: Actor, proposal_id: int | None = None) -> LexiconProposal:
    """Take a proposal into the lexicon."""
    acting_role(Act.EDIT_LEXICON, actor)
    row = await _find(work, proposal_id)
    if row.state in _OPEN:
        await _agree(work, actor, row)
        await _has_changed(work)
    return row


async def add(work: Work, actor: Actor, word: str, category: str, weight: float) -> None:
    """Write a word into the lexicon by hand. Raises NoSuchChoice for a word or weight that is none."""
    acting_role(Act.EDIT_LEXICON, actor)
    word = check_word(work, word, category)
    if weight not in STRENGTHS:
        raise NoSuchChoice("strength", "")
    await _add_weights(work, actor, word, {category: weight})
    await _has_changed(work)


def check_word(work: Work, word: str, category: str) -> str:
    """The word as it is kept: folded, two to eight characters, and of a category that there is."""
    folded = fold(word).strip()
    if not _WORD.fullmatch(folded):
        raise NoSuchChoice("lexicon_word", word)
    if category not in work.knowledge.categories:
        raise NoSuchChoice("category", category)
    return folded


async def _has_changed(work: Work) -> None:
    await queries.raise_version(work.session, work.station_id)
    work.has_new_lexicon = True


async def agree_to_all(work: Work, actor: Actor, *, message_id: int | None = None) -> None:
    """Take everything that waits into the lexicon."""
    acting_role(Act.EDIT_LEXICON, actor)
    waiting = await queries.proposals(work.session, work.station_id)
    for row in waiting:
        await _agree(work, actor, row)
    if waiting:
        await _has_changed(work)
    words = "、".join(row.text for row in waiting)
    await show_next(work, actor, message_id=message_id, done=words)


async def put_off(
    work: Work, actor: Actor, proposal_id: int | None = None, *, message_id: int | None = None
) -> None:
    """Not now: it comes again once more cases speak for it."""
    await lay_aside(work, actor, proposal_id)
    await show_next(work, actor, message_id=message_id)


async def lay_aside(work: Work, actor: Actor, proposal_id: int | None = None) -> None:
    """Put a proposal off until more cases speak for it."""
    acting_role(Act.EDIT_LEXICON, actor)
    row = await _find(work, proposal_id)
    if row.state == queries.WAITING:
        row.state, row.decided_by_id, row.decided_at = queries.PUT_OFF, actor.person_id, work.now
        await work.session.flush()


async def list_agreed(work: Work, actor: Actor, *, message_id: int | None = None) -> None:
    """What was agreed to, the latest first, each to be taken back."""
    acting_role(Act.EDIT_LEXICON, actor)
    words: dict[str, dict[str, object]] = {}
    for row in await queries.agreed(work.session, work.station_id):
        entry = words.setdefault(row.text, {"word": row.text, "key": str(row.id), "category": row.category})
        if row.weight > 0:
            entry["category"] = row.category
    await notices.answer(
        work,
        actor.person_id,
        "lexicon.agreed",
        agreed_words=list(words.values())[:_SHOWN],
        message_id=message_id,
    )


async def take_back(
    work: Work, actor: Actor, *, key: int = 0, word: str = "", message_id: int | None = None
) -> None:
    """Take what was agreed of one word out of the lexicon; the word by its name or by one of its rows."""
    if not word:
        row = await work.session.get(AgreedKeyword, (work.station_id, key))
        word = "" if row is None else row.text
    await take_out(work, actor, word)
    await notices.answer(work, actor.person_id, "lexicon.taken_back", word=word, message_id=message_id)


async def take_out(work: Work, actor: Actor, word: str) -> None:
    """Take what was agreed of one word out of the lexicon. Raises NoSuchChoice."""
    acting_role(Act.EDIT_LEXICON, actor)
    rows = await queries.agreed_of(work.session, work.station_id, word)
    if not rows:
        raise NoSuchChoice("agreed_word", word)
    for row in rows:
        await work.session.delete(row)
    # Whoever takes a word back does not want to be asked about it again at once.
    for proposal in await queries.proposals(work.session, work.station_id, {queries.AGREED}):
        if proposal.text == word:
            proposal.state = queries.PUT_OFF
    await work.session.flush()
    await _has_changed(work)


@dataclass(frozen=True)
class Review:
    """What a review reads, and of which state of things: so many corrections, this lexicon."""

    corrected: list[Message]
    kept: list[Message]
    corrections: int
    lexicon_version: int


async def begin_review(work: Work) -> Review | None:
    """What is to be reviewed, if there is something new since the last time."""
    session, station_id = work.session, work.station_id
    corrections = await queries.count_corrected(session, station_id)
    version = await queries.lexicon_version(session, station_id)
    is_known = version == work.knowledge.lexicon_version
    if not is_known or await queries.reviewed_corrections(session, station_id) == corrections:
        return None
    corrected = await queries.corrected_cases(session, station_id)
    kept = await queries.kept_cases(session, station_id, work.knowledge.confidence)
    return Review(_messages(corrected), _messages(kept), corrections, version)


async def note_proposals(work: Work, review: Review, found: Sequence[Proposal]) -> None:
    """Keep what a review found; what it finds no more waits no longer.

    Nothing, if another process was quicker or the lexicon has changed in the meantime.
    """
    if not await queries.claim_review(
        work.session, work.station_id, review.corrections, review.lexicon_version
    ):
        return
    rows = {
        (row.text, row.category): row for row in await queries.proposals(work.session, work.station_id, _OPEN)
    }
    for one in found:
        category = max(one.weights, key=lambda name: one.weights[name])
        row = rows.pop((one.text[:32], category), None)
        if row is None:
            work.session.add(_new(work, one, category))
        else:
            _renew(work, row, one)
    for row in rows.values():
        if row.state == queries.WAITING:
            row.state = queries.STALE
    await work.session.flush()


def _new(work: Work, one: Proposal, category: str) -> LexiconProposal:
    return LexiconProposal(
        station_id=work.station_id,
        text=one.text,
        category=category,
        weights=one.weights,
        cases=one.cases,
        mended=one.mended,
        broken=one.broken,
        proposed_at=work.now,
    )


def _renew(work: Work, row: LexiconProposal, one: Proposal) -> None:
    if row.state != queries.PUT_OFF or one.mended > row.mended:
        row.state = queries.WAITING
        row.weights, row.cases, row.proposed_at = one.weights, one.cases, work.now
        row.mended, row.broken = one.mended, one.broken


async def _find(work: Work, proposal_id: int | None) -> LexiconProposal:
    if proposal_id is None:
        waiting = await queries.proposals(work.session, work.station_id)
        proposal_id = waiting[0].id if waiting else 0
    row = await queries.proposal(work.session, work.station_id, proposal_id)
    if row is None:
        raise NoSuchChoice("proposal", "")
    return row


async def _agree(work: Work, actor: Actor, row: LexiconProposal) -> None:
    row.state, row.decided_by_id, row.decided_at = queries.AGREED, actor.person_id or None, work.now
    await _add_weights(work, actor, row.text, row.weights)


async def _add_weights(work: Work, actor: Actor, word: str, weights: Mapping[str, float]) -> None:
    """Add to what was agreed of a word before."""
    known = {one.category: one for one in await queries.agreed_of(work.session, work.station_id, word)}
    for category, weight in weights.items():
        if category in known:
            known[category].weight = round(known[category].weight + weight, 2)
            known[category].agreed_at = work.now
        else:
            work.session.add(
                AgreedKeyword(
                    station_id=work.station_id,
                    text=word,
                    category=category,
                    weight=weight,
                    agreed_by_id=actor.person_id or None,
                    agreed_at=work.now,
                )
            )
    await work.session.flush()


def _messages(cases: Sequence[tuple[str, str]]) -> list[Message]:
    return [Message("", text, category) for text, category in cases]
