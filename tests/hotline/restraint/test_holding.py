"""Too much at once from one person: nothing is lost or filed before its time, and danger never waits."""

from dataclasses import replace

import pytest
from sqlmodel import col, select

from hotline import drafts, filing
from hotline.casebook import Ref
from hotline.errors import MustWait
from hotline.people import Sender
from hotline.restraint.limits import Because, LimitRules
from hotline.retention import clear_away
from hotline.retention_rules import RetentionRules
from hotline.sweep import sweep
from storage.queries import cases
from storage.tables import Reminder, SeenText
from storage.vocabulary import State, Urgency
from tests.hotline.restraint.conftest import Village

MATTERS = (
    "村口到镇上的柏油路坑坑洼洼，啥时候修一修",
    "排水站的水泵坏了，浇不上地",
    "学校食堂的饭菜不卫生，孩子吃了拉肚子",
    "路灯坏了两个月了，晚上黑灯瞎火没人修",
    "垃圾堆在河边没人清运，臭得很",
)
FIRE = "着火了，快来人，房子着火了"
ADVERT = "本公司长期代开发票，办证刻章，加微信联系，价格优惠"


async def _busy(village: Village, count: int = 3) -> Sender:
    """Somebody who has filed as many matters today as one may begin."""
    sender = await village.someone(1)
    for text in MATTERS[:count]:
        await village.files(sender, text)
        village.later(minutes=11)
    return sender


async def test_beyond_the_day_s_matters_the_rest_is_kept_and_told_of_once(village: Village) -> None:
    sender = await _busy(village)
    for text in MATTERS[3:]:
        await village.says(sender, text)
        village.later(minutes=11)
    (kept,) = await village.drafts(sender)
    said = [entry.text for entry in await cases.entries_of(village.work.session, 1, kept.id)]
    assert said == list(MATTERS[3:])
    assert (await village.heard(sender.actor)).count("kept.day") == 1
    assert f"draft:{kept.id}" not in [row.slot for row in await village.notices(sender.person.id)]

    with pytest.raises(MustWait) as refused:
        await filing.submit(village.work, sender.actor, Ref(kept.id))
    assert refused.value.because == Because.DAY
    village.later(hours=16)
    filed = await filing.submit(village.work, sender.actor, Ref(kept.id))
    assert filed.state == State.ASSIGNED
    assert MATTERS[4] in filed.text


async def test_five_matters_a_day_are_nothing_by_the_default_limits(village: Village) -> None:
    village.work.knowledge = replace(village.work.knowledge, limits=LimitRules())
    sender = await _busy(village, len(MATTERS))
    assert [case.state for case in await village.filed(sender)] == [State.ASSIGNED] * len(MATTERS)
    assert not [kind for kind in await village.heard(sender.actor) if kind.startswith("kept")]


async def test_danger_is_filed_at_once_beyond_every_limit(village: Village) -> None:
    sender = await _busy(village)
    await village.says(sender, MATTERS[3])
    await village.says(sender, FIRE)
    newest = (await village.filed(sender))[0]
    assert (newest.urgency, newest.danger_number) == (Urgency.URGENT, "119")
    assert [draft.text for draft in await village.drafts(sender)] == [MATTERS[3]]


async def test_what_is_in_hand_takes_words_beyond_every_limit(village: Village) -> None:
    sender = await _busy(village)
    first = (await village.filed(sender))[-1]
    await village.says(sender, f"{first.number:04d} 又下雨了，车都陷进去了")
    said = [entry.text for entry in await cases.entries_of(village.work.session, 1, first.id)]
    assert any("又下雨了" in text for text in said)


async def test_a_kept_draft_is_neither_reminded_of_nor_let_go_while_it_waits(village: Village) -> None:
    sender = await _busy(village)
    await village.says(sender, MATTERS[3])
    (kept,) = await village.drafts(sender)
    rows = await village.work.session.exec(
        select(Reminder).where(Reminder.case_id == kept.id, col(Reminder.handled_at).is_(None))
    )
    assert min(row.due_at for row in rows) > kept.state_since
    village.later(hours=26)
    await sweep(village.work)
    assert [draft.id for draft in await village.drafts(sender)] == [kept.id]


async def test_a_kept_matter_is_not_made_two_that_may_be_filed(village: Village) -> None:
    sender = await _busy(village)
    for text in MATTERS[3:]:
        await village.says(sender, text)
    (kept,) = await village.drafts(sender)
    for part in await drafts.split(village.work, sender.actor, sender.person, Ref(kept.id)):
        with pytest.raises(MustWait):
            await filing.submit(village.work, sender.actor, Ref(part.id))


async def test_a_first_report_in_a_hundred_messages_is_kept_whole_and_filed(village: Village) -> None:
    """Each has a number of its own, so that none is what was said before."""
    sender = await village.someone(1)
    await village.says(sender, MATTERS[0])
    for number in range(20):
        await village.says(sender, f"还有，第{number}家门前也有一个坑")
    assert (await village.heard(sender.actor)).count("kept.much") == 1
    shown = [row for row in await village.notices(sender.person.id) if row.kind.startswith("draft.")]
    assert len(shown) == 9  # the first, and as many as there may be in an hour
    filed = await filing.submit(village.work, sender.actor, Ref((await village.drafts(sender))[0].id))
    assert filed.state == State.ASSIGNED
    assert "第19家" in filed.text


async def test_the_same_words_again_are_no_second_case(village: Village) -> None:
    sender = await village.someone(1)
    case = await village.files(sender, MATTERS[0])
    village.later(minutes=30)
    await village.says(sender, MATTERS[0] + "！！")
    assert await village.drafts(sender) == []
    assert (await village.notices(sender.person.id))[-1].kind == "case.told_already"
    case.state = State.WITHDRAWN
    await village.says(sender, MATTERS[0])
    assert len(await village.drafts(sender)) == 1  # nothing is done about it any more


async def test_a_neighbour_s_same_words_are_a_case_of_its_own(village: Village) -> None:
    wang, liu = await village.someone(1), await village.someone(2)
    await village.files(wang, MATTERS[0])
    assert (await village.files(liu, MATTERS[0])).state == State.ASSIGNED


async def test_an_advert_is_answered_once_a_day_and_the_others_are_kept(village: Village) -> None:
    sender = await village.someone(1)
    for number in range(4):
        await village.says(sender, f"{ADVERT}{number}号")
    assert (await village.heard(sender.actor)).count("draft.other_channel") == 1
    (draft,) = await village.drafts(sender)
    assert "3号" in draft.text
    await filing.submit(village.work, sender.actor, Ref(draft.id))  # whoever insists is heard all the same
    village.later(hours=25)
    await village.says(sender, f"{ADVERT}9号")
    assert (await village.heard(sender.actor)).count("draft.other_channel") == 2


async def test_what_recognises_words_holds_none_and_goes_after_a_week(village: Village) -> None:
    sender = await village.someone(1)
    await village.files(sender, MATTERS[0])
    (seen,) = list(await village.work.session.exec(select(SeenText)))
    assert "柏油路" not in repr(seen)
    village.later(days=6)
    assert (await clear_away(village.work, RetentionRules())).seen_texts == 0
    village.later(days=1, seconds=1)
    assert (await clear_away(village.work, RetentionRules())).seen_texts == 1


async def test_what_is_kept_and_said_again_is_passed_over_in_silence(village: Village) -> None:
    sender = await _busy(village)
    for _ in range(3):
        await village.says(sender, MATTERS[3])
        village.later(minutes=11)
    before = await village.heard(sender.actor)
    await village.says(sender, MATTERS[3])
    assert await village.heard(sender.actor) == before
    (kept,) = await village.drafts(sender)
    assert len(await cases.entries_of(village.work.session, 1, kept.id)) == 1
