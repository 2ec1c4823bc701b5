"""The desk in a real browser: every page at both sizes, in light and dark; triage by keyboard; the way in."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from bot.demo import sample
from bot.demo.clock import MovableClock
from bot.demo.seeding import seed
from bot.demo.show import opened
from bot.demo.staging import Stage
from storage.vocabulary import Role
from tests.browser.desk import DESKTOP, PAGES, PHONE, SIZES, desk_url, road, sit_down
from tests.browser.test_accessibility import serious_violations

pytestmark = pytest.mark.browser


@pytest.fixture
async def township() -> AsyncIterator[Stage]:
    """The sample township after three months."""
    async with opened(MovableClock(sample.STARTS_AT, is_running=False)) as stage:
        await seed(stage)
        yield stage


@pytest.fixture
async def young() -> AsyncIterator[Stage]:
    """A hotline in which nothing has happened yet."""
    async with opened(MovableClock(sample.STARTS_AT, is_running=False)) as stage:
        yield stage


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    made = await browser.new_context(viewport=PHONE, locale="zh-CN")
    yield made
    await made.close()


@pytest.fixture
async def page(context: BrowserContext, township: Stage) -> AsyncIterator[Page]:
    """A tab in which the liaison sits at the desk; whatever the browser complains of fails the test."""
    complaints: list[str] = []
    tab = await context.new_page()
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    await sit_down(tab, township)
    yield tab
    assert complaints == []


async def is_wider_than_the_screen(page: Page) -> bool:
    wider: bool = await page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
    )
    return wider


async def test_every_page_fits_and_keeps_nobody_out(page: Page, township: Stage) -> None:
    base, case_id = await desk_url(township), await road(township)
    schemes: list[Any] = ["light", "dark"]
    problems = []
    for name, path in PAGES:
        await page.goto(base + path.format(road=case_id))
        await page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        for size_name, size in SIZES.items():
            await page.set_viewport_size(size)
            if await is_wider_than_the_screen(page):
                problems.append(f"{name} on a {size_name}: wider than the screen")
            for scheme in schemes:
                # Colours that are just changing are no colours to measure.
                await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                found = await serious_violations(page)
                problems += [f"{name} on a {size_name}, {scheme}: {one}" for one in found]
    assert problems == []


async def test_the_door_keeps_nobody_out_either(context: BrowserContext, young: Stage) -> None:
    page = await context.new_page()
    for path in ("/", "/enter/nothing", "/nowhere"):
        await page.goto(await desk_url(young) + path)
        assert await serious_violations(page) == []
        assert not await is_wider_than_the_screen(page)


async def test_the_link_in_the_chat_opens_the_desk(browser: Browser, young: Stage) -> None:
    liaison = await young.holder(Role.LIAISON, "周敏")
    await liaison.send_text("/desk")
    message = await liaison.wait_for(lambda one: "打开工作台" in one.text, timeout=60)
    link = next(one["url"] for one in message.raw["entities"] if one["type"] == "text_link")
    context = await browser.new_context(locale="zh-CN")
    page = await context.new_page()
    await page.goto(link)
    await page.get_by_role("button", name="进去").click()
    await expect(page.get_by_role("heading", name="全部事情")).to_be_visible()
    await context.close()


async def test_triage_goes_by_keyboard_alone(page: Page, township: Stage) -> None:
    await page.set_viewport_size(DESKTOP)
    await page.goto(await desk_url(township) + "/triage")
    heading = page.locator(".walk h1")
    await expect(heading).to_contain_text("第 1 件")
    total = int((await heading.inner_text()).split("共")[1].split("件")[0])
    assert total > 1
    first = page.url
    await page.keyboard.press("j")
    await expect(heading).to_contain_text("第 2 件")
    await page.keyboard.press("k")
    await expect(heading).to_contain_text("第 1 件")
    assert page.url == first
    await page.keyboard.press("?")
    await expect(page.locator("#help dl")).to_be_visible()
    await page.evaluate("document.activeElement.blur()")
    await page.keyboard.press("2")
    chosen = page.locator("form[data-keys=deputy] input[type=radio]").nth(1)
    await expect(chosen).to_be_checked()
    await page.keyboard.press("Enter")
    await expect(page.locator(".done")).to_contain_text("派好了")
    if total > 2:
        await expect(heading).to_contain_text(f"共 {total - 1} 件")


async def test_without_scripts_all_can_be_pressed(browser: Browser, township: Stage) -> None:
    context = await browser.new_context(locale="zh-CN", java_script_enabled=False, viewport=PHONE)
    page = await context.new_page()
    await sit_down(page, township)
    await page.goto(await desk_url(township) + "/triage")
    await page.locator("form[data-keys=deputy] input[type=radio]").first.check()
    await page.locator("form[data-keys=deputy] button").click()
    await expect(page.locator(".done")).to_contain_text("派好了")
    await context.close()


async def test_a_form_is_sent_once_however_often_it_is_pressed(page: Page, township: Stage) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    await page.goto(await desk_url(township) + f"/cases/{await road(township)}")
    await page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    form = page.locator("form[action$='/message'], form[action$='/exclude']").first
    await form.locator("textarea").fill("再核实一下")
    await form.locator("button").dblclick()
    await expect(page.locator(".done")).to_be_visible()
    assert len(sent) == 1
