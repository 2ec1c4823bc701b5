"""SIGKILL in the middle: no message is lost, none takes effect twice."""

from pathlib import Path

import pytest

from bot.demo import sample
from bot.replay.messages import PlayedMessage
from bot.replay.playing import Played, play
from tests.support import databases


def messages(count: int) -> list[PlayedMessage]:
    """What the sample township's villagers say, one matter each."""
    tellings = [telling.text for story in sample.stories() for telling in story.tellings]
    texts = list(dict.fromkeys([*(case.text for case in sample.cases()), *tellings]))
    assert len(texts) >= count
    return [PlayedMessage(text) for text in texts[:count]]


async def played(count: int, kills: int, url: str | None) -> Played:
    return await play(messages(count), rate=None, database_url=url, kills=kills, progress=lambda _done: None)


def assert_whole(outcome: Played, count: int, kills: int) -> None:
    report = outcome.report
    assert (report.sent, report.filed, report.lost, report.duplicated) == (count, count, 0, 0)
    assert (outcome.kills, outcome.left_unsent) == (kills, 0)


@pytest.mark.slow
async def test_killed_once_in_the_middle_of_a_few_messages() -> None:
    assert_whole(await played(4, 1, None), 4, 1)


@pytest.mark.slow
async def test_killed_three_times_in_forty_messages(engine: tuple[str, str], tmp_path: Path) -> None:
    name, template = engine
    if name == "sqlite":
        assert_whole(await played(40, 3, None), 40, 3)
        return
    async with databases.postgres_copy(template) as url:
        assert_whole(await played(40, 3, url), 40, 3)
