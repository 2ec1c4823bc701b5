"""The liaison agrees to a word that corrections speak for and takes it back; the next message feels it."""

import asyncio

from bot.demo.staging import Stage
from bot.lexicon_review import review_lexicon
from bot.process import Process
from bot.simulator import Person
from tests.journeys.constituents import PATIENCE, card_with, says
from tests.journeys.officials import liaison, refused

CORRECTED = ("大秧歌队没有场地排练", "秧歌队的服装破了，想申请点补助")
NEXT = "秧歌队晚上敲锣没地方去"


async def _correct(person: Person, text: str) -> None:
    await person.send_text(text)
    await person.press(await card_with(person, "改类别"), "改类别")
    await person.press(await card_with(person, "教育文体"), "教育文体")
    await person.press(await says(person, "类别：教育文体"), "提交")
    await says(person, "收到了，编号")


def _category(process: Process, text: str) -> str | None:
    return process.knowledge.current.classifier.classify(text).category


async def _reads(process: Process, text: str, *, as_culture: bool) -> None:
    """Wait until the process reads the text so: the card may arrive before what it tells is learned."""
    async with asyncio.timeout(PATIENCE):
        while (_category(process, text) == "教育文体") is not as_culture:  # noqa: ASYNC110  (nobody rings)
            await asyncio.sleep(0.05)


async def test_an_agreed_word_changes_how_the_next_message_is_read(stage: Stage) -> None:
    boss = await liaison(stage)
    assert "还没有改过类别的事" in await refused(boss, "/lexicon")
    wang = await stage.constituent("王大爷", "靠山屯村")
    for text in CORRECTED:
        await _correct(wang, text)
    await review_lexicon(stage.process)

    await boss.send_text("/lexicon")
    card = await says(boss, "“秧歌队” → 教育文体：2 件改对，0 件改错")
    # More corrections and another review: what the liaison looks at is still valid.
    await _correct(wang, NEXT)
    await review_lexicon(stage.process)
    await boss.press(card, "同意")
    await says(boss, "“秧歌队”记下了")
    await _reads(stage.process, "秧歌队没处练", as_culture=True)
    await wang.send_text("秧歌队没处练")
    assert "类别：教育文体" in (await card_with(wang, "提交")).text
    await wang.send_text("/cancel")

    other = Process(stage.process.settings, clock=stage.process.clock)
    try:
        await other.knowledge.refresh()
        assert _category(other, "秧歌队没处练") == "教育文体"
    finally:
        await other.database.close()

    await boss.send_text("/lexicon 已定")
    await boss.press(await card_with(boss, "收回“秧歌队”"), "收回“秧歌队”")
    await says(boss, "“秧歌队”收回了")
    await _reads(stage.process, "秧歌队没处练", as_culture=False)
    assert "做不了" in await refused(wang, "/lexicon 同意")
