"""不具名: the deputy learns neither name nor voice nor number, unless its owner gives it."""

from bot.demo.staging import Stage
from bot.simulator import Person
from tests.journeys.constituents import ROAD, card_with, file, says
from tests.journeys.officials import assigned, liaison, refused

NAME = "赵铁柱"


async def _everything(person: Person) -> str:
    return "\n".join(f"{message.raw}" for message in await person.history() if message.is_from_bot)


async def test_an_unnamed_voice_reaches_the_deputy_as_words_that_the_liaison_wrote(stage: Stage) -> None:
    boss, deputy = await liaison(stage), await stage.deputy("D03")
    zhao = await stage.constituent(NAME, "靠山屯村")
    await zhao.send_text(ROAD)
    await zhao.press(await card_with(zhao, "不具名"), "不具名")
    assert "照片和位置" in (await says(zhao, "您的声音可能被听出来")).text
    await zhao.press(await says(zhao, "不具名：代表不知道"), "提交")
    receipt = await says(zhao, "收到了，编号")
    card = await says(deputy, "新派给您的事", "反映人不具名")
    await deputy.press(card, "签收")

    await zhao.send_voice()
    await zhao.press(await card_with(zhao, "补充到 0001"), "补充到 0001")
    await says(zhao, "您的声音代表听不到")
    await says(deputy, "反映人又说", "联络员写成字")
    asked = await says(boss, "请写成字", "/transcript 0001")
    heard = await boss.wait_for(lambda message: message.media_kind == "voice")
    assert heard.id > asked.id
    await boss.press(asked, "写成字")
    await says(boss, "照原话写")
    await boss.send_text("村口那个大坑昨天又陷了一辆车，打 13800138000 找我")
    await says(boss, "写好了", "王桂芳")
    told = await says(deputy, "联络员听写", "又陷了一辆车")
    assert "13800138000" not in told.text
    await says(zhao, "联络员写成字了")
    await deputy.send_text("/files 0001")
    await says(deputy, "语音 1 段")
    await deputy.send_text("/transcript 0001 偷着写")
    await says(deputy, "做不了")
    await deputy.send_text("/case 0001")
    assert "反映人（联络员听写）" in (await says(deputy, "不具名", "又陷了一辆车")).text
    assert not any(message.media_kind == "voice" for message in await deputy.history())
    assert NAME not in await _everything(deputy)

    # A number would tell who it is.
    assert "不具名" in await refused(zhao, "/phone 0001 13800138000")
    await zhao.send_text("/unnamed 0001 具名")
    await says(zhao, "取消了不具名")
    await says(deputy, "取消了不具名")
    await deputy.send_text("/files 0001")
    await deputy.wait_for(lambda message: message.media_kind == "voice")
    await zhao.press(receipt, "撤回")


async def test_a_draft_of_voice_alone_can_be_unnamed_before_anybody_hears_it(stage: Stage) -> None:
    boss, deputy = await liaison(stage), await stage.deputy("D03")
    zhao = await stage.constituent(NAME, "靠山屯村")
    await zhao.send_voice()
    await card_with(zhao, "就这样提交")
    await zhao.send_text("/unnamed")
    await says(zhao, "不具名", "您的声音可能被听出来")
    await zhao.press(await card_with(zhao, "取消不具名"), "就这样提交")
    await says(zhao, "收到了，编号")
    await says(boss, "请写成字", "0001")
    await boss.send_text("/transcript 0001 村里的机井塌了，浇不上地")
    await says(boss, "写好了")
    await boss.send_text("/assign 0001 王桂芳")
    card = await says(deputy, "新派给您的事")
    assert "机井塌了" in card.text
    await deputy.send_text("/case 0001")
    await says(deputy, "听写")
    assert not any(message.media_kind == "voice" for message in await deputy.history())


async def test_a_number_is_given_to_one_deputy_and_taken_back(stage: Stage) -> None:
    boss = await liaison(stage)
    wang, deputy, _ = await assigned(stage)
    await wang.send_text("/case 0001")
    await wang.press(await card_with(wang, "留电话"), "留电话")
    await says(wang, "只有办这件事的代表看得到")
    await wang.press_key("先不留")
    await says(wang, "没有留电话")
    await deputy.send_text("/phone 0001")
    await says(deputy, "没有给您留电话")
    await wang.send_text("/phone")
    await says(wang, "只有办这件事的代表看得到")
    contact = await wang.press_key("发我的号码")
    number = str(contact.raw["contact"]["phone_number"])
    await says(wang, "号码给了办 0001 的代表")
    assert number in (await says(deputy, "留了电话，只给您")).text
    await deputy.send_text("/phone 0001")
    assert number in (await says(deputy, "反映人的电话")).text
    await boss.send_text("/phone 0001")
    assert number not in (await says(boss, "没有给您留电话")).text
    await wang.send_text("/phone 0001")
    await wang.press(await says(wang, "留给代表的电话是", number), "收回电话")
    await says(wang, "收回了")
    await says(deputy, "把电话收回了")
    await deputy.send_text("/phone 0001")
    assert number not in (await says(deputy, "没有给您留电话")).text
    # A villager who never left one is asked for it in words as well.
    await wang.send_text("/phone 0001 0535-1234567")
    await says(deputy, "留了电话", "05351234567")
    assert number not in await _everything(boss)
    assert await file(wang, "学校食堂饭菜不卫生，孩子吃了拉肚子，教育局管不管")
