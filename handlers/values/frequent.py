"""Frequent replies for the one who writes: the shipped ones from the texts, and one's own."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.wording import Texts
from hotline import reply_templates
from hotline.errors import NoSuchChoice
from hotline.permissions import Actor
from hotline.work import Work
from storage.tables import Case, ReplyTemplate

SHIPPED: Mapping[str, tuple[str, ...]] = {
    "A": ("done", "restored"),
    "B": ("under_way", "unit_promised"),
    "C": ("planned",),
    "D": ("not_allowed", "not_mine"),
}
"""By result; each has a title and a text in the catalogs."""


@dataclass(frozen=True)
class Offer:
    """A frequent reply to choose; `key` stands in buttons: sNAME a shipped one, oID one's own."""

    key: str
    title: str
    text: str


async def offered(work: Work, actor: Actor, texts: Texts, result: str) -> list[Offer]:
    """What fits this result, one's own first."""
    rows = await own_rows(work, actor)
    shipped = [
        Offer(f"s{name}", str(texts(f"frequent_title.{name}")), str(texts(f"frequent.{name}")))
        for name in SHIPPED.get(result, ())
    ]
    return [*(_own(row) for row in rows), *shipped]


async def own_rows(work: Work, actor: Actor) -> list[ReplyTemplate]:
    """One's own, oldest first."""
    return [row for row in await reply_templates.own(work, actor) if row.owner_id == actor.person_id]


async def text_for(work: Work, actor: Actor, texts: Texts, case: Case, key: str) -> str:
    """A frequent reply with its blanks filled for this case. Raises NoSuchChoice."""
    return reply_templates.filled(
        await raw_text(work, actor, texts, key), await reply_templates.blanks_of(work, case)
    )


async def raw_text(work: Work, actor: Actor, texts: Texts, key: str) -> str:
    """A frequent reply as it is kept. Raises NoSuchChoice for one that is gone."""
    if key.startswith("s") and any(key[1:] in names for names in SHIPPED.values()):
        return str(texts(f"frequent.{key[1:]}"))
    found = next((row for row in await reply_templates.own(work, actor) if f"o{row.id}" == key), None)
    if found is None:
        raise NoSuchChoice("template", "")
    return found.text


def _own(row: ReplyTemplate) -> Offer:
    return Offer(f"o{row.id}", row.title, row.text)
