"""Settings: the example says everything there is, and whatever is wrong is refused with what is allowed."""

import os
import re
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot.config import Settings, SettingsError, load
from bot.secrets import SecretMissing, new_key, write_secret

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
# Needed in every real installation, so the example has it although there is no default.
WRITTEN_ANYWAY = {"telegram.token_file"}


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("HOTLINE_")]:
        monkeypatch.delenv(name)


def keys_of(model: BaseModel, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted keys of a settings model, with their values."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from keys_of(value, f"{prefix}{name}.")
        elif name != "folder":
            yield f"{prefix}{name}", value


def settings_with(text: str, tmp_path: Path) -> Settings:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def problems_of(text: str, tmp_path: Path) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        settings_with(text, tmp_path)
    return refused.value.problems


def uncommented(text: str) -> str:
    """The example with the settings that it shows commented out."""
    return re.sub(r"(?m)^# ([a-z_]+ = )", r"\1", text)


# The example


def test_the_example_holds_the_defaults() -> None:
    written, defaults = dict(keys_of(load(EXAMPLE))), dict(keys_of(load(None)))
    differing = {key for key in defaults if written[key] != defaults[key]}
    assert differing == WRITTEN_ANYWAY


def test_the_example_names_every_setting() -> None:
    shown = tomllib.loads(uncommented(EXAMPLE.read_text(encoding="utf-8")))
    for key, _ in keys_of(load(None)):
        found: Any = shown
        for part in key.split("."):
            assert part in found, f"config.example.toml does not say {key}"
            found = found[part]


def test_what_the_example_shows_commented_out_can_be_used(tmp_path: Path) -> None:
    settings = settings_with(uncommented(EXAMPLE.read_text(encoding="utf-8")), tmp_path)
    assert all(value is not None for _, value in keys_of(settings))


def test_every_setting_of_the_example_has_a_comment() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    is_said = False
    for line in lines:
        if line.startswith("#"):
            is_said = True
        elif not line or line.startswith("["):
            is_said = False
        else:
            assert is_said, f"no comment before: {line}"


# What is refused


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[telegram]\ntokn_file = 'x'", ["telegram.tokn_file: unknown key", "config.example.toml"]),
        ("[telegram.webhook]\nsecret = 'x'", ["telegram.webhook.secret: unknown key"]),
        ("[clocks]\nreply_day = 5", ["clocks.reply_day: unknown key"]),
        ("[nonsense]\na = 1", ["nonsense: unknown key"]),
        ("folder = '/'", ["folder: unknown key"]),
        ("[telegram]\nreceive = 'carrier pigeon'", ["telegram.receive", "'polling' or 'webhook'", "pigeon"]),
        (
            "[telegram]\nmessages_per_second = 31",
            ["telegram.messages_per_second", "equal to 30"],
        ),
        ("[telegram]\nbase_url = 'example.org'", ["telegram.base_url", "URL"]),
        ("[telegram.webhook]\nport = 0", ["telegram.webhook.port", "greater than or equal to 1"]),
        (
            "[database]\nurl = 'sqlite:///x.db'",
            ["database.url", "sqlite+aiosqlite://", "postgresql+asyncpg://"],
        ),
        ("[database]\nurl = 'no url'", ["database.url", "sqlite+aiosqlite://"]),
        ("[station]\nzone = 'Peking'", ["station.zone", "such as Asia/Shanghai", "'Peking'"]),
        ("[station]\nlanguage = 'fr'", ["station.language", "'zh-Hans', 'zh-Hant' or 'en'"]),
        ("[station]\nservice_opens = '8 o clock'", ["station.service_opens"]),
        ("[station]\nid = 0", ["station.id", "greater than or equal to 1"]),
        ("[clocks]\nreply_days = 0", ["clocks.reply_days", "greater than 0"]),
        ("[clocks]\nurgent_accept = 'soon'", ["clocks.urgent_accept"]),
        ("[clocks]\nurgent_accept = 'PT0S'", ["clocks.urgent_accept", "greater than"]),
        ("[calendar]\nholidays = ['2026-13-01']", ["calendar.holidays.0"]),
        ("[routing]\nconfidence = 50", ["routing.confidence", "less than or equal to 1"]),
        ("[digest]\nweekday = 7", ["digest.weekday", "less than or equal to 6"]),
        ("station = 1", ["station"]),
    ],
)
def test_a_bad_setting_is_refused_with_file_key_and_what_is_allowed(
    text: str, said: list[str], tmp_path: Path
) -> None:
    (problem,) = problems_of(text, tmp_path)
    assert problem.startswith(f"{tmp_path / 'config.toml'}: ")
    for words in said:
        assert words in problem


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    problems = problems_of("[station]\nzone = 'Peking'\nid = 0\n[digest]\nweekday = 9", tmp_path)
    assert len(problems) == 3


def test_bad_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    (problem,) = problems_of("[telegram]\nreceive = polling", tmp_path)
    assert "line 2" in problem


@pytest.mark.parametrize("opening", ["[", "{ a = "])
def test_toml_without_end_is_refused(tmp_path: Path, opening: str) -> None:
    (problem,) = problems_of("a = " + opening * 50_000, tmp_path)
    assert problem.startswith(f"{tmp_path / 'config.toml'}: ")


def test_what_is_far_too_large_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # takes no room on the disk
    with pytest.raises(SettingsError, match="is it another file"):
        load(path)


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=str(tmp_path)):
        load(tmp_path)


def test_a_missing_file_says_what_to_copy(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no such file; copy config\.example\.toml"):
        load(tmp_path / "config.toml")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match=str(path)):
        load(path)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert settings_with("\ufeff[station]\nname = '和平镇热线'", tmp_path).station.name == "和平镇热线"


# The environment


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_STATION__NAME", "和平镇热线")
    monkeypatch.setenv("HOTLINE_CLOCKS__URGENT_ACCEPT", "PT1H")
    settings = settings_with("[station]\nname = '另一个'\nphone = '0000-1234567'", tmp_path)
    assert (settings.station.name, settings.station.phone) == ("和平镇热线", "0000-1234567")
    assert settings.clock_rules.urgent_accept == timedelta(hours=1)


def test_a_bad_value_in_the_environment_is_refused_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_STATION__ZONE", "Peking")
    (problem,) = problems_of("", tmp_path)
    assert problem.startswith("environment: station.zone: ")


def test_an_unknown_key_of_a_section_in_the_environment_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_STATION__NAMEE", "x")
    (problem,) = problems_of("", tmp_path)
    assert problem.startswith("environment: station.namee: unknown key")


# Secrets


def test_no_secret_can_stand_in_the_settings() -> None:
    """Every setting about a secret is the name of a file."""
    secret = re.compile(r"token|key|secret|password")
    named = [key for key, _ in keys_of(load(None)) if secret.search(key.rsplit(".", 1)[-1])]
    assert named
    assert all(key.endswith("_file") for key in named)


def test_a_secret_comes_from_a_file_beside_the_settings(tmp_path: Path) -> None:
    write_secret(tmp_path / "secrets" / "token", "1:abc")
    assert settings_with("[telegram]\ntoken_file = 'secrets/token'", tmp_path).token() == "1:abc"


def test_a_secret_in_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_TOKEN", " 2:def ")
    assert settings_with("", tmp_path).token() == "2:def"


def test_a_missing_secret_says_where_to_put_it(tmp_path: Path) -> None:
    with pytest.raises(SecretMissing, match=r"HOTLINE_TOKEN, or telegram\.token_file"):
        settings_with("", tmp_path).token()
    with pytest.raises(SecretMissing, match="HOTLINE_WEBHOOK_SECRET"):
        settings_with("", tmp_path).webhook_secret()
    with pytest.raises(SecretMissing, match=r"secrets\.master_key_file: cannot read"):
        settings_with("", tmp_path).master_key()


@pytest.mark.parametrize("mode", [0o604, 0o606, 0o644, 0o601])
def test_a_secret_that_others_can_read_is_refused(mode: int, tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "token"
    write_secret(file, "1:abc")
    file.chmod(mode)
    with pytest.raises(SecretMissing, match="chmod 600"):
        settings_with("[telegram]\ntoken_file = 'secrets/token'", tmp_path).token()


def test_an_empty_secret_is_refused(tmp_path: Path) -> None:
    write_secret(tmp_path / "token", "")
    with pytest.raises(SecretMissing, match="is empty"):
        settings_with("[telegram]\ntoken_file = 'token'", tmp_path).token()


def test_secrets_are_written_for_their_owner_alone_and_never_over_others(tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "master.key"
    write_secret(file, new_key())
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        write_secret(file, new_key())


@pytest.mark.parametrize("text", ["abc", "zz" * 32, "00" * 31, "00" * 33])
def test_a_master_key_of_another_shape_is_refused(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_MASTER_KEY", text)
    with pytest.raises(SecretMissing, match="64 hexadecimal digits"):
        settings_with("", tmp_path).master_key()


def test_a_good_master_key_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_MASTER_KEY", "ab" * 32)
    assert settings_with("", tmp_path).master_key() == b"\xab" * 32


# Paths


def test_a_relative_database_lies_beside_the_settings(tmp_path: Path) -> None:
    assert settings_with("", tmp_path).database_url == f"sqlite+aiosqlite:///{tmp_path / 'data/hotline.db'}"


def test_a_password_with_odd_characters_reaches_the_database(tmp_path: Path) -> None:
    url = "postgresql+asyncpg://hotline:p%40ss%2F@db.example.org/hotline"
    assert settings_with(f"[database]\nurl = '{url}'", tmp_path).database_url == url
