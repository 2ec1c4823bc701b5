"""`make screenshots`: the README's pictures, of real screens, with a clock that stands still."""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from bot import logs
from bot.demo import sample, walk
from bot.demo.clock import MovableClock
from bot.demo.seeding import seed
from bot.demo.show import opened, present
from bot.demo.staging import Stage
from bot.simulator import landscape
from storage.vocabulary import Role
from tests.browser.chromium import CHROMIUM, NARROW, WIDE, chromium
from tests.browser.phones import PATIENCE, Phone, open_page

FOLDER = Path(__file__).parents[2] / "docs" / "images"
OTHERS = (
    ("赵婶", "柳树湾村", "柳树湾村东头的自来水管冻裂了半个月，一天就来一个钟头的水，能不能派人修修？"),
    ("孙老师", "北关村", "北关小学门口没有红绿灯，早上送孩子的车挤成一团，盼着装个减速带。"),
    ("刘二哥", "双井村", "双井村合作医疗报销要跑县里三趟，材料一次说不清，能不能在镇上办？"),
)


async def file_road(phone: Phone, picture: Path) -> None:
    await phone.press("开始")
    await phone.press("靠山屯村")
    await phone.sees("记下了")
    await phone.attach("照片", picture)
    await expect(phone.root.locator(".attached")).to_be_visible()
    await phone.say(walk.ROAD)
    await phone.sees("提交")


class Unseen:
    """A screen nobody looks at."""

    def heading(self, text: str) -> None: ...
    def said(self, name: str, text: str) -> None: ...
    def pressed(self, name: str, label: str) -> None: ...
    def arrived(
        self, name: str, text: str, buttons: list[list[str]], *, is_edited: bool, media: str
    ) -> None: ...


async def others_write(stage: Stage) -> None:
    """Three more cases, two of them answered and rated, so that the week is worth a digest."""
    deputies = [await stage.deputy(row.code) for row in sample.roster().deputies]
    for number, (name, village, text) in enumerate(OTHERS):
        person = await stage.constituent(name, village)
        villager = walk.Phone(person, Unseen())
        await villager.say(text)
        await villager.sees("提交")
        await villager.press("提交")
        receipt = await villager.sees("编号")
        deputy = walk.Phone(next(one for one in deputies if one.name in receipt.text), Unseen())
        await deputy.sees("签收")
        await deputy.press("签收")
        await villager.sees("接下了")
        if number < 2:
            await answer_and_rate(deputy, villager)


async def answer_and_rate(deputy: walk.Phone, villager: walk.Phone) -> None:
    await deputy.press("答复")
    await deputy.sees("已解决")
    await deputy.press("已解决")
    await deputy.sees("怎么说")
    await deputy.say("昨天去看过，已经弄好了。")
    await villager.sees("解决了")
    await villager.press("解决了")
    await villager.sees("满意")
    await villager.press("满意")
    await villager.sees("办结")


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


async def take_all(browser: Browser, stage: Stage, picture: Path) -> None:
    """Take a case from the message to its assignment and the digest, and a picture at each."""
    await seed(stage)
    liaison_person, deputy_person = stage.joined[Role.LIAISON], stage.joined["D03"]
    villager_person = await stage.people.join("王大爷")
    await present(stage, villager_person.id, deputy_person.id, liaison_person.id)
    context = await browser.new_context(viewport=NARROW, locale="zh-CN", color_scheme="light")
    page = await context.new_page()
    await open_page(page, stage.server.base_url)

    async def switch(person_id: int, name: str) -> Phone:
        await page.locator(f".tab[data-person='{person_id}']").click()
        return Phone(page, name)

    villager = await switch(villager_person.id, "王大爷")
    await file_road(villager, picture)
    await shoot(page, "constituent", NARROW)
    await villager.press("提交")
    await villager.sees("编号")

    deputy = await switch(deputy_person.id, deputy_person.name)
    await deputy.sees("签收")
    await at_top(deputy, "签收")
    await shoot(page, "deputy", NARROW)
    await deputy.press("签收")
    await deputy.sees("您签收了")

    await page.set_viewport_size(WIDE)
    await villager.sees("接下了")
    liaison = Phone(page, liaison_person.name)
    await expect(liaison.root).to_be_visible()
    await shoot(page, "three-phones", WIDE)

    await others_write(stage)
    await page.set_viewport_size(NARROW)
    await switch(liaison_person.id, liaison_person.name)
    await liaison.say("/digest now")
    # Last week's digest has been there since the morning.
    await liaison.sees("6月15日—")
    await shoot(page, "liaison", NARROW)
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
    finally:
        picture.unlink()


if __name__ == "__main__":
    if not CHROMIUM.exists():
        sys.exit(f"{CHROMIUM} is missing: apt-get install chromium fonts-noto-cjk fonts-noto-color-emoji")
    asyncio.run(main())
