"""What a constituent says, in whatever pieces: it becomes a draft, joins one, or joins a case."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from hotline import cards, dialogues, drafts, emergencies, notices, rating, unnamed
from hotline.answers import Word, looks_like_a_place, numbers_in, village_named, without_numbers, word_of
from hotline.casebook import Ref
from hotline.filing import submit
from hotline.hearing import add_material
from hotline.kinds import Kind
from hotline.masking import mask
from hotline.material import ALBUM_PAUSE, Material, add_attachment
from hotline.people import Sender
from hotline.restraint import holding
from hotline.states import OPEN
from hotline.understanding import NO_MATERIAL, understand
from hotline.work import Work
from storage.queries import cases as queries
from storage.tables import Case, Entry
from storage.vocabulary import Role, State

# What is only polite gets an answer, not a card.
_SMALL = NO_MATERIAL | {Kind.SMALLTALK, Kind.UNCLEAR}

Take = Callable[[Work, Sender, Material], Awaitable[bool]]


async def receive(work: Work, sender: Sender, material: Material) -> None:
    """Take in a message that answers no question of the bot."""
    for take in _TAKES:
        if await take(work, sender, material):
            return
    await _begin(work, sender, material)


async def add_to(work: Work, sender: Sender, case: Case, material: Material) -> None:
    """Take in a message that is about this case: an answer to its card, or after 'add more'."""
    if emergencies.danger_in(material) is not None and case.danger_number is None:
        await receive(work, sender, material)
    elif case.state == State.DRAFT:
        await _join(work, sender, case, material)
    elif case.state in OPEN:
        await add_material(work, sender.actor, Ref(case.id), material)
        if case.state == State.REPLIED:
            await rating.ask(work, sender.actor, Ref(case.id))
    elif rating.may_be_reopened(work, case):
        await rating.comment(work, sender.actor, Ref(case.id), material)
    else:
        await receive(work, sender, material)


async def comment(work: Work, sender: Sender, case: Case, material: Material) -> None:
    """Take in what follows a rating: words about it, unless they are about something else."""
    more = understand(work.knowledge, material.text)
    known = drafts.known_of_filed(case)
    is_other = drafts.is_another_matter(known, more, len(material.text), work.knowledge.confidence)
    if is_other or more.danger is not None or more.kind is Kind.STATUS:
        await receive(work, sender, material)
    else:
        await rating.comment(work, sender.actor, Ref(case.id), material)


async def edit(work: Work, sender: Sender, material: Material) -> None:
    """A message was edited: a draft is read anew, a filed case gets the new words beside the old."""
    entry = await queries.entry_by_message(
        work.session, work.station_id, sender.person.id, material.message_id or 0
    )
    if entry is None:
        await _take_edited_talk(work, sender, material)
        return
    case = await queries.case(work.session, work.station_id, entry.case_id, lock=True)
    text = mask(material.text).strip()
    if case is None or not text or entry.text == text:
        return
    if case.state == State.DRAFT:
        entry.text = text
        await drafts.reconsider(work, case, sender.person)
        case.version += 1
        await _show_or_declare(work, sender, case, material, is_in_place=True)
    elif case.state in OPEN and entry.author_role == Role.CONSTITUENT:
        await add_material(work, sender.actor, Ref(case.id), Material(text=material.text))
    else:
        await notices.answer(work, sender.person.id, "edited_too_late")


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
    await unnamed.ask_for_transcript(work, case, entry)
    if material.text:
        entry.text = "\n".join(filter(None, (entry.text, mask(material.text).strip())))
    if case.state == State.DRAFT:
        await drafts.reconsider(work, case, sender.person)
        # The card of the first part still waits for the others; after that it is there to be changed.
        is_shown = work.now - entry.at > ALBUM_PAUSE
        await _show_or_declare(work, sender, case, material, is_in_place=is_shown)
    return True


async def _take_numbered(work: Work, sender: Sender, material: Material) -> bool:
    """A message that names one of the sender's cases by its number: 0001 还没修."""
    for number in numbers_in(material.text):
        case = await queries.case_by_number(work.session, work.station_id, number, lock=True)
        if case is None or case.constituent_id != sender.person.id:
            continue
        rest = without_numbers(material.text)
        is_question = understand(work.knowledge, material.text).kind is Kind.STATUS
        if material.media is None and (not rest or is_question):
            await notices.answer(work, sender.person.id, "case.status", case)
        elif case.state in OPEN or rating.may_be_reopened(work, case):
            await add_to(work, sender, case, material)
        else:
            continue
        return True
    return False


async def _take_answer(work: Work, sender: Sender, material: Material) -> bool:
    """The answer to a question, where exactly one waits and nothing was said to a draft since."""
    filed = await queries.cases_of_constituent(work.session, work.station_id, sender.person.id)
    waiting = [case for case in filed if case.state == State.NEED_INFO]
    if len(waiting) != 1 or _kind_of(work, material) in NO_MATERIAL:
        return False
    last = await queries.last_entry_by(work.session, work.station_id, sender.person.id)
    draft = await _draft(work, sender)
    if (
        draft is not None
        and last is not None
        and last.case_id == draft.id
        and last.at > waiting[0].state_since
    ):
        return False
    await add_material(work, sender.actor, Ref(waiting[0].id), material)
    return True


async def _take_place(work: Work, sender: Sender, material: Material) -> bool:
    """The name of a village and nothing else: the place of a draft that lacks one, else home."""
    if not material.text or material.media is not None:
        return False
    draft = await _draft(work, sender)
    is_wanted = sender.person.village_id is None if draft is None else draft.constituency_id is None
    if not is_wanted:
        return False
    village = village_named(work.knowledge.gazetteer, work.knowledge.classifier, material.text)
    if village is not None and village.key is not None:
        await _note_place(work, sender, draft, village.key)
        return True
    if not looks_like_a_place(work.knowledge.classifier, material.text):
        return False
    kind = "village_unknown" if draft is None else "draft.place_unknown"
    await notices.answer(work, sender.person.id, kind, draft, typed=material.text.strip())
    return True


async def _note_place(work: Work, sender: Sender, draft: Case | None, place_id: int) -> None:
    if draft is None:
        await drafts.choose_home(work, sender.person, place_id)
        return
    await drafts.choose_place(work, sender.actor, sender.person, Ref(draft.id), place_id)
    await cards.show(work, draft)


async def _take_word(work: Work, sender: Sender, material: Material) -> bool:
    """Yes or no to the card of a draft, typed instead of pressed."""
    draft = await _draft(work, sender)
    word = word_of(material.text) if material.media is None else None
    if draft is None or word is None:
        return False
    if word is Word.NO:
        await drafts.cancel(work, sender.actor, Ref(draft.id))
        await notices.answer(work, sender.person.id, "draft.cancelled")
    elif word is Word.SUBMIT or cards.what_is_missing(draft) == "card":
        await submit(work, sender.actor, Ref(draft.id))
    else:
        await cards.show(work, draft)
    return True


async def _take_small_talk(work: Work, sender: Sender, material: Material) -> bool:
    """Greetings, thanks and questions about a case get their answer; nothing is filed."""
    kind = _kind_of(work, material)
    draft = await _draft(work, sender)
    if kind not in _SMALL or (kind is Kind.UNCLEAR and draft is not None):
        return False
    if draft is not None and kind in (Kind.THANKS, Kind.SMALLTALK):
        await notices.answer(work, sender.person.id, "draft.not_filed_yet")
        await cards.show(work, draft)
        return True
    filed = await queries.cases_of_constituent(work.session, work.station_id, sender.person.id)
    open_case = next((case for case in filed if case.state in OPEN), None)
    if kind is Kind.STATUS and open_case is not None:
        await notices.answer(work, sender.person.id, "case.status", open_case)
    elif kind is Kind.GREETING and await cards.has_to_be_informed(work, sender.person.id):
        await notices.answer(work, sender.person.id, "welcome", is_new=True)
    else:
        await notices.answer(work, sender.person.id, f"talk.{kind}", has_cases=bool(filed))
    return True


async def _take_advert(work: Work, sender: Sender, material: Material) -> bool:
    """An advert is answered once a day; what comes after it is kept with it, without a word."""
    if _kind_of(work, material) is not Kind.ADVERT:
        return False
    draft = await _draft(work, sender)
    if draft is not None and draft.kind != Kind.ADVERT:
        return False
    if not await holding.is_advert_answered(work, sender.person.id):
        holding.note_advert(work, sender.person.id)
        return False
    if draft is None:
        await _begin(work, sender, material, is_quiet=True)
    else:
        await _join(work, sender, draft, material, is_quiet=True)
    return True


async def _take_more(work: Work, sender: Sender, material: Material) -> bool:
    """Further words while a draft is open: part of it, unless they are a second matter (一事一议)."""
    draft = await drafts.continued_by(work, sender.person, material)
    if draft is None:
        return False
    await _join(work, sender, draft, material)
    return True


_TAKES: tuple[Take, ...] = (
    # Nothing may come before a call for help.
    emergencies.take,
    _take_numbered,
    # A question was asked for an answer; the rest of a draft can wait.
    _take_answer,
    _take_place,
    _take_word,
    _take_small_talk,
    _take_advert,
    _take_more,
)
"""Ways to understand a message, tried in this order; what none of them takes is a new draft."""


async def _begin(work: Work, sender: Sender, material: Material, *, is_quiet: bool = False) -> None:
    seen = await holding.look(work, sender.person, material)
    if seen.same is not None:
        await _point_to(work, seen.same)
        return
    if seen.wait is not None and await holding.gather(work, sender.person, material, seen.wait):
        return
    step = await dialogues.current(work, sender.person.id)
    draft = await drafts.begin(
        work, sender.actor, sender.person, material, chosen_deputy_id=step.data.get("chosen_deputy")
    )
    if step.name in ("started", "choosing_home"):
        await dialogues.finish(work, sender.person.id)
    holding.remember(work, draft, seen.text_hash)
    is_kept = seen.wait is not None and await holding.keep(work, draft, seen.wait)
    if not is_kept and not is_quiet:
        await cards.show(work, draft, is_first=True, wait=_pause(material))


async def _point_to(work: Work, case: Case) -> None:
    """The very same words are in hand already: no second case comes of them."""
    if case.state != State.DRAFT:
        slot = f"told:{case.id}"
        await notices.answer(work, case.constituent_id, "case.told_already", case, slot=slot)
    elif not await holding.is_kept(work, case):
        await cards.show(work, case)


async def _join(
    work: Work, sender: Sender, draft: Case, material: Material, *, is_quiet: bool = False
) -> None:
    """Add to a draft and show it; what stands there already was sent twice by an impatient hand.

    What is kept for later, or goes on and on, is added without a word; the latter is not even read anew.
    """
    entries = await queries.entries_of(work.session, work.station_id, draft.id)
    is_new = not _is_repeated(material, entries)
    more_than_enough = holding.messages_lately(work, entries) - work.knowledge.limits.messages_per_hour
    if is_new:
        await drafts.join(work, draft, sender.person, material, is_read=more_than_enough <= 0)
    if is_quiet or more_than_enough > 0 or await holding.is_kept(work, draft):
        return
    if more_than_enough == 0 and is_new:
        await notices.answer(work, sender.person.id, "kept.much", draft)
    await cards.show(work, draft, wait=_pause(material))


async def _show_or_declare(
    work: Work, sender: Sender, draft: Case, material: Material, *, is_in_place: bool
) -> None:
    danger = emergencies.danger_in(material)
    if danger is not None:
        await emergencies.declare(work, sender, draft, danger)
    elif not await holding.is_kept(work, draft):
        await cards.show(work, draft, is_in_place=is_in_place, wait=_pause(material))


async def _take_edited_talk(work: Work, sender: Sender, material: Material) -> None:
    """What was no case before may have become one by the edit; a live location only moves on."""
    if material.text and _kind_of(work, material) is Kind.CASE and len(material.text) > 5:
        await receive(work, sender, material)


async def _draft(work: Work, sender: Sender) -> Case | None:
    """The newest draft of the sender."""
    found = await queries.drafts_of(work.session, work.station_id, sender.person.id)
    return found[0] if found else None


def _kind_of(work: Work, material: Material) -> Kind:
    """What words alone are; with a file or a place they are a matter."""
    if not material.text or material.media is not None or material.point is not None:
        return Kind.CASE
    return understand(work.knowledge, material.text).kind


def _pause(material: Material) -> timedelta:
    return ALBUM_PAUSE if material.goes_on else cards.AT_ONCE


def _is_repeated(material: Material, entries: list[Entry]) -> bool:
    text = mask(material.text).strip()
    is_bare = material.media is None and material.point is None
    return is_bare and any(entry.text == text for entry in entries)
