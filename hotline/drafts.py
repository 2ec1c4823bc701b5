"""A case to be: whatever a constituent sends is kept as a draft, understood, shown back and confirmed."""

from dataclasses import dataclass
from datetime import timedelta

from hotline import notices
from hotline.case_clocks import settle
from hotline.casebook import Ref, open_case
from hotline.distance import nearest
from hotline.errors import IllegalTransition, NoSuchChoice
from hotline.gazetteer import PlaceName
from hotline.history import shown_number
from hotline.kinds import Kind
from hotline.material import Material, add_entry, gather_text, move_entry
from hotline.permissions import Act, Actor, acting_role
from hotline.states import OPEN
from hotline.understanding import Understanding, understand
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import roster
from storage.tables import Case, Entry, Person, Place
from storage.vocabulary import Role, State, Urgency

# What is written this soon after the draft and says nothing of its own belongs to it.
_SAME_BREATH = timedelta(minutes=10)
# Clients split texts at 4096 characters and send the parts at once.
_CLIENT_SPLIT = 4000
_SPLIT_GAP = timedelta(seconds=5)
AT_ONCE = timedelta()


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
    village, speaks for a second one.
    """
    if known.last_length >= _CLIENT_SPLIT and known.since_last <= _SPLIT_GAP:
        return False
    if len(more.places) == 1 and known.place_id is not None and more.places[0].key != known.place_id:
        return True
    is_sure = more.classification.confidence >= confidence and length >= 6
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
    work.session.add(case)
    await work.session.flush()
    await add_entry(work, case, person.id, Role.CONSTITUENT, "said", material)
    await reconsider(work, case, person)
    await settle(work, case)
    return case


async def join(work: Work, case: Case, person: Person, material: Material) -> Entry:
    """Add a message to a draft."""
    entry = await add_entry(work, case, person.id, Role.CONSTITUENT, "said", material)
    await reconsider(work, case, person)
    case.version += 1
    return entry


async def reconsider(work: Work, case: Case, person: Person) -> Understanding:
    """Understand a draft anew after its words or its place changed; choices of the person stay."""
    case.text = await gather_text(work, case)
    read = understand(work.knowledge, case.text)
    case.kind = read.kind if case.text else Kind.CASE
    if not case.has_chosen_category:
        case.category = read.classification.category if case.text else None
        case.topic = read.classification.topic if case.text else None
        case.confidence = read.classification.confidence if case.text else 0.0
        case.words = read.words
        case.runners_up = [category for category, _ in read.classification.runners_up[:3]]
    if read.danger is not None:
        case.urgency = Urgency.URGENT
        case.danger_number = read.danger.number
    if not case.has_chosen_place:
        await _settle_place(work, case, person, read.places)
    return read


async def known_of(work: Work, case: Case, last: Entry | None) -> Known:
    """What a draft is sure of."""
    return Known(
        category=case.category,
        is_sure=case.has_chosen_category or case.confidence >= work.knowledge.confidence,
        place_id=case.place_id,
        last_length=len(last.text) if last else 0,
        since_last=work.now - (last.at if last else case.created_at),
    )


async def choose_category(work: Work, actor: Actor, ref: Ref, category: str) -> Case:
    """The constituent says which category a draft belongs to."""
    case = await open_draft(work, actor, Act.CORRECT_CATEGORY, ref)
    if category not in work.knowledge.categories:
        raise NoSuchChoice("category", category)
    case.category, case.topic, case.confidence = category, None, 1.0
    case.has_chosen_category = True
    case.version += 1
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
    return case


async def choose_home(work: Work, person: Person, place_id: int) -> Place:
    """The constituent says where home is; drafts without a place take it."""
    place = await find_place(work, place_id)
    person.village_id = place.id
    for draft in await queries.drafts_of(work.session, work.station_id, person.id):
        if draft.constituency_id is None and not draft.has_chosen_place:
            await reconsider(work, draft, person)
            draft.version += 1
    return place


async def insist(work: Work, actor: Actor, ref: Ref) -> Case:
    """File it anyway: only a person refuses, never the bot."""
    case = await open_draft(work, actor, Act.SUBMIT, ref)
    case.kind = Kind.CASE
    case.version += 1
    return case


async def split(work: Work, actor: Actor, person: Person, ref: Ref) -> Case:
    """The last message joined to a draft was about another matter: it becomes a draft of its own."""
    case = await open_draft(work, actor, Act.ADD_MATERIAL, ref)
    entries = await queries.entries_of(work.session, work.station_id, case.id)
    if len(entries) < 2:
        raise NoSuchChoice("message", "")
    other = Case(
        station_id=work.station_id, constituent_id=person.id, created_at=work.now, state_since=work.now
    )
    work.session.add(other)
    await work.session.flush()
    await move_entry(work, entries[-1], case, other)
    for draft in (case, other):
        await reconsider(work, draft, person)
        draft.version += 1
    await settle(work, other)
    return other


async def unite(work: Work, actor: Actor, person: Person, ref: Ref) -> Case:
    """A draft is about the same matter as the one before it: the two become one."""
    case = await open_draft(work, actor, Act.ADD_MATERIAL, ref)
    drafts = await queries.drafts_of(work.session, work.station_id, person.id)
    older = next((draft for draft in drafts if draft.id < case.id), None)
    if older is None:
        raise NoSuchChoice("draft", "")
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
    await work.session.flush()
    await queries.delete_draft(work.session, work.station_id, case.id)
    work.session.expunge(case)


async def show(
    work: Work,
    case: Case,
    *,
    message_id: int | None = None,
    is_in_place: bool = False,
    wait: timedelta = AT_ONCE,
) -> None:
    """Show a draft back to its author: what is understood, and what is still to be said.

    With `message_id` the card shown there is changed in place, with `is_in_place` the one shown last.
    `wait` lets the other parts of an album arrive first.
    """
    others = await queries.drafts_of(work.session, work.station_id, case.constituent_id)
    entries = await queries.entries_of(work.session, work.station_id, case.id)
    filed = await queries.cases_of_constituent(work.session, work.station_id, case.constituent_id, limit=3)
    filed_open = next((open_ for open_ in filed if _takes_material(open_)), None)
    await notices.answer(
        work,
        case.constituent_id,
        f"draft.{_what_is_missing(case)}",
        case,
        slot=f"draft:{case.id}",
        not_before=work.now + wait,
        message_id=message_id,
        is_in_place=is_in_place,
        has_older=any(draft.id < case.id for draft in others),
        can_split=len([entry for entry in entries if entry.text]) > 1,
        open_case=0 if filed_open is None else filed_open.id,
        open_number="" if filed_open is None else shown_number(filed_open),
    )


async def find_place(work: Work, place_id: int) -> Place:
    """A place of this station. Raises NoSuchChoice."""
    place = await work.session.get(Place, (work.station_id, place_id))
    if place is None or place.left_at is not None:
        raise NoSuchChoice("place", "")
    return place


def _what_is_missing(case: Case) -> str:
    if case.kind != Kind.CASE:
        return "other_channel"
    if not case.text:
        return "needs_words"
    if case.places_named and not case.has_chosen_place:
        return "which_place"
    return "card" if case.constituency_id is not None else "needs_place"


def _takes_material(case: Case) -> bool:
    return case.state in OPEN and case.state != State.DRAFT


async def open_draft(work: Work, actor: Actor, act: Act, ref: Ref) -> Case:
    opened = await open_case(work, actor, act, ref)
    if opened.case.state != State.DRAFT:
        raise IllegalTransition(shown_number(opened.case), opened.case.state, State.DRAFT)
    return opened.case


async def _settle_place(work: Work, case: Case, person: Person, named: tuple[PlaceName, ...]) -> None:
    """The place named in the text, else the shared location's, else home; two named ones are asked about."""
    case.places_named = [str(place.key) for place in named] if len(named) > 1 else []
    case.place_id = case.constituency_id = None
    if len(named) == 1 and named[0].key is not None:
        _put(case, await find_place(work, named[0].key))
    elif not named and case.latitude is not None and (near := await _nearest(work, case)):
        _put(case, near)
    elif not named and person.village_id is not None:
        _put(case, await find_place(work, person.village_id))


def _put(case: Case, place: Place) -> None:
    case.place_id, case.constituency_id = place.id, place.constituency_id


async def _nearest(work: Work, case: Case) -> Place | None:
    """The place of the roster nearest to the shared location, if within five kilometres."""
    places = await roster.places(work.session, work.station_id)
    located = [(place, place.latitude, place.longitude) for place in places]
    return nearest((case.latitude or 0.0, case.longitude or 0.0), located)
