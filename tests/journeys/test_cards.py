"""联系卡、海报、公示表: sent to the liaison as documents, with links that open the bot where they should."""

import asyncio
import io
from pathlib import Path

import httpx
from docx import Document
from typer.testing import CliRunner

from bot.cli import app
from bot.demo.staging import Stage
from bot.simulator import Person, SeenMessage
from hotline.handouts.links import deputy_link, qr_picture
from tests.journeys.constituents import ROAD, card_with, says
from tests.journeys.officials import liaison, refused


async def document_of(stage: Stage, person: Person, *words: str) -> tuple[str, bytes]:
    """The name and the bytes of the next document whose caption has these words."""
    message: SeenMessage = await person.wait_for(
        lambda seen: "document" in seen.raw and all(word in seen.raw.get("caption", "") for word in words),
        20,
    )
    file = await stage.process.bot.get_file(message.raw["document"]["file_id"])
    return message.raw["document"]["file_name"], bytes(await file.download_as_bytearray())


def words_in(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    return "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)


def pictures_in(data: bytes) -> set[bytes]:
    parts = Document(io.BytesIO(data)).part.package.iter_parts()
    return {part.blob for part in parts if part.content_type == "image/png"}


async def test_the_liaison_prints_cards_posters_and_the_wall_sheet(stage: Stage) -> None:
    boss, wang = await liaison(stage), await stage.deputy("D03")
    await wang.send_text("/contactday 后天 9点到11点 村委会 8人")
    await wang.press(await card_with(wang, "发通知"), "发通知")
    await says(wang, "联系日定了")

    await boss.send_text("/cards")
    name, data = await document_of(stage, boss, "全体代表的联系卡")
    assert name == "代表联系卡.docx"
    assert all(words in words_in(data) for words in ("王桂芳代表", "李秀兰代表", "0000-1234567"))
    username = stage.process.bot.username
    assert qr_picture(deputy_link(username, "D03")) in pictures_in(data)

    await boss.send_text("/cards 王桂芳")
    name, data = await document_of(stage, boss, "联系卡来了")
    assert name == "代表联系卡-王桂芳.docx"
    assert "李秀兰" not in words_in(data)

    await boss.send_text("/poster")
    which = await says(boss, "要哪个选区的海报")
    await boss.press(which, "靠山选区")
    name, data = await document_of(stage, boss, "海报来了")
    assert name == "海报-靠山选区.docx"
    assert all(words in words_in(data) for words in ("扫一扫，有事找代表", "王桂芳", "6月17日（周三）"))
    await boss.send_text("/poster 公示表")
    name, data = await document_of(stage, boss, "公示表来了")
    assert name == "联系公示表.docx"
    assert all(words in words_in(data) for words in ("靠山选区", "王桂芳", "村委会"))

    assert "没找到这个选区" in await refused(boss, "/poster 火星")
    assert "没找到这位代表" in await refused(boss, "/cards 火星")
    villager = await stage.constituent("王大爷", "靠山屯村")
    for person in (wang, villager):
        for command in ("/cards", "/poster", "/poster 公示表"):
            assert "做不了" in await refused(person, command)


async def test_the_card_of_a_deputy_brings_the_next_case_to_her(stage: Stage) -> None:
    li = await stage.deputy("D01")
    villager = await stage.people.join("王大爷")
    link = deputy_link(stage.process.bot.username, "D01")
    await villager.start(httpx.URL(link).params["start"])
    await says(villager, "这是李秀兰代表的联系卡")
    # 靠山屯 is another constituency's: the villager's own choice counts.
    await villager.send_text(ROAD)
    await villager.press(await card_with(villager, "提交"), "提交")
    await says(villager, "收到了，编号", "李秀兰代表")
    await card_with(li, "签收")


async def test_the_operator_writes_everything_into_a_folder(stage: Stage, tmp_path: Path) -> None:
    config = stage.process.settings.folder / "config.toml"
    runner = CliRunner()
    out = tmp_path / "printed"
    arguments = ["cards", "--out", str(out), "--config", str(config)]
    asked = await asyncio.to_thread(runner.invoke, app, arguments)
    assert asked.exit_code == 0, asked.output
    names = {path.name for path in out.iterdir()}
    assert {"代表联系卡.docx", "联系公示表.docx", "海报-靠山选区.docx"} <= names
    asked_card = (out / "代表联系卡.docx").read_bytes()
    assert qr_picture(deputy_link(stage.process.bot.username, "D03")) in pictures_in(asked_card)

    given = await asyncio.to_thread(runner.invoke, app, [*arguments, "--username", "@another_bot"])
    assert given.exit_code == 0, given.output
    given_card = (out / "代表联系卡.docx").read_bytes()
    assert qr_picture("https://t.me/another_bot?start=d_D03") in pictures_in(given_card)
