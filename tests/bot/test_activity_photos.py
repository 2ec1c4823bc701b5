"""Pictures of activities: scaled, cleaned, sealed; given up or tried again where they cannot be had."""

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from bot import activity_photos
from bot.activity_photos import LONGEST_SIDE, fetch_pictures, load_picture, scaled
from bot.attachments import MAX_ATTEMPTS, NeverStored, NotStored
from bot.received_pictures import NotCleaned
from storage.tables import Activity, ActivityPhoto
from storage.vault import SealBroken
from storage.vocabulary import ActivityKind
from tests.support.bench import Bench, Member

pytestmark = pytest.mark.alike

GPS, ORIENTATION = 0x8825, 0x0112
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
async def wang(bench: Bench) -> Member:
    return await bench.member("王")


def picture(size: tuple[int, int], kind: str = "JPEG", **exif: Any) -> bytes:
    """A picture that says where it was taken."""
    facts = Image.Exif()
    facts[ORIENTATION] = exif.get("orientation", 1)
    facts.get_ifd(GPS).update({1: "N", 2: (30.0, 31.0, 32.0)})
    buffer = io.BytesIO()
    Image.new("RGB", size, "red").save(buffer, kind, exif=facts)
    return buffer.getvalue()


async def keep(bench: Bench, member: Member, data: bytes, **columns: Any) -> int:
    """The row of a picture that this person has sent; its id."""
    sent = await member.phone.send_document(data, "a.jpg")
    bench.simulator.updates.clear()
    async with bench.process.unit_of_work() as work:
        activity = Activity(
            station_id=1, kind=ActivityKind.VISIT, title="走访", starts_at=work.now, created_at=work.now
        )
        work.session.add(activity)
        await work.session.flush()
        row = ActivityPhoto(
            station_id=1,
            activity_id=activity.id,
            file_id=sent.file_id or "",
            unique_id="unique",
            at=work.now,
            **{"try_at": work.now, **columns},
        )
        work.session.add(row)
    return row.id


async def row_of(bench: Bench, photo_id: int) -> ActivityPhoto:
    async with bench.process.database.reading() as session:
        return await session.get_one(ActivityPhoto, (1, photo_id))


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((4000, 3000), (1600, 1200)),
        ((800, 3200), (400, 1600)),
        ((300, 200), (300, 200)),  # never larger than it was
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_small_and_says_nothing_of_its_camera(
    size: tuple[int, int], expected: tuple[int, int], kind: str
) -> None:
    with Image.open(io.BytesIO(scaled(picture(size, kind)))) as made:
        assert (made.format, made.size) == ("JPEG", expected)
        assert not dict(made.getexif())
        assert not made.getexif().get_ifd(GPS)


def test_a_picture_taken_sideways_stands_upright() -> None:
    with Image.open(io.BytesIO(scaled(picture((400, 200), orientation=6)))) as made:
        assert made.size == (200, 400)


def test_a_transparent_picture_can_be_kept() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(buffer, "PNG")
    with Image.open(io.BytesIO(scaled(buffer.getvalue()))) as made:
        assert made.mode == "RGB"


@pytest.mark.parametrize("data", [b"", b"not a picture", picture((100, 100))[:200]])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(NotCleaned):
        scaled(data)


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_opened() -> None:
    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")  # 400 million pixels in a few kilobytes
    assert len(buffer.getvalue()) < 100_000
    with pytest.raises(NotCleaned):
        scaled(buffer.getvalue())


async def test_a_picture_is_fetched_sealed_and_opens_again(bench: Bench, wang: Member) -> None:
    photo_id = await keep(bench, wang, picture((3000, 2000)))
    with pytest.raises(NotStored):
        await load_picture(bench.process, photo_id)
    assert await fetch_pictures(bench.process) == 1
    data, _ = await load_picture(bench.process, photo_id)
    with Image.open(io.BytesIO(data)) as made:
        assert max(made.size) == LONGEST_SIDE
    row = await row_of(bench, photo_id)
    assert row.sealed is not None
    assert data[:100] not in row.sealed
    assert (row.try_at, row.problem, row.stored_at is None) == (None, None, False)
    assert await fetch_pictures(bench.process) == 0


@on_sqlite
async def test_a_sealed_picture_opens_only_as_itself(bench: Bench, wang: Member) -> None:
    one = await keep(bench, wang, picture((30, 20)))
    other = await keep(bench, wang, picture((20, 30)))
    while await fetch_pictures(bench.process):
        continue
    async with bench.process.unit_of_work() as work:
        first = await work.session.get_one(ActivityPhoto, (1, one))
        second = await work.session.get_one(ActivityPhoto, (1, other))
        first.sealed = second.sealed
    with pytest.raises(SealBroken):
        await load_picture(bench.process, one)


@on_sqlite
async def test_what_cannot_be_opened_is_given_up(bench: Bench, wang: Member) -> None:
    photo_id = await keep(bench, wang, b"not a picture")
    await fetch_pictures(bench.process)
    assert (await row_of(bench, photo_id)).problem == "not_cleaned"
    with pytest.raises(NeverStored):
        await load_picture(bench.process, photo_id)


async def test_a_failure_is_tried_again_and_given_up_in_the_end(
    bench: Bench, wang: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(data: bytes) -> bytes:
        raise MemoryError

    photo_id = await keep(bench, wang, picture((30, 20)))
    monkeypatch.setattr(activity_photos, "scaled", fail)
    await fetch_pictures(bench.process)
    row = await row_of(bench, photo_id)
    assert (row.problem, row.attempts) == (None, 1)
    assert row.try_at is not None
    assert row.try_at > bench.clock()
    for _ in range(MAX_ATTEMPTS):
        bench.clock.move(timedelta(hours=1))
        await fetch_pictures(bench.process)
    assert (await row_of(bench, photo_id)).problem == "MemoryError"

    monkeypatch.undo()
    again = await keep(bench, wang, picture((30, 20)), attempts=2)
    await fetch_pictures(bench.process)
    assert (await row_of(bench, again)).sealed is not None
