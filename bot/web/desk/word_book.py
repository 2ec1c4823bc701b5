"""The lexicon: try a sentence, see what a word would change before it counts, decide on what is proposed."""

import asyncio
from typing import Any

from starlette.responses import Response

from bot.web.desk.framework import Desk, Section, act, look
from hotline import lexicon_desk
from hotline.errors import NoSuchChoice
from hotline.learning import Message
from hotline.permissions import Act, acting_role
from hotline.review import Effect, effect_of
from hotline.understanding import Understanding, understand
from storage.queries import lexicon as queries

_PAGE = 20


async def show(desk: Desk) -> Response:
    """The sentence that is tried, the word that is weighed up, proposals, and what was agreed to."""
    acting_role(Act.EDIT_LEXICON, desk.actor)
    session, station = desk.work.session, desk.work.station_id
    proposals = await queries.proposals(session, station)
    return desk.show(
        "word_book.html",
        sentence=desk.asked("sentence", 1000),
        understood=_tried(desk),
        **await _weighed_up(desk),
        proposals=proposals[:_PAGE],
        waiting=len(proposals),
        agreed=await queries.agreed(session, station),
        categories=desk.work.knowledge.categories,
        strengths=lexicon_desk.STRENGTHS,
    )


async def add(desk: Desk) -> Response:
    """Write a word into the lexicon."""
    strength = lexicon_desk.STRENGTHS[_strength(desk.said("strength"))]
    await lexicon_desk.add(desk.work, desk.actor, desk.said("word"), desk.said("category"), strength)
    return desk.go("/words", done="word_added")


async def agree(desk: Desk) -> Response:
    """Take a proposal into the lexicon."""
    await lexicon_desk.take_in(desk.work, desk.actor, desk.id)
    return desk.go("/words", done="word_added")


async def put_off(desk: Desk) -> Response:
    """Not now."""
    await lexicon_desk.lay_aside(desk.work, desk.actor, desk.id)
    return desk.go("/words", done="put_off")


async def take_out(desk: Desk) -> Response:
    """Take an agreed word out again."""
    await lexicon_desk.take_out(desk.work, desk.actor, desk.said("word"))
    return desk.go("/words", done="word_taken_out")


def _tried(desk: Desk) -> Understanding | None:
    """What the hotline makes of the sentence; nothing of it is kept."""
    sentence = desk.asked("sentence", 1000)
    return understand(desk.work.knowledge, sentence) if sentence else None


async def _weighed_up(desk: Desk) -> dict[str, Any]:
    """A word that is not in yet, and what it would do to past cases."""
    word, category = desk.asked("word", 20), desk.asked("category", 32)
    strength = _strength(desk.asked("strength"))
    values: dict[str, Any] = {"word": word, "category": category, "strength": strength}
    if not word:
        return {**values, "effect": None}
    word = lexicon_desk.check_word(desk.work, word, category)
    return {**values, "word": word, "effect": await _effect(desk, word, category, strength)}


async def _effect(desk: Desk, word: str, category: str, strength: int) -> Effect:
    cases = await queries.cases_with(desk.work.session, desk.work.station_id, word)
    knowledge, weights = desk.process.knowledge, {category: lexicon_desk.STRENGTHS[strength]}
    past = [Message("", text, label) for text, label in cases]
    # Two classifiers are made for it: a second's work, beside which others go on.
    return await asyncio.to_thread(effect_of, word, weights, past, knowledge.lexicon, knowledge.place_words)


def _strength(text: str) -> int:
    """Which of the strengths; the middle one if none was said."""
    if text and text not in ("0", "1", "2"):
        raise NoSuchChoice("strength", text)
    return int(text or 1)


SECTION = Section(
    "word_book",
    (
        look("/words", show),
        act("/words/add", add),
        act("/words/out", take_out),
        act("/words/{id}/agree", agree),
        act("/words/{id}/off", put_off),
    ),
    path="/words",
)
