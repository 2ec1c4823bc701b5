"""Files of cases on the desk: opened for whoever may read the case, and never run by a browser."""

import pytest

from hotline.people import data_key_of
from storage.queries import attachments as queries
from storage.tables import Attachment, Case, Entry
from storage.vault import seal
from storage.vocabulary import Role
from tests.support.bench import Bench, Member
from tests.support.desk import Browser
from tests.support.desk_cases import filed

BYTES = b"what the camera saw" * 1000


async def attached(
    bench: Bench, member: Member, case: Case, mime: str | None, *, kind: str = "photo", is_stored: bool = True
) -> int:
    """A file of a case, sealed with its owner's key."""
    async with bench.process.unit_of_work() as work:
        entry = Entry(
            station_id=work.station_id,
            case_id=case.id,
            author_id=member.id,
            author_role=Role.CONSTITUENT,
            kind="said",
            at=work.now,
        )
        work.session.add(entry)
        await work.session.flush()
        row = Attachment(
            station_id=work.station_id,
            case_id=case.id,
            entry_id=entry.id,
            owner_id=member.id,
            kind=kind,
            file_id="f",
            unique_id="u",
            mime=mime,
        )
        work.session.add(row)
        await work.session.flush()
        if is_stored:
            sealed = seal(await data_key_of(work, member.id), BYTES, f"attachment:{row.id}:0")
            await queries.store_chunk(work.session, work.station_id, row.id, 0, sealed)
            row.stored_at = work.now
    return row.id


async def test_a_picture_is_seen_on_the_page_of_its_case(bench: Bench, wang: Member, desk: Browser) -> None:
    case = await filed(bench, wang)
    file_id = await attached(bench, wang, case, "image/jpeg")
    assert f'src="/files/{file_id}"' in (await desk.get(f"/cases/{case.id}")).text
    answer = await desk.get(f"/files/{file_id}")
    assert (answer.status_code, answer.content) == (200, BYTES)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "no-store"
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("mime", ["text/html", "image/svg+xml", "application/pdf", None])
async def test_what_a_browser_might_run_is_handed_over_as_a_file(
    bench: Bench, wang: Member, desk: Browser, mime: str | None
) -> None:
    case = await filed(bench, wang)
    file_id = await attached(bench, wang, case, mime, kind="document")
    answer = await desk.get(f"/files/{file_id}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_files_of_hidden_cases_and_files_that_are_not_here_are_not_found(
    bench: Bench, wang: Member, desk: Browser
) -> None:
    hidden, shown = await filed(bench, wang, names_liaison=True), await filed(bench, wang)
    for file_id in (
        await attached(bench, wang, hidden, "image/jpeg"),
        await attached(bench, wang, shown, "image/jpeg", is_stored=False),
    ):
        assert (await desk.get(f"/files/{file_id}")).status_code == 404


async def test_nobody_gets_a_file_without_a_session(bench: Bench, wang: Member, desk: Browser) -> None:
    case = await filed(bench, wang)
    file_id = await attached(bench, wang, case, "image/jpeg")
    desk.http.cookies.clear()
    assert (await desk.http.get(f"/files/{file_id}")).status_code == 401
