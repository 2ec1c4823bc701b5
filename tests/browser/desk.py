"""The liaison's desk in a browser: the way in, and every page of it on a phone and on a wide screen."""

from playwright.async_api import Page, ViewportSize, expect
from sqlmodel import col, select

from bot.demo.staging import Stage
from handlers.liaison.web_desk import ENTRANCE
from hotline.desk_access import make_link
from hotline.people import actor_for
from storage.queries import people
from storage.queries.cases import case_by_number
from storage.tables import Attachment, Case
from storage.vocabulary import Role

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
SIZES = {"phone": PHONE, "desktop": DESKTOP}

PAGES = [
    ("board", "/"),
    ("triage", "/triage"),
    ("search", "/search?q=垃圾"),
    ("case", "/cases/{road}"),
    ("week", "/digest"),
    ("ledger", "/ledger"),
    ("members", "/members"),
    ("word-book", "/words"),
    ("failures", "/failures"),
    ("settings", "/settings"),
]
"""Every page: the name of its picture, and its path; {road} is a case with a long story."""
_ROAD = 3


async def desk_url(stage: Stage) -> str:
    return stage.process.knowledge.current.desk.url


async def sit_down(page: Page, stage: Stage) -> None:
    """Open a fresh link of the liaison and press its button."""
    async with stage.process.unit_of_work() as work:
        liaison = (await people.holders(work.session, work.station_id, Role.LIAISON))[0]
        code = await make_link(work, await actor_for(work, liaison))
    await page.goto(f"{await desk_url(stage)}{ENTRANCE}{code}")
    await page.locator("button.main").click()
    await expect(page.locator("nav.sections")).to_be_visible()


async def road(stage: Stage) -> int:
    """The sample's case of the village road, which went up the ladder."""
    async with stage.process.reading() as work:
        found = await case_by_number(work.session, work.station_id, _ROAD)
    assert found is not None
    return found.id


async def with_picture(stage: Stage) -> int | None:
    """A case whose picture is here."""
    async with stage.process.reading() as work:
        found = await work.session.exec(
            select(Case.id)
            .join(Attachment, col(Attachment.case_id) == col(Case.id))
            .where(col(Attachment.stored_at).is_not(None))
            .limit(1)
        )
        return found.first()
