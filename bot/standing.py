"""How a hotline stands, seen from outside: what the database says, and what the process answers."""

import re
from dataclasses import dataclass, field

import httpx

from bot.backup.age import with_backups
from bot.config import Settings
from bot.knowledge import station_facts
from bot.process import data_folder, utc_now
from bot.vitals import Vitals
from bot.watch import line_of
from hotline.health import OF_ONE_MACHINE, Figures, Trouble, troubles
from hotline.states import OPEN
from hotline.watching import measure
from storage import schema
from storage.database import Database
from storage.outages import words_for
from storage.queries import waiting as queries
from storage.vocabulary import State

_PATIENCE_SECONDS = 5.0
_OUTAGE = re.compile(r'^hotline_database_outage\{why="(\w+)"\} 1(?:\.0)?$', re.MULTILINE)
_STUCK = re.compile(r'^hotline_stuck\{what="(\w+)"\} 1(?:\.0)?$', re.MULTILINE)


@dataclass
class Standing:
    """Figures, what of them is a problem, and whether a process answers where one should."""

    figures: Figures
    cases: dict[State, int]
    failed: dict[str, int]
    has_backups: bool = False
    process: str = ""
    problems: list[str] = field(default_factory=list)


async def look(settings: Settings) -> Standing:
    """Look once. Raises SchemaMismatch and what the database raises."""
    standing = await _in_database(settings)
    found = troubles(standing.figures)
    standing.problems = [line_of(trouble, standing.figures) for trouble in found]
    await _ask_process(settings, standing)
    return standing


async def _in_database(settings: Settings) -> Standing:
    station_id = settings.station.id
    database = Database(settings.database_url, station_id)
    try:
        await schema.check(database)
        async with database.reading() as session:
            figures = await measure(session, station_id, utc_now(), station_facts(settings))
            cases = await queries.cases_by_state(session, station_id, OPEN)
            failed = await queries.failed_notices(session, station_id)
    finally:
        await database.close()
    figures = with_backups(Vitals(data_folder(settings)).added_to(figures), settings, utc_now())
    return Standing(figures, cases, failed, has_backups=settings.backup_folder is not None)


async def _ask_process(settings: Settings, standing: Standing) -> None:
    """What only the process knows: that it is there, and whether its ticks and its clock go right."""
    address = _address(settings)
    if address is None:
        standing.process = "not asked, since watch.port is not set"
        return
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE_SECONDS, trust_env=False) as client:
            answer = (await client.get(f"http://{address}/metrics")).raise_for_status()
    except httpx.HTTPError as error:
        standing.process = f"does not answer on {address}"
        standing.problems.append(f"process: {type(error).__name__} on {address}; is `hotline run` running?")
        return
    standing.process = f"answers on {address}"
    standing.problems += [f"database: {words_for(name)}" for name in _OUTAGE.findall(answer.text)]
    for name in _STUCK.findall(answer.text):
        if Trouble(name) in OF_ONE_MACHINE - {Trouble.DISK, Trouble.BACKUP, Trouble.DATABASE}:
            standing.problems.append(f"{name}: says the process on {address}; see its log")


def _address(settings: Settings) -> str | None:
    """Where the process of these settings tells its figures; None if it does not."""
    telegram = settings.telegram
    if settings.watch.port is not None:
        host, port = settings.watch.listen, settings.watch.port
    elif telegram.receive == "webhook":
        host, port = telegram.webhook.listen, telegram.webhook.port
    else:
        return None
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (asked here, on this machine)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
