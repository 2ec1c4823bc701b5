"""`make screenshots`: the pictures of README and guides, of real screens, with a clock that stands still."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from bot import logs
from bot.demo import sample, walk
from bot.demo.clock import MovableClock
from bot.demo.seeding import seed
from bot.demo.show import opened, present
from bot.demo.staging import Stage
from bot.simulator import Person, landscape
from storage.vocabulary import Role
from tests.browser import desk
from tests.browser.chromium import CHROMIUM, NARROW, WIDE, chromium
from tests.browser.phones import PATIENCE, Phone, open_page

FOLDER = Path(__file__).parents[2] / "docs" / "images"


async def shoot(page: Page, name: str, size: ViewportSize) -> None:
    """Take the picture once all photos are there and nothing moves any more."""
    await page.set_viewport_size(size)
    await page.mouse.move(0, 0)
    await page.evaluate("document.activeElement.blur()")
    await expect(page.locator("#status")).to_be_empty(timeout=PATIENCE)
    for image in await page.locator(".phone img").all():
        await _loaded(image)
    await page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


async def _loaded(image: Locator) -> None:
    await image.evaluate("image => image.complete || new Promise((done) => (image.onload = done))")


async def at_top(phone: Phone, words: str) -> None:
    """Scroll so that the message with these words comes first."""
    await (await phone.sees(words)).evaluate("row => row.scrollIntoView({block: 'start'})")


@dataclass(frozen=True)
class Studio:
    """The page, and the people who may stand before the camera."""

    stage: Stage
    page: Page
    picture: Path

    async def phone(self, person: Person) -> Phone:
        """Show this person's phone; on a wide screen beside those already shown."""
        await self.page.locator(f".tab[data-person='{person.id}']").click()
        return Phone(self.page, person.name, self.picture)

    async def named(self, name: str) -> Phone:
        """The phone of somebody of the sample township."""
        everyone = await self.stage.people.everyone()
        return await self.phone(next(person for person in everyone if person.name == name))

    async def asked(self, phone: Phone, command: str, words: str, name: str, *, top: bool = False) -> None:
        """Type a command and take a picture of the answer, which holds these words: its end, or its top."""
        await phone.say(command)
        await phone.sees(words)
        if top:
            await at_top(phone, words)
        await shoot(self.page, name, NARROW)


async def take_the_walk(studio: Studio, villager: Person, deputy: Person, liaison: Person) -> None:
    """The README's: a case on its way from the message to the rating, and the weeks' figures."""
    page = studio.page
    told = await studio.phone(villager)
    await told.begin()
    await told.press("靠山屯村")
    await told.sees("记下了")
    await told.show(walk.ROAD)
    await at_top(told, "我这样理解")
    await shoot(page, "constituent", NARROW)
    await told.press("提交")
    await told.sees("编号")
    handling = await studio.phone(deputy)
    await handling.sees("签收")
    await at_top(handling, "签收")
    await shoot(page, "deputy", NARROW)
    await handling.press("签收")
    await handling.sees("您签收了")
    await page.set_viewport_size(WIDE)
    await told.sees("接下了")
    await expect(Phone(page, liaison.name).root).to_be_visible()
    await shoot(page, "three-phones", WIDE)
    await page.set_viewport_size(NARROW)
    digest = await studio.phone(liaison)
    # Last week's has been there since the morning.
    await digest.sees("这周集中的")
    await shoot(page, "liaison", NARROW)
    await _rate(studio, villager, deputy)


async def _rate(studio: Studio, villager: Person, deputy: Person) -> None:
    """The deputy replies, the villager is asked whether it is solved."""
    handling = await studio.phone(deputy)
    await handling.press("答复")
    await handling.sees("已解决")
    await handling.press("已解决")
    await handling.sees("怎么说")
    await handling.say(walk.REPLY)
    await handling.sees("发给反映人了")
    told = await studio.phone(villager)
    await told.sees("解决了吗")
    await shoot(studio.page, "rating", NARROW)


async def take_the_township(studio: Studio, liaison: Person) -> None:
    """The guides': what the sample's cases and its office look like on the phones."""
    weathered = await studio.named("山根老魏")
    await studio.asked(weathered, "/case 3", "办到哪里了", "ladder")
    await studio.asked(weathered, "/contactdays", "靠山屯村部", "contact-days")
    await studio.asked(await studio.named("王桂芳"), "/suggestions", "农村公路计划", "suggestion")
    await studio.asked(await studio.named("刘志强"), "/case 28", "联络员督办", "supervised", top=True)
    await studio.asked(await studio.named("李秀兰"), "/assignments", "您手上有", "stand-in")
    overseeing = await studio.phone(liaison)
    await studio.asked(overseeing, "/triage", "派给谁", "triage", top=True)
    await studio.asked(overseeing, "/merge 41", "合到哪一件", "merge")


async def take_all(browser: Browser, stage: Stage, picture: Path) -> None:
    await seed(stage)
    liaison, deputy = stage.joined[Role.LIAISON], stage.joined["D03"]
    villager = await stage.people.join(walk.VILLAGER)
    await present(stage, villager.id, deputy.id, liaison.id)
    context = await browser.new_context(viewport=NARROW, locale="zh-CN", color_scheme="light")
    page = await context.new_page()
    await open_page(page, stage.server.base_url)
    studio = Studio(stage, page, picture)
    await take_the_walk(studio, villager, deputy, liaison)
    await take_the_township(studio, liaison)
    await context.close()


async def take_the_desk(browser: Browser, stage: Stage) -> None:
    """Every page of the liaison's desk, on a phone and on a wide screen."""
    context = await browser.new_context(viewport=desk.PHONE, locale="zh-CN", color_scheme="light")
    page = await context.new_page()
    await desk.sit_down(page, stage)
    base, road = await desk.desk_url(stage), await desk.road(stage)
    for name, path in desk.PAGES:
        await page.goto(base + path.format(road=road))
        for size_name, size in desk.SIZES.items():
            await page.set_viewport_size(size)
            await page.mouse.move(0, 0)
            await page.screenshot(path=FOLDER / f"desk-{name}-{size_name}.png", animations="disabled")
    await context.close()


async def main() -> None:
    logs.set_up("WARNING")
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture = FOLDER / "road.jpg"
    picture.write_bytes(landscape())
    clock = MovableClock(sample.STARTS_AT, is_running=False)
    try:
        async with opened(clock) as stage, chromium() as browser:
            await take_all(browser, stage, picture)
            await take_the_desk(browser, stage)
    finally:
        picture.unlink()


if __name__ == "__main__":
    if not CHROMIUM.exists():
        sys.exit(f"{CHROMIUM} is missing: apt-get install chromium fonts-noto-cjk fonts-noto-color-emoji")
    asyncio.run(main())
