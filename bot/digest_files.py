"""The picture and the workbook of a digest: loaded in one unit of work, made outside of it."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.process import Process
from handlers.values.digest_book import DigestBook, ListedCase, digest_sheets
from handlers.values.digest_message import digest_text
from handlers.values.digest_picture import digest_picture
from handlers.wording import Texts
from hotline.digest import trend, week_digest, week_named
from hotline.digest.listed import digest_lists
from hotline.people import actor_for
from hotline.permissions import SYSTEM, Act, Actor, acting_role
from hotline.pictures import Picture
from hotline.rates import Week
from hotline.spreadsheets import Sheet, write_book
from hotline.work import Work
from storage.queries.due_cases import DueRow
from storage.tables import Person

PICTURE = "digest.png"


@dataclass(frozen=True)
class Digested:
    """A week's digest in every form."""

    monday: str
    text: str
    picture: Picture
    sheets: list[Sheet]


async def load_digested(work: Work, week: str, language: str) -> Digested:
    """The digest of a week (hotline.digest.week_named) for the hotline's operator. Raises NoSuchChoice."""
    acting_role(Act.SEND_DIGEST, SYSTEM)
    texts = Texts(language, work.knowledge.station.zone, work.now)
    book = await load_book(work, week_named(work, week), SYSTEM)
    picture = await load_picture(work, book.figures, texts)
    text = digest_text(book.figures, texts)
    return Digested(book.figures["monday"], text, picture, digest_sheets(book, texts))


async def make_digest_picture(process: Process, which: Mapping[str, Any]) -> tuple[bytes, str]:
    """The picture of the "figures" of a message, in the language of their "reader".

    Raises NotDrawnYet, NotDrawn.
    """

    async def load() -> Picture:
        async with process.unit_of_work() as work:
            texts = await _texts_of(work, which["reader"])
            return await load_picture(work, which["figures"], texts)

    key = json.dumps(which, sort_keys=True)
    return await process.pictures.get(key, load), PICTURE


async def make_digest_book(process: Process, which: Mapping[str, Any]) -> tuple[bytes, str]:
    """The workbook of the week of a "monday", as it is now, for its "reader"."""
    async with process.unit_of_work() as work:
        texts = await _texts_of(work, which["reader"])
        reader = await actor_for(work, which["reader"])
        book = await load_book(work, week_named(work, which["monday"]), reader)
    return await asyncio.to_thread(write_book, digest_sheets(book, texts)), book_name(book, texts)


async def load_picture(work: Work, figures: Mapping[str, Any], texts: Texts) -> Picture:
    """What is drawn of a digest's figures, with the weeks before."""
    weeks = [asdict(week) for week in await trend(work, week_named(work, figures["monday"]))]
    return digest_picture(figures, weeks, texts, work.knowledge.station.name)


async def load_book(work: Work, week: Week, reader: Actor) -> DigestBook:
    """What the workbook of a week holds for one reader."""
    digest = await week_digest(work, week, reader=reader)
    lists = await digest_lists(work, week, reader)
    return DigestBook(
        figures=asdict(digest),
        as_of=_local(work, work.now),
        overdue=[_listed(work, row) for row in lists.overdue],
        due=[_listed(work, row) for row in lists.due],
        categories=lists.categories,
        places=lists.places,
    )


def book_name(book: DigestBook, texts: Texts) -> str:
    """What the workbook is called."""
    return texts.plain("digest_book.file", monday=book.figures["monday"])


async def _texts_of(work: Work, person_id: int) -> Texts:
    person = await work.session.get_one(Person, (work.station_id, person_id))
    return Texts(person.language, work.knowledge.station.zone, work.now)


def _listed(work: Work, row: DueRow) -> ListedCase:
    return ListedCase(
        *(f"{row.number:04d}", row.category, row.topic, row.place, row.deputy), _local(work, row.due_at)
    )


def _local(work: Work, moment: datetime) -> datetime:
    """As clocks there show it: spreadsheets know no zones, and no parts of a second."""
    return moment.astimezone(work.knowledge.station.zone).replace(microsecond=0, tzinfo=None)
