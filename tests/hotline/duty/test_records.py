"""Who reads whose record, and putting deputies forward: by whom, with a reason, and back again."""

import pytest
from sqlmodel import col, select

from hotline.duty.nominating import nominate, read_field, standing_to_print, take_back
from hotline.duty.records import deputy_called, read_record, read_records, record_to_print
from hotline.errors import NoSuchChoice, NotAllowed, TextMissing
from hotline.permissions import Actor
from storage.tables import Deputy, Event, Nominee
from storage.vocabulary import Role
from tests.hotline.duty.conftest import COLLEAGUE, DEPUTY, HERSELF, NOW, Township

pytestmark = pytest.mark.alike

WANG = Actor(HERSELF, frozenset({Role.CONSTITUENT, Role.DEPUTY}), DEPUTY)
ZHOU = Actor(2, frozenset({Role.CONSTITUENT, Role.LIAISON}))
CHAIR = Actor(3, frozenset({Role.CONSTITUENT, Role.PRESIDIUM, Role.DEPUTY}), COLLEAGUE)
VILLAGER = Actor(4, frozenset({Role.CONSTITUENT}))


async def test_a_deputy_reads_only_her_own(township: Township) -> None:
    work = township.work
    await township.solved(by=1)
    own = await read_record(work, WANG)
    assert (own.name, own.constituency, own.facts.people_solved, own.total) == ("王桂芳", "靠山选区", 1, 4)
    assert await deputy_called(work, WANG, "王桂芳代表") == DEPUTY
    for refused in (
        read_record(work, WANG, COLLEAGUE),
        read_records(work, WANG),
        deputy_called(work, WANG, "周德才"),
        deputy_called(work, WANG, "没有这个人"),
        read_record(work, VILLAGER, DEPUTY),
        read_records(work, VILLAGER),
        read_field(work, WANG),
    ):
        with pytest.raises(NotAllowed):
            await refused


@pytest.mark.parametrize("actor", [ZHOU, CHAIR])
async def test_liaison_and_presidium_read_everybody_s_by_points(township: Township, actor: Actor) -> None:
    work = township.work
    await township.solved(by=1, deputy=COLLEAGUE)
    found = await read_records(work, actor)
    assert [record.name for record in found] == ["周德才", "王桂芳", "李秀兰"]
    assert (await read_record(work, actor, DEPUTY)).name == "王桂芳"
    assert await deputy_called(work, actor, "李秀兰") == 3
    for wrong in ("谁", ""):
        with pytest.raises(NoSuchChoice):
            await deputy_called(work, actor, wrong)
    with pytest.raises(NoSuchChoice):
        await read_records(work, actor, 2027)


async def test_who_has_left_still_has_a_record_of_that_year(township: Township) -> None:
    work = township.work
    await township.solved(by=1)
    left = await work.session.get_one(Deputy, (1, DEPUTY))
    left.left_at = NOW
    await work.session.flush()
    assert "王桂芳" in {record.name for record in await read_records(work, ZHOU)}
    assert await deputy_called(work, ZHOU, "王桂芳") == DEPUTY
    # A new one of the same name stands before the one who has left.
    await township.add(Deputy(station_id=1, id=9, code="D09", name="王桂芳", constituency_id=1))
    assert await deputy_called(work, ZHOU, "王桂芳") == 9
    assert (await record_to_print(work, DEPUTY, 2026)).facts.people_solved == 1


async def test_a_liaison_who_is_no_deputy_has_no_record(township: Township) -> None:
    with pytest.raises(NoSuchChoice):
        await read_record(township.work, ZHOU)


async def test_a_nominee_is_put_forward_said_again_and_taken_back(township: Township) -> None:
    work = township.work
    await township.solved(by=1)
    await nominate(work, ZHOU, DEPUTY, 2026, "靠山屯的路跑了三趟，电话13800138000")
    await nominate(work, CHAIR, DEPUTY, 2026, " 路修通了 \n ")
    field = await read_field(work, ZHOU)
    assert [(one.record.name, one.reason) for one in field.nominees] == [("王桂芳", "路修通了")]
    assert field.others == []
    assert [one.record.total for one in await standing_to_print(work, 2026)] == [4]
    assert len(list(await work.session.exec(select(Nominee)))) == 1

    await take_back(work, CHAIR, DEPUTY, 2026)
    field = await read_field(work, CHAIR)
    assert (field.nominees, [record.name for record in field.others]) == ([], ["王桂芳"])
    with pytest.raises(NoSuchChoice):
        await take_back(work, ZHOU, DEPUTY, 2026)
    of_no_case = select(Event).where(col(Event.case_id).is_(None)).order_by(col(Event.sequence))
    events = await work.session.exec(of_no_case)
    kinds = [(event.kind, event.facts) for event in events]
    assert [kind for kind, _ in kinds] == ["nominated", "nominated", "nomination_withdrawn"]
    assert all(facts == {"deputy": "D01", "year": 2026} for _, facts in kinds)


async def test_what_is_said_of_a_nominee_holds_no_numbers_of_people(township: Township) -> None:
    row = await nominate(township.work, ZHOU, DEPUTY, 2026, "群众 13800138000 来电感谢")
    assert "13800138000" not in row.reason


async def test_nobody_puts_oneself_forward_nor_anybody_without_a_reason(township: Township) -> None:
    work = township.work
    with pytest.raises(NotAllowed):
        await nominate(work, WANG, COLLEAGUE, 2026, "好")
    with pytest.raises(NoSuchChoice):
        await nominate(work, CHAIR, COLLEAGUE, 2026, "我自己")
    with pytest.raises(TextMissing):
        await nominate(work, ZHOU, DEPUTY, 2026, " \n")
    with pytest.raises(NoSuchChoice):
        await nominate(work, ZHOU, 77, 2026, "没有这个人")
    with pytest.raises(NoSuchChoice):
        await nominate(work, ZHOU, DEPUTY, 2030, "还没到")
    assert list(await work.session.exec(select(Nominee))) == []
