"""The demonstration on the terminal: every message of every phone as it arrives."""

import asyncio

from rich.console import Console
from rich.panel import Panel

from bot.demo import sample
from bot.demo.clock import MovableClock
from bot.demo.staging import Stage, staged
from bot.demo.walk import walk

_COLOURS = ("green", "cyan", "magenta", "yellow", "blue")
console = Console(highlight=False)


class Terminal:
    """Prints who says or presses what, and what each phone shows."""

    def __init__(self) -> None:
        self._colours: dict[str, str] = {}

    def heading(self, text: str) -> None:
        console.rule(text)

    def said(self, name: str, text: str) -> None:
        console.print(f"{name} ▸ {text}", style=self._colour(name), markup=False)

    def pressed(self, name: str, label: str) -> None:
        console.print(f"{name} 按下〔{label}〕", style=self._colour(name), markup=False)

    def arrived(self, name: str, text: str, buttons: list[list[str]], *, is_edited: bool, media: str) -> None:
        rows = "\n".join("".join(f"〔{label}〕" for label in row) for row in buttons)
        body = "\n".join(filter(None, (f"[{media}]" if media else "", text, rows)))
        title = f"{name}的手机" + ("（改）" if is_edited else "")
        console.print(Panel(_plain(body), title=title, title_align="left", border_style=self._colour(name)))

    def _colour(self, name: str) -> str:
        return self._colours.setdefault(name, _COLOURS[len(self._colours) % len(_COLOURS)])


def _plain(text: str) -> str:
    return text.replace("[", "\\[")


async def run_demo(*, stays_up: bool, port: int) -> None:
    """Walk one case through all roles; then stay until interrupted."""
    async with staged(sample.roster(), clock=MovableClock(sample.STARTS_AT), port=port) as stage:
        await walk(stage, Terminal())
        if stays_up:
            await _stay(stage)


async def _stay(stage: Stage) -> None:
    console.rule("open for use")
    console.print(
        f"The local Telegram is at {stage.server.base_url} (docs/local-bot-api.md says how to talk to it)."
    )
    console.print("Ctrl-C ends it; nothing is kept.")
    await asyncio.Event().wait()
