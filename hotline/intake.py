"""What a constituent says, in whatever pieces: it becomes a draft, joins one, or joins a case."""

from hotline import dialogues, drafts, notices
from hotline.casebook import Ref
from hotline.casework import add_material
from hotline.danger import find_danger
from hotline.filing import file_for_author
from hotline.kinds import Kind
from hotline.material import ALBUM_PAUSE, Material, add_attachment
from hotline.people import Sender
from hotline.states import OPEN
from hotline.understanding import understand
from hotline.work import Work
from storage.queries import cases as queries
from storage.tables import Case, Entry
from storage.vocabulary import State, Urgency

# What is only polite gets an answer, not a card.
_SMALL = frozenset({Kind.GREETING, Kind.THANKS, Kind.SMALLTALK, Kind.STATUS, Kind.HELP, Kind.UNCLEAR})


async def receive(work: Work, sender: Sender, material: Material) -> None:
    """Take in a message that answers no question of the bot."""
    open_drafts = await queries.drafts_of(work.session, work.station_id, sender.person.id)
    if open_drafts:
        await _with_draft(work, sender, open_drafts[0], material)
    elif not await _answer_small_talk(work, sender, material):
        await _begin(work, sender, material)


async def add_to(work: Work, sender: Sender, case: Case, material: Material) -> None:
    """Take in a message that is about this case: an answer to its card, or after 'add more'."""
    if case.state == State.DRAFT:
        await _join(work, sender, case, material)
    elif case.state in OPEN:
        await add_material(work, sender.actor, Ref(case.id), material)
    else:
        await receive(work, sender, material)


async def edit(work: Work, sender: Sender, material: Material) -> None:
    """A message was edited: a draft is read anew, a filed case gets the new words beside the old."""
    entry = await queries.entry_by_message(
        work.session, work.station_id, sender.person.id, material.message_id or 0
    )
    if entry is None:
        return
    case = await queries.case(work.session, work.station_id, entry.case_id, lock=True)
    if case is None or entry.text == material.text.strip():
        return
    if case.state == State.DRAFT:
        entry.text = material.text.strip()
        await drafts.reconsider(work, case, sender.person)
        case.version += 1
        await drafts.show(work, case, is_in_place=True)
    elif case.state in OPEN:
        await add_material(work, sender.actor, Ref(case.id), Material(text=material.text))


async def join_album(work: Work, sender: Sender, material: Material) -> bool:
    """Add a further part of an album to the entry that its first part became."""
    entry = await queries.entry_by_media_group(
        work.session, work.station_id, sender.person.id, material.group or ""
    )
    if entry is None or material.media is None:
        return False
    case = await queries.case(work.session, work.station_id, entry.case_id, lock=True)
    if case is None:
        return False
    await add_attachment(work, case, entry, sender.person.id, material.media)
    if case.state == State.DRAFT:
        await _take_caption(work, sender, case, entry, material)
        await drafts.show(work, case, is_in_place=True, wait=ALBUM_PAUSE)
    return True


async def _take_caption(work: Work, sender: Sender, case: Case, entry: Entry, material: Material) -> None:
    if material.text:
        entry.text = "\n".join(filter(None, (entry.text, material.text.strip())))
        await drafts.reconsider(work, case, sender.person)


async def _with_draft(work: Work, sender: Sender, draft: Case, material: Material) -> None:
    """Further words while a draft is open: part of it, or a second matter (一事一议)."""
    last = await queries.last_entry_by(work.session, work.station_id, sender.person.id)
    if material.text and draft.text:
        more = understand(work.knowledge, material.text)
        known = await drafts.known_of(work, draft, last)
        if drafts.is_another_matter(known, more, len(material.text), work.knowledge.confidence):
            await _begin(work, sender, material)
            return
    await _join(work, sender, draft, material)


async def _join(work: Work, sender: Sender, draft: Case, material: Material) -> None:
    await drafts.join(work, draft, sender.person, material)
    await _after(work, draft, material)


async def _begin(work: Work, sender: Sender, material: Material) -> None:
    step = await dialogues.current(work, sender.person.id)
    draft = await drafts.begin(
        work, sender.actor, sender.person, material, chosen_deputy_id=step.data.get("chosen_deputy")
    )
    if step.name == "started":
        await dialogues.finish(work, sender.person.id)
    await _after(work, draft, material)


async def _after(work: Work, draft: Case, material: Material) -> None:
    """Danger is answered at once and filed without waiting for a tap; everything else is shown back."""
    danger = find_danger(material.text)
    if danger is None:
        wait = ALBUM_PAUSE if material.group else drafts.AT_ONCE
        await drafts.show(work, draft, wait=wait)
        return
    draft.urgency, draft.danger_number = Urgency.URGENT, danger.number
    await notices.answer(
        work,
        draft.constituent_id,
        "danger.warm" if danger.needs_warm_answer else "danger.call",
        draft,
        number=danger.number,
        more=list(danger.more_numbers),
        danger=danger.kind,
    )
    await file_for_author(work, draft)


async def _answer_small_talk(work: Work, sender: Sender, material: Material) -> bool:
    """Greetings, thanks and questions about a case get their answer; nothing is filed."""
    if not material.text or material.media or material.point:
        return False
    kind = understand(work.knowledge, material.text).kind
    if kind not in _SMALL:
        return False
    filed = await queries.cases_of_constituent(work.session, work.station_id, sender.person.id, limit=3)
    open_case = next((case for case in filed if case.state in OPEN), None)
    if kind is Kind.STATUS and open_case is not None:
        await notices.answer(work, sender.person.id, "case.status", open_case)
        return True
    await notices.answer(work, sender.person.id, f"talk.{kind}", has_cases=bool(filed))
    return True
