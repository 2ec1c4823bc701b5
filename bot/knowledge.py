"""What the rules know: made at the start, and anew when roster or agreed keywords have changed."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from bot.config import Settings
from bot.memory import give_back
from hotline.classification import Classifier
from hotline.gazetteer import Gazetteer, PlaceName
from hotline.lexicon import Lexicon, load
from hotline.review import with_weights
from hotline.roster.importing import gazetteer_places
from hotline.work import DeskRules, Knowledge, StationFacts
from hotline.working_days import OfficeHours, WorkCalendar
from storage.database import Database
from storage.queries import lexicon as agreements
from storage.queries import roster

# The longest usual clock lies within; the notice for a year comes out in November of the year before.
_DAYS_AHEAD = 45


def station_facts(settings: Settings) -> StationFacts:
    station = settings.station
    return StationFacts(
        name=station.name,
        township=station.township,
        zone=settings.zone,
        language=station.language,
        phone=station.phone,
        room=station.room,
        hours=station.hours,
        service_opens=station.service_opens,
        service_closes=station.service_closes,
        digest_weekday=settings.digest.weekday,
        digest_at=settings.digest.at,
        fen_per_deputy=round(settings.budget.yuan_per_deputy * 100),
    )


def desk_rules(settings: Settings) -> DeskRules:
    desk = settings.desk
    return DeskRules(
        url="" if desk.public_url is None else str(desk.public_url).rstrip("/"),
        link_lasts=timedelta(minutes=desk.link_minutes),
        idle_lasts=timedelta(minutes=desk.idle_minutes),
        session_lasts=timedelta(hours=desk.session_hours),
    )


def work_calendar(settings: Settings) -> WorkCalendar:
    overrides = dict.fromkeys(settings.calendar.holidays, False)
    overrides |= dict.fromkeys(settings.calendar.workdays, True)
    hours = OfficeHours(settings.station.office_opens, settings.station.office_closes)
    return WorkCalendar(settings.zone, hours, overrides)


def calendar_warnings(calendar: WorkCalendar, now: datetime) -> list[str]:
    """A line if of the days ahead nothing is known but the weekday, with what to do about it."""
    first = calendar.local_date(now)
    days = (first + timedelta(days=number) for number in range(_DAYS_AHEAD))
    unknown = next(filter(calendar.is_estimated, days), None)
    if unknown is None:
        return []
    return [
        f"calendar: the holidays of {unknown.year} are not known from {unknown} on, so that Monday to Friday "
        "count as worked; install a newer version, or list the days of the State Council's notice "
        "under calendar.holidays and calendar.workdays"
    ]


Weights = tuple[tuple[str, str, float], ...]
"""What the liaison agreed to: word, category, weight."""


@lru_cache(maxsize=2)
def _lexicon(path: Path | None) -> Lexicon:
    return load(path)


def with_agreed(lexicon: Lexicon, agreed: Weights) -> Lexicon:
    """The lexicon of the files with what was agreed to, as far as the files still have the category."""
    known = set(lexicon.categories)
    weights: dict[str, dict[str, float]] = {}
    for text, category, weight in agreed:
        if category in known:
            weights.setdefault(text, {})[category] = weight
    for text, of_text in weights.items():
        lexicon = with_weights(lexicon, text, of_text)
    return lexicon


@lru_cache(maxsize=2)
def _classifier(path: Path | None, agreed: Weights, place_words: tuple[str, ...]) -> Classifier:
    """Stations of one process with the same lexicon and places share a classifier."""
    classifier = Classifier(with_agreed(_lexicon(path), agreed), place_words)
    # Jieba's dictionary and the lexicon leave some 20 MB behind that nothing needs any more.
    give_back()
    return classifier


class KnowledgeKeeper:
    """Holds the current Knowledge, renewed after roster or lexicon changed, here or in another process."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        path = settings.classification.lexicon
        self._path = None if path is None else settings.folder / path
        self._categories = _lexicon(self._path).categories
        self._current: Knowledge | None = None
        self._agreed: Weights = ()
        self._place_words: tuple[str, ...] = ()

    @property
    def current(self) -> Knowledge:
        assert self._current is not None, "refresh() comes first"  # noqa: S101
        return self._current

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon of the files with what the liaison agreed to."""
        return with_agreed(_lexicon(self._path), self._agreed)

    @property
    def place_words(self) -> tuple[str, ...]:
        """Names and nicknames of the places, which the classifier must not take for keywords."""
        return self._place_words

    async def refresh(self) -> None:
        """Read roster and agreed keywords if their versions are others than those known."""
        station_id = self._settings.station.id
        async with self._database.reading() as session:
            versions = (
                await roster.roster_version(session, station_id),
                await agreements.lexicon_version(session, station_id),
            )
            if self._known_versions() == versions:
                return
            places = await roster.places(session, station_id)
            constituencies = await roster.constituencies(session, station_id)
            agreed = await agreements.agreed(session, station_id)
        weights = tuple(sorted((row.text, row.category, row.weight) for row in agreed))
        # Starting jieba takes most of a second; nothing may wait for it.
        self._current = await asyncio.to_thread(
            self._make, gazetteer_places(places, constituencies), weights, versions
        )

    def _known_versions(self) -> tuple[int, int] | None:
        known = self._current
        return None if known is None else (known.roster_version, known.lexicon_version)

    def _make(self, known: list[PlaceName], agreed: Weights, versions: tuple[int, int]) -> Knowledge:
        words = tuple(word for place in known for word in (place.name, *place.aliases))
        gazetteer = Gazetteer(known)
        classifier = _classifier(self._path, agreed, words)
        self._agreed, self._place_words = agreed, words
        roster_version, lexicon_version = versions
        if self._current is not None:
            return replace(
                self._current,
                gazetteer=gazetteer,
                classifier=classifier,
                roster_version=roster_version,
                lexicon_version=lexicon_version,
            )
        return Knowledge(
            station=station_facts(self._settings),
            categories=self._categories,
            classifier=classifier,
            gazetteer=gazetteer,
            calendar=work_calendar(self._settings),
            clocks=self._settings.clock_rules,
            confidence=self._settings.routing.confidence,
            capacity=self._settings.routing.capacity,
            flood_months=frozenset(self._settings.routing.flood_months),
            point_rules=self._settings.point_rules,
            desk=desk_rules(self._settings),
            retention=self._settings.retention_rules,
            limits=self._settings.limit_rules,
            roster_version=roster_version,
            lexicon_version=lexicon_version,
        )
