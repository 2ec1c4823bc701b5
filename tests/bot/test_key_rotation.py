"""The master key is replaced: everybody is still known, and a crash between any two steps harms nothing."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from bot import rotation
from bot.config import load
from bot.custody import alive
from bot.keys import MasterKeys, parse
from bot.leadership import AlreadyRunning, only_process
from bot.process import Process, check_key
from bot.rotation import look, rotate
from bot.secrets import SecretMissing
from hotline import key_rotation
from hotline.callers.people import caller_of, find_or_make
from hotline.desk_access import Visit, enter, make_link, session_of
from hotline.invitations import invite, join
from hotline.key_rotation import Wrapped
from hotline.open311.keys import key_in_force, new_key
from hotline.people import Chat, actor_for, chats_of, data_key_of, keep_phone, name_of, recognise
from hotline.permissions import SYSTEM
from hotline.privacy import FAREWELL, chat_once_erased, erase
from storage import bonds
from storage.queries import sealed
from storage.tables import ActivityPhoto, Identity, Notice
from storage.vault import SealBroken, Vault, seal, unseal
from storage.vocabulary import Role
from tests.bot.test_setting_up import hotline
from tests.support.activities import picture_of_an_inspection
from tests.support.bench import Bench, Member

pytestmark = pytest.mark.alike

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
VISIT = Visit("Firefox", "192.0.2.0/24")


def keys_of(bench: Bench) -> MasterKeys:
    return load(bench.config).master_keys()


async def rotated(bench: Bench) -> rotation.Rotated:
    return await rotate(load(bench.config), bench.clock())


async def everybody(bench: Bench) -> list[Identity]:
    async with bench.process.database.reading() as session:
        return list(await session.exec(select(Identity)))


async def still_known(bench: Bench, member: Member, name: str) -> None:
    """A process that starts now knows the chat, the name and the key of this person."""
    async with bench.another() as other, other.process.unit_of_work() as work:
        sender = await recognise(work, Chat(member.phone.id, name, "zh-hans"))
        assert (sender.is_new, sender.person.id) == (False, member.id)
        assert await name_of(work, member.id) == name
        assert await chats_of(work, [member.id]) == {member.id: member.phone.id}
        assert await data_key_of(work, member.id)


async def test_everything_is_under_the_new_key_alone(bench: Bench, wang: Member, liaison: Member) -> None:
    old = keys_of(bench)
    async with bench.process.unit_of_work() as work:
        called = await find_or_make(work, "老赵", "13900000000")
        await find_or_make(work, "没留电话", "")
    rotation_told = await rotated(bench)
    assert (rotation_told.resealed.people, rotation_told.has_new_key) == (4, True)
    keys = keys_of(bench)
    assert keys.current != old.current
    assert [one.key for one in keys.replaced] == [old.current]
    alone = Vault(keys.current)
    for identity in await everybody(bench):
        assert alone.data_key(identity.wrapped_key or b"", identity.person_id)
        with pytest.raises(SealBroken):
            Vault(old.current).data_key(identity.wrapped_key or b"", identity.person_id)
    await still_known(bench, wang, "王大爷")
    hashes = {identity.person_id: identity.chat_hash for identity in await everybody(bench)}
    assert hashes[wang.id] == alone.lookup("chat", str(wang.phone.id))
    assert hashes[called.id] == alone.lookup("caller", "13900000000")
    async with bench.another() as other, other.process.unit_of_work() as work:
        assert (await find_or_make(work, "", "13900000000")).id == called.id
        assert (await caller_of(work, called.id)) is not None


@on_sqlite
async def test_what_is_sealed_for_a_person_still_opens(bench: Bench, wang: Member) -> None:
    """Files are sealed with the person's own key, which is only wrapped anew."""
    async with bench.process.unit_of_work() as work:
        sealed = seal(await data_key_of(work, wang.id), b"picture", "attachment:1:0")
    await rotated(bench)
    async with bench.another() as other, other.process.unit_of_work() as work:
        assert unseal(await data_key_of(work, wang.id), sealed, "attachment:1:0") == b"picture"


@on_sqlite
async def test_what_was_on_its_way_arrives_in_order(bench: Bench, wang: Member) -> None:
    stranger = await bench.people.join("新来的")
    await stranger.send_text("我是新来的")
    await bench.receive(wang, "一", "二")
    await bench.tell(wang, "定了稿还没发出去")
    bench.simulator.faults.server_error("sendMessage")
    assert await bench.delivery.send_waiting()
    await bench.delivery.drain()
    assert (await rotated(bench)).resealed.calls == 1
    alone = Vault(keys_of(bench).current)
    [frozen] = await bench.outgoing()
    assert alone.unseal_transit(frozen.sealed or b"", bonds.of_call(frozen.id))
    updates = await bench.updates()
    assert len(updates) == 3
    for row in updates:
        assert alone.unseal_transit(row.sealed or b"", bonds.of_update(row.update_id))
    chats = [alone.lookup("chat", str(chat)) for chat in (stranger.id, wang.phone.id, wang.phone.id)]
    assert [row.chat for row in updates] == chats
    async with bench.another() as other:
        await other.handle()
        assert sorted(other.echo.seen) == ["一", "二", "我是新来的"]
        bench.clock.move(timedelta(minutes=1))
        await other.deliver()
    assert sorted(await wang.words()) == ["一", "二", "定了稿还没发出去"]


@on_sqlite
async def test_pictures_and_farewells_are_sealed_anew(bench: Bench, wang: Member) -> None:
    async with bench.process.unit_of_work() as work:
        photo = await picture_of_an_inspection(work)
        photo.sealed = work.vault.seal_transit(b"picture", bonds.of_picture(photo.id))
        await erase(work, await actor_for(work, wang.id))
    told = await rotated(bench)
    assert told.resealed.pictures == 1
    alone = Vault(keys_of(bench).current)
    async with bench.process.database.reading() as session:
        [kept] = await session.exec(select(ActivityPhoto))
        assert alone.unseal_transit(kept.sealed or b"", bonds.of_picture(kept.id)) == b"picture"
        [farewell] = await session.exec(select(Notice).where(Notice.kind == FAREWELL))
    async with bench.another() as other, other.process.unit_of_work() as work:
        work.vault = alone
        assert chat_once_erased(work, farewell) == wang.phone.id


@on_sqlite
async def test_codes_that_nobody_knows_go_on_being_good_and_the_desk_is_left(
    bench: Bench, wang: Member, liaison: Member
) -> None:
    async with bench.process.unit_of_work() as work:
        code = await invite(work, SYSTEM, Role.PRESIDIUM)
        api_key = await new_key(work, SYSTEM, "12345")
        token = await enter(work, await make_link(work, await actor_for(work, liaison.id)), VISIT)
        link = await make_link(work, await actor_for(work, liaison.id))
    told = await rotated(bench)
    assert told.resealed.sessions_ended == 1
    async with bench.another() as other, other.process.unit_of_work() as work:
        assert (await session_of(work, token, VISIT)).actor is None
        with pytest.raises(Exception, match="unknown"):
            await enter(work, link, VISIT)
        found = await key_in_force(work.session, work.station_id, work.vault, api_key)
        assert found is not None
        assert found.name == "12345"
        assert await key_in_force(work.session, work.station_id, work.vault, f"{api_key}x") is None
        assert await join(work, await actor_for(work, wang.id), code) is Role.PRESIDIUM


@on_sqlite
async def test_a_number_that_was_a_callers_and_then_another_one_is_still_found(
    bench: Bench, wang: Member
) -> None:
    """The account took a caller's cases over, then shared another number."""
    async with bench.process.unit_of_work() as work:
        [identity] = await work.session.exec(select(Identity).where(col(Identity.person_id) == wang.id))
        identity.phone_hash = work.vault.lookup("caller", "13900000000")
        await keep_phone(work, wang.id, "13911111111")
    await rotated(bench)
    async with bench.another() as other, other.process.unit_of_work() as work:
        assert (await find_or_make(work, "", "13900000000")).id == wang.id


def power_cut(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


async def cut(bench: Bench) -> None:
    with pytest.raises(KeyboardInterrupt):
        await rotated(bench)


@on_sqlite
async def test_cut_short_before_the_file_is_replaced_nothing_has_changed(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keys_of(bench)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", power_cut)
        await cut(bench)
    assert keys_of(bench) == before
    assert [file.name for file in load(bench.config).master_key_path.parent.glob("*.new")] == []
    await still_known(bench, wang, "王大爷")


@pytest.mark.parametrize(
    ("engine", "step"),
    [
        ("sqlite", "seal_anew"),
        ("sqlite", "_updates"),
        ("sqlite", "end_visits"),
        ("postgresql", "end_visits"),
    ],
    indirect=["engine"],
)
async def test_cut_short_after_the_file_is_replaced_all_goes_on_and_the_next_one_finishes(
    bench: Bench, wang: Member, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the database is touched, in the midst of it, and just before the commit."""
    before = keys_of(bench)
    places: dict[str, tuple[object, str]] = {
        "seal_anew": (rotation, "seal_anew"),
        "_updates": (key_rotation, "_updates"),
        "end_visits": (sealed, "end_visits"),
    }
    await bench.receive(wang, "一")
    with monkeypatch.context() as patched:
        patched.setattr(*places[step], power_cut)
        await cut(bench)
    pair = keys_of(bench)
    assert [one.key for one in pair.replaced] == [before.current]
    async with bench.another() as other:
        await other.handle()
        assert other.echo.seen == ["一"]
        newcomer = await other.member("李嫂")
    await still_known(bench, wang, "王大爷")
    assert (await look(load(bench.config), bench.clock())).wrapped == Wrapped(current=1, replaced=1)
    told = await rotated(bench)
    assert (told.has_new_key, keys_of(bench)) == (False, pair)
    assert (await look(load(bench.config), bench.clock())).wrapped == Wrapped(current=2)
    await still_known(bench, wang, "王大爷")
    await still_known(bench, newcomer, "李嫂")
    assert (await rotated(bench)).has_new_key
    assert len(keys_of(bench).replaced) == 2


@on_sqlite
async def test_a_database_at_work_is_left_alone(bench: Bench, wang: Member) -> None:
    before = keys_of(bench)
    with only_process(bench.process.database), pytest.raises(AlreadyRunning):
        await rotated(bench)
    assert keys_of(bench) == before


@on_postgresql
async def test_of_several_processes_none_may_be_at_work(bench: Bench, wang: Member) -> None:
    before = keys_of(bench)
    late = Process(load(bench.config), clock=bench.clock)
    async with alive(bench.process):
        with pytest.raises(AlreadyRunning, match="stop all of them"):
            await rotated(bench)
        assert keys_of(bench) == before
    await rotated(bench)
    with pytest.raises(SecretMissing, match="another master key"):
        async with alive(late):
            pass
    await late.database.close()


@on_sqlite
async def test_whoever_has_only_the_old_key_is_told(bench: Bench, wang: Member) -> None:
    old = keys_of(bench)
    await rotated(bench)
    with pytest.raises(SecretMissing, match="another master key"):
        await check_key(bench.process.database, bench.process.station_id, old.vault)


@on_sqlite
async def test_a_key_in_the_environment_is_not_replaced(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_MASTER_KEY", keys_of(bench).current.hex())
    with pytest.raises(SecretMissing, match="unset the variable"):
        await rotated(bench)


@on_sqlite
async def test_where_the_file_cannot_be_replaced_nothing_changes(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keys_of(bench)

    def read_only(*_: Any) -> None:
        raise OSError("Read-only file system")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", read_only)
        with pytest.raises(SecretMissing, match="Read-only file system; nothing has changed"):
            await rotated(bench)
    assert keys_of(bench) == before
    assert (await look(load(bench.config), bench.clock())).wrapped == Wrapped(current=1)


@on_sqlite
async def test_who_opens_with_no_key_is_counted_and_left(bench: Bench, wang: Member) -> None:
    broken = await bench.member("坏了的")
    async with bench.process.unit_of_work() as work:
        [identity] = await work.session.exec(select(Identity).where(col(Identity.person_id) == wang.id))
        identity.wrapped_key = b"x" * 60
    assert broken.id > wang.id
    told = await rotated(bench)
    assert (told.resealed.people, told.resealed.broken) == (1, 1)
    assert (await look(load(bench.config), bench.clock())).wrapped == Wrapped(current=1, broken=1)


@on_sqlite
async def test_the_commands_say_what_was_done_and_what_to_keep(bench: Bench, wang: Member) -> None:
    result = await hotline("key", "rotate", "-c", bench.config)
    assert result.exit_code == 0, result.output
    assert "Sealed with it now: 1 people" in result.output
    assert "Backups made up to" in result.output
    keys = keys_of(bench)
    assert keys.current.hex() not in result.output
    checked = await hotline("key", "check", "-c", bench.config)
    assert checked.exit_code == 0, checked.output
    assert "current key: wraps the keys of 1 people" in checked.output
    assert f"replaced on {keys.replaced[0].replaced_on}" in checked.output
    assert load(bench.config).master_key_path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["aa" * 32 + "\n" + "bb" * 32, "aa" * 32 + "\n2026-13-01 " + "bb" * 32])
def test_a_file_with_lines_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(SecretMissing):
        parse(text)


def test_keys_are_written_as_they_are_read_and_never_shown() -> None:
    keys = parse("aa" * 32 + "\n2026-11-28 " + "bb" * 32 + "\n")
    assert parse(keys.text) == keys
    assert "aa" * 32 not in repr(keys)
    assert repr(bytes.fromhex("bb" * 32)) not in repr(keys)
