"""Names of files and of the roster: none leads to another folder, and none pretends to be what it is not."""

from pathlib import Path

import pytest

from bot.attachments import fetch_waiting
from hotline.handouts.wording import file_safe
from hotline.roster.cells import name as roster_name
from storage.tables import Attachment, Entry
from storage.vocabulary import Role
from tests.support.bench import Bench, Member

HOSTILE = (
    "../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "工资\u202egpj.exe",
    "空\x00.exe",
    "王秘密的身份证.pdf",
    "长" * 300 + ".pdf",
    "<b>.html",
    "C:nul.txt",
)
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


async def sent_on(bench: Bench, wang: Member, reader: Member, name: str, mime: str) -> str:
    """What the file is called that reaches the reader."""
    sent = await wang.phone.send_document(b"%PDF-1.7", name)
    case = await bench.case_of(wang)
    async with bench.process.unit_of_work() as work:
        entry = Entry(
            station_id=1, case_id=case.id, author_role=Role.CONSTITUENT, kind="message", at=work.now
        )
        work.session.add(entry)
        await work.session.flush()
        work.session.add(
            Attachment(
                station_id=1,
                case_id=case.id,
                entry_id=entry.id,
                owner_id=wang.id,
                kind="document",
                mime=mime,
                file_id=sent.file_id or "",
                unique_id="u",
                try_at=work.now,
            )
        )
    await fetch_waiting(bench.process)
    await bench.tell(reader, "有个文件", case, entry=entry.id)
    await bench.deliver()
    (document,) = [
        message for message in await reader.phone.skip_unseen() if message.media_kind == "document"
    ]
    return str(document.raw["document"]["file_name"])


@on_sqlite
async def test_the_name_that_somebody_gave_a_file_is_not_passed_on(bench: Bench, wang: Member) -> None:
    reader = await bench.member("周敏", Role.LIAISON)
    names = {await sent_on(bench, wang, reader, name, "application/pdf") for name in HOSTILE}
    assert names == {"file.pdf"}
    assert await sent_on(bench, wang, reader, "a.jpg", "no/such/../kind") == "file"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_of_the_roster_leads_out_of_no_folder(tmp_path: Path, name: str) -> None:
    safe = f"{file_safe(name)}.docx"
    assert (tmp_path / safe).resolve().parent == tmp_path.resolve()
    assert "\x00" not in safe
    assert "\u202e" not in file_safe(roster_name(name[:64]))
