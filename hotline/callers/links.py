"""From the telephone to the bot: a caller's cases go over to the account that used the link."""

from hotline import notices
from hotline.errors import InvitationRefused
from hotline.history import record
from hotline.people import open_identity, seal_identity
from hotline.permissions import Actor
from hotline.work import Work
from storage.queries import calls as queries
from storage.queries import people
from storage.tables import Person
from storage.vocabulary import Role


async def take_over(work: Work, actor: Actor, caller_id: int) -> None:
    """The person behind `actor` is the caller: one person from now on, who hears everything in the bot.

    Raises InvitationRefused where somebody has taken the cases over already.
    """
    caller = await work.session.get(Person, (work.station_id, caller_id))
    if caller is None or not caller.is_caller or caller_id == actor.person_id:
        raise InvitationRefused("used")
    found = await queries.cases_of(work.session, work.station_id, caller_id)
    for case in found:
        case.constituent_id = actor.person_id
        case.version += 1
        if case.number is not None:
            await record(work, case, "caller_linked", actor, Role.CONSTITUENT)
    await _merge_identities(work, actor.person_id, caller)
    await notices.answer(work, actor.person_id, "caller.linked")
    await notices.answer(
        work, actor.person_id, "cases", ids=[case.id for case in reversed(found) if case.number is not None]
    )


async def _merge_identities(work: Work, person_id: int, caller: Person) -> None:
    """The number finds the account from now on; of the caller nothing is left."""
    found = await people.identities(work.session, work.station_id, [person_id, caller.id])
    own, called = found[person_id], found[caller.id]
    facts = open_identity(work, called)
    known = open_identity(work, own) | {"phone": facts.get("phone", ""), "called": facts.get("name", "")}
    own.sealed = seal_identity(work, own.wrapped_key, person_id, known)
    phone_hash = called.chat_hash
    person = await work.session.get_one(Person, (work.station_id, person_id))
    person.village_id = person.village_id or caller.village_id
    caller.is_caller, caller.erased_at, caller.village_id = False, work.now, None
    await work.session.flush()
    await queries.hand_over(work.session, work.station_id, caller.id, person_id)
    work.session.expunge(called)
    own.phone_hash = phone_hash
    await work.session.flush()
