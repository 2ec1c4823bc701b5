"""Keys of systems that may file cases: shown once, kept as keyed hashes, each with a person of its own."""

import hmac
import secrets

from sqlmodel.ext.asyncio.session import AsyncSession

from hotline.errors import NoSuchChoice
from hotline.permissions import Act, Actor, acting_role
from hotline.work import Work
from storage.queries import open311 as queries
from storage.tables import ApiKey, Person
from storage.vault import Vault

LONGEST_NAME = 64


async def new_key(work: Work, actor: Actor, name: str) -> str:
    """Make a key and return it (43 characters of A-Za-z0-9_-), which is shown only once.

    Raises NotAllowed; NoSuchChoice for a name that is empty, too long or in use.
    """
    acting_role(Act.KEEP_API_KEYS, actor)
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME or await _in_force(work, name) is not None:
        raise NoSuchChoice("api_key", name)
    person = Person(
        station_id=work.station_id,
        language=work.knowledge.station.language,
        created_at=work.now,
        informed_at=work.now,
    )
    work.session.add(person)
    await work.session.flush()
    key = secrets.token_urlsafe(32)
    work.session.add(
        ApiKey(
            station_id=work.station_id,
            key_hash=_hashes(work.vault, key)[0],
            name=name,
            person_id=person.id,
            created_at=work.now,
        )
    )
    await work.session.flush()
    return key


async def keys(work: Work, actor: Actor) -> list[ApiKey]:
    """All keys, revoked ones too; of none can the key itself be seen again. Raises NotAllowed."""
    acting_role(Act.KEEP_API_KEYS, actor)
    return await queries.api_keys(work.session, work.station_id)


async def revoke(work: Work, actor: Actor, name: str) -> ApiKey:
    """Nothing more is filed with this key; what was filed stays. Raises NotAllowed, NoSuchChoice."""
    acting_role(Act.KEEP_API_KEYS, actor)
    found = await _in_force(work, name.strip())
    if found is None:
        raise NoSuchChoice("api_key", name)
    found.revoked_at = work.now
    return found


async def key_in_force(session: AsyncSession, station_id: int, vault: Vault, given: str) -> ApiKey | None:
    """The key that a system has shown; None for one that is unknown or revoked."""
    # One that was made before the master key was replaced goes on being good.
    hashes = _hashes(vault, given)
    found = await queries.api_key_by_hash(session, station_id, hashes)
    # Found by a keyed hash, which tells a guesser nothing; compared once more in constant time.
    if found is None or found.revoked_at is not None:
        return None
    return found if any(hmac.compare_digest(found.key_hash, hashed) for hashed in hashes) else None


async def _in_force(work: Work, name: str) -> ApiKey | None:
    found = await queries.api_keys(work.session, work.station_id)
    return next((key for key in found if key.name == name and key.revoked_at is None), None)


def _hashes(vault: Vault, key: str) -> list[str]:
    return vault.lookups("api_key", key)
