"""The bundled font: it has what people here are called and where they live, and says what it lacks."""

import shutil
from pathlib import Path

import pytest

from bot.checking import font_warnings
from bot.demo import sample
from handlers.wording import LANGUAGES, read_catalog
from hotline import fonts
from hotline import lexicon as lexicons
from hotline.fonts import BUNDLED, __main__, font_for, missing_characters
from hotline.roster.rows import specialities_of

# In names of places in Guangdong; in neither list, and not in the bundled font.
RARE = "㙍"


def test_every_name_of_the_sample_roster_is_in_the_font() -> None:
    roster = sample.roster()
    names = [row.name for row in roster.constituencies]
    names += [row.name for row in roster.places]
    names += [row.name for row in roster.deputies]
    aliases = [alias for place in roster.places for alias in place.aliases]
    assert len(names) > 20
    assert missing_characters("".join([*names, *aliases])) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_of_a_picture_is_in_the_font(language: str) -> None:
    labels = [text for key, text in read_catalog(language).items() if key.startswith("digest_picture.")]
    assert len(labels) > 20
    assert missing_characters("".join(labels)) == []


def test_every_category_and_topic_is_in_the_font() -> None:
    names = [
        name for category, topics in specialities_of(lexicons.load()).items() for name in (category, *topics)
    ]
    assert "农村公路" in names
    assert missing_characters("".join(names)) == []


@pytest.mark.parametrize(
    "text",
    [
        "和平镇人大代表热线",
        "臺灣桃園區鄉鎮縣龍潭",  # Big5
        "喆堃垚淼峯塬垴嵖岈",  # names and places in neither list
        "àéǔ①②〇－—…“”「」·●▲→↓％￥",
    ],
)
def test_what_people_write_is_in_the_font(text: str) -> None:
    assert missing_characters(text) == []


def test_what_is_missing_is_named_once_and_in_order() -> None:
    assert missing_characters(f"a{RARE}村😀{RARE}\n") == [RARE, "😀"]


def test_a_character_that_is_missing_is_taken_from_an_installed_font(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.otf"
    shutil.copy(BUNDLED, other)
    # The copy lacks it too; a font that is not there is not asked.
    monkeypatch.setattr(fonts, "INSTALLED", (tmp_path / "none.otf", other))
    assert font_for(f"{RARE}村") == BUNDLED
    assert font_for("东河村") == BUNDLED
    if __main__.SOURCE.exists():
        monkeypatch.setattr(fonts, "INSTALLED", (other, __main__.SOURCE))
        assert font_for(f"{RARE}村") == __main__.SOURCE


def test_the_check_warns_of_a_name_that_no_font_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "INSTALLED", ())
    (line,) = font_warnings(["东河村", f"{RARE}村", f"{RARE}村"])
    assert f"{RARE}村" in line
    assert "fonts-noto-cjk" in line


def test_the_font_has_every_chinese_character_that_its_script_asks_for() -> None:
    asked = "".join(char for char in sorted(__main__.wanted()) if "\u4e00" <= char <= "\u9fff")
    assert len(asked) > 8_500
    assert missing_characters(asked) == []


def test_the_licence_stands_beside_the_font() -> None:
    licence = (BUNDLED.parent / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert BUNDLED.stat().st_size < 4_000_000
