"""Files are fetched by id, up to Telegram's limit."""

import pytest
from telegram import Bot, Document
from telegram.error import BadRequest

from bot.simulator import People, Person
from tests.bot.simulator.conftest import Inbox


async def document(inbox: Inbox) -> Document:
    received = (await inbox.one()).message
    assert received is not None
    assert received.document is not None
    return received.document


async def test_a_file_is_downloaded_by_its_path(wang: Person, bot: Bot, inbox: Inbox) -> None:
    await wang.send_document(b"bytes", "报告.pdf")
    sent = await document(inbox)
    file = await bot.get_file(sent.file_id)
    assert (file.file_size, file.file_unique_id) == (5, sent.file_unique_id)
    assert file.file_path is not None
    assert file.file_path.endswith("/documents/file_0.pdf")
    assert bytes(await file.download_as_bytearray()) == b"bytes"


async def test_a_file_over_twenty_megabytes_can_not_be_fetched(wang: Person, bot: Bot, inbox: Inbox) -> None:
    await wang.send_document(b"x", "大.zip", file_size=21 * 1024 * 1024)
    sent = await document(inbox)
    assert sent.file_size == 21 * 1024 * 1024
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(sent.file_id)
    assert (await bot.send_document(wang.id, sent.file_id)).document == sent  # but it can be sent on


async def test_a_file_of_just_twenty_megabytes_can_be_fetched(wang: Person, bot: Bot, inbox: Inbox) -> None:
    await wang.send_document(b"x", "大.zip", file_size=20 * 1024 * 1024)
    assert await bot.get_file((await document(inbox)).file_id)


async def test_people_can_look_at_files_the_bot_sends(people: People, wang: Person, bot: Bot) -> None:
    await bot.send_document(wang.id, b"bytes", filename="a.pdf")
    seen = await wang.wait_for()
    assert seen.file_id is not None
    assert await people.download(seen.file_id) == b"bytes"
