"""A new master key: whatever is sealed or hashed under it is sealed and hashed anew, in one unit of work.

The vault has the new key as the current one and those before it as replaced ones, so what was done anew
already is done once more without harm. Hashes of codes that nobody knows (invitations, keys of other
systems) stay and are found under the replaced key; whoever sits at the desk has to sign in again.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hotline.people import open_identity
from hotline.permissions import Act, Actor, acting_role
from hotline.privacy import FAREWELL
from hotline.work import Work
from storage import bonds
from storage.queries import sealed as queries
from storage.tables import ActivityPhoto, Identity, Outgoing
from storage.vault import SealBroken

# Why sessions at the desk have ended.
KEY_REPLACED = "key_replaced"


@dataclass
class Resealed:
    """How much is sealed with the current key now; `broken` rows open with no key and stay as they are."""

    people: int = 0
    updates: int = 0
    calls: int = 0
    pictures: int = 0
    sessions_ended: int = 0
    broken: int = 0


@dataclass(frozen=True)
class Wrapped:
    """How many people's keys are wrapped with the current master key, a replaced one, or neither."""

    current: int = 0
    replaced: int = 0
    broken: int = 0


async def wrapped_keys(work: Work, actor: Actor) -> Wrapped:
    """Try everybody's key. Raises NotAllowed."""
    acting_role(Act.REPLACE_KEY, actor)
    counts = {"current": 0, "replaced": 0, "broken": 0}
    async for identity in queries.identities(work.session, work.station_id):
        counts[_state_of(work, identity)] += 1
    return Wrapped(**counts)


async def seal_anew(work: Work, actor: Actor, chat_in: Callable[[bytes], int]) -> Resealed:
    """Bring everything under the current key. `chat_in` reads the chat out of an update's bytes.

    Raises NotAllowed.
    """
    acting_role(Act.REPLACE_KEY, actor)
    done = Resealed()
    chats = await _people(work, done)
    await _updates(work, done, chat_in)
    in_inbox = await queries.chats_in_inbox(work.session, work.station_id)
    renamed = {old: chats[old] for old in in_inbox if old in chats}
    await queries.rename_chats(work.session, work.station_id, renamed)
    await _calls(work, done)
    await _pictures(work, done)
    await _farewells(work, done)
    done.sessions_ended = await queries.end_visits(work.session, work.station_id, work.now, KEY_REPLACED)
    return done


def _state_of(work: Work, identity: Identity) -> str:
    try:
        is_current = work.vault.is_current(identity.wrapped_key or b"", identity.person_id)
    except SealBroken:
        return "broken"
    return "current" if is_current else "replaced"


async def _people(work: Work, done: Resealed) -> dict[str, str]:
    """Wrap everybody's key anew and hash chats and numbers anew; the new hash of each chat by its old one."""
    chats = {}
    async for identity in queries.identities(work.session, work.station_id):
        try:
            facts = open_identity(work, identity)
            identity.wrapped_key = work.vault.wrapped_anew(identity.wrapped_key or b"", identity.person_id)
        except SealBroken:
            done.broken += 1
            continue
        old, phone = identity.chat_hash, str(facts.get("phone", ""))
        identity.chat_hash = _hashed_anew(work, old, {"chat": str(facts.get("chat", "")), "caller": phone})
        if identity.phone_hash is not None:
            identity.phone_hash = _hashed_anew(work, identity.phone_hash, {"caller": phone})
        if old != identity.chat_hash:
            chats[old] = identity.chat_hash
        done.people += 1
    return chats


def _hashed_anew(work: Work, hashed: str, values: dict[str, str]) -> str:
    """The current hash of whichever value it is a hash of; itself where it is of none, such as a caller
    without a number, whom nobody looks up."""
    for kind, value in values.items():
        if hashed in work.vault.lookups(kind, value):
            return work.vault.lookup(kind, value)
    return hashed


async def _updates(work: Work, done: Resealed, chat_in: Callable[[bytes], int]) -> None:
    """Updates of people who are not known yet get the new hash of their chat here."""
    async for row in queries.updates(work.session, work.station_id):
        bond = bonds.of_update(row.update_id)
        try:
            plain = work.vault.unseal_transit(row.sealed or b"", bond)
        except SealBroken:
            done.broken += 1
            continue
        row.sealed = work.vault.seal_transit(plain, bond)
        row.chat = _hashed_anew(work, row.chat, {"chat": str(chat_in(plain))})
        done.updates += 1


async def _calls(work: Work, done: Resealed) -> None:
    async for row in queries.calls(work.session, work.station_id):
        done.calls += _reseal(work, row, bonds.of_call(row.id), done)


async def _pictures(work: Work, done: Resealed) -> None:
    async for row in queries.pictures(work.session, work.station_id):
        done.pictures += _reseal(work, row, bonds.of_picture(row.id), done)


def _reseal(work: Work, row: Outgoing | ActivityPhoto, bond: str, done: Resealed) -> bool:
    """Seal what a row holds anew; False if it does not open."""
    sealed = _sealed_anew(work, row.sealed or b"", bond, done)
    row.sealed = sealed or row.sealed
    return sealed is not None


async def _farewells(work: Work, done: Resealed) -> None:
    """The address of somebody who was erased and has not heard so yet."""
    async for row in queries.unsent(work.session, work.station_id, FAREWELL):
        if "chat" not in row.params:
            continue
        bond = bonds.of_farewell(row.recipient_id)
        sealed = _sealed_anew(work, bytes.fromhex(row.params["chat"]), bond, done)
        if sealed is not None:
            row.params = {**row.params, "chat": sealed.hex()}


def _sealed_anew(work: Work, sealed: bytes, bond: str, done: Resealed) -> bytes | None:
    """The same under the current key; None, and counted, where it opens with no key."""
    try:
        return work.vault.seal_transit(work.vault.unseal_transit(sealed, bond), bond)
    except SealBroken:
        done.broken += 1
        return None
