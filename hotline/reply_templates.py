"""Frequent replies: a few are shipped (in the texts), everybody keeps some of their own.

What is kept names places by blanks, such as 【地点】, that are filled for the case at hand.
"""

from collections.abc import Mapping

from hotline.errors import NoSuchChoice, TextMissing
from hotline.history import shown_number
from hotline.masking import mask
from hotline.permissions import Act, Actor, acting_role
from hotline.work import Work
from storage.queries import cases, roster
from storage.queries import reply_templates as queries
from storage.tables import Case, Place, ReplyTemplate

MOST = 20
_LONGEST_TITLE = 12
NUMBER, PLACE, UNIT, DEPUTY = "【编号】", "【地点】", "【单位】", "【代表】"
BLANKS = (NUMBER, PLACE, UNIT, DEPUTY)
# A short name may be part of other words.
_SHORTEST = 2


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its blanks filled; a blank for which there is nothing stays, to be seen and filled."""
    for blank in BLANKS:
        text = text.replace(blank, values.get(blank) or blank)
    return text


def has_blanks(text: str) -> bool:
    """Whether something is left to be filled in by hand."""
    return any(blank in text for blank in BLANKS)


def with_blanks(text: str, values: Mapping[str, str]) -> str:
    """A reply as a template: what is only so in this case becomes a blank."""
    for blank, value in sorted(values.items(), key=lambda pair: -len(pair[1])):
        if len(value) >= _SHORTEST:
            text = text.replace(value, blank)
    return text


async def own(work: Work, actor: Actor) -> list[ReplyTemplate]:
    """What this person may choose from beside the shipped ones."""
    acting_role(Act.KEEP_TEMPLATES, actor)
    return await queries.templates_of(work.session, work.station_id, actor.person_id)


async def keep(
    work: Work, actor: Actor, text: str, *, title: str = "", values: Mapping[str, str] | None = None
) -> ReplyTemplate:
    """Keep a reply for later; the same words are kept once."""
    kept = await own(work, actor)
    words = with_blanks(mask(text).strip(), values or {})
    if not words:
        raise TextMissing("template")
    if known := next((row for row in kept if row.text == words), None):
        return known
    if len([row for row in kept if row.owner_id == actor.person_id]) >= MOST:
        raise NoSuchChoice("templates_full", str(MOST))
    row = ReplyTemplate(
        station_id=work.station_id,
        owner_id=actor.person_id,
        title=(title.strip() or " ".join(words.split()))[:_LONGEST_TITLE],
        text=words,
        created_at=work.now,
    )
    work.session.add(row)
    await work.session.flush()
    return row


async def forget(work: Work, actor: Actor, template_id: int) -> ReplyTemplate:
    """Drop one of one's own."""
    row = next((row for row in await own(work, actor) if row.id == template_id), None)
    if row is None or row.owner_id != actor.person_id:
        raise NoSuchChoice("template", "")
    await queries.remove(work.session, work.station_id, template_id)
    return row


async def blanks_of(work: Work, case: Case) -> dict[str, str]:
    """What stands in the blanks for this case."""
    place = deputy = None
    if case.place_id is not None:
        place = await work.session.get(Place, (work.station_id, case.place_id))
    if case.deputy_id is not None:
        deputy = await roster.deputy(work.session, work.station_id, case.deputy_id)
    referrals = await cases.referrals_of(work.session, work.station_id, case.id)
    return {
        NUMBER: shown_number(case),
        PLACE: "" if place is None else place.name,
        UNIT: referrals[-1].unit if referrals else "",
        DEPUTY: "" if deputy is None else deputy.name,
    }


async def last_reply(work: Work, case: Case) -> str:
    """The words of the latest reply in a case."""
    entries = await cases.entries_of(work.session, work.station_id, case.id)
    return next((entry.text for entry in reversed(entries) if entry.kind == "reply"), "")
