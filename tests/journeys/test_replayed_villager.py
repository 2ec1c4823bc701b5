"""The villager of a replay finds the way to a case number through every card that asks for a village."""

import pytest

from bot.demo.staging import Stage
from bot.replay.villager import Villager
from storage.vocabulary import Role


@pytest.mark.parametrize(
    "text",
    [
        "路灯坏了两盏，晚上没法走，谁来修修",
        "靠山屯村到双井村的路塌了半边，车过不去，请来修",
    ],
    ids=["no village", "two villages"],
)
async def test_a_village_is_chosen_wherever_one_is_asked_for(stage: Stage, text: str) -> None:
    await stage.holder(Role.LIAISON, "联络员")
    # Which button is pressed goes by the text: so all of them are, "another village" among them.
    villagers = [Villager(f"选民{number}", f"{text}{'！' * number}") for number in range(1, 4)]
    for villager in villagers:
        await villager.send(stage.people)
        await villager.see_through(20)
    assert all(villager.number for villager in villagers)
