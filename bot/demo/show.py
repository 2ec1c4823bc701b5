"""The demonstration: one case on the terminal, and a page with everybody's phone."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from rich.cells import chop_cells
from rich.console import Console
from rich.panel import Panel

from bot.demo import sample
from bot.demo.clock import MovableClock, steps
from bot.demo.seeding import seed
from bot.demo.staging import Stage, staged
from bot.demo.walk import walk
from bot.web.serving import free_port
from hotline.working_days import WorkCalendar
from storage.vocabulary import Role

TITLE = "和平镇人大代表热线"
NOTES: dict[str, str] = {Role.LIAISON: "联络员", Role.PRESIDIUM: "主席团"}
DEPUTY, CONSTITUENT = "代表", "选民"
_MEDIA = {"photo": "照片", "voice": "语音", "video": "视频", "document": "文件"}
_FRAME = 4  # cells that a panel takes from a line
_HANGING = 2  # cells for a mark that must not begin a line
_CLOSING = frozenset("，。；：、！？）”〕")
_COLOURS = ("green", "cyan", "magenta", "yellow", "blue")
console = Console(highlight=False)


class Terminal:
    """Prints who says or presses what, and what each phone shows."""

    def __init__(self) -> None:
        self._colours: dict[str, str] = {}

    def heading(self, text: str) -> None:
        console.rule(text)

    def said(self, name: str, text: str, *, media: str = "") -> None:
        line = f"{name} ▸ {_label(media)}{text}"
        console.print(folded(line, console.width), style=self._colour(name), markup=False)

    def pressed(self, name: str, label: str) -> None:
        console.print(f"{name} 按下〔{label}〕", style=self._colour(name), markup=False)

    def arrived(self, name: str, text: str, buttons: list[list[str]], *, is_edited: bool, media: str) -> None:
        rows = "\n".join("".join(f"〔{label}〕" for label in row) for row in buttons)
        body = folded("\n".join(filter(None, (_label(media), text, rows))), console.width - _FRAME)
        title = f"{name}的手机" + ("（改）" if is_edited else "")
        console.print(Panel(_plain(body), title=title, title_align="left", border_style=self._colour(name)))

    def _colour(self, name: str) -> str:
        return self._colours.setdefault(name, _COLOURS[len(self._colours) % len(_COLOURS)])


def _plain(text: str) -> str:
    return text.replace("[", "\\[")


def _label(media: str) -> str:
    return f"［{_MEDIA.get(media, media)}］" if media else ""


def folded(text: str, width: int) -> str:
    """Broken where a line is full: Chinese has no spaces, and one before a digit is no place to break."""
    return "\n".join(folded for line in text.split("\n") for folded in _pieces(line, width))


def _pieces(line: str, width: int) -> list[str]:
    """A line in pieces, none of which begins with what closes a sentence: that hangs on the one before."""
    pieces: list[str] = []
    while line:
        piece = chop_cells(line, width - _HANGING)[0]
        if line[len(piece) :][:1] in _CLOSING:
            piece = line[: len(piece) + 1]
        pieces.append(piece)
        line = line[len(piece) :]
    return pieces or [""]


@asynccontextmanager
async def opened(clock: MovableClock, port: int = 0) -> AsyncIterator[Stage]:
    """The sample township at work, with a page whose clock can be moved."""
    desk_port = free_port()
    desk = {"public_url": f"http://127.0.0.1:{desk_port}", "port": desk_port}
    async with staged(sample.roster(), clock=clock, port=port, desk=desk) as stage:
        front = stage.server.simulator.front
        front.title = TITLE
        front.steps = steps(clock, WorkCalendar(sample.ZONE))
        yield stage


async def present(stage: Stage, *first: int) -> None:
    """Let the page begin with these people, then the constituents, the deputies and the office."""
    office = {stage.joined[key].id: note for key, note in NOTES.items() if key in stage.joined}
    deputies = {person.id: DEPUTY for key, person in stage.joined.items() if key not in NOTES}
    everyone = [person.id for person in await stage.people.everyone()]
    villagers = {one: CONSTITUENT for one in everyone if one not in office | deputies}
    notes = villagers | deputies | office
    stage.server.simulator.present({one: notes[one] for one in first} | notes)


async def run_demo(*, stays_up: bool, port: int) -> None:
    """Let three months pass and walk one case through all roles; then stay until interrupted."""
    async with opened(MovableClock(sample.STARTS_AT), port) as stage:
        console.print(f"Everybody's phone: {stage.server.base_url}/", style="bold")
        console.print("Some forty cases of three months happen first; that takes some seconds.")
        with _patient_ticks():
            await seed(stage)
        actors = await walk(stage, Terminal())
        await present(stage, *(person.id for person in actors))
        if stays_up:
            await _stay(stage)


@contextmanager
def _patient_ticks() -> Iterator[None]:
    """Ticks that wait for one long transaction are nothing to warn of."""
    logger = logging.getLogger("apscheduler.scheduler")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


async def _stay(stage: Stage) -> None:
    console.rule("open for use")
    console.print(
        f"Open {stage.server.base_url}/ and be everybody: write, press, move the clock.", style="bold"
    )
    console.print("The liaison's desk in the browser: write /desk on the liaison's phone, press the link.")
    console.print("docs/local-bot-api.md tells how to do the same by curl.")
    console.print("Ctrl-C ends it; nothing is kept.")
    await asyncio.Event().wait()
