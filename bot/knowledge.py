"""What the rules know: made at the start, and anew when the roster in the database has changed."""

import asyncio
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from bot.config import Settings
from hotline.classification import Classifier
from hotline.gazetteer import Gazetteer, PlaceName
from hotline.lexicon import Lexicon, load
from hotline.roster_import import gazetteer_places
from hotline.work import Knowledge, StationFacts
from hotline.working_days import OfficeHours, WorkCalendar
from storage.database import Database
from storage.queries import roster


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
    )


def work_calendar(settings: Settings) -> WorkCalendar:
    overrides = dict.fromkeys(settings.calendar.holidays, False)
    overrides |= dict.fromkeys(settings.calendar.workdays, True)
    hours = OfficeHours(settings.station.office_opens, settings.station.office_closes)
    return WorkCalendar(settings.zone, hours, overrides)


@lru_cache(maxsize=2)
def _lexicon(path: Path | None) -> Lexicon:
    return load(path)


@lru_cache(maxsize=2)
def _classifier(path: Path | None, place_words: tuple[str, ...]) -> Classifier:
    """Stations of one process with the same lexicon and places share a classifier (80 MB)."""
    return Classifier(_lexicon(path), place_words)


class KnowledgeKeeper:
    """Holds the current Knowledge and renews it after the roster changed, here or in another process."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        path = settings.classification.lexicon
        self._path = None if path is None else settings.folder / path
        self._categories = _lexicon(self._path).categories
        self._current: Knowledge | None = None

    @property
    def current(self) -> Knowledge:
        assert self._current is not None, "refresh() comes first"  # noqa: S101
        return self._current

    async def refresh(self) -> None:
        """Read the roster if its version is another than the one known."""
        station_id = self._settings.station.id
        async with self._database.reading() as session:
            version = await roster.roster_version(session, station_id)
            if self._current is not None and self._current.roster_version == version:
                return
            places = await roster.places(session, station_id)
            constituencies = await roster.constituencies(session, station_id)
        # Starting jieba takes most of a second; nothing may wait for it.
        self._current = await asyncio.to_thread(self._make, gazetteer_places(places, constituencies), version)

    def _make(self, known: list[PlaceName], version: int) -> Knowledge:
        words = tuple(word for place in known for word in (place.name, *place.aliases))
        gazetteer = Gazetteer(known)
        classifier = _classifier(self._path, words)
        if self._current is not None:
            return replace(self._current, gazetteer=gazetteer, classifier=classifier, roster_version=version)
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
            roster_version=version,
        )
