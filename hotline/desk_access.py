"""The way to the web desk: a single-use link from the bot, and a session tied to one browser and network.

Of link and session only keyed hashes are kept. One person has one session: whoever enters ends the one
before, so that a stolen link is noticed by the one it was stolen from. A new link replaces the unused ones.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from hotline import notices
from hotline.errors import LinkRefused, NotAllowed
from hotline.people import actor_for
from hotline.permissions import Act, Actor, acting_role
from hotline.work import Work
from storage.queries import desk as queries
from storage.tables import DeskLink, DeskSession

# So often a session's last use is written down; every look would be a write.
_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Visit:
    """Where a request comes from: what the browser says of itself, and the network's prefix."""

    browser: str
    network: str


@dataclass(frozen=True)
class Admission:
    """Who sits at the desk; `actor` None: nobody, and `reason` says why.

    Reasons: unknown (no session, or an old one), left, replaced, idle, expired, copied, role_withdrawn.
    """

    actor: Actor | None
    reason: str = ""


async def make_link(work: Work, actor: Actor) -> str:
    """The code of a link to the desk, shown only once. Raises NotAllowed."""
    acting_role(Act.OPEN_DESK, actor)
    await queries.withdraw_links(work.session, work.station_id, actor.person_id, work.now)
    code = secrets.token_urlsafe(24)
    work.session.add(
        DeskLink(
            station_id=work.station_id,
            code_hash=_hashed(work, "desk_link", code),
            person_id=actor.person_id,
            created_at=work.now,
            expires_at=work.now + work.knowledge.desk.link_lasts,
        )
    )
    await work.session.flush()
    return code


async def enter(work: Work, code: str, visit: Visit) -> str:
    """Use a link: the token of a new session. Raises LinkRefused."""
    link = await queries.link(work.session, work.station_id, _hashed(work, "desk_link", code))
    if link is None:
        raise LinkRefused("unknown")
    if link.used_at is not None:
        raise LinkRefused("used")
    if link.expires_at <= work.now:
        raise LinkRefused("expired")
    # The role may have been withdrawn since the link was made.
    if not _may_enter(await actor_for(work, link.person_id)):
        raise LinkRefused("role_withdrawn")
    link.used_at = work.now
    await queries.end_sessions(work.session, work.station_id, link.person_id, work.now, "replaced")
    token = secrets.token_urlsafe(32)
    work.session.add(
        DeskSession(
            station_id=work.station_id,
            token_hash=_hashed(work, "desk_session", token),
            person_id=link.person_id,
            browser_hash=_hashed(work, "desk_browser", visit.browser),
            network_hash=_hashed(work, "desk_network", visit.network),
            created_at=work.now,
            seen_at=work.now,
            expires_at=work.now + work.knowledge.desk.session_lasts,
        )
    )
    await work.session.flush()
    return token


async def session_of(work: Work, token: str, visit: Visit) -> Admission:
    """Whom a request's token lets in. A refusal is an answer, no error: what it ends has to be kept.

    A token that comes from another browser or network was copied: the session ends, and its owner is told.
    """
    row = await queries.session_row(work.session, work.station_id, _hashed(work, "desk_session", token))
    if row is None:
        return Admission(None, "unknown")
    if row.ended_at is not None:
        return Admission(None, row.ended_by or "unknown")
    reason, actor = _over(work, row), await actor_for(work, row.person_id)
    if not reason and not _is_from(work, row, visit):
        reason = "copied"
        await notices.tell(work, row.person_id, "web_desk.copied", priority=notices.URGENT)
    if not reason and not _may_enter(actor):
        reason = "role_withdrawn"
    if reason:
        row.ended_at, row.ended_by = work.now, reason
        return Admission(None, reason)
    if work.now - row.seen_at >= _NOTED_EVERY:
        row.seen_at = work.now
    return Admission(actor)


async def leave(work: Work, token: str) -> None:
    """Close the desk."""
    row = await queries.session_row(work.session, work.station_id, _hashed(work, "desk_session", token))
    if row is not None and row.ended_at is None:
        row.ended_at, row.ended_by = work.now, "left"


def form_key(work: Work, token: str) -> str:
    """What every form of this session carries, so that nobody else can send one."""
    return _hashed(work, "desk_form", token)


def _may_enter(actor: Actor) -> bool:
    try:
        acting_role(Act.OPEN_DESK, actor)
    except NotAllowed:
        return False
    return True


def _over(work: Work, row: DeskSession) -> str:
    if row.expires_at <= work.now:
        return "expired"
    return "idle" if work.now - row.seen_at >= work.knowledge.desk.idle_lasts else ""


def _is_from(work: Work, row: DeskSession, visit: Visit) -> bool:
    browser = _hashed(work, "desk_browser", visit.browser)
    return (row.browser_hash, row.network_hash) == (browser, _hashed(work, "desk_network", visit.network))


def _hashed(work: Work, kind: str, value: str) -> str:
    return work.vault.lookup(kind, value)
