"""Secrets: from the environment or a file of their own, never written over, never readable by others."""

import stat
from pathlib import Path

import pytest

from bot.secrets import SecretMissing, new_key, read_secret, write_secret

VARIABLE = "HOTLINE_TEST_SECRET"


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_secret(tmp_path / "secret", "from the file")
    assert read_secret(VARIABLE, tmp_path / "secret", "key") == "from the file"
    monkeypatch.setenv(VARIABLE, " from the environment\n")
    assert read_secret(VARIABLE, tmp_path / "secret", "key") == "from the environment"


def test_what_is_written_only_its_owner_reads_and_nobody_overwrites(tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "master.key"
    write_secret(file, "first")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    with pytest.raises(FileExistsError):
        write_secret(file, "second")
    assert file.read_text() == "first\n"


def test_a_file_that_others_can_read_is_refused_with_the_command_that_mends_it(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    write_secret(file, "x")
    file.chmod(0o644)
    with pytest.raises(SecretMissing, match=f"chmod 600 {file}"):
        read_secret(VARIABLE, file, "telegram.token_file")


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe"])
def test_what_is_missing_is_named_by_its_key(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.touch(0o600)
        file.write_bytes(content)
    with pytest.raises(SecretMissing, match=r"^telegram\.token_file: "):
        read_secret(VARIABLE, file, "telegram.token_file")


def test_where_no_file_is_set_both_ways_are_named() -> None:
    with pytest.raises(SecretMissing, match=f"{VARIABLE}, or telegram.token_file"):
        read_secret(VARIABLE, None, "telegram.token_file")


def test_keys_are_long_and_never_the_same() -> None:
    keys = {new_key() for _ in range(10)}
    assert len(keys) == 10
    assert {len(bytes.fromhex(key)) for key in keys} == {32}
