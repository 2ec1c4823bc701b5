"""Who is writing: recognising people by their chat, what they are, and how they are reached."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from hotline.permissions import Actor
from hotline.work import Work
from storage.queries import absences, cases, dialogues, roster
from storage.queries import people as queries
from storage.remembering import remember
from storage.tables import Deputy, Identity, Person
from storage.vault import SealBroken, seal, unseal
from storage.vocabulary import Role


@dataclass(frozen=True)
class Chat:
    """What Telegram says of a person: the private chat's id, the name shown there, the language."""

    id: int
    name: str
    language: str


@dataclass(frozen=True)
class Sender:
    """A recognised person with what they may act as."""

    person: Person
    actor: Actor
    is_new: bool


def chat_hash(work: Work, chat_id: int) -> str:
    return chat_hashes(work, chat_id)[0]


def chat_hashes(work: Work, chat_id: int) -> list[str]:
    """Under which hashes a chat may stand, the one for new rows first."""
    return work.vault.lookups("chat", str(chat_id))


async def recognise(work: Work, chat: Chat) -> Sender:
    """The person behind a private chat, made on the first message."""
    hashes = chat_hashes(work, chat.id)
    person = await queries.person_by_chat(work.session, work.station_id, hashes)
    if person is None:
        person = await _welcome(work, chat, hashes[0])
        return Sender(person, Actor(person.id, frozenset({Role.CONSTITUENT})), is_new=True)
    if person.blocked_at is not None:
        person.blocked_at = None
    return Sender(person, await actor_for(work, person.id), is_new=False)


async def actor_for(work: Work, person_id: int) -> Actor:
    """What a person may act as, now."""
    roles = await queries.roles_of(work.session, work.station_id, person_id)
    deputy = None
    if Role.DEPUTY in roles:
        deputy = await queries.deputy_of(work.session, work.station_id, person_id)
    if deputy is None:
        roles -= {Role.DEPUTY}
    if deputy is None:
        return Actor(person_id, roles | {Role.CONSTITUENT})
    return Actor(person_id, roles | {Role.CONSTITUENT}, deputy.id, await _stands_in_for(work, deputy.id))


async def read_seats(work: Work, person_ids: Collection[int]) -> None:
    """Read the seats of all of these at once, from the list of all deputies; cards name some of those."""
    deputies = await roster.deputies(work.session, work.station_id)
    seats = {deputy.person_id: deputy for deputy in deputies}
    for person_id in person_ids:
        seat = seats.get(person_id)
        remember(work.session, queries.deputy_of, work.station_id, person_id, answer=seat)
    today = work.calendar.local_date(work.now)
    away = [row for row in deputies if row.substitute_id is not None and is_away(row, today)]
    remember(work.session, absences.stood_in_for, work.station_id, today, answer=away)


def is_away(deputy: Deputy, today: date) -> bool:
    """Whether a deputy has announced an absence that covers `today` (a date in the station's zone)."""
    if deputy.away_from is None or deputy.away_until is None:
        return False
    return deputy.away_from <= today <= deputy.away_until


async def _stands_in_for(work: Work, deputy_id: int) -> frozenset[int]:
    """The deputies who are away today and have named this one."""
    away = await absences.stood_in_for(work.session, work.station_id, work.calendar.local_date(work.now))
    return frozenset(row.id for row in away if row.substitute_id == deputy_id)


async def chats_of(work: Work, person_ids: Collection[int]) -> dict[int, int]:
    """The Telegram chat of each of these people; erased ones and callers are missing."""
    found = await addressed(work, person_ids)
    return {person_id: chat_id for person_id, (_, chat_id) in found.items() if chat_id is not None}


async def addressed(work: Work, person_ids: Collection[int]) -> dict[int, tuple[Person, int | None]]:
    """Each of these people with the Telegram chat; erased ones and callers have none."""
    found = await queries.people_with_identities(work.session, work.station_id, person_ids)
    return {person.id: (person, _chat_in(work, identity)) for person, identity in found}


def _chat_in(work: Work, identity: Identity | None) -> int | None:
    if identity is None:
        return None
    try:
        facts = open_identity(work, identity)
    except SealBroken:
        return None
    return int(str(facts["chat"])) if "chat" in facts else None


async def name_of(work: Work, person_id: int) -> str:
    """The name a person shows in Telegram; empty once erased."""
    found = await queries.identities(work.session, work.station_id, [person_id])
    if person_id not in found or found[person_id].sealed is None:
        return ""
    return str(open_identity(work, found[person_id]).get("name", ""))


async def data_key_of(work: Work, person_id: int) -> bytes:
    """The key that seals a person's attachments. Raises SealBroken once erased."""
    found = await queries.identities(work.session, work.station_id, [person_id])
    identity = found.get(person_id)
    if identity is None or identity.wrapped_key is None:
        raise SealBroken(f"person:{person_id}")
    return work.vault.data_key(identity.wrapped_key, person_id)


async def phone_of(work: Work, person_id: int) -> str:
    """The number a person has given, or was called by; empty where there is none."""
    found = await queries.identities(work.session, work.station_id, [person_id])
    if person_id not in found or found[person_id].sealed is None:
        return ""
    return str(open_identity(work, found[person_id]).get("phone", ""))


async def keep_phone(work: Work, person_id: int, number: str | None) -> None:
    """Seal a number with its owner's identity; None takes it out again."""
    identity = (await queries.identities(work.session, work.station_id, [person_id]))[person_id]
    facts = {key: value for key, value in open_identity(work, identity).items() if key != "phone"}
    if number is not None:
        facts["phone"] = number
    identity.sealed = seal_identity(work, identity.wrapped_key, person_id, facts)


async def move_chat(work: Work, person_id: int, new_chat_id: int) -> None:
    """Telegram moved the person's chat: keep the person, change the address."""
    found = (await queries.identities(work.session, work.station_id, [person_id]))[person_id]
    facts = open_identity(work, found) | {"chat": new_chat_id}
    found.chat_hash = chat_hash(work, new_chat_id)
    found.sealed = seal_identity(work, found.wrapped_key, person_id, facts)


async def _welcome(work: Work, chat: Chat, hashed: str) -> Person:
    person = Person(station_id=work.station_id, language=_language(work, chat.language), created_at=work.now)
    work.session.add(person)
    await work.session.flush()
    wrapped = work.vault.new_wrapped_key(person.id)
    work.session.add(
        Identity(
            station_id=work.station_id,
            person_id=person.id,
            chat_hash=hashed,
            wrapped_key=wrapped,
            sealed=seal_identity(work, wrapped, person.id, {"chat": chat.id, "name": chat.name}),
        )
    )
    await work.session.flush()
    # Whoever has just come has nothing yet.
    remember(work.session, dialogues.dialogue, work.station_id, person.id, answer=None)
    for query in (cases.drafts_of, cases.cases_of_constituent):
        remember(work.session, query, work.station_id, person.id, answer=[])
    return person


def _language(work: Work, code: str) -> str:
    """The catalog for a client's language code; Chinese without a script is the station's own."""
    code = code.lower()
    if code.startswith("en"):
        return "en"
    if code in ("zh-hant", "zh-tw", "zh-hk", "zh-mo"):
        return "zh-Hant"
    return work.knowledge.station.language


def seal_identity(work: Work, wrapped: bytes | None, person_id: int, facts: dict[str, object]) -> bytes:
    """What is known of a person, sealed with that person's key. Raises SealBroken once erased."""
    if wrapped is None:
        raise SealBroken(f"person:{person_id}")
    key = work.vault.data_key(wrapped, person_id)
    return seal(key, json.dumps(facts, ensure_ascii=False).encode(), f"identity:{person_id}")


def open_identity(work: Work, identity: Identity) -> dict[str, object]:
    """The inverse of `seal_identity`: chat and name, of a caller name and phone. Raises SealBroken."""
    if identity.wrapped_key is None or identity.sealed is None:
        raise SealBroken(f"identity:{identity.person_id}")
    key = work.vault.data_key(identity.wrapped_key, identity.person_id)
    facts: dict[str, object] = json.loads(unseal(key, identity.sealed, f"identity:{identity.person_id}"))
    return facts
