"""Secrets come from the environment or from a file that only its owner can read; never from the settings."""

import os
import secrets
import stat
from pathlib import Path


class SecretMissing(Exception):
    """A secret is not there or not usable; the message says where to put it."""


def read_secret(variable: str, file: Path | None, key: str) -> str:
    """The secret's text without surrounding white space. Raises SecretMissing."""
    if value := os.environ.get(variable, "").strip():
        return value
    if file is None:
        raise SecretMissing(f"set the environment variable {variable}, or {key} in the settings")
    try:
        text = file.read_text(encoding="utf-8").strip()
        mode = stat.S_IMODE(file.stat().st_mode)
    except FileNotFoundError:
        raise SecretMissing(
            f"{key}: cannot read {file}: there is no such file; put the secret there, then: chmod 600 {file}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SecretMissing(f"{key}: cannot read {file}: {error}") from error
    if mode & 0o007 and os.name == "posix":
        raise SecretMissing(f"{key}: others can read {file}; run: chmod 600 {file}")
    if not text:
        raise SecretMissing(f"{key}: {file} is empty")
    return text


def write_secret(file: Path, text: str) -> None:
    """Create `file` with mode 600. Raises FileExistsError rather than overwrite a key."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(text + "\n")


def replace_secret(file: Path, text: str) -> None:
    """Put `text` in the place of what a file holds, at once and on the disk; its mode and owner stay.

    Raises OSError, and then nothing has changed.
    """
    was, draft = file.stat(), file.with_name(file.name + ".new")
    draft.unlink(missing_ok=True)
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            if os.name == "posix":
                os.fchown(descriptor, was.st_uid, was.st_gid)
                os.fchmod(descriptor, stat.S_IMODE(was.st_mode))
            os.fsync(descriptor)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    _keep_name(file)


def _keep_name(file: Path) -> None:
    """The new name of a file survives a power cut only once its folder is on the disk too."""
    if os.name == "posix":
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def new_key() -> str:
    """A fresh 256-bit key in hexadecimal."""
    return secrets.token_hex(32)
