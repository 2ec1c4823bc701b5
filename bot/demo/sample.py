"""The sample township: its roster, the eight stories and what happened in three months, as plain values."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hotline.roster import Roster
from hotline.roster.sheets import read_path
from storage.vocabulary import Channel, State

FOLDER = Path(__file__).parent / "township"
ZONE = ZoneInfo("Asia/Shanghai")
STARTS_AT = datetime(2026, 6, 15, 9, 0, tzinfo=ZONE)
"""The Monday on which the demonstration begins; the cases' states are those of this moment."""
TRIAGE = "triage"


@dataclass(frozen=True)
class Telling:
    """One villager's way to tell a story; `deputy` is a code, or TRIAGE; `home` may be empty."""

    at: datetime
    home: str
    text: str
    deputy: str


@dataclass(frozen=True)
class Story:
    """What a township hears again and again; `ladder` are the units it climbs to."""

    name: str
    category: str
    tellings: tuple[Telling, ...]
    runner_up: str | None = None
    is_urgent_in_season: bool = False
    ladder: tuple[str, ...] = ()


@dataclass(frozen=True)
class Villager:
    """Who speaks; `home` is a village of the roster. A caller has no Telegram; `number` may be empty."""

    id: str
    name: str
    home: str
    is_caller: bool = False
    number: str = ""


@dataclass(frozen=True)
class Step:
    """Something that happened; `facts` are what `do` needs, as cases.toml and office.toml say."""

    at: datetime
    do: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SampleCase:
    """A case with its whole history; `deputy` is a code, or empty."""

    id: str
    by: str
    at: datetime
    channel: Channel
    text: str
    village: str
    category: str
    deputy: str
    state: State
    steps: tuple[Step, ...]
    is_unnamed: bool = False
    is_overdue: bool = False


@cache
def roster() -> Roster:
    """The township's roster."""
    return read_path(FOLDER / "roster.toml")


def stories() -> tuple[Story, ...]:
    """The eight stories, each in several words."""
    return tuple(_story(table) for table in _tables("stories.toml")["story"])


def villagers() -> tuple[Villager, ...]:
    """Everybody who speaks in the cases."""
    return tuple(Villager(**table) for table in _tables("cases.toml")["villager"])


def cases() -> tuple[SampleCase, ...]:
    """The cases, in the order in which they were filed."""
    found = [_case(table) for table in _tables("cases.toml")["case"]]
    return tuple(sorted(found, key=lambda case: case.at))


def affairs() -> tuple[Step, ...]:
    """What happened beside the cases, in order."""
    return tuple(sorted(_steps(_tables("office.toml")["affair"]), key=lambda step: step.at))


def _tables(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _story(table: dict[str, Any]) -> Story:
    tellings = tuple(Telling(**_localised(telling)) for telling in table.pop("telling"))
    return Story(tellings=tellings, ladder=tuple(table.pop("ladder", ())), **table)


def _case(table: dict[str, Any]) -> SampleCase:
    known = _localised(table) | {"channel": Channel(table["channel"]), "state": State(table["state"])}
    return SampleCase(**known | {"steps": _steps(table["steps"])})


def _steps(tables: Sequence[dict[str, Any]]) -> tuple[Step, ...]:
    return tuple(Step(at=_local(table.pop("at")), do=table.pop("do"), facts=table) for table in tables)


def _localised(table: dict[str, Any]) -> dict[str, Any]:
    return table | {"at": _local(table["at"])}


def _local(moment: datetime) -> datetime:
    return moment.replace(tzinfo=ZONE)
