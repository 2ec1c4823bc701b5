"""What is said about a filed case: it joins the case, answers an open question, reaches whoever has it."""

from typing import Any

from hotline import notices, unnamed
from hotline.case_clocks import settle
from hotline.casebook import Opened, Ref, open_case, open_filed
from hotline.dispatch import candidates, dispatch, names_liaison, step_aside, tell_deputy
from hotline.drafts import find_place, open_draft
from hotline.errors import IllegalTransition, TextMissing
from hotline.history import move, record, shown_number
from hotline.material import Material, add_entry, move_entry
from hotline.permissions import Act, Actor
from hotline.routing import named_deputies
from hotline.work import Work
from storage.queries import cases as queries
from storage.tables import Case, Entry
from storage.vocabulary import Role, State


async def add_material(work: Work, actor: Actor, ref: Ref, material: Material) -> Case:
    """The constituent has more to say about a filed case: it joins the case and the deputy sees it."""
    opened = await open_filed(work, actor, Act.ADD_MATERIAL, ref)
    case = opened.case
    entry = await add_entry(work, case, opened.actor.person_id, opened.role, "said", material)
    await _received(work, opened, entry, material)
    return case


async def adopt_draft(work: Work, actor: Actor, draft_ref: Ref, ref: Ref) -> Case:
    """A draft turns out to be more about a filed case: its messages join that case."""
    draft = await open_draft(work, actor, Act.ADD_MATERIAL, draft_ref)
    opened = await open_case(work, actor, Act.ADD_MATERIAL, ref)
    # What was told unnamed stays so, and with it the case that it joins.
    if draft.is_unnamed and not opened.case.is_unnamed:
        opened.case.is_unnamed, opened.case.shares_phone = True, False
        await record(work, opened.case, "went_unnamed", actor, opened.role)
    entries = await queries.entries_of(work.session, work.station_id, draft.id)
    for entry in entries:
        await move_entry(work, entry, draft, opened.case)
    await queries.delete_draft(work.session, work.station_id, draft.id)
    work.session.expunge(draft)
    for entry in entries:
        await _received(work, opened, entry, Material(text=entry.text))
    return opened.case


async def answer_question(work: Work, actor: Actor, ref: Ref, material: Material) -> Case:
    """The answer to a question, from the constituent or noted by the desk after a call.

    The case goes back to where it was, with the time that was left.
    """
    opened = await open_case(work, actor, Act.ANSWER_QUESTION, ref)
    case = opened.case
    if not (material.text.strip() or material.media or material.point):
        raise TextMissing("answer")
    if case.state != State.NEED_INFO:
        raise IllegalTransition(shown_number(case), case.state, State.IN_PROGRESS)
    entry = await add_entry(work, case, opened.actor.person_id, opened.role, "answer", material)
    await _received(work, opened, entry, material)
    return case


async def _received(work: Work, opened: Opened, entry: Entry, material: Material) -> None:
    """Pass on what the constituent said; it answers the question that is open, if one is."""
    case = opened.case
    await heed_names(work, opened, entry.text)
    if case.state == State.NEED_INFO and case.state_before is not None:
        await move(work, case, case.state_before, "answered", opened.actor, opened.role, text=entry.text)
        await settle(work, case)
        heard, said = "answered", "case.answer_passed_on"
    else:
        await record(work, case, "material_added", opened.actor, opened.role, text=entry.text)
        heard, said = "material_added", "case.material_added"
    if not await _placed_by(work, case, entry.text):
        await _pass_on(work, opened, heard, entry, has_point=material.point is not None)
    if await unnamed.is_heard_in(work, case, entry):
        await unnamed.ask_for_transcript(work, case, entry)
        said = "unnamed.voice_held"
    # The desk may have noted it after a call.
    kind = said if opened.role is Role.CONSTITUENT else "liaison.answer_noted"
    await notices.answer(work, opened.actor.person_id, kind, case, slot=f"added:{case.id}")


async def _pass_on(work: Work, opened: Opened, heard: str, entry: Entry, *, has_point: bool) -> None:
    """To the deputy who has the case, else to whoever is looking for one."""
    case = opened.case
    facts: dict[str, Any] = {
        "entry": entry.id,
        "has_point": has_point,
        "not_before": notices.after_album(work, entry),
    }
    if case.deputy_id is not None:
        await tell_deputy(work, case, f"deputy.{heard}", **facts)
    elif opened.role is Role.CONSTITUENT:
        await notices.tell_overseers(work, f"liaison.{heard}", case, **facts)


async def heed_names(work: Work, opened: Opened, text: str) -> None:
    """Further words may name the deputy or the liaison: from then on the case is hidden from them (回避)."""
    case = opened.case
    named = await step_aside(work, case, named_deputies(text, await candidates(work)))
    if not case.names_liaison and await names_liaison(work, text):
        case.names_liaison = True
        await record(work, case, "liaison_named", opened.actor, opened.role)
        await notices.tell_overseers(work, "presidium.named_liaison", case)
    if case.deputy_id in named:
        await record(work, case, "deputy_named", opened.actor, opened.role)
        await notices.tell_overseers(work, "liaison.deputy_named", case)


async def _placed_by(work: Work, case: Case, text: str) -> bool:
    """Whether these words say the village that routing waited for, so that a deputy has the case now."""
    places = work.knowledge.gazetteer.villages(text)
    if case.state != State.SUBMITTED or case.constituency_id is not None or len(places) != 1:
        return False
    found = places[0]
    if found.key is None:
        return False
    place = await find_place(work, found.key)
    case.place_id, case.constituency_id = place.id, place.constituency_id
    if not await dispatch(work, case, is_at_desk=True):
        return False
    await notices.tell(work, case.constituent_id, "case.assigned", case)
    return True
