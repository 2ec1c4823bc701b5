"""不具名: towards deputy and units nothing tells whose case it is; a voice reaches the liaison alone."""

from hotline import notices
from hotline.casebook import Ref, may, open_case
from hotline.dispatch import tell_deputy
from hotline.history import record
from hotline.permissions import Act, Actor
from hotline.states import OPEN
from hotline.work import Work
from storage.queries import cases as queries
from storage.tables import Attachment, Case, Entry
from storage.vocabulary import State

# Whatever has a voice in it.
_SOUNDING = frozenset({"voice", "audio", "video"})


async def choose(work: Work, actor: Actor, ref: Ref, *, is_unnamed: bool) -> Case:
    """The constituent goes unnamed, or gives that up; who goes unnamed takes a shared number back.

    The answer warns of what still tells who it is. Choosing what is so already changes nothing.
    """
    opened = await open_case(work, actor, Act.STAY_UNNAMED, ref)
    case = opened.case
    if case.is_unnamed != is_unnamed:
        case.is_unnamed = is_unnamed
        case.shares_phone = case.shares_phone and not is_unnamed
        case.version += 1
        if case.state != State.DRAFT:
            await record(work, case, "went_unnamed" if is_unnamed else "named_again", actor, opened.role)
        if case.state in OPEN - {State.DRAFT}:
            await tell_deputy(work, case, "unnamed.deputy" if is_unnamed else "unnamed.deputy_over")
    await notices.answer(work, actor.person_id, "unnamed.on" if is_unnamed else "unnamed.off", case)
    return case


async def may_hear(work: Work, actor: Actor, case: Case) -> bool:
    """Whether this reader may have the files of the case that somebody's voice is in."""
    is_own = case.constituent_id == actor.person_id
    return not case.is_unnamed or is_own or await may(work, actor, Act.TRANSCRIBE, case)


def without_voices(attachments: list[Attachment]) -> list[Attachment]:
    """The files in which nobody is heard."""
    return [row for row in attachments if row.kind not in _SOUNDING]


async def is_heard_in(work: Work, case: Case, entry: Entry) -> bool:
    """Whether an entry of an unnamed case holds a voice."""
    if not case.is_unnamed:
        return False
    attachments = await queries.attachments_of(work.session, work.station_id, case.id)
    return any(row.entry_id == entry.id and row.kind in _SOUNDING for row in attachments)


async def ask_for_transcript(work: Work, case: Case, entry: Entry) -> None:
    """Let the liaison write down what is said in an entry, if the deputy must not hear it."""
    if case.state != State.DRAFT and await is_heard_in(work, case, entry):
        when = notices.after_album(work, entry)
        slot = f"transcript:{entry.id}"
        await notices.tell_overseers(
            work, "unnamed.to_write_down", case, slot=slot, entry=entry.id, not_before=when
        )


async def after_filing(work: Work, case: Case) -> None:
    """The voices that a draft was told with are to be written down."""
    for entry in await queries.entries_of(work.session, work.station_id, case.id):
        await ask_for_transcript(work, case, entry)
