"""Pictures of figures: the way to the drawing process and back, and what is drawn there."""

import asyncio
import io
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from PIL import Image

from bot.pictures import NotDrawn, NotDrawnYet, Pictures, draw_apart
from hotline.pictures import (
    Bar,
    Bars,
    Line,
    Pair,
    Picture,
    Tile,
    Tiles,
    Trend,
    from_plain,
    to_plain,
    words_of,
)

PICTURE = Picture(
    title="和平镇人大代表热线：一周小结",
    subtitle="2026年6月15日—6月21日",
    panels=(
        Tiles((Tile("收到", "23", "比前一周多 5"), Tile("办结", "18"))),
        Trend("两个星期", ("6/8", "6/15"), (Line("收到", (18, 23)), Line("办结", (20, 18)))),
        Bars("三率", (Bar("解决率", 11, "73%（11/15）", 15, "另有 4 件没回话"), Bar("满意率", 0, "没有", 0))),
        Pair((Bars("类", (Bar("农村农业", 9, "9"),)), Bars("村", (), "没有说到地方的"))),
        Bars("超时的", (Bar("王桂芳代表", 3, "3 件"),), is_warning=True),
    ),
    note="只算回了话的。",
)


def test_a_picture_comes_back_from_json_as_it_was() -> None:
    assert from_plain(json.loads(json.dumps(to_plain(PICTURE)))) == PICTURE


def test_every_word_that_is_drawn_is_known_before() -> None:
    words = words_of(PICTURE)
    for drawn in (
        "和平镇",
        "6/15",
        "73%（11/15）",
        "另有 4 件没回话",
        "没有说到地方的",
        "王桂芳代表",
        "只算",
    ):
        assert drawn in words


async def test_it_is_drawn_in_another_process_for_a_phone() -> None:
    image = Image.open(io.BytesIO(await draw_apart(PICTURE)))
    assert image.width == 1080
    assert image.height > image.width
    colors = {color for _, color in image.convert("RGB").getcolors(maxcolors=1 << 24) or ()}
    # Paper, cards, the two lines and the warning: blue, green and red of Okabe and Ito.
    assert {(0xEE, 0xF2, 0xF5), (255, 255, 255), (0, 0x72, 0xB2), (0, 0x9E, 0x73), (0xD5, 0x5E, 0)} <= colors


@pytest.mark.slow
async def test_more_rows_make_it_longer_and_nothing_else() -> None:
    shorter = Image.open(io.BytesIO(await draw_apart(PICTURE)))
    late = Bars("超时的", (Bar("王桂芳代表", 3, "3 件"),) * 5, is_warning=True)
    longer = Image.open(io.BytesIO(await draw_apart(replace(PICTURE, panels=(*PICTURE.panels[:-1], late)))))
    assert longer.width == shorter.width
    assert longer.height == shorter.height + 4 * 58


@pytest.mark.slow
async def test_a_week_without_anything_can_be_drawn() -> None:
    nothing = Picture("一周", "", (Trend("", ("6/15",), (Line("收到", (0,)),)), Bars("", (), "没有")))
    assert (await draw_apart(nothing)).startswith(b"\x89PNG")


@pytest.mark.slow
async def test_a_failure_over_there_says_why() -> None:
    broken = replace(PICTURE, panels=(Tiles(()),))
    with pytest.raises(NotDrawn, match="ZeroDivisionError"):
        await draw_apart(broken)


@pytest.mark.slow
def test_whoever_serves_people_never_loads_what_draws() -> None:
    code = "import bot.pictures, bot.digest_files, sys; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.slow
async def test_whoever_asks_too_early_asks_again_and_it_is_drawn_once() -> None:
    pictures, loaded = Pictures(), []

    async def load() -> Picture:
        loaded.append(PICTURE)
        await asyncio.sleep(3)
        return PICTURE

    with pytest.raises(NotDrawnYet):
        await pictures.get("week", load)
    png = await _in_the_end(pictures, load)
    assert png.startswith(b"\x89PNG")
    assert len(loaded) == 1
    await pictures.close()


async def _in_the_end(pictures: Pictures, load: Callable[[], Awaitable[Picture]]) -> bytes:
    while True:
        try:
            return await pictures.get("week", load)
        except NotDrawnYet:
            continue


async def test_closing_gives_up_what_is_being_drawn() -> None:
    pictures, is_over = Pictures(), asyncio.Event()

    async def load() -> Picture:
        try:
            await asyncio.sleep(60)
        finally:
            is_over.set()
        return PICTURE

    with pytest.raises(NotDrawnYet):
        await pictures.get("week", load)
    await pictures.close()
    assert is_over.is_set()
