"""`hotline check`: everything that is wrong with an installation, found in one pass."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.config import Settings, SettingsError, load
from bot.knowledge import calendar_warnings, work_calendar
from bot.process import check_key, utc_now
from bot.rotation import lines_of
from bot.rotation import look as look_at_keys
from bot.secrets import SecretMissing
from hotline import fonts, lexicon
from hotline.classification import merged_weights
from hotline.lexicon import LexiconError
from storage import schema
from storage.database import FOR_SEARCH, Database
from storage.queries import cases, people, roster
from storage.schema import SchemaMismatch
from storage.vocabulary import Role

_PAST_POLICIES = (
    "its role is a superuser or has BYPASSRLS: nothing in the database keeps this station from the rows of "
    "others; use an ordinary role that owns the database"
)
_ROW_BY_ROW = (
    "a search looks at every case, which takes seconds among hundreds of thousands; let a superuser of "
    f"PostgreSQL say in this database, once: {FOR_SEARCH}"
)


async def find_problems(config: Path) -> tuple[list[str], list[str]]:
    """(problems, facts), one line each; no problem keeps the others from being found."""
    try:
        settings = load(config)
    except SettingsError as error:
        return error.problems, []
    problems: list[str] = []
    facts = [f"settings: {config}"]
    _check_secrets(settings, problems)
    _check_lexicon(settings, problems, facts)
    facts += calendar_warnings(work_calendar(settings), utc_now())
    await _check_database(settings, problems, facts)
    return problems, facts


def font_warnings(names: Sequence[str]) -> list[str]:
    """A line for each name that pictures cannot show in full, with what to do about it."""
    lines = []
    for name in dict.fromkeys(names):
        if missing := fonts.missing_characters(name, fonts.font_for(name)):
            lines.append(
                f"pictures: {name} would show a box for {''.join(missing)}; "
                f"install the font {fonts.PACKAGE}, which has every character"
            )
    return lines


def way_out(error: SchemaMismatch) -> str:
    """What the operator can do about a schema that does not fit."""
    if error.is_newer:
        return "a newer program has used it: install that one, or go back with its `hotline rollback`"
    if error.found is None:
        return "run `hotline init` to make it"
    return "run `hotline upgrade`, which makes a backup and brings it up to date"


def _check_secrets(settings: Settings, problems: list[str]) -> None:
    wanted = [settings.token, settings.master_key]
    if settings.telegram.receive == "webhook":
        wanted.append(settings.webhook_secret)
        if settings.telegram.webhook.public_url is None:
            problems.append('telegram.webhook.public_url: needed when telegram.receive is "webhook"')
    if settings.open311.is_enabled and settings.desk.public_url is None:
        problems.append("desk.public_url: needed for open311, which is served on the desk's address")
    for read in wanted:
        try:
            read()
        except SecretMissing as error:
            problems.append(str(error))


def _check_lexicon(settings: Settings, problems: list[str], facts: list[str]) -> None:
    path = settings.classification.lexicon
    try:
        found = lexicon.load(None if path is None else settings.folder / path)
    except LexiconError as error:
        problems.append(f"lexicon: {error}")
    else:
        facts.append(f"lexicon: {len(merged_weights(found))} keywords in {len(found.categories)} categories")


async def _check_database(settings: Settings, problems: list[str], facts: list[str]) -> None:
    database = Database(settings.database_url, settings.station.id)
    try:
        await schema.check(database)
        await _check_key(settings, database, problems, facts)
        await _check_roster(settings, database, problems, facts)
        if await database.sees_past_policies():
            facts.append(f"database: {_PAST_POLICIES}")
        elif await database.searches_row_by_row():
            facts.append(f"database: {_ROW_BY_ROW}")
    except SchemaMismatch as error:
        problems.append(f"database: {error}; {way_out(error)}")
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        problems.append(f"database: {getattr(error, 'orig', None) or error}; check database.url")
    finally:
        await database.close()


async def _check_key(settings: Settings, database: Database, problems: list[str], facts: list[str]) -> None:
    try:
        vault = settings.master_keys().vault
    except SecretMissing:
        return  # told already
    try:
        await check_key(database, settings.station.id, vault)
    except SecretMissing as error:
        problems.append(str(error))
        return
    found = await look_at_keys(settings, utc_now())
    (facts if found.is_well else problems).extend(lines_of(found))


async def _check_roster(
    settings: Settings, database: Database, problems: list[str], facts: list[str]
) -> None:
    station = settings.station.id
    async with database.reading() as session:
        deputies = await roster.deputies(session, station)
        places = await roster.places(session, station)
        liaisons = await people.holders(session, station, Role.LIAISON)
        presidium = await people.holders(session, station, Role.PRESIDIUM)
        escalated = await cases.escalated_cases(session, station)
    joined = sum(deputy.person_id is not None for deputy in deputies)
    facts.append(f"roster: {len(deputies)} deputies ({joined} have joined), {len(places)} places")
    facts += font_warnings([*(row.name for row in deputies), *(row.name for row in places)])
    if not deputies:
        problems.append("roster: no deputies; run `hotline roster import FILE`")
    if not presidium:
        facts.append("presidium: nobody has joined; a liaison officer invites with /invite")
    if escalated and not presidium:
        problems.append(f"presidium: {len(escalated)} cases wait for it and nobody has joined; use /invite")
    if not liaisons:
        # Nobody can join before the hotline runs.
        facts.append(
            "liaison: no liaison officer has joined; start the hotline and open the link that `hotline init` "
            "printed (once more: another link)"
        )
