"""The page as a person uses it; a phone on it is a handset of the demonstration's walk."""

from pathlib import Path

from playwright.async_api import Locator, Page, expect

PATIENCE = 30_000  # milliseconds; the machine may be busy


class Phone:
    """One phone on the page, by its person's name."""

    def __init__(self, page: Page, name: str, picture: Path | None = None) -> None:
        self.page = page
        self.picture = picture
        self.root = page.get_by_role("region", name=name, exact=True)
        self.field = self.root.locator(".foot textarea")
        self.messages = self.root.locator(".messages > .row")

    async def begin(self) -> None:
        await self.press("开始")

    async def show(self, text: str) -> None:
        """Send the picture with these words."""
        assert self.picture is not None
        await self.attach("照片", self.picture)
        await expect(self.root.locator(".attached")).to_be_visible()
        await self.say(text)

    async def say(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    async def press(self, label: str) -> None:
        """Press the newest button with this label."""
        await self.root.get_by_role("button", name=label, exact=True).last.click(timeout=PATIENCE)

    async def sees(self, words: str) -> Locator:
        """The newest message with these words, once it is there."""
        found = self.messages.filter(has_text=words).last
        await expect(found).to_be_visible(timeout=PATIENCE)
        return found

    async def attach(self, kind: str, *files: Path) -> None:
        """Choose files by the attach menu; they wait above the field until they are sent."""
        await self.root.get_by_role("button", name="添加").click()
        async with self.page.expect_file_chooser() as chooser:
            await self.page.get_by_role("menuitem", name=kind, exact=True).click()
        await (await chooser.value).set_files(list(files))

    async def options(self, words: str, choice: str) -> None:
        """Choose from a message's options."""
        message = await self.sees(words)
        await message.get_by_role("button", name="消息选项").click()
        await self.page.get_by_role("menuitem", name=choice).click()

    async def complains(self, words: str) -> None:
        await expect(self.root.locator(".problem")).to_contain_text(words, timeout=PATIENCE)


async def open_page(page: Page, base_url: str) -> None:
    """Open the page and wait until it is drawn."""
    await page.goto(base_url)
    await expect(page.locator(".tab.add")).to_be_visible(timeout=PATIENCE)
