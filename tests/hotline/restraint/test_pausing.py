"""A pause: what waits, what does not, who may set it, who decides on it, and how it ends."""

from datetime import date

import pytest
from sqlmodel import col, select

from hotline import filing, privacy
from hotline.casebook import Ref
from hotline.errors import MustWait, NoSuchCase, NoSuchChoice, NotAllowed, NotYourCase, TextMissing
from hotline.invitations import invite, join
from hotline.people import Sender
from hotline.restraint import pausing
from hotline.restraint.limits import Because
from storage.tables import Case, Event, Pause, SeenText
from storage.vocabulary import Role, State
from tests.hotline.restraint.conftest import Village

ROAD = "村口到镇上的柏油路坑坑洼洼，啥时候修一修"
PUMP = "排水站的水泵坏了，浇不上地"
LAMPS = "路灯坏了两个月了，晚上黑灯瞎火没人修"
ABOUT_LIAISON = "联络员村民99收了礼才给办事，修路的钱也不知道去哪了"
LAST = date(2026, 6, 20)
WHY = "一天发来几十条一样的话"


async def _paused(village: Village) -> tuple[Sender, Sender, Case, Pause]:
    """The liaison, a villager with a case in hand, and the pause."""
    boss = await village.someone(99, Role.LIAISON)
    wang = await village.someone(1)
    case = await village.files(wang, ROAD)
    found = await pausing.pause(village.work, boss.actor, Ref(case.id), WHY, LAST)
    return boss, wang, case, found


async def _station_events(village: Village) -> list[Event]:
    await village.work.session.flush()
    found = await village.work.session.exec(
        select(Event).where(col(Event.case_id).is_(None)).order_by(col(Event.sequence))
    )
    return [event for event in found if event.kind.startswith(("pause", "person"))]


async def test_a_new_matter_is_kept_until_the_pause_is_over_and_that_is_said_once(village: Village) -> None:
    _, wang, _, found = await _paused(village)
    for text in (PUMP, LAMPS):
        village.later(minutes=11)
        await village.says(wang, text)
    waiting = await village.drafts(wang)
    assert [draft.text for draft in waiting] == [LAMPS, PUMP]
    assert (await village.heard(wang.actor)).count("kept.pause") == 1
    with pytest.raises(MustWait) as refused:
        await filing.submit(village.work, wang.actor, Ref(waiting[0].id))
    assert refused.value.because == Because.PAUSE
    village.work.now = found.ends_at
    assert (await filing.submit(village.work, wang.actor, Ref(waiting[0].id))).state == State.ASSIGNED


async def test_a_draft_of_before_waits_as_well(village: Village) -> None:
    boss, wang = await village.someone(99, Role.LIAISON), await village.someone(1)
    case = await village.files(wang, ROAD)
    await village.says(wang, PUMP)
    await pausing.pause(village.work, boss.actor, Ref(case.id), WHY, LAST)
    with pytest.raises(MustWait):
        await filing.submit(village.work, wang.actor, Ref((await village.drafts(wang))[0].id))


async def test_danger_and_what_is_in_hand_go_on(village: Village) -> None:
    _, wang, case, _ = await _paused(village)
    await village.says(wang, "着火了，快来人，房子着火了")
    assert (await village.filed(wang))[0].danger_number == "119"
    await village.says(wang, f"{case.number:04d} 又有一辆车陷进去了")
    heard = await village.heard(wang.actor)
    assert "case.filed_for_you" in heard
    assert "case.material_added" in heard


async def test_what_may_be_danger_is_shown_and_can_be_filed(village: Village) -> None:
    _, wang, _, _ = await _paused(village)
    await village.says(wang, "电线杆塌了一半，歪在路边")
    heard = await village.heard(wang.actor)
    assert "danger.unsure" in heard
    assert "kept.pause" not in heard
    (draft,) = await village.drafts(wang)
    await filing.submit(village.work, wang.actor, Ref(draft.id))


async def test_the_person_hears_at_once_and_the_history_names_nobody(village: Village) -> None:
    boss, wang, _, found = await _paused(village)
    await pausing.object_to(village.work, wang.actor, "我说的都是真事")
    assert "pause.begun" in await village.heard(wang.actor)
    paused, objected = await _station_events(village)
    assert (paused.kind, paused.actor_id, paused.facts) == ("person_paused", boss.person.id, {"days": 6})
    assert (objected.kind, objected.actor_id, objected.facts) == ("pause_objected", None, {})
    assert found.reason == WHY


async def test_the_presidium_lifts_it_and_what_was_kept_is_shown(village: Village) -> None:
    chair = await village.someone(98, Role.PRESIDIUM)
    boss, wang, _, found = await _paused(village)
    await village.says(wang, PUMP)
    await pausing.object_to(village.work, wang.actor, "我说的都是真事")
    assert "pause.objection" in await village.heard(chair.actor)
    await pausing.decide(village.work, chair.actor, found.id, is_lifted=True)
    assert "pause.told_lifted" in await village.heard(boss.actor)
    assert (await village.heard(wang.actor))[-2:] == ["pause.lifted", "draft.card"]
    (draft,) = await village.drafts(wang)
    await filing.submit(village.work, wang.actor, Ref(draft.id))
    with pytest.raises(NoSuchChoice):
        await pausing.decide(village.work, chair.actor, found.id, is_lifted=False)


async def test_the_presidium_lets_it_stand(village: Village) -> None:
    chair = await village.someone(98, Role.PRESIDIUM)
    boss, wang, _, found = await _paused(village)
    await pausing.object_to(village.work, wang.actor, "我说的都是真事")
    await pausing.decide(village.work, chair.actor, found.id, is_lifted=False)
    assert (await village.heard(wang.actor))[-1] == "pause.stands"
    assert (await village.heard(boss.actor))[-1] == "pause.told_stands"
    with pytest.raises(NoSuchChoice):
        await pausing.object_to(village.work, wang.actor, "真的")  # once a pause
    assert await pausing.waiting_objections(village.work, chair.actor) == []


async def test_without_a_presidium_the_liaison_hears_that_somebody_has_to_join(village: Village) -> None:
    boss, wang, _, _ = await _paused(village)
    await pausing.object_to(village.work, wang.actor, "我说的都是真事")
    assert "liaison.presidium_missing" in await village.heard(boss.actor)
    chair = await village.someone(98)
    await join(village.work, chair.actor, await invite(village.work, boss.actor, Role.PRESIDIUM))
    assert (await village.heard(chair.actor))[-1] == "pause.objection"
    chair = await village.someone(98)
    assert len(await pausing.waiting_objections(village.work, chair.actor)) == 1


async def test_a_pause_ends_by_itself_in_the_morning(village: Village) -> None:
    _, wang, _, found = await _paused(village)
    await village.says(wang, PUMP)
    village.work.now = found.ends_at
    assert await pausing.end_due(village.work) == 0  # midnight
    village.later(hours=8)
    assert await pausing.end_due(village.work) == 1
    assert await pausing.end_due(village.work) == 0
    heard = await village.heard(wang.actor)
    assert heard[heard.index("pause.over") :] == ["pause.over", "draft.card"]


async def test_the_liaison_ends_it_before_its_time(village: Village) -> None:
    boss, wang, case, found = await _paused(village)
    assert [row.id for row in await pausing.running(village.work, boss.actor)] == [found.id]
    same = await pausing.of_case(village.work, boss.actor, f"{case.number:04d}")
    await pausing.lift(village.work, boss.actor, same.id)
    assert "pause.lifted" in await village.heard(wang.actor)
    assert await pausing.running(village.work, boss.actor) == []
    with pytest.raises(NoSuchChoice):
        await pausing.lift(village.work, boss.actor, found.id)


# Who may, whom, and for how long


async def test_nobody_of_the_office_is_paused_nor_anybody_twice(village: Village) -> None:
    boss, _, case, _ = await _paused(village)
    with pytest.raises(NoSuchChoice) as refused:
        await pausing.prepare(village.work, boss.actor, Ref(case.id))
    assert refused.value.what == "paused_already"
    deputy = await village.someone(2, Role.PRESIDIUM)
    own = await village.files(deputy, PUMP)
    with pytest.raises(NoSuchChoice) as refused:
        await pausing.pause(village.work, boss.actor, Ref(own.id), WHY, LAST)
    assert refused.value.what == "pause_person"


async def test_whose_case_names_the_liaison_is_the_presidium_s_to_pause(village: Village) -> None:
    boss, chair = await village.someone(99, Role.LIAISON), await village.someone(98, Role.PRESIDIUM)
    wang = await village.someone(1)
    other = await village.files(wang, ROAD)
    village.later(minutes=11)
    about = await village.files(wang, ABOUT_LIAISON)
    assert about.names_liaison
    with pytest.raises(NotYourCase):
        await pausing.pause(village.work, boss.actor, Ref(about.id), WHY, LAST)
    with pytest.raises(NoSuchCase):
        await pausing.pause(village.work, boss.actor, Ref(number=f"{about.number}"), WHY, LAST)
    with pytest.raises(NoSuchChoice) as refused:
        await pausing.pause(village.work, boss.actor, Ref(other.id), WHY, LAST)
    assert refused.value.what == "pause_person"  # as for somebody of the office: it gives nothing away
    found = await pausing.pause(village.work, chair.actor, Ref(about.id), WHY, LAST)
    assert await pausing.running(village.work, boss.actor) == []
    with pytest.raises(NoSuchChoice):
        await pausing.lift(village.work, boss.actor, found.id)
    assert "pause.begun" in await village.heard(wang.actor)


@pytest.mark.parametrize(
    ("last", "is_taken"),
    [
        (date(2026, 6, 14), False),  # yesterday
        (date(2026, 6, 15), True),  # today
        (date(2026, 7, 15), True),  # thirty days
        (date(2026, 7, 16), False),
    ],
)
async def test_a_pause_lasts_as_long_as_the_settings_say_at_most(
    village: Village, last: date, is_taken: bool
) -> None:
    boss, wang = await village.someone(99, Role.LIAISON), await village.someone(1)
    case = await village.files(wang, ROAD)
    if is_taken:
        await pausing.pause(village.work, boss.actor, Ref(case.id), WHY, last)
        return
    with pytest.raises(NoSuchChoice) as refused:
        await pausing.pause(village.work, boss.actor, Ref(case.id), WHY, last)
    assert refused.value.what == "pause_days"


async def test_a_pause_and_an_objection_need_words_and_the_right_person(village: Village) -> None:
    boss, wang, case, found = await _paused(village)
    liu = await village.someone(2)
    other = await village.files(liu, PUMP)
    with pytest.raises(TextMissing):
        await pausing.pause(village.work, boss.actor, Ref(other.id), "  ", LAST)
    with pytest.raises(TextMissing):
        await pausing.object_to(village.work, wang.actor, " ")
    with pytest.raises(NoSuchChoice):
        await pausing.object_to(village.work, liu.actor, "不同意")
    with pytest.raises(NotAllowed):
        await pausing.pause(village.work, liu.actor, Ref(case.id), WHY, LAST)
    with pytest.raises(NotAllowed):
        await pausing.decide(village.work, boss.actor, found.id, is_lifted=False)
    with pytest.raises(NotAllowed):
        await pausing.running(village.work, wang.actor)


# What is kept of it


async def test_whoever_is_erased_leaves_no_words_of_a_pause(village: Village) -> None:
    _, wang, _, found = await _paused(village)
    await pausing.object_to(village.work, wang.actor, "我说的都是真事")
    kept = await privacy.kept_of(village.work, wang.person)
    assert [(row.reason, row.objection) for row in kept.pauses] == [(WHY, "我说的都是真事")]
    await privacy.erase(village.work, wang.actor)
    await village.work.session.flush()
    await village.work.session.refresh(found)
    assert (found.reason, found.objection) == ("", "")
    assert found.lifted_at is not None
    assert (await village.work.session.exec(select(SeenText))).first() is None
