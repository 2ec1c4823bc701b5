"""The hotline through the page: the same steps a villager, a deputy and the liaison take on their phones."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page

from bot.demo import sample, walk
from bot.demo.clock import MovableClock
from bot.demo.seeding import LIAISON
from bot.demo.show import opened, present
from bot.demo.staging import Stage
from bot.simulator import landscape
from storage.vocabulary import Role
from tests.browser.phones import Phone, open_page

pytestmark = pytest.mark.browser


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """The sample township with a deputy, the liaison and a villager who has not written yet."""
    async with opened(MovableClock(sample.STARTS_AT)) as running:
        await running.holder(Role.LIAISON, LIAISON)
        await running.deputy("D03")
        await running.people.join(walk.VILLAGER)
        await present(running)
        yield running


@pytest.fixture
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("photos") / "road.jpg"
    path.write_bytes(landscape())
    return path


def phones(page: Page, stage: Stage, picture: Path) -> tuple[Phone, Phone, Phone]:
    """The villager's, the deputy's and the liaison's."""
    deputy = stage.joined["D03"].name
    return Phone(page, walk.VILLAGER, picture), Phone(page, deputy), Phone(page, LIAISON)


async def test_from_message_to_rating_as_three_people(page: Page, stage: Stage, picture: Path) -> None:
    await open_page(page, stage.server.base_url)
    await walk.play(*phones(page, stage, picture))


async def test_a_deputy_is_reminded_after_the_clock_moved(page: Page, stage: Stage, picture: Path) -> None:
    await open_page(page, stage.server.base_url)
    villager, deputy, _ = phones(page, stage, picture)
    await walk.report(villager)
    await deputy.press("签收")
    await villager.sees("接下了")
    seen = await deputy.messages.count()
    for _ in range(3):
        await page.get_by_role("button", name="下个工作日").click()
    reminder = deputy.messages.nth(seen)
    await reminder.wait_for(timeout=60_000)
    assert "0001" in await reminder.inner_text()
