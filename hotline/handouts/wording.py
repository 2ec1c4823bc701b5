"""The words on what is printed, from the file beside this module, and days as they stand there."""

import re
import tomllib
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from hotline.printed import clean


@cache
def words() -> dict[str, Any]:
    """All words, by section."""
    return tomllib.loads(files("hotline.handouts").joinpath("words.toml").read_text("utf-8"))


def file_safe(name: str) -> str:
    """A name that can be part of a file's name."""
    return re.sub(r'[\\/:*?"<>|\s]+', "_", clean(name)).strip("._") or "_"


def shown_meeting(opens: datetime, closes: datetime) -> str:
    """6月20日（周六）9:00–11:00; both in the hotline's zone."""
    return str(words()["day"]).format(
        month=opens.month,
        day=opens.day,
        weekday=words()["weekdays"][opens.weekday()],
        opens=f"{opens.hour}:{opens:%M}",
        closes=f"{closes.hour}:{closes:%M}",
    )
