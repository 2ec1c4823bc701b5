"""What people send, and how it becomes part of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from hotline.finding import add_words
from hotline.masking import mask
from hotline.work import Work
from storage.queries import cases as queries
from storage.tables import Attachment, Case, Entry
from storage.vocabulary import Role

# Longer texts stay whole in their entries; a case's own text is for reading, search and the classifier.
LONGEST_TEXT = 20_000
# The parts of an album, or of a text too long for one message, arrive one by one; what is told of them
# waits for the last.
ALBUM_PAUSE = timedelta(seconds=1)
# Clients split texts at 4096 characters: one that is nearly so long may go on in the next message.
SPLIT_AT = 4000
_BOT_DOWNLOAD_LIMIT = 20 * 1024 * 1024


@dataclass(frozen=True)
class Media:
    """A file by its Telegram ids; `kind` is photo, voice, video, audio or document, `size` in bytes."""

    kind: str
    file_id: str
    unique_id: str
    mime: str | None = None
    size: int | None = None


@dataclass(frozen=True)
class Material:
    """One message of a person: words, a file, a place on the map; `group` ties an album together.

    What is forwarded was written by somebody else, perhaps long ago and far away.
    """

    text: str = ""
    media: Media | None = None
    point: tuple[float, float] | None = None
    message_id: int | None = None
    group: str | None = None
    is_forwarded: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.text.strip() and self.media is None and self.point is None

    @property
    def goes_on(self) -> bool:
        """Whether further parts are likely to follow at once."""
        return self.group is not None or len(self.text) >= SPLIT_AT


async def add_entry(
    work: Work, case: Case, author_id: int, role: Role, kind: str, material: Material
) -> Entry:
    """Keep a message in a case: the words with numbers masked, the file to be fetched later."""
    entry = make_entry(work, case, author_id, role, kind, material)
    await keep_entry(work, case, entry, material)
    return entry


def make_entry(work: Work, case: Case, author_id: int, role: Role, kind: str, material: Material) -> Entry:
    """What a message becomes in a case, whose point on the map it may set; nothing is kept yet."""
    if material.point is not None:
        case.latitude, case.longitude = material.point
    return Entry(
        station_id=work.station_id,
        case_id=case.id,
        author_id=author_id,
        author_role=role,
        kind=kind,
        text=mask(material.text).strip(),
        message_id=material.message_id,
        media_group=material.group,
        at=work.now,
    )


async def keep_entry(work: Work, case: Case, entry: Entry, material: Material) -> None:
    """Keep what was made of a message, its file and its words."""
    work.session.add(entry)
    await work.session.flush()
    if material.media is not None and entry.author_id is not None:
        await add_attachment(work, case, entry, entry.author_id, material.media)
    await add_words(work, case, entry.text)


async def add_attachment(work: Work, case: Case, entry: Entry, owner_id: int, media: Media) -> Attachment:
    """Note a file; its bytes are fetched by a tick, unless Telegram gives bots no access to them."""
    is_too_big = media.size is not None and media.size > _BOT_DOWNLOAD_LIMIT
    attachment = Attachment(
        station_id=work.station_id,
        case_id=case.id,
        entry_id=entry.id,
        owner_id=owner_id,
        kind=media.kind,
        file_id=media.file_id,
        unique_id=media.unique_id,
        mime=media.mime,
        size=media.size,
        try_at=None if is_too_big else work.now,
        problem="too_big" if is_too_big else None,
    )
    work.session.add(attachment)
    await work.session.flush()
    return attachment


async def gather_text(work: Work, case: Case) -> str:
    """What the constituent has said in a draft so far, one message a paragraph."""
    entries = await queries.entries_of(work.session, work.station_id, case.id)
    said = [entry.text for entry in entries if entry.author_role == Role.CONSTITUENT and entry.text]
    return joined(said)[:LONGEST_TEXT]


def joined(messages: Sequence[str]) -> str:
    """Messages as one text; where a client split a long text, nothing comes between its parts."""
    text = ""
    for before, message in zip(("", *messages), messages, strict=False):
        text += ("\n" if 0 < len(before) < SPLIT_AT else "") + message
    return text


async def move_entry(work: Work, entry: Entry, old: Case, new: Case) -> None:
    """Take a message with its files from one case of the same author to another."""
    attachments = await queries.attachments_of(work.session, work.station_id, old.id)
    entry.case_id = new.id
    for attachment in attachments:
        if attachment.entry_id == entry.id:
            attachment.case_id = new.id
    await work.session.flush()
