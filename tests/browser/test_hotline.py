"""The hotline through the page: the same steps a villager, a deputy and the liaison take on their phones."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page

from bot.demo import sample
from bot.demo.clock import MovableClock
from bot.demo.show import opened, present
from bot.demo.staging import Stage
from bot.demo.walk import REPLY, ROAD, UNIT, UNIT_ANSWER
from bot.simulator import landscape
from storage.vocabulary import Role
from tests.browser.phones import Phone, open_page

pytestmark = pytest.mark.browser


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """The sample township with a deputy, the liaison and a villager who has not written yet."""
    async with opened(MovableClock(sample.STARTS_AT)) as running:
        await running.holder(Role.LIAISON, "联络员周敏")
        await running.deputy("D03")
        await running.people.join("王大爷")
        await present(running)
        yield running


async def file_road(villager: Phone, picture: Path) -> None:
    """From the first press to the number, with a photo."""
    await villager.press("开始")
    await villager.sees("119")
    await villager.press("靠山屯村")
    await villager.sees("记下了")
    await villager.attach("照片", picture)
    await villager.say(ROAD)
    await villager.press("提交")
    await villager.sees("编号")


@pytest.fixture
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("photos") / "road.jpg"
    path.write_bytes(landscape())
    return path


async def test_from_message_to_rating_as_three_people(page: Page, stage: Stage, picture: Path) -> None:
    await open_page(page, stage.server.base_url)
    villager, deputy, liaison = (
        Phone(page, "王大爷"),
        Phone(page, stage.joined["D03"].name),
        Phone(page, "联络员周敏"),
    )
    await file_road(villager, picture)

    await deputy.press("签收")
    await villager.sees("接下了")
    await deputy.press("交办")
    await deputy.sees("哪个单位")
    await deputy.say(UNIT)
    await deputy.press("5 个工作日")
    await villager.sees(UNIT)
    await deputy.press("单位答复了")
    await deputy.sees("怎么答复")
    await deputy.say(UNIT_ANSWER)
    await deputy.sees("也转告反映人了")
    await villager.sees("九月动工")
    await deputy.press("答复")
    await deputy.sees("已解决")
    await deputy.press("正在解决")
    await deputy.sees("怎么说")
    await deputy.say(REPLY)

    await villager.press("解决了")
    await villager.press("满意")
    await villager.sees("办结")
    await deputy.sees("办结")
    await liaison.say("/digest now")
    await liaison.sees("按时联系")


async def test_a_deputy_is_reminded_after_the_clock_moved(page: Page, stage: Stage, picture: Path) -> None:
    await open_page(page, stage.server.base_url)
    villager, deputy = Phone(page, "王大爷"), Phone(page, stage.joined["D03"].name)
    await file_road(villager, picture)
    await deputy.press("签收")
    await villager.sees("接下了")
    seen = await deputy.messages.count()
    for _ in range(3):
        await page.get_by_role("button", name="下个工作日").click()
    reminder = deputy.messages.nth(seen)
    await reminder.wait_for(timeout=60_000)
    assert "0001" in await reminder.inner_text()
