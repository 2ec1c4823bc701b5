"""The eight stories of a township, told through the bot: the category, the deputy and the urgency of each."""

from datetime import UTC, timedelta

import pytest

from bot.demo import sample
from bot.demo.clock import MovableClock
from bot.demo.sample import TRIAGE, Story, Telling
from bot.demo.staging import Stage, staged
from storage.queries import cases as queries
from storage.queries import roster
from storage.vocabulary import Urgency
from tests.journeys.constituents import card_with, says
from tests.support.hurry import at_once

STORIES = sample.stories()


async def _tell(stage: Stage, story: Story, telling: Telling, name: str) -> None:
    """Each telling finds an empty desk: it is withdrawn when it has been looked at."""
    person = await stage.constituent(name, telling.home or None)
    await person.send_text(telling.text)
    card = await card_with(person, "提交" if telling.home else "不提交")
    assert story.category in card.text
    submit = "提交" if "提交" in card.button_texts else "不清楚，直接提交"
    await person.press(card, submit)
    receipt = await says(person, "收到了，编号")
    number = int(receipt.text.split("编号 ")[1][:4])
    async with stage.process.unit_of_work() as work:
        case = await queries.case_by_number(work.session, work.station_id, number)
        assert case is not None
        codes = {row.id: row.code for row in await roster.deputies(work.session, work.station_id)}
        assert case.category == story.category
        assert codes.get(case.deputy_id or 0, TRIAGE) == telling.deputy
        assert (case.urgency == Urgency.URGENT) is (
            story.is_urgent_in_season and telling.at.month in range(6, 10)
        )
    await person.send_text(f"/withdraw {number}")
    await says(person, "撤回了")


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
async def test_a_story_gets_its_category_its_deputy_and_its_urgency(database_url: str, story: Story) -> None:
    clock = MovableClock(min(telling.at for telling in story.tellings).astimezone(UTC))
    async with staged(sample.roster(), clock=clock, database_url=database_url, **at_once()) as stage:
        for number, telling in enumerate(sorted(story.tellings, key=lambda telling: telling.at)):
            clock.move(max(telling.at - clock(), timedelta()))
            await _tell(stage, story, telling, f"选民{number}")
