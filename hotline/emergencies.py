"""Calls for help: the number to call at once, and a case filed without a tap, which the next words join."""

from datetime import timedelta

from hotline import dialogues, drafts, notices
from hotline.answers import village_named, word_of
from hotline.casebook import Ref
from hotline.danger import Danger, find_danger
from hotline.filing import file_for_author, say_place
from hotline.hearing import add_material
from hotline.material import Material
from hotline.people import Sender
from hotline.states import OPEN
from hotline.understanding import NO_MATERIAL, understand
from hotline.work import Work
from storage.queries import cases as queries
from storage.tables import Case
from storage.vocabulary import Urgency

# Who calls for help writes several times; all of it is one case.
_SAME_EMERGENCY = timedelta(minutes=15)


def danger_in(material: Material) -> Danger | None:
    """The danger that the writer is surely in; what is forwarded happens to somebody else, or is over."""
    danger = None if material.is_forwarded else _told_in(material)
    return danger if danger is not None and danger.is_sure else None


def _told_in(material: Material) -> Danger | None:
    """A bare yes or no answers a card: 算了 alone is no despair."""
    return None if word_of(material.text) is not None else find_danger(material.text)


async def take(work: Work, sender: Sender, material: Material) -> bool:
    """Answer a call for help and file it; True if the message was one."""
    danger = danger_in(material)
    if danger is None:
        await _name_number_anyway(work, sender, material)
        return False
    running = await _running(work, sender)
    if running is None:
        await declare(work, sender, await _draft_of(work, sender, material), danger)
    else:
        await _name_number(work, running, danger)
        await add_material(work, sender.actor, Ref(running.id), material)
    return True


async def declare(work: Work, sender: Sender, draft: Case, danger: Danger) -> None:
    """A draft tells of danger: it is filed as urgent, and the next words are expected to say where."""
    draft.urgency, draft.danger_number = Urgency.URGENT, danger.number
    await _name_number(work, draft, danger)
    await file_for_author(work, draft, is_distress=danger.needs_warm_answer)
    await dialogues.expect(work, sender.person.id, "telling_where", case=draft.id)


async def tell_more(work: Work, sender: Sender, case: Case, material: Material) -> bool:
    """Words after a call for help belong to it, but for thanks and the like; a village is its place."""
    if material.media is None and understand(work.knowledge, material.text).kind in NO_MATERIAL:
        return False
    if (danger := danger_in(material)) is not None:
        await _name_number(work, case, danger)
    place_id = None if case.place_id is not None else await _place_in(work, material)
    if place_id is not None:
        await say_place(work, sender.actor, Ref(case.id), place_id, material)
    else:
        await add_material(work, sender.actor, Ref(case.id), material)
    await dialogues.expect(work, sender.person.id, "telling_where", case=case.id)
    return True


async def _draft_of(work: Work, sender: Sender, material: Material) -> Case:
    """A draft of its own, unless the open one has not come to its matter yet."""
    draft = await drafts.continued_by(work, sender.person, material)
    if draft is None:
        return await drafts.begin(work, sender.actor, sender.person, material)
    await drafts.join(work, draft, sender.person, material)
    return draft


async def _running(work: Work, sender: Sender) -> Case | None:
    """The emergency that this person has just told of."""
    filed = await queries.cases_of_constituent(work.session, work.station_id, sender.person.id, limit=1)
    for case in filed:
        is_recent = case.submitted_at is not None and work.now - case.submitted_at <= _SAME_EMERGENCY
        if case.danger_number is not None and case.state in OPEN and is_recent:
            return case
    return None


async def _place_in(work: Work, material: Material) -> int | None:
    knowledge = work.knowledge
    if material.point is not None:
        near = await drafts.nearest_place(work, material.point)
        return None if near is None else near.id
    named = knowledge.gazetteer.villages(material.text)
    if not named and (typed := village_named(knowledge.gazetteer, knowledge.classifier, material.text)):
        named = (typed,)
    return named[0].key if len(named) == 1 else None


async def _name_number(work: Work, case: Case, danger: Danger) -> None:
    await notices.answer(
        work,
        case.constituent_id,
        "danger.warm" if danger.needs_warm_answer else "danger.call",
        case,
        number=danger.number,
        more=list(danger.more_numbers),
        danger=danger.kind,
    )


async def _name_number_anyway(work: Work, sender: Sender, material: Material) -> None:
    """What is forwarded, or only may be a call for help, is shown back like any other message; but the number
    is named at once."""
    danger = _told_in(material)
    if danger is not None:
        kind = "danger.forwarded" if material.is_forwarded else "danger.unsure"
        await notices.answer(work, sender.person.id, kind, number=danger.number)
