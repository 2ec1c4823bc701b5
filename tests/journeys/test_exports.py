"""/export: the liaison gets the cases of some days as a table; nobody else does."""

import csv
import io

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from hotline.exporting import CASE_COLUMNS
from tests.journeys.constituents import file, says
from tests.journeys.officials import accepted, go_to, liaison, presidium, refused, unseen

WORDS = "我叫李铁柱，住靠山屯三组12号，井水又黄又浑，电话13800138000"


async def test_the_liaison_gets_a_table_without_words_and_names(stage: Stage, clock: MovableClock) -> None:
    boss = await liaison(stage)
    _, deputy, _ = await accepted(stage)
    li = await stage.constituent("李铁柱", "靠山屯村")
    await file(li, WORDS)
    about_her = await stage.constituent("钱婶", "靠山屯村")
    await file(about_her, "联络员周敏收了东西不给派单")
    await go_to(stage, clock, "06-16T09:00")
    await unseen(stage, boss)

    await boss.send_text("/export 2026-06-01到2026-06-30")
    message = await says(boss, "2026-06-01 到 2026-06-30 的 2 件")
    data = await stage.people.download(message.file_id or "")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert list(rows[0]) == list(CASE_COLUMNS)
    assert [row["number"] for row in rows] == ["0001", "0002"]
    assert (rows[0]["deputy"], rows[0]["village"], rows[0]["state"]) == ("王桂芳", "靠山屯村", "accepted")
    assert rows[0]["accepted_at"].startswith("2026-06-15T09:00")
    whole = data.decode()
    assert [word for word in ("铁柱", "三组", "12号", "138", "井水", "周敏", "钱婶") if word in whole] == []

    assert "从哪天到哪天" in await refused(boss, "/export")
    assert "从哪天到哪天" in await refused(boss, "/export 2027Q1")
    assert "没有收到事情" in await refused(boss, "/export 2026Q1")
    for person in (deputy, li, await presidium(stage)):
        assert "做不了" in await refused(person, "/export 2026Q2")
