"""A case that another system brings: filed at once, by the person who stands for its key.

Who reported it stays with that system: name, number and address of its user are not taken over, since
that person has not been told what this hotline does with them. Questions to the author reach nobody.
"""

from dataclasses import dataclass

from hotline import case_clocks, drafts
from hotline.danger import Danger, find_danger
from hotline.errors import NoSuchChoice
from hotline.filing import file_from_outside
from hotline.material import Material, add_entry
from hotline.open311.words import located
from hotline.permissions import SYSTEM, Act, acting_role
from hotline.work import Work
from storage.tables import ApiKey, Case, Person, Place
from storage.vocabulary import Channel, Role


@dataclass(frozen=True)
class Report:
    """What was sent, and where it is: at a place of the roster, at a point, or at an address in words.

    Without a category the hotline finds one.
    """

    text: str
    category: str | None = None
    topic: str | None = None
    place_id: int | None = None
    point: tuple[float, float] | None = None
    address: str = ""


async def file_report(work: Work, key: ApiKey, report: Report) -> tuple[Case, Danger | None]:
    """File a report; with the danger it tells of, whose numbers the sender is to be told.

    Raises NoSuchChoice for a category or a place that the hotline does not have.
    """
    acting_role(Act.FILE_FROM_OUTSIDE, SYSTEM)
    person = await work.session.get_one(Person, (work.station_id, key.person_id))
    case = Case(
        station_id=work.station_id,
        constituent_id=person.id,
        channel=Channel.OPEN311,
        created_at=work.now,
        state_since=work.now,
    )
    work.session.add(case)
    await work.session.flush()
    said = Material(text=located(report.text, report.address), point=report.point)
    await add_entry(work, case, person.id, Role.CONSTITUENT, "said", said)
    await _put(work, case, report)
    read = await drafts.reconsider(work, case, person)
    _choose(work, case, report)
    await case_clocks.begin(work, case)
    await file_from_outside(work, case)
    key.used_at = work.now
    is_sure = read.danger is not None and read.danger.is_sure
    return case, read.danger if is_sure else None


async def _put(work: Work, case: Case, report: Report) -> None:
    """The village that was meant; where none is found, the words themselves may still name one."""
    place = await _place_of(work, report)
    if place is not None:
        case.place_id, case.constituency_id = place.id, place.constituency_id
        case.has_chosen_place = True


async def _place_of(work: Work, report: Report) -> Place | None:
    if report.place_id is not None:
        return await drafts.find_place(work, report.place_id)
    named = [
        place.key for place in work.knowledge.gazetteer.villages(report.address) if place.key is not None
    ]
    if len(named) == 1:
        return await drafts.find_place(work, named[0])
    return None if report.point is None else await drafts.nearest_place(work, report.point)


def _choose(work: Work, case: Case, report: Report) -> None:
    """The service that was chosen is the category, as if its author had chosen it."""
    if report.category is None:
        return
    if report.category not in work.knowledge.categories:
        raise NoSuchChoice("category", report.category)
    case.category, case.topic = report.category, report.topic
    case.confidence, case.has_chosen_category, case.words = 1.0, True, []
    case.urgency = drafts.urgency_of(work.knowledge, find_danger(case.text), case.topic, work.now)
