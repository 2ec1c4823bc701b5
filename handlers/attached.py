"""The files of a case that go with a message: albums, single files, a place on the map."""

from handlers.calls import Call
from hotline import unnamed
from hotline.work import Work
from storage.queries import cases as queries
from storage.tables import Attachment, Case, Entry, Notice

_IN_ALBUM = frozenset({"photo", "video"})
_METHODS = {
    "photo": "sendPhoto",
    "voice": "sendVoice",
    "video": "sendVideo",
    "audio": "sendAudio",
    "document": "sendDocument",
}
# Notices that carry the files of the whole case, or of the entry they are about.
_WITH_CASE_FILES = frozenset(
    {
        *("deputy.assigned", "liaison.triage_card", "liaison.triage_urgent"),
        *("presidium.named_liaison", "presidium.escalated", "case_files"),
    }
)
# Who stands behind a case hears what becomes of it, and none of what was said in it but the reply.
FOR_FOLLOWERS = ("followed.", "support.")


async def case_files(
    work: Work, notice: Notice, case: Case | None, entry: Entry | None, *, hears: bool
) -> list[Call]:
    is_withheld = notice.kind.startswith(FOR_FOLLOWERS)
    if case is None or is_withheld or (entry is None and notice.kind not in _WITH_CASE_FILES):
        return []
    attachments = await queries.attachments_of(work.session, work.station_id, case.id)
    attachments = attachments if hears else unnamed.without_voices(attachments)
    wanted = [row for row in attachments if entry is None or row.entry_id == entry.id]
    album = [row for row in wanted if row.kind in _IN_ALBUM and row.problem is None]
    single = [row for row in wanted if row not in album and row.problem is None]
    calls = [_album(album[start : start + 10]) for start in range(0, len(album), 10)]
    calls += [_single(row) for row in single]
    is_placed = notice.kind in _WITH_CASE_FILES or notice.params.get("has_point", False)
    if is_placed and case.latitude is not None:
        point = {"latitude": case.latitude, "longitude": case.longitude}
        calls.append(Call("sendLocation", {**point, "protect_content": True}))
    return calls


def _album(rows: list[Attachment]) -> Call:
    if len(rows) == 1:
        return _single(rows[0])
    media = [{"type": row.kind, "media": row.file_id} for row in rows]
    return Call("sendMediaGroup", {"media": media, "protect_content": True})


def _single(row: Attachment) -> Call:
    """A file by its id; a document from our store, without the name that somebody gave it.

    A name may tell who sent it, or pretend that a program is a picture. Of a picture EXIF is stripped too.
    """
    file = {"attachment": row.id} if row.kind == "document" else row.file_id
    return Call(_METHODS.get(row.kind, "sendDocument"), {row.kind: file, "protect_content": True})
