"""What is kept of a person, to be seen, taken along and erased (/mydata).

Erasing destroys the person's key and blanks every word in the person's cases; numbers, categories and events
stay, and the chain of events still verifies, since it holds digests only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline import dialogues, notices, people
from hotline.case_clocks import settle
from hotline.casebook import Opened
from hotline.finding import make_findable
from hotline.history import record
from hotline.permissions import Act, Actor, acting_role
from hotline.readings import Reader, readers_of
from hotline.states import OPEN
from hotline.withdrawing import take_back
from hotline.work import Work
from storage import bonds
from storage.queries import cases as case_queries
from storage.queries import limits as limit_queries
from storage.queries import pauses as pause_queries
from storage.queries import people as people_queries
from storage.queries import privacy as queries
from storage.queries import search
from storage.queries.ledger import drop_lines_of_cases
from storage.tables import Case, Notice, Pause, Person, Place
from storage.vocabulary import Role, State

FAREWELL = "my_data.erased"
"""The one notice that carries an address: when it goes out, nobody is known by that address any more."""


@dataclass(frozen=True)
class Kept:
    """What the hotline keeps of a person."""

    language: str
    village: str
    cases: list[Case]
    files: int
    pictures: int
    phone: str
    name: str
    readers: Mapping[int, Sequence[Reader]]
    pauses: Sequence[Pause]


async def kept_of(work: Work, person: Person) -> Kept:
    """Look up everything that is kept of a person."""
    village = None
    if person.village_id is not None:
        village = await work.session.get(Place, (work.station_id, person.village_id))
    files = await queries.files_of(work.session, work.station_id, person.id)
    filed = await queries.filed_cases(work.session, work.station_id, person.id)
    return Kept(
        language=person.language,
        village="" if village is None else village.name,
        cases=filed,
        files=len(files),
        pictures=await queries.count_pictures(work.session, work.station_id, person.id),
        phone=await people.phone_of(work, person.id),
        name=await people.name_of(work, person.id),
        readers=await readers_of(work, [case.id for case in filed]),
        pauses=await pause_queries.all_of(work.session, work.station_id, person.id),
    )


async def show(
    work: Work, actor: Actor, kind: str = "my_data.shown", *, message_id: int | None = None
) -> None:
    """Answer with what is kept, with a copy of it, or with what erasing would mean."""
    acting_role(Act.READ_MY_DATA, actor)
    await notices.answer(work, actor.person_id, kind, message_id=message_id)


async def ask_erase(work: Work, actor: Actor, *, message_id: int | None = None) -> None:
    """Erasing cannot be undone: say what it does first. Whoever holds a role has to give it back before."""
    acting_role(Act.ERASE_MY_DATA, actor)
    kind = "my_data.role_first" if _holds_a_role(actor) else "my_data.ask_erase"
    await notices.answer(work, actor.person_id, kind, message_id=message_id)


async def erase(work: Work, actor: Actor, *, message_id: int | None = None) -> bool:
    """Erase a person: open cases are withdrawn, words blanked, the identity and its key destroyed.

    Returns whether it was done. The same account is somebody new when it writes again.
    """
    acting_role(Act.ERASE_MY_DATA, actor)
    if _holds_a_role(actor):
        await ask_erase(work, actor, message_id=message_id)
        return False
    person = await work.session.get_one(Person, (work.station_id, actor.person_id))
    chat = (await people.chats_of(work, [person.id]))[person.id]
    await erase_person(work, actor, Role.CONSTITUENT, person, people.chat_hashes(work, chat))
    await _say_farewell(work, person, chat, message_id)
    return True


async def erase_person(
    work: Work, actor: Actor, role: Role, person: Person, chats: Sequence[str] = ()
) -> None:
    """Erase `person`, as whom or for whom `actor` asks; whoever calls this has checked that it may.

    `chats` are the hashes of the chat, if there is one.
    """
    await _leave_cases(work, actor, role, person)
    await work.session.flush()
    await _blank(work, person, chats)


def chat_once_erased(work: Work, notice: Notice) -> int | None:
    """Where the last word to an erased person goes; 0 for a toast, which needs no chat; else None."""
    if notice.kind == "toast":
        return 0
    if notice.kind != FAREWELL or "chat" not in notice.params:
        return None
    sealed = bytes.fromhex(notice.params["chat"])
    return int(work.vault.unseal_transit(sealed, bonds.of_farewell(notice.recipient_id)))


def _holds_a_role(actor: Actor) -> bool:
    return bool(actor.roles - {Role.CONSTITUENT})


async def _leave_cases(work: Work, actor: Actor, role: Role, person: Person) -> None:
    """Drafts go, open cases are withdrawn with their deputy told, closed ones are asked about no more."""
    for draft in await case_queries.drafts_of(work.session, work.station_id, person.id):
        await case_queries.delete_draft(work.session, work.station_id, draft.id)
        work.session.expunge(draft)
    for case in await queries.filed_cases(work.session, work.station_id, person.id):
        # Locked and read anew: somebody may just be replying to it.
        await case_queries.case(work.session, work.station_id, case.id, lock=True)
        if case.state in OPEN:
            await take_back(work, Opened(case, actor, role))
        await record(work, case, "erased", actor, role)
        case.text, case.words, case.latitude, case.longitude = "", [], None, None
        case.shares_phone, case.has_been_surveyed = False, True
        case.version += 1
        if case.state == State.CLOSED:
            await settle(work, case)


async def _blank(work: Work, person: Person, chats: Sequence[str]) -> None:
    session, station_id = work.session, work.station_id
    case_ids = [case.id for case in await queries.filed_cases(session, station_id, person.id)]
    await queries.blank_entries(session, station_id, person.id, case_ids)
    for case in await search.cases_with_words_of(session, station_id, person.id):
        await make_findable(work, case)
    await queries.blank_files(session, station_id, person.id)
    await drop_lines_of_cases(session, station_id, case_ids)
    await queries.blank_outbox(session, station_id, person.id, case_ids)
    await queries.blank_inbox(session, station_id, chats)
    await queries.leave_everything(session, station_id, person.id, work.now)
    await pause_queries.blank_all_of(session, station_id, person.id, work.now)
    await limit_queries.forget_words_of(session, station_id, person.id)
    await dialogues.finish(work, person.id)
    for identity in (await people_queries.identities(session, station_id, [person.id])).values():
        await session.delete(identity)
    person.village_id, person.informed_at, person.erased_at = None, None, work.now
    await session.flush()


async def _say_farewell(work: Work, person: Person, chat: int, message_id: int | None) -> None:
    sealed = work.vault.seal_transit(str(chat).encode(), bonds.of_farewell(person.id))
    await notices.answer(work, person.id, FAREWELL, message_id=message_id, chat=sealed.hex())
