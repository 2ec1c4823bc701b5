"""Files: fetched, cleaned of what the camera wrote, sealed in pieces, and given up only for a reason."""

import hashlib
import io
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from sqlmodel import select

from bot.attachments import (
    CHUNK,
    MAX_ATTEMPTS,
    NeverStored,
    NotStored,
    fetch_waiting,
    load_bytes,
    without_exif,
)
from bot.received_pictures import NotCleaned
from bot.simulator import Fault
from handlers.calls import Call
from storage.queries import attachments as queries
from storage.queries import outbox, people
from storage.tables import Attachment, AttachmentChunk, Entry
from storage.vault import SealBroken
from storage.vocabulary import Role
from tests.support.bench import Bench, Member

ORIENTATION, MAKE, GPS = 0x0112, 0x010F, 0x8825
TURNED = 6
CAMERA = "A camera's secret name"
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20)) -> bytes:
    """Lies on its side, and tells where and with what it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = TURNED, CAMERA
    exif.get_ifd(GPS).update({1: "N", 2: (30.0, 31.0, 32.0)})
    buffer = io.BytesIO()
    Image.new("RGB", size, "red").save(buffer, kind, exif=exif)
    return buffer.getvalue()


async def keep(bench: Bench, member: Member, data: bytes, **columns: Any) -> int:
    """The row of a document that this person has sent; the id."""
    sent = await member.phone.send_document(data, "file.bin", **columns.pop("details", {}))
    bench.simulator.updates.clear()
    case = await bench.case_of(member)
    async with bench.process.unit_of_work() as work:
        entry = Entry(
            station_id=1,
            case_id=case.id,
            author_id=member.id,
            author_role=Role.CONSTITUENT,
            kind="message",
            at=work.now,
        )
        work.session.add(entry)
        await work.session.flush()
        row = Attachment(
            station_id=1,
            case_id=case.id,
            entry_id=entry.id,
            owner_id=member.id,
            file_id=sent.file_id or "",
            unique_id="unique",
            **{"kind": "document", "mime": None, "try_at": work.now, **columns},
        )
        work.session.add(row)
    return row.id


async def row_of(bench: Bench, attachment_id: int) -> Attachment:
    async with bench.process.database.reading() as session:
        return await session.get_one(Attachment, (1, attachment_id))


# Kept


async def test_a_file_is_kept_sealed_in_pieces_and_opens_again(bench: Bench, wang: Member) -> None:
    data = bytes(range(256)) * 5_000
    attachment_id = await keep(bench, wang, data)
    with pytest.raises(NotStored):
        await load_bytes(bench.process, attachment_id)

    assert await fetch_waiting(bench.process) == 1
    assert await load_bytes(bench.process, attachment_id) == data
    row = await row_of(bench, attachment_id)
    assert (row.size, row.digest, row.try_at) == (len(data), hashlib.sha256(data).hexdigest(), None)
    async with bench.process.database.reading() as session:
        pieces = list(await session.exec(select(AttachmentChunk)))
    assert len(pieces) == -(-len(data) // CHUNK) == 3
    assert not any(data[:64] in piece.sealed for piece in pieces)
    assert await fetch_waiting(bench.process) == 0


@on_sqlite
async def test_nobody_opens_it_once_the_persons_key_is_destroyed(bench: Bench, wang: Member) -> None:
    attachment_id = await keep(bench, wang, b"x")
    later_id = await keep(bench, await bench.member("李"), b"y")
    await fetch_waiting(bench.process)
    async with bench.process.unit_of_work() as work:
        (identity,) = (await people.identities(work.session, 1, [wang.id])).values()
        identity.wrapped_key = None
    with pytest.raises(SealBroken):
        await load_bytes(bench.process, attachment_id)
    assert await load_bytes(bench.process, later_id) == b"y"


@on_sqlite
async def test_what_comes_after_the_erasure_is_not_kept(bench: Bench, wang: Member) -> None:
    attachment_id = await keep(bench, wang, b"x")
    async with bench.process.unit_of_work() as work:
        (identity,) = (await people.identities(work.session, 1, [wang.id])).values()
        identity.wrapped_key = None
    await fetch_waiting(bench.process)
    assert (await row_of(bench, attachment_id)).problem == "erased"


async def test_two_processes_do_not_fetch_the_same_file(bench: Bench, wang: Member) -> None:
    for _ in range(3):
        await keep(bench, wang, b"x")
    async with bench.another() as other:
        assert [await fetch_waiting(one.process) for one in (bench, other)] == [3, 0]
    assert bench.simulator.calls.counters["getFile"] == 3


# Cleaned


@pytest.mark.parametrize(
    ("kind", "mime"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("TIFF", "image/tiff")],
)
def test_of_a_picture_only_the_picture_is_left_and_it_stands_upright(kind: str, mime: str) -> None:
    dirty = picture(kind)
    clean = without_exif(dirty, mime)
    assert CAMERA.encode() in dirty
    assert CAMERA.encode() not in clean
    with Image.open(io.BytesIO(clean)) as opened:
        assert dict(opened.getexif()) == {}
        assert opened.size == (20, 40)


def test_a_picture_that_says_another_kind_is_cleaned_as_well() -> None:
    assert CAMERA.encode() not in without_exif(picture("PNG"), "image/jpeg")


def test_other_files_are_left_as_they_are() -> None:
    assert without_exif(b"%PDF-1.7", "application/pdf") == b"%PDF-1.7"
    assert without_exif(b"", None) == b""


def test_a_large_photo_is_made_smaller_rather_than_refused() -> None:
    buffer = io.BytesIO()
    Image.new("L", (10_000, 6_000)).save(buffer, "JPEG", quality=10)
    with Image.open(io.BytesIO(without_exif(buffer.getvalue(), "image/jpeg"))) as opened:
        assert opened.size == (5_000, 3_000)


def bomb() -> bytes:
    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")
    return buffer.getvalue()


def flat_bomb() -> bytes:
    """Below Pillow's own limit and above ours."""
    buffer = io.BytesIO()
    Image.new("1", (10_000, 6_000)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "make",
    [bomb, flat_bomb, lambda: picture()[:-200], lambda: b"no picture", lambda: b""],
    ids=["bomb", "flat bomb", "cut off", "no picture", "empty"],
)
def test_what_cannot_be_cleaned_is_not_passed_on(make: Callable[[], bytes]) -> None:
    with pytest.raises(NotCleaned):
        without_exif(make(), "image/png")


async def test_a_picture_document_reaches_the_reader_clean(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    li = await bench.member("李")
    attachment_id = await keep(bench, wang, picture(), mime="image/jpeg")
    await tell_with_file(bench, li, attachment_id, monkeypatch)
    await bench.tell(li, "别的话")

    # The file is not here yet: that holds up nothing else.
    await bench.deliver()
    assert await li.words() == ["看图", "别的话"]
    await fetch_waiting(bench.process)
    bench.clock.move(timedelta(seconds=10))
    await bench.deliver()
    (document,) = [message for message in await li.phone.history() if message.media_kind == "document"]
    sent = await bench.people.download(document.file_id or "")
    assert CAMERA.encode() not in sent
    with Image.open(io.BytesIO(sent)) as opened:
        assert opened.size == (20, 40)


@on_sqlite
async def test_one_that_cannot_be_cleaned_is_left_out_and_the_rest_arrives(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    li = await bench.member("李")
    attachment_id = await keep(bench, wang, b"no picture", mime="image/heic")
    await tell_with_file(bench, li, attachment_id, monkeypatch)
    await fetch_waiting(bench.process)
    assert (await row_of(bench, attachment_id)).problem == "not_cleaned"
    await bench.deliver()
    assert await li.words() == ["看图"]
    assert {notice.state for notice in await bench.notices()} == {outbox.SENT}


async def tell_with_file(
    bench: Bench, member: Member, attachment_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notice of a text and a file from our own store."""
    from bot import packing
    from handlers import render as rendering

    async def render(work: Any, notice: Any, person: Any) -> list[Call]:
        if notice.params.get("words") != "看图":
            return await rendering.render(work, notice, person)
        return [
            Call("sendMessage", {"text": "看图"}),
            Call("sendDocument", {"document": {"attachment": attachment_id}}),
        ]

    monkeypatch.setattr(packing, "render", render)
    await bench.tell(member, "看图")


# Given up


@on_sqlite
async def test_one_too_big_for_bots_is_known_by_its_size_and_never_asked_for(
    bench: Bench, wang: Member
) -> None:
    attachment_id = await keep(bench, wang, b"x", try_at=None, problem="too_big", size=30_000_000)
    assert await fetch_waiting(bench.process) == 0
    row = await row_of(bench, attachment_id)
    assert row.file_id
    with pytest.raises(NeverStored):
        await load_bytes(bench.process, attachment_id)


@on_sqlite
async def test_one_whose_size_was_not_said_is_given_up_at_once(bench: Bench, wang: Member) -> None:
    attachment_id = await keep(bench, wang, b"x", details={"file_size": 30_000_000})
    await fetch_waiting(bench.process)
    row = await row_of(bench, attachment_id)
    assert (row.problem, row.try_at, row.attempts) == ("too_big", None, 1)


@on_sqlite
@pytest.mark.parametrize(
    "fault", [Fault("drop", "getFile"), Fault("drop", "downloadFile"), Fault("malformed", "getFile")]
)
async def test_when_telegram_fails_it_is_fetched_later(bench: Bench, wang: Member, fault: Fault) -> None:
    attachment_id = await keep(bench, wang, b"data")
    bench.simulator.faults.order(Fault(fault.kind, fault.method))
    await fetch_waiting(bench.process)
    assert await fetch_waiting(bench.process) == 0
    bench.clock.move(timedelta(minutes=1))
    await fetch_waiting(bench.process)
    assert await load_bytes(bench.process, attachment_id) == b"data"


@on_sqlite
async def test_when_telegram_goes_on_failing_it_is_given_up_and_its_id_is_kept(
    bench: Bench, wang: Member
) -> None:
    attachment_id = await keep(bench, wang, b"data")
    bench.simulator.faults.server_error("getFile", times=100)
    for _ in range(MAX_ATTEMPTS + 3):
        await fetch_waiting(bench.process)
        bench.clock.move(timedelta(hours=1))
    row = await row_of(bench, attachment_id)
    assert (row.attempts, row.problem, row.try_at) == (MAX_ATTEMPTS, "NetworkError", None)
    assert row.file_id


@on_sqlite
async def test_a_database_that_fails_in_between_costs_an_attempt(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    attachment_id = await keep(bench, wang, b"data")

    async def fail(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as failing, caplog.at_level(logging.CRITICAL):
        failing.setattr(queries, "store_chunk", fail)
        await fetch_waiting(bench.process)
    bench.clock.move(timedelta(minutes=1))
    await fetch_waiting(bench.process)
    assert await load_bytes(bench.process, attachment_id) == b"data"
