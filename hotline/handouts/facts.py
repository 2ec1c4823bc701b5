"""What stands on cards, posters and the wall sheet, loaded from the roster, the settings and contact days."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from hotline.errors import NoSuchChoice
from hotline.handouts.links import bot_link, constituency_link, deputy_link
from hotline.handouts.wording import shown_meeting
from hotline.permissions import Act, Actor, acting_role
from hotline.work import Work
from storage.queries import contact_days, roster
from storage.tables import Constituency, ContactDay, Deputy

_DAYS = 3


@dataclass(frozen=True)
class Office:
    """Who the hotline is and how else it is reached."""

    name: str
    township: str
    phone: str
    room: str
    hours: str


@dataclass(frozen=True)
class CardFacts:
    """One deputy's card; `level` is a key of the words."""

    name: str
    level: str
    constituency: str
    specialities: tuple[str, ...]
    link: str
    days: tuple[str, ...] = ()


@dataclass(frozen=True)
class PosterFacts:
    """A constituency's poster; `days` are the next contact days in words."""

    constituency: str
    deputies: tuple[str, ...]
    days: tuple[str, ...]
    link: str


@dataclass(frozen=True)
class WallFacts:
    """Everybody on one sheet, by constituency."""

    cards: tuple[CardFacts, ...]
    link: str
    printed_on: date


def office_of(work: Work) -> Office:
    station = work.knowledge.station
    return Office(station.name, station.township, station.phone, station.room, station.hours)


async def cards_for(
    work: Work, actor: Actor, username: str, deputy_ids: Collection[int] | None = None
) -> list[CardFacts]:
    """The cards of these deputies, or of all in office, in roster order. Raises NotAllowed, NoSuchChoice."""
    acting_role(Act.PRINT_CARDS, actor)
    names = {row.id: row.name for row in await roster.constituencies(work.session, work.station_id)}
    days = await contact_days.coming(work.session, work.station_id, work.now)
    found = [
        CardFacts(
            name=row.name,
            level=row.level,
            constituency=names.get(row.constituency_id, ""),
            specialities=tuple(row.specialities),
            link=deputy_link(username, row.code),
            days=_shown(work, [(day, deputy) for day, deputy in days if deputy.id == row.id]),
        )
        for row in await roster.deputies(work.session, work.station_id)
        if deputy_ids is None or row.id in deputy_ids
    ]
    if not found:
        raise NoSuchChoice("deputy", "")
    return found


async def poster_for(work: Work, actor: Actor, username: str, constituency_id: int) -> PosterFacts:
    """The poster of a constituency. Raises NotAllowed, NoSuchChoice."""
    acting_role(Act.PRINT_CARDS, actor)
    row = await work.session.get(Constituency, (work.station_id, constituency_id))
    if row is None or row.left_at is not None:
        raise NoSuchChoice("constituency", "")
    deputies = await roster.deputies(work.session, work.station_id)
    days = await contact_days.coming(work.session, work.station_id, work.now)
    return PosterFacts(
        constituency=row.name,
        deputies=tuple(one.name for one in deputies if one.constituency_id == row.id),
        days=_shown(work, [pair for pair in days if pair[1].constituency_id == row.id]),
        link=constituency_link(username, row.code),
    )


async def wall_for(work: Work, actor: Actor, username: str) -> WallFacts:
    """The wall sheet with everybody, by constituency. Raises NotAllowed, NoSuchChoice."""
    cards = await cards_for(work, actor, username)
    order = [row.name for row in await roster.constituencies(work.session, work.station_id)]
    cards.sort(key=lambda card: order.index(card.constituency) if card.constituency in order else len(order))
    return WallFacts(tuple(cards), bot_link(username), work.calendar.local_date(work.now))


def _shown(work: Work, days: Sequence[tuple[ContactDay, Deputy]]) -> tuple[str, ...]:
    """The next days in words, each with its place."""
    zone = work.knowledge.station.zone
    return tuple(
        f"{shown_meeting(day.starts_at.astimezone(zone), day.ends_at.astimezone(zone))} {day.room}"
        for day, _ in days[:_DAYS]
    )
