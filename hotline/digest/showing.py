"""Digests on request: of any week, of a month, and a deputy's own."""

from dataclasses import asdict

from hotline import notices
from hotline.digest.asked import month_named, week_named
from hotline.digest.month import month_digest
from hotline.digest.own import own_digests
from hotline.digest.week import week_digest
from hotline.errors import NotAllowed
from hotline.permissions import Act, Actor, acting_role
from hotline.work import Work
from storage.vocabulary import Role

_MINE = frozenset({"mine", "我的"})
_OVERSEERS = frozenset({Role.LIAISON, Role.PRESIDIUM})


async def show_digest(work: Work, actor: Actor, typed: str = "") -> None:
    """Answer with the digest of the week or month that was typed; last week's if nothing was.

    A deputy reads her own; who oversees the hotline and is a deputy too asks for it by a word.
    """
    first, _, rest = typed.strip().partition(" ")
    if first in _MINE or not actor.roles & _OVERSEERS:
        await show_own(work, actor, rest if first in _MINE else typed)
        return
    acting_role(Act.READ_DIGEST, actor)
    month = month_named(work, typed)
    if month is not None:
        values = asdict(await month_digest(work, month))
        await notices.answer(work, actor.person_id, "presidium.digest_month", **values)
        return
    digest = await week_digest(work, week_named(work, typed), reader=actor)
    await notices.answer(work, actor.person_id, "liaison.digest", **asdict(digest))


async def show_own(work: Work, actor: Actor, typed: str = "") -> None:
    """Answer with the deputy's own digest of a week."""
    acting_role(Act.READ_OWN_DIGEST, actor)
    digests = await own_digests(work, week_named(work, typed))
    if actor.deputy_id not in digests:
        raise NotAllowed(Act.READ_OWN_DIGEST)
    await notices.answer(work, actor.person_id, "deputy.digest", **asdict(digests[actor.deputy_id]))
