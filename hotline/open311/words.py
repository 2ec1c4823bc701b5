"""The words that outsiders read: of services, states and results, from lexicons/open311.toml. Pure."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words() -> Mapping[str, Any]:
    return tomllib.loads(files("hotline.lexicons").joinpath("open311.toml").read_text("utf-8"))


def congress(township: str, station: str) -> str:
    """Who is responsible while no unit has the case."""
    return str(words()["congress"]).format(township=township) if township else station


def status_notes(state: str, result: str | None) -> str:
    """Where a case stands, for everybody to read; empty for a state that nobody is shown."""
    if state in ("closed", "archived") and result in words()["result"]:
        return str(words()["result"][result])
    return str(words()["status"].get(state, ""))


def described(subject: str, place: str) -> str:
    """What a case is about, where nobody has approved any words of it."""
    return str(words()["described_at" if place else "described"]).format(subject=subject, place=place)


def filed(number: str, danger_numbers: tuple[str, ...]) -> str:
    """What a system that has filed a case is answered."""
    kind = "danger" if danger_numbers else "filed"
    return str(words()["notice"][kind]).format(number=number, numbers="、".join(danger_numbers))


def located(text: str, address: str) -> str:
    """The text of a case with the address that came beside it."""
    return f"{text}\n{words()['filing']['place'].format(address=address)}" if address else text


def error(kind: str, **values: object) -> str:
    """Why a request cannot be met, and what would do."""
    return str(words()["error"][kind]).format(**values)


def discovery(kind: str, **values: str) -> str:
    """Whom to ask about all this, or for a key."""
    return " ".join(str(words()["discovery"][kind]).format(**values).split())
