"""Callers and visitors: people without a chat, found again by their number and spoken with by the liaison."""

import secrets
from dataclasses import dataclass

from hotline.people import open_identity, seal_identity
from hotline.work import Work
from storage.queries import people as queries
from storage.tables import Identity, Person
from storage.vault import SealBroken


@dataclass(frozen=True)
class Caller:
    """Who to call, and where; either may be empty."""

    name: str
    phone: str


async def find_or_make(work: Work, name: str, phone: str) -> Person:
    """The person with this number (digits), who may have come to the bot since; somebody new without one."""
    if phone:
        hashed, *before = work.vault.lookups("caller", phone)
        identity = await queries.identity_by_phone(work.session, work.station_id, [hashed, *before])
        if identity is not None:
            _remember_name(work, identity, name)
            return await work.session.get_one(Person, (work.station_id, identity.person_id))
    else:
        hashed = work.vault.lookup("caller", secrets.token_hex(16))
    return await _make(work, hashed, name, phone)


async def caller_of(work: Work, person_id: int) -> Caller | None:
    """Name and number of a caller; None for anybody else, and once erased."""
    if not await queries.is_caller(work.session, work.station_id, person_id):
        return None
    found = await queries.identities(work.session, work.station_id, [person_id])
    try:
        facts = open_identity(work, found[person_id])
    except (KeyError, SealBroken):
        return None
    return Caller(str(facts.get("name", "")), str(facts.get("phone", "")))


def _remember_name(work: Work, identity: Identity, name: str) -> None:
    """The first name that was said for a number stays."""
    facts = open_identity(work, identity)
    if name and not facts.get("name"):
        facts["name"] = name
        identity.sealed = seal_identity(work, identity.wrapped_key, identity.person_id, facts)


async def _make(work: Work, hashed: str, name: str, phone: str) -> Person:
    person = Person(
        station_id=work.station_id,
        language=work.knowledge.station.language,
        created_at=work.now,
        informed_at=work.now,
        is_caller=True,
    )
    work.session.add(person)
    await work.session.flush()
    wrapped = work.vault.new_wrapped_key(person.id)
    facts: dict[str, object] = {"name": name, "phone": phone}
    work.session.add(
        Identity(
            station_id=work.station_id,
            person_id=person.id,
            chat_hash=hashed,
            wrapped_key=wrapped,
            sealed=seal_identity(work, wrapped, person.id, facts),
        )
    )
    await work.session.flush()
    return person
