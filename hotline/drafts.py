"""A case to be: whatever a constituent sends is kept as a draft, understood, shown back and confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline import cards, case_clocks, dialogues, notices
from hotline.casebook import Ref, open_case
from hotline.danger import Danger, find_danger
from hotline.distance import nearest
from hotline.errors import IllegalTransition, NoSuchChoice
from hotline.gazetteer import PlaceName
from hotline.history import shown_number
from hotline.kinds import INSISTED, Kind
from hotline.material import (
    LONGEST_TEXT,
    SPLIT_AT,
    Material,
    add_entry,
    gather_text,
    joined,
    keep_entry,
    make_entry,
    move_entry,
)
from hotline.permissions import Act, Actor, acting_role
from hotline.understanding import Understanding, understand
from hotline.work import Knowledge, Work
from storage.queries import cases as queries
from storage.queries import roster
from storage.remembering import remember
from storage.tables import Case, Entry, Person, Place
from storage.vocabulary import Role, State, Urgency

# What is written this soon after the draft and says nothing of its own belongs to it.
_SAME_BREATH = timedelta(minutes=10)
# A client sends the parts of a long text at once.
_SPLIT_GAP = timedelta(seconds=5)
# For these the card names the channel that fits better; whatever else a draft sounds like, it is a case.
_ELSEWHERE = frozenset(
    {Kind.COURT, Kind.POLICE, Kind.PETITION, Kind.CONSUMER, Kind.PRIVATE, Kind.ADVERT, Kind.ABUSE}
)


@dataclass(frozen=True)
class Known:
    """What the draft is already sure of, for telling whether further words are about something else."""

    category: str | None
    is_sure: bool
    place_id: int | None
    last_length: int
    since_last: timedelta


def is_another_matter(known: Known, more: Understanding, length: int, confidence: float) -> bool:
    """Whether words sent while a draft is open are a matter of their own (一事一议).

    People write one matter in many short messages: only a sure and different category, or another
    village, speaks for a second one. Danger waits for no other matter.
    """
    if known.last_length >= SPLIT_AT and known.since_last <= _SPLIT_GAP:
        return False
    if len(more.places) == 1 and known.place_id is not None and more.places[0].key != known.place_id:
        return True
    if more.danger is not None and known.is_sure:
        return True
    is_sure = more.classification.confidence >= confidence and bool(more.words) and length >= 6
    if is_sure and known.is_sure and more.classification.category != known.category:
        return True
    return known.since_last > _SAME_BREATH and more.kind is Kind.CASE and length >= 12


async def begin(
    work: Work, actor: Actor, person: Person, material: Material, *, chosen_deputy_id: int | None = None
) -> Case:
    """Start a draft from a message."""
    acting_role(Act.BEGIN_DRAFT, actor)
    case = Case(
        station_id=work.station_id,
        constituent_id=person.id,
        created_at=work.now,
        state_since=work.now,
        chosen_deputy_id=chosen_deputy_id,
    )
    entry = make_entry(work, case, person.id, Role.CONSTITUENT, "said", material)
    # It is understood before it is written, which then is done once.
    remember(work.session, queries.entries_of, work.station_id, case.id, answer=[entry], knows=[entry])
    await reconsider(work, case, person)
    await _add_to_others(work, case, person)
    await work.session.flush()
    await keep_entry(work, case, entry, material)
    await case_clocks.begin(work, case)
    return case


async def _add_to_others(work: Work, case: Case, person: Person) -> None:
    """Add a draft to its author's cases, so that these need not be read again."""
    session, station_id = work.session, work.station_id
    drafts = await queries.drafts_of(session, station_id, person.id)
    filed = await queries.cases_of_constituent(session, station_id, person.id)
    session.add(case)
    remember(session, queries.drafts_of, station_id, person.id, answer=[case, *drafts], knows=[case])
    remember(session, queries.cases_of_constituent, station_id, person.id, answer=filed, knows=[case])


async def join(work: Work, case: Case, person: Person, material: Material, *, is_read: bool = True) -> Entry:
    """Add a message to a draft; unless `is_read`, its words are only put behind those that are understood."""
    entry = await add_entry(work, case, person.id, Role.CONSTITUENT, "said", material)
    if is_read:
        await reconsider(work, case, person)
    else:
        case.text = joined([text for text in (case.text, entry.text) if text])[:LONGEST_TEXT]
    case.version += 1
    return entry


async def reconsider(work: Work, case: Case, person: Person) -> Understanding:
    """Understand a draft anew after its words or its place changed; choices of the person stay."""
    is_first = not case.text
    case.text = await gather_text(work, case)
    read = understand(work.knowledge, case.text)
    if is_first or case.kind in _ELSEWHERE:
        # Once a case, always a case.
        case.kind = read.kind if read.kind in _ELSEWHERE else Kind.CASE
    if not case.has_chosen_category:
        case.category = read.classification.category if case.text else None
        case.topic = read.classification.topic if case.text else None
        case.confidence = read.classification.confidence if case.text else 0.0
        case.words = read.words
        case.runners_up = [category for category, _ in read.classification.runners_up[:3]]
    case.danger_number = read.danger.number if read.danger is not None and read.danger.is_sure else None
    case.urgency = urgency_of(work.knowledge, read.danger, case.topic, work.now)
    if not case.has_chosen_place:
        await _settle_place(work, case, person, read.places)
    return read


def urgency_of(knowledge: Knowledge, danger: Danger | None, topic: str | None, at: datetime) -> Urgency:
    """Danger is urgent; so is what must not fail in the flood season."""
    month = at.astimezone(knowledge.station.zone).month
    is_flood_matter = topic in knowledge.flood_topics and month in knowledge.flood_months
    is_danger = danger is not None and danger.is_sure
    return Urgency.URGENT if is_danger or is_flood_matter else Urgency.NORMAL


async def known_of(work: Work, case: Case, last: Entry | None) -> Known:
    """What a draft is sure of."""
    return Known(
        category=case.category,
        is_sure=case.has_chosen_category or case.confidence >= work.knowledge.confidence,
        place_id=case.place_id,
        last_length=len(last.text) if last else 0,
        since_last=work.now - (last.at if last else case.created_at),
    )


def known_of_filed(case: Case) -> Known:
    """What is known of a filed case, about which its author has just been asked."""
    return Known(case.category, is_sure=True, place_id=case.place_id, last_length=0, since_last=timedelta())


async def continued_by(work: Work, person: Person, material: Material) -> Case | None:
    """The person's newest draft, if the message goes on with it; None if it is another matter."""
    drafts = await queries.drafts_of(work.session, work.station_id, person.id)
    if not drafts:
        return None
    draft = drafts[0]
    if not material.text or not draft.text:
        return draft
    last = await queries.last_entry_by(work.session, work.station_id, person.id)
    known = await known_of(work, draft, last)
    more = understand(work.knowledge, material.text)
    is_other = is_another_matter(known, more, len(material.text), work.knowledge.confidence)
    return None if is_other else draft


async def choose_category(work: Work, actor: Actor, ref: Ref, category: str) -> Case:
    """The constituent says which category a draft belongs to."""
    case = await open_draft(work, actor, Act.CORRECT_CATEGORY, ref)
    if category not in work.knowledge.categories:
        raise NoSuchChoice("category", category)
    topic = understand(work.knowledge, case.text).classification.topic if category == case.category else None
    case.category, case.topic, case.confidence = category, topic, 1.0
    case.has_chosen_category, case.words = True, []
    case.urgency = urgency_of(work.knowledge, find_danger(case.text), topic, work.now)
    case.version += 1
    await dialogues.finish_about(work, actor.person_id, case.id)
    return case


async def choose_place(work: Work, actor: Actor, person: Person, ref: Ref, place_id: int) -> Case:
    """The constituent says which village a draft is about; a first choice is also taken as home."""
    case = await open_draft(work, actor, Act.CORRECT_PLACE, ref)
    place = await find_place(work, place_id)
    _put(case, place)
    case.has_chosen_place = True
    case.version += 1
    if person.village_id is None:
        person.village_id = place.id
    await dialogues.finish_about(work, person.id, case.id)
    return case


async def choose_home(work: Work, person: Person, place_id: int, *, message_id: int | None = None) -> None:
    """The constituent says where home is; drafts that waited for a place take it and are shown."""
    place = await find_place(work, place_id)
    person.village_id = place.id
    step = await dialogues.current(work, person.id)
    await dialogues.finish(work, person.id)
    if chosen_deputy := step.data.get("chosen_deputy"):
        await dialogues.expect(work, person.id, "started", chosen_deputy=chosen_deputy)
    drafts = await queries.drafts_of(work.session, work.station_id, person.id)
    waiting = [draft for draft in drafts if draft.constituency_id is None and not draft.has_chosen_place]
    await notices.answer(
        work, person.id, "home_noted", place=place.name, message_id=message_id, has_draft=bool(waiting)
    )
    for draft in waiting:
        await reconsider(work, draft, person)
        draft.version += 1
        await cards.show(work, draft)


async def insist(work: Work, actor: Actor, ref: Ref) -> Case:
    """File it anyway: only a person refuses, never the bot."""
    case = await open_draft(work, actor, Act.SUBMIT, ref)
    case.kind = INSISTED
    case.version += 1
    return case


async def split(work: Work, actor: Actor, person: Person, ref: Ref) -> tuple[Case, Case]:
    """What was said last, with the files after it, is another matter: the draft, and the new one."""
    case = await open_draft(work, actor, Act.ADD_MATERIAL, ref)
    last = _last_said(await queries.entries_of(work.session, work.station_id, case.id))
    if not last:
        raise NoSuchChoice("message", "")
    other = Case(
        station_id=work.station_id,
        constituent_id=person.id,
        is_unnamed=case.is_unnamed,
        created_at=work.now,
        # What has to wait is not made two that need not.
        state_since=max(work.now, case.state_since),
    )
    work.session.add(other)
    await work.session.flush()
    for entry in last:
        await move_entry(work, entry, case, other)
    for draft in (case, other):
        await reconsider(work, draft, person)
        draft.version += 1
    await case_clocks.begin(work, other)
    return case, other


def _last_said(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The last entry with words and everything after it; empty where it is the only one with words."""
    worded = [place for place, entry in enumerate(entries) if entry.text]
    return entries[worded[-1] :] if len(worded) > 1 else ()


async def unite(work: Work, actor: Actor, person: Person, ref: Ref) -> Case:
    """A draft is about the same matter as the one before it: the two become one."""
    case = await open_draft(work, actor, Act.ADD_MATERIAL, ref)
    drafts = await queries.drafts_of(work.session, work.station_id, person.id)
    older = next((draft for draft in drafts if draft.id < case.id), None)
    if older is None:
        raise NoSuchChoice("draft", "")
    older.is_unnamed = older.is_unnamed or case.is_unnamed
    for entry in await queries.entries_of(work.session, work.station_id, case.id):
        await move_entry(work, entry, case, older)
    await work.session.flush()
    await queries.delete_draft(work.session, work.station_id, case.id)
    work.session.expunge(case)
    await reconsider(work, older, person)
    older.version += 1
    return older


async def cancel(work: Work, actor: Actor, ref: Ref) -> None:
    """Throw a draft away because its author says so."""
    case = await open_draft(work, actor, Act.WITHDRAW, ref)
    await dialogues.finish_about(work, actor.person_id, case.id)
    await work.session.flush()
    await queries.delete_draft(work.session, work.station_id, case.id)
    work.session.expunge(case)


async def find_place(work: Work, place_id: int) -> Place:
    """A place of this station. Raises NoSuchChoice."""
    place = await work.session.get(Place, (work.station_id, place_id))
    if place is None or place.left_at is not None:
        raise NoSuchChoice("place", "")
    return place


async def open_draft(work: Work, actor: Actor, act: Act, ref: Ref) -> Case:
    opened = await open_case(work, actor, act, ref)
    if opened.case.state != State.DRAFT:
        raise IllegalTransition(shown_number(opened.case), opened.case.state, State.DRAFT)
    return opened.case


async def _settle_place(work: Work, case: Case, person: Person, named: tuple[PlaceName, ...]) -> None:
    """The place named in the text, else the shared location's, else home; two named ones are asked about."""
    named = tuple(place for place in named if place.key is not None)
    case.places_named = [str(place.key) for place in named] if len(named) > 1 else []
    case.place_id = case.constituency_id = None
    if len(named) == 1 and named[0].key is not None:
        _put(case, await find_place(work, named[0].key))
    elif not named and (near := await _shared_place(work, case)) is not None:
        _put(case, near)
    elif not named and person.village_id is not None:
        _put(case, await find_place(work, person.village_id))


def _put(case: Case, place: Place) -> None:
    case.place_id, case.constituency_id = place.id, place.constituency_id


async def _shared_place(work: Work, case: Case) -> Place | None:
    if case.latitude is None or case.longitude is None:
        return None
    return await nearest_place(work, (case.latitude, case.longitude))


async def nearest_place(work: Work, point: tuple[float, float]) -> Place | None:
    """The place of the roster nearest to a (latitude, longitude), if within five kilometres."""
    places = await roster.places(work.session, work.station_id)
    return nearest(point, [(place, place.latitude, place.longitude) for place in places])
