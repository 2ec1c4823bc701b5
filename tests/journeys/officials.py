"""What the journeys of deputies, liaison and presidium share."""

from datetime import datetime, timedelta

from sqlmodel import col, select

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from bot.schedule import sweep_reminders
from bot.simulator import Person, SeenMessage
from hotline import notices
from hotline.people import Chat, recognise
from storage.tables import Notice
from storage.vocabulary import Role
from tests.journeys.constituents import ROAD, card_with, file, says

LIAISON, PRESIDIUM = "周敏", "陈主席"


async def liaison(stage: Stage) -> Person:
    return await stage.holder(Role.LIAISON, LIAISON)


async def presidium(stage: Stage) -> Person:
    return await stage.holder(Role.PRESIDIUM, PRESIDIUM)


async def assigned(
    stage: Stage, name: str = "王大爷", text: str = ROAD
) -> tuple[Person, Person, SeenMessage]:
    """A villager of 靠山屯村 whose case is with 王桂芳 (D03); her card."""
    deputy = await stage.deputy("D03")
    villager = await stage.constituent(name, "靠山屯村")
    await file(villager, text)
    return villager, deputy, await card_with(deputy, "签收")


async def accepted(stage: Stage, name: str = "王大爷") -> tuple[Person, Person, SeenMessage]:
    """The same, accepted and with the villager told so."""
    villager, deputy, card = await assigned(stage, name)
    await deputy.press(card, "签收")
    await says(villager, "接下了")
    return villager, deputy, await card_with(deputy, "交办")


async def in_triage(stage: Stage, name: str = "刘婶") -> Person:
    """A villager of 靠山屯村 whose case is a voice message alone: the liaison has to listen to it."""
    villager = await stage.constituent(name, "靠山屯村")
    await villager.send_voice()
    await villager.press(await card_with(villager, "就这样提交"), "就这样提交")
    await says(villager, "收到了，编号")
    return villager


async def reply(deputy: Person, card: SeenMessage, result: str, words: str) -> None:
    """Answer a case by buttons."""
    await deputy.press(card, "答复")
    await deputy.press(await card_with(deputy, result), result)
    await says(deputy, "怎么说")
    await deputy.send_text(words)
    await says(deputy, "的答复发给反映人了")


async def later(stage: Stage, clock: MovableClock, step: timedelta) -> None:
    """Let time pass, once nothing is on its way: if a jump of the clock ended a lease, it would go twice."""
    while await _is_sending(stage):
        continue
    clock.move(step)


async def pass_time(stage: Stage, clock: MovableClock, step: timedelta) -> None:
    """Let time pass and the clock do its work."""
    await later(stage, clock, step)
    await sweep_reminders(stage.process)


async def go_to(stage: Stage, clock: MovableClock, moment: str) -> None:
    """It is this time of 2026 in Shanghai ("06-16T17:31"), and the clock has done its work."""
    await pass_time(stage, clock, datetime.fromisoformat(f"2026-{moment}:00+08:00") - clock())


async def _is_sending(stage: Stage) -> bool:
    async with stage.process.database.reading() as session:
        leased = await session.exec(
            select(Notice.id).where(Notice.state == "waiting", col(Notice.leased_until).is_not(None)).limit(1)
        )
        return leased.first() is not None


async def unseen(stage: Stage, person: Person) -> list[str]:
    """What has come and was not looked at, including all that was on its way: a last message follows it."""
    async with stage.process.unit_of_work() as work:
        sender = await recognise(work, Chat(person.id, person.name, "zh-hans"))
        await notices.tell(work, sender.person.id, "stopped")
    await says(person, "刚才问的不用答了")
    return [message.text for message in await person.skip_unseen()]


async def refused(person: Person, text: str) -> str:
    """Send a command that is refused; what the bot says."""
    await person.skip_unseen()
    await person.send_text(text)
    return (await person.wait_for(_is_an_answer)).text


# Reminders, and what waits for triage after each assignment.
_BESIDE = ("要抓紧", "本该在", "没有等您派的事")


def _is_an_answer(message: SeenMessage) -> bool:
    """A picture that was being drawn, or what comes beside an answer, may come in between."""
    is_beside = any(words in message.text for words in _BESIDE)
    return message.is_from_bot and not message.media_kind and not is_beside
