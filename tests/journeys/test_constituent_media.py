"""Pictures, voices, places on the map, albums, forwarded posts, stickers: alone and with words."""

import asyncio
from datetime import timedelta

from bot.demo.clock import MovableClock
from bot.demo.staging import Stage
from bot.simulator import Person, SeenMessage
from bot.simulator.photos import plain_picture
from storage.vocabulary import Role
from tests.journeys.constituents import LAMPS, ROAD, card_with, file, says
from tests.journeys.officials import pass_time

PICTURES = [("photo", f"{number}.jpg", plain_picture()) for number in range(3)]


async def test_a_file_or_a_place_alone_asks_for_a_sentence_which_completes_it(stage: Stage) -> None:
    async def voice(person: Person) -> None:
        await person.send_voice()
        await person.press(await says(person, "语音 1 段", "再说一句"), "交通运输")
        card = await says(person, "类别：交通运输", "语音 1 段")
        await person.press(card, "提交")
        await says(person, "收到了，编号")

    async def photo(person: Person) -> None:
        await person.send_photo()
        await says(person, "照片 1 张", "再说一句")
        await person.send_text(LAMPS)
        assert "照片 1 张" in (await card_with(person, "改类别")).text

    async def video_and_document(person: Person) -> None:
        await person.send_video()
        await says(person, "视频 1 段", "再说一句")
        await person.send_document(b"%PDF-1.4", "证明.pdf", caption=LAMPS)
        card = await card_with(person, "改类别")
        assert "视频 1 段、文件 1 个" in card.text

    async def location(person: Person) -> None:
        await person.send_location(38.441, 120.489)
        await says(person, "收到了您的位置")
        await person.send_text("排水沟堵了，院子里全是水")
        assert "地点：南大洼村" in (await card_with(person, "改类别")).text

    people = await asyncio.gather(
        stage.constituent("王大爷", "靠山屯村"),
        stage.constituent("李婶", "靠山屯村"),
        stage.constituent("赵哥", "靠山屯村"),
        stage.people.join("钱嫂"),
    )
    stories = (voice, photo, video_and_document, location)
    await asyncio.gather(*(story(who) for story, who in zip(stories, people, strict=True)))


async def test_a_voice_that_stays_without_words_goes_to_the_liaison(
    stage: Stage, clock: MovableClock
) -> None:
    liaison = await stage.holder(Role.LIAISON, "陈静")
    wang = await stage.constituent("王大爷", "靠山屯村")
    await wang.send_voice()
    await says(wang, "再说一句")
    await pass_time(stage, clock, timedelta(hours=24))
    await says(wang, "还没提交")
    await pass_time(stage, clock, timedelta(hours=2))
    await says(wang, "先交给联络员看了")
    await says(liaison, "/triage")


async def test_an_album_is_one_card_with_all_its_pictures(stage: Stage) -> None:
    wang = await stage.constituent("王大爷", "靠山屯村")
    await wang.send_album(PICTURES, caption=ROAD)
    card = await card_with(wang, "提交")
    assert "照片 3 张" in card.text
    await wang.send_album(PICTURES[:2])
    more = await says(wang, "照片 5 张")
    assert more.id != card.id
    assert ROAD in more.text
    await wang.press(more, "提交")
    await says(wang, "收到了，编号")
    # Pictures that follow at once are of the case just filed.
    await wang.send_album(PICTURES[:2])
    await says(wang, "补充进 0001")
    await wang.send_text("/cases")
    assert len((await says(wang, "您反映的事")).buttons) == 1
    deputy = await stage.deputy("D03")
    await deputy.send_text("/case 0001")
    await says(deputy, "0001")


async def test_stickers_blanks_and_forwarded_posts_are_taken_as_a_person_would(stage: Stage) -> None:
    wang, li, zhao = await asyncio.gather(
        *(stage.constituent(name, "靠山屯村") for name in ("王大爷", "李婶", "赵哥"))
    )

    async def unreadable() -> None:
        await wang.send_sticker()
        await says(wang, "看不懂")
        await wang.send_text("⠀")
        await wang.send_text("/cases")
        await says(wang, "还没有反映过")

    async def forwarded() -> None:
        await li.send_forwarded(LAMPS, channel="县发布")
        assert LAMPS in (await card_with(li, "提交")).text

    async def forwarded_alarm() -> None:
        await zhao.send_forwarded("县城着火了，快来人救命", channel="县发布")
        await says(zhao, "如果这事就发生在现在", "119")
        await zhao.press(await card_with(zhao, "不提交"), "不提交")
        await says(zhao, "不提交了")

    await asyncio.gather(unreadable(), forwarded(), forwarded_alarm())


def _media(messages: list[SeenMessage]) -> int:
    return sum(message.media_kind == "photo" for message in messages)


async def test_all_pictures_of_a_case_reach_the_deputy(stage: Stage) -> None:
    deputy = await stage.deputy("D03")
    wang = await stage.constituent("王大爷", "靠山屯村")
    await wang.send_album(PICTURES, caption=ROAD)
    await wang.press(await card_with(wang, "提交"), "提交")
    await says(wang, "收到了，编号")
    await card_with(deputy, "签收")
    await wang.send_text("/add 0001 昨天又陷了一辆车")
    await says(wang, "补充进 0001")
    await deputy.wait_for(lambda message: "又陷了一辆车" in message.text)
    assert _media(await deputy.history()) == 3


async def test_traditional_characters_are_understood(stage: Stage) -> None:
    wang = await stage.constituent("王大爷", "靠山屯村")
    receipt = await file(wang, "村裡的自來水停了三天，沒人管")
    assert "代表会在" in receipt.text
