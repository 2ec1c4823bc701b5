"""How the hotline is set up, as far as it is no secret; changing it is for whoever runs it."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from starlette.responses import Response

from bot.web.desk.framework import Desk, Section, look
from hotline.permissions import Act, acting_role
from storage.queries import people
from storage.vocabulary import Role

# In the order in which she cares; what is not here is for whoever runs the hotline.
SHOWN = ("station", "routing", "clocks", "calendar", "digest", "budget", "duty", "backup")
_ROLES = (Role.LIAISON, Role.PRESIDIUM, Role.DEPUTY)


async def show(desk: Desk) -> Response:
    """The sections that concern her work, key by key, and how many people have joined as what."""
    acting_role(Act.OPEN_DESK, desk.actor)
    session, station = desk.work.session, desk.work.station_id
    values = desk.process.settings.model_dump(include=set(SHOWN))
    return desk.show(
        "settings.html",
        groups=[(name, list(_shown(values[name]))) for name in SHOWN if name in values],
        joined=[(role, len(await people.holders(session, station, role))) for role in _ROLES],
        lexicon_version=desk.work.knowledge.lexicon_version,
        roster_version=desk.work.knowledge.roster_version,
    )


def _shown(group: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """(key, how to say it, value) of one section; folders of this machine are nobody's business here."""
    for key, value in group.items():
        if key != "folder":
            yield key, _manner(value), _plain(value)


def _manner(value: Any) -> str:
    """Which of the texts says a value of this kind."""
    if isinstance(value, timedelta):
        return "span"
    if isinstance(value, dict):
        return "points"
    if isinstance(value, list):
        return "list"
    return "plain"


def _plain(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value.total_seconds() / 3600
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, list):
        return [one.isoformat() if isinstance(one, date) else one for one in value]
    return value


SECTION = Section("settings", (look("/settings", show),), path="/settings")
