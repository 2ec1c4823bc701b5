"""The settings at the desk: every key has a name in every language, and no secret is among them."""

import pytest

from bot.config import Settings
from bot.web.desk.framework import texts_for
from bot.web.desk.settings import SHOWN, _shown
from handlers.wording import LANGUAGES
from tests.support.bench import Bench
from tests.support.desk import Browser


async def test_what_concerns_her_is_shown(desk: Browser) -> None:
    page = (await desk.get("/settings")).text
    for words in (
        "答复（工作日）",
        "汛期的月份",
        "6、7、8、9",
        "没评价，多久办结",
        "14 天",
        "2 小时",
        "08:00",
    ):
        assert words in page


async def test_no_secret_and_no_path_is_shown(bench: Bench, desk: Browser) -> None:
    page = (await desk.get("/settings")).text
    settings = bench.process.settings
    for secret in (
        settings.token(),
        settings.master_key().hex(),
        settings.database_url,
        str(settings.folder),
    ):
        assert secret not in page


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_key_has_a_name(bench: Bench, language: str) -> None:
    texts = texts_for(bench.process, language)
    values = Settings().model_dump()
    for group in SHOWN:
        for key, manner, _ in _shown(values[group]) if group in values else ():
            assert texts.has(f"terms.setting_{group}.{key}"), f"{group}.{key}"
            assert texts.has(f"settings.value_{manner}")
