"""One case: what it is about, how far it is, what was said, its files, and what the liaison can do now."""

from starlette.responses import Response

from bot.attachments import NeverStored, NotStored, load_bytes
from bot.web.desk import case_acts
from bot.web.desk.framework import Desk, Section, act, look
from handlers import timeline
from handlers.values.ladder import rungs_of
from handlers.views import view_case
from hotline import unnamed
from hotline.case_clocks import light_of, waiting_clocks
from hotline.casebook import Ref, open_case
from hotline.errors import NoSuchCase
from hotline.permissions import Act
from hotline.readings import read_case, readers_of
from storage.queries import cases as queries
from storage.queries.board import OVER
from storage.tables import Attachment, Case
from storage.vault import SealBroken

# What a browser may show by itself; anything else is handed over as a file.
_SHOWN_AS = {
    **dict.fromkeys(("image/jpeg", "image/png", "image/webp", "image/gif"), "picture"),
    **dict.fromkeys(("audio/ogg", "audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/wav"), "sound"),
    **dict.fromkeys(("video/mp4", "video/webm", "video/quicktime"), "film"),
}
_MIME_OF_KIND = {"photo": "image/jpeg", "voice": "audio/ogg", "video": "video/mp4"}


async def show(desk: Desk) -> Response:
    """The page; that it was looked at is noted."""
    opened = await read_case(desk.work, desk.actor, Ref(desk.id))
    case, work = opened.case, desk.work
    view = await view_case(work, case, desk.texts, is_author=False)
    return desk.show(
        "case_page.html",
        case=case,
        view=view,
        is_over=case.state in OVER,
        light=light_of(work, await waiting_clocks(work, case)),
        lines=await timeline.lines_of(work, case, desk.texts, opened.role),
        rungs=await rungs_of(work, case, desk.texts, view.deputy),
        files=await _files(desk, case),
        shown_as=shown_as,
        readers=(await readers_of(work, [case.id])).get(case.id, []),
        **await case_acts.values(desk, case, view),
    )


async def send_file(desk: Desk) -> Response:
    """The opened bytes of an attachment of a case that may be read."""
    row = await desk.work.session.get(Attachment, (desk.work.station_id, desk.id))
    if row is None:
        raise NoSuchCase("")
    opened = await open_case(desk.work, desk.actor, Act.READ_CASE, Ref(row.case_id))
    if opened.case.number is None or row not in await _files(desk, opened.case):
        raise NoSuchCase("")
    try:
        data = await load_bytes(desk.process, row.id)
    except (NeverStored, NotStored, SealBroken):
        raise NoSuchCase("") from None
    headers = {"content-security-policy": "default-src 'none'; sandbox", "cache-control": "no-store"}
    if not shown_as(row):
        headers["content-disposition"] = "attachment"
    mime = _mime_of(row) if shown_as(row) else "application/octet-stream"
    return Response(data, media_type=mime, headers=headers)


def shown_as(row: Attachment) -> str:
    """picture, sound or film; empty for what a browser must not show by itself."""
    return _SHOWN_AS.get(_mime_of(row), "")


def _mime_of(row: Attachment) -> str:
    return (row.mime or _MIME_OF_KIND.get(row.kind, "")).partition(";")[0].strip().lower()


async def _files(desk: Desk, case: Case) -> list[Attachment]:
    """The files that the reader may have; whoever goes unnamed is not to be heard."""
    rows = await queries.attachments_of(desk.work.session, desk.work.station_id, case.id)
    is_heard = await unnamed.may_hear(desk.work, desk.actor, case)
    return rows if is_heard else unnamed.without_voices(rows)


SECTION = Section(
    "case_page",
    (
        look("/cases/{id}", show, is_noted=True),
        look("/files/{id}", send_file),
        *(act(f"/cases/{{id}}/{name}", handler) for name, handler in case_acts.ACTS.items()),
    ),
)
