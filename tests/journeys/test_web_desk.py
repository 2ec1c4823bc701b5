"""/desk in the chat: for the liaison alone; without an address it says who can set one."""

from bot.demo.staging import Stage
from storage.vocabulary import Role


async def test_without_an_address_the_liaison_reads_what_is_missing(stage: Stage) -> None:
    liaison = await stage.holder(Role.LIAISON, "周敏")
    await liaison.send_text("/desk")
    message = await liaison.wait_for(lambda one: "工作台" in one.text)
    assert "public_url" in message.text
    assert "/triage" in message.text


async def test_a_deputy_and_a_villager_are_told_that_it_is_not_theirs(stage: Stage) -> None:
    for person in (await stage.deputy("D03"), await stage.constituent("王大爷", "靠山屯村")):
        await person.send_text("/desk")
        message = await person.wait_for(lambda one: "做不了" in one.text)
        assert "enter" not in message.text
