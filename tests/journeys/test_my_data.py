"""/mydata: what is kept is shown, given as a copy, and erased; the record of what happened stays whole."""

import asyncio
import io
import json
import zipfile
from itertools import pairwise

from sqlmodel import col, select

from bot.attachments import NeverStored, load_bytes
from bot.demo.staging import Stage
from bot.simulator import SeenMessage
from hotline.chain import GENESIS, link
from storage.tables import Attachment, Case, Entry, Event, Identity, Inbox, Notice, Outgoing
from storage.tables import Person as PersonRow
from storage.vocabulary import State
from tests.journeys.constituents import LAMPS, ROAD, card_with, file, says
from tests.journeys.files import all_fetched
from tests.journeys.officials import accepted, liaison, unseen

NUMBER = "13800138000"


async def _rows(stage: Stage, table: type) -> list[object]:
    async with stage.process.database.reading() as session:
        return list(await session.exec(select(table)))


async def _everything_kept(stage: Stage) -> str:
    """All that stands in the tables in readable form."""
    tables = (Case, Entry, Notice, Event, Attachment, PersonRow)
    found = [await _rows(stage, table) for table in tables]
    return "\n".join(repr(row) for rows in found for row in rows)


async def _download(stage: Stage, message: SeenMessage) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(await stage.people.download(message.file_id or "")))


async def _is_chain_whole(stage: Stage, case_id: int) -> bool:
    async with stage.process.database.reading() as session:
        found = await session.exec(
            select(Event).where(Event.case_id == case_id).order_by(col(Event.sequence))
        )
        events = list(found)
    hashes = [GENESIS, *(event.chained for event in events)]
    return len(events) > 8 and all(
        after == link(before, event, case_id)
        for (before, after), event in zip(pairwise(hashes), events, strict=True)
    )


async def test_what_is_kept_is_shown_copied_and_erased(stage: Stage) -> None:
    boss = await liaison(stage)
    wang, deputy, _ = await accepted(stage)
    await wang.send_text(f"/phone 0001 {NUMBER}")
    await says(deputy, "留了电话")
    await wang.send_text("/add 0001")
    await says(wang, "接着发")
    await wang.send_photo(caption="就是村头老槐树那一段")
    await says(deputy, "老槐树")
    await deputy.send_text("/ask 0001 是您家门口那一段吗？")
    await says(wang, "您家门口")
    await wang.send_text("对，就是我家门口")
    await says(deputy, "反映人回话了")
    await file(wang, LAMPS)
    await boss.send_text("/assign 0002 王桂芳")
    await says(deputy, "新派给您的事", "0002")
    await all_fetched(stage)

    await wang.send_text("/mydata")
    shown = await says(wang, "这里记着您的这些", "靠山屯村", NUMBER, "0001", "0002", "文件：1 个")
    assert "看过：王桂芳代表" in shown.text
    await wang.press(shown, "给我一份")
    given = await wang.wait_for(lambda message: message.media_kind == "document")
    archive = await _download(stage, given)
    facts = json.loads(archive.read("my-data.json"))
    assert [case["number"] for case in facts["cases"]] == ["0001", "0002"]
    assert "老槐树" in str(facts["cases"][0]["entries"])
    assert "accepted" in str(facts["cases"][0]["events"])
    assert {one["name"] for case in facts["cases"] for one in case["read_by"]} == {"王桂芳"}
    assert facts["files"] == ["files/001.jpg"]
    assert archive.read("files/001.jpg")[:2] == b"\xff\xd8"
    assert ROAD[:10] in archive.read("my-data.txt").decode("utf-8-sig")

    await deputy.send_text("/reply 0001 A 您家门口那段铺好了。")
    await wang.press(await says(wang, "铺好了"), "解决了")
    await wang.press(await card_with(wang, "满意"), "满意")
    await says(wang, "办结了")
    await wang.press(shown, "全部删掉")
    await wang.press(await says(wang, "真的要全部删掉吗", "会撤回"), "先不删")
    await says(wang, "这里记着您的这些")
    await wang.send_text("/mydata 删除")
    asked = await card_with(wang, "确定，全部删掉")
    await wang.press(asked, "确定，全部删掉")
    await says(wang, "都删掉了")
    await says(deputy, "0002 反映人撤回了")

    kept = await _everything_kept(stage)
    for words in ("土路", "老槐树", "家门口", "路灯", "王大爷", NUMBER):
        assert words not in kept
    cases = [row for row in await _rows(stage, Case) if isinstance(row, Case)]
    cases.sort(key=lambda case: case.number or 0)
    assert [(case.number, case.state) for case in cases] == [(1, State.CLOSED), (2, State.WITHDRAWN)]
    assert all(case.category and not case.text for case in cases)
    assert await _is_chain_whole(stage, cases[0].id)
    photo = next(row for row in await _rows(stage, Attachment) if isinstance(row, Attachment))
    assert not await _can_be_read(stage, photo)
    async with asyncio.timeout(30):
        # That something was sent, and need not be kept any more, is noted a little later.
        while await _sealed_rows_of(stage, cases[0].constituent_id):
            continue

    # The same account is somebody new.
    await wang.send_text("/cases")
    await says(wang, "还没有反映过")
    await wang.send_text("/case 0001")
    await says(wang, "没找到编号 0001")
    await deputy.send_text("/case 0001")
    assert "家门口" not in (await says(deputy, "0001", "删掉了自己的资料")).text
    assert not any("送不到" in text for text in await unseen(stage, boss))


async def _can_be_read(stage: Stage, row: Attachment) -> bool:
    try:
        await load_bytes(stage.process, row.id)
    except NeverStored:
        return False
    return True


async def _sealed_rows_of(stage: Stage, person_id: int) -> list[object]:
    """What could still be opened of a person: the identity, frozen messages, addresses, parked updates."""
    identities = [row for row in await _rows(stage, Identity) if isinstance(row, Identity)]
    frozen = [row for row in await _rows(stage, Outgoing) if isinstance(row, Outgoing)]
    told = [row for row in await _rows(stage, Notice) if isinstance(row, Notice)]
    updates = [row for row in await _rows(stage, Inbox) if isinstance(row, Inbox)]
    return [
        *(row for row in identities if row.person_id == person_id),
        *(row for row in frozen if row.recipient_id == person_id and row.sealed is not None),
        *(row for row in told if row.recipient_id == person_id and row.params and row.kind != "toast"),
        *(row for row in updates if row.sealed is not None),
    ]


async def test_whoever_holds_a_role_gives_it_back_first(stage: Stage) -> None:
    deputy = await stage.deputy("D03")
    await deputy.send_text("/mydata 确定删掉")
    await says(deputy, "您现在还是代表", "交回来")
    await deputy.send_text("/assignments")
    await says(deputy, "手上没有")
