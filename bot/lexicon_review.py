"""The tick that reviews corrected cases: read, weighed in a thread, written; nothing waits for it."""

import asyncio

from bot.process import Process
from hotline.lexicon_desk import begin_review, note_proposals
from hotline.review import proposals


async def review_lexicon(process: Process) -> None:
    """Look for what new corrections propose."""
    async with process.unit_of_work() as work:
        review = await begin_review(work)
    if review is None:
        return
    knowledge = process.knowledge
    # Dozens of trials, each with a classifier of its own: seconds, outside any transaction.
    found = await asyncio.to_thread(
        proposals, review.corrected, knowledge.lexicon, review.kept, knowledge.place_words
    )
    async with process.unit_of_work() as work:
        await note_proposals(work, review, found)
