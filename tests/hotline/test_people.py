"""Whoever is recognised may act as what they are, whether they are read one by one or together."""

from datetime import date

from hotline.people import Chat, actor_for, addressed, chats_of, read_seats, recognise
from hotline.permissions import Actor
from storage.queries.people import read_roles, roles_of
from storage.tables import Deputy, RoleGrant
from storage.vocabulary import Role
from tests.hotline.duty.conftest import COLLEAGUE, DEPUTY, HERSELF, NOW, Township
from tests.hotline.duty.conftest import township as township

TODAY = date(2026, 11, 28)


async def seat_and_stand_in(township: Township) -> None:
    """Both deputies have joined; the colleague is away, and the first stands in."""
    colleague = await township.work.session.get_one(Deputy, (1, COLLEAGUE))
    colleague.person_id, colleague.substitute_id = 101, DEPUTY
    colleague.away_from = colleague.away_until = TODAY
    for person_id in (HERSELF, 101):
        await township.add(RoleGrant(station_id=1, person_id=person_id, role=Role.DEPUTY, granted_at=NOW))


async def actors(township: Township) -> list[Actor]:
    return [await actor_for(township.work, person_id) for person_id in (HERSELF, 101, 1)]


async def test_seats_read_ahead_are_those_that_each_has(township: Township) -> None:
    await seat_and_stand_in(township)
    work = township.work
    alone = await actors(township)
    assert [actor.deputy_id for actor in alone] == [DEPUTY, COLLEAGUE, None]
    assert [actor.stands_in_for for actor in alone] == [{COLLEAGUE}, frozenset(), frozenset()]
    work.session.sync_session.answers.clear()  # type: ignore[attr-defined]
    await read_roles(work.session, 1, [HERSELF, 101, 1])
    await read_seats(work, [HERSELF, 101, 1])
    assert await actors(township) == alone


async def test_whoever_has_left_or_is_back_has_no_seat_to_be_read_ahead(township: Township) -> None:
    await seat_and_stand_in(township)
    work = township.work
    colleague = await work.session.get_one(Deputy, (1, COLLEAGUE))
    colleague.away_until = date(2026, 11, 27)
    herself = await work.session.get_one(Deputy, (1, DEPUTY))
    herself.left_at = NOW
    await read_seats(work, [HERSELF, 101])
    assert [actor.deputy_id for actor in await actors(township)] == [None, COLLEAGUE, None]


async def test_the_address_of_each_is_the_chat_that_she_wrote_from(township: Township) -> None:
    work = township.work
    ids = [(await recognise(work, Chat(chat, "村民", "zh-hans"))).person.id for chat in (700, 800)]
    found = await addressed(work, [*ids, 1])
    assert {key: chat for key, (_, chat) in found.items()} == {ids[0]: 700, ids[1]: 800, 1: None}
    assert all(person.id == key for key, (person, _) in found.items())
    assert await chats_of(work, [*ids, 1]) == {ids[0]: 700, ids[1]: 800}


async def test_roles_come_with_whoever_writes(township: Township) -> None:
    work = township.work
    chat = Chat(700, "周敏", "zh-hans")
    person = (await recognise(work, chat)).person
    for role in (Role.LIAISON, Role.PRESIDIUM):
        await township.add(RoleGrant(station_id=1, person_id=person.id, role=role, granted_at=NOW))
    await township.add(
        RoleGrant(station_id=1, person_id=person.id, role=Role.DEPUTY, granted_at=NOW, revoked_at=NOW)
    )
    again = await recognise(work, chat)
    assert (again.person, again.is_new) == (person, False)
    assert again.actor.roles == {Role.CONSTITUENT, Role.LIAISON, Role.PRESIDIUM}
    assert await roles_of(work.session, 1, person.id) == {Role.LIAISON, Role.PRESIDIUM}
