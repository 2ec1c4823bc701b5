"""代表建议: a deputy drafts one from cases, edits it, and hands it in for review."""

from collections.abc import Sequence
from typing import Any

from hotline import notices
from hotline.casebook import Ref, open_case
from hotline.errors import IllegalSuggestionStep, NoSuchChoice, TextMissing
from hotline.history import shown_number as case_number
from hotline.masking import mask
from hotline.people import name_of
from hotline.permissions import Act, Actor, acting_role
from hotline.suggestions.book import OpenedSuggestion, SuggestionRef, open_suggestion, overseers_of
from hotline.suggestions.history import note, shown_number, step
from hotline.suggestions.words import Subject, first_draft, line_of, titled, warnings_about
from hotline.work import Work
from storage.queries import suggestions as queries
from storage.tables import Case, Place, Suggestion
from storage.vocabulary import State, SuggestionState

PARTS = ("title", "problem", "proposal")
_WARNED = "warned"
# What was never filed, is not the hotline's, or is not wanted any more.
_NO_MATTER = frozenset({State.DRAFT, State.WITHDRAWN, State.NOT_ACCEPTED})


async def draft(work: Work, actor: Actor, refs: Sequence[Ref], title: str = "") -> Suggestion:
    """Begin a suggestion from cases of the deputy's; its card shows what to edit."""
    role = acting_role(Act.DRAFT_SUGGESTION, actor)
    if not refs:
        raise TextMissing("suggest")
    cases = {case.id: case for case in [await _own_matter(work, actor, ref) for ref in refs]}
    written = first_draft([await _subject(work, case) for case in cases.values()], title)
    suggestion = Suggestion(
        station_id=work.station_id,
        number=await queries.next_number(work.session, work.station_id),
        deputy_id=actor.deputy_id or 0,
        title=written.title,
        problem=written.problem,
        proposal=written.proposal,
        created_at=work.now,
        state_since=work.now,
    )
    work.session.add(suggestion)
    await work.session.flush()
    for case in cases.values():
        await queries.link(work.session, work.station_id, suggestion.id, case.id)
    numbers = [case_number(case) for case in cases.values()]
    await note(work, suggestion, "drafted", actor, role, text=written.problem, cases=numbers)
    await _show(work, actor, suggestion)
    return suggestion


async def draft_from_card(work: Work, actor: Actor, ref: Ref, *, is_new: bool = False) -> None:
    """The button on a case card. A second tap shows the draft that the first one made.

    Where other drafts wait, the deputy is asked whether the case belongs to one of them.
    """
    acting_role(Act.DRAFT_SUGGESTION, actor)
    case = await _own_matter(work, actor, ref)
    seat = actor.deputy_id or 0
    made = await queries.drafts_with(work.session, work.station_id, seat, case.id)
    others = [] if made or is_new else await queries.drafts_with(work.session, work.station_id, seat)
    if made:
        await _show(work, actor, made[0])
    elif others:
        drafts = [[row.id, row.version, shown_number(row)] for row in others]
        await notices.answer(work, actor.person_id, "suggestion.which", case, drafts=drafts)
    else:
        await draft(work, actor, [Ref(case.id)])


async def open_draft(work: Work, actor: Actor, ref: SuggestionRef) -> OpenedSuggestion:
    """Open a suggestion that its deputy may still edit."""
    opened = await open_suggestion(work, actor, Act.DRAFT_SUGGESTION, ref)
    suggestion = opened.suggestion
    if suggestion.state != SuggestionState.DRAFTED:
        raise IllegalSuggestionStep(shown_number(suggestion), suggestion.state, SuggestionState.DRAFTED)
    return opened


async def edit(work: Work, actor: Actor, ref: SuggestionRef, part: str, text: str) -> Suggestion:
    """Replace the title, the problem or the proposal of a draft by the deputy's words."""
    opened = await open_draft(work, actor, ref)
    suggestion = opened.suggestion
    if part not in PARTS:
        raise NoSuchChoice("suggestion_part", part)
    words = titled(text) if part == "title" else mask(text).strip()
    if not words:
        raise TextMissing("suggestion_words")
    setattr(suggestion, part, words)
    await _changed(work, opened, "edited", text=words, part=part)
    return suggestion


async def add_case(work: Work, actor: Actor, ref: SuggestionRef, case_ref: Ref) -> Suggestion:
    """Put one more case of the deputy's behind a draft; its words join the problem."""
    opened = await open_draft(work, actor, ref)
    suggestion, case = opened.suggestion, await _own_matter(work, actor, case_ref)
    linked = await queries.cases_behind(work.session, work.station_id, suggestion.id)
    if case.id in {row.id for row in linked}:
        raise NoSuchChoice("suggestion_case_twice", case_number(case))
    await queries.link(work.session, work.station_id, suggestion.id, case.id)
    line = line_of(len(linked) + 1, await _subject(work, case))
    suggestion.problem = f"{suggestion.problem}\n{line}"
    await _changed(work, opened, "case_added", text=line, case=case_number(case))
    return suggestion


async def remove_case(work: Work, actor: Actor, ref: SuggestionRef, number: str) -> Suggestion:
    """Take a case from behind a draft; the words in the problem stay for the deputy to edit."""
    opened = await open_draft(work, actor, ref)
    suggestion = opened.suggestion
    linked = await queries.cases_behind(work.session, work.station_id, suggestion.id)
    digits = number.strip().lstrip("#＃").lstrip("0")
    found = [case for case in linked if str(case.number) == digits]
    if not found or len(linked) == 1:
        raise NoSuchChoice("suggestion_last_case" if found else "suggestion_case", number)
    await queries.unlink(work.session, work.station_id, suggestion.id, found[0].id)
    await _changed(work, opened, "case_removed", case=case_number(found[0]))
    return suggestion


async def submit(
    work: Work, actor: Actor, ref: SuggestionRef, *, is_sure: bool = False, message_id: int | None = None
) -> Suggestion:
    """Hand a draft in for review. One that should not be a suggestion is warned of first.

    `is_sure` is the deputy's second tap; it counts only after the warning about these very words.
    """
    opened = await open_draft(work, actor, ref)
    suggestion = opened.suggestion
    found = warnings_about("\n".join((suggestion.title, suggestion.problem, suggestion.proposal)))
    kinds = [kind.value for kind, _ in found]
    if found and not (is_sure and await _was_warned(work, suggestion)):
        await note(work, suggestion, _WARNED, actor, opened.role, kinds=kinds)
        await notices.answer(work, actor.person_id, "suggestion.warned", suggestion=suggestion.id)
        return suggestion
    suggestion.submitted_at, suggestion.note = work.now, ""
    await step(work, suggestion, SuggestionState.UNDER_REVIEW, "submitted", actor, opened.role, despite=kinds)
    await notices.answer(
        work, actor.person_id, "suggestion.submitted", suggestion=suggestion.id, message_id=message_id
    )
    for person_id in await overseers_of(work, suggestion):
        await notices.tell(work, person_id, "suggestion.to_review", suggestion=suggestion.id)
    return suggestion


async def drop(work: Work, actor: Actor, ref: SuggestionRef, reason: str) -> Suggestion:
    """Give a suggestion up before it is issued, with a reason; whoever was to review it hears so."""
    opened = await open_suggestion(work, actor, Act.DRAFT_SUGGESTION, ref)
    suggestion, was_in_review = opened.suggestion, opened.suggestion.state == SuggestionState.UNDER_REVIEW
    if not reason.strip():
        raise TextMissing("suggestion_drop")
    await step(work, suggestion, SuggestionState.DROPPED, "dropped", actor, opened.role, text=reason)
    suggestion.note = mask(reason).strip()
    await notices.answer(work, actor.person_id, "suggestion.dropped", suggestion=suggestion.id)
    for person_id in await overseers_of(work, suggestion) if was_in_review else ():
        await notices.tell(work, person_id, "suggestion.dropped", suggestion=suggestion.id)
    return suggestion


async def _own_matter(work: Work, actor: Actor, ref: Ref) -> Case:
    case = (await open_case(work, actor, Act.PUT_INTO_SUGGESTION, ref)).case
    if case.state in _NO_MATTER:
        raise NoSuchChoice("suggestion_matter", case_number(case))
    return case


async def _subject(work: Work, case: Case) -> Subject:
    place = None
    if case.place_id is not None:
        place = await work.session.get(Place, (work.station_id, case.place_id))
    return Subject(
        words=case.text,
        place="" if place is None else place.name,
        category=case.category or "",
        topic=case.topic or "",
        names=(await name_of(work, case.constituent_id),),
    )


async def _changed(work: Work, opened: OpenedSuggestion, kind: str, *, text: str = "", **facts: Any) -> None:
    await note(work, opened.suggestion, kind, opened.actor, opened.role, text=text, **facts)
    opened.suggestion.version += 1
    await _show(work, opened.actor, opened.suggestion)


async def _was_warned(work: Work, suggestion: Suggestion) -> bool:
    last = await queries.last_event(work.session, work.station_id, suggestion.id)
    return last is not None and last.kind == _WARNED


async def _show(work: Work, actor: Actor, suggestion: Suggestion) -> None:
    await notices.answer(work, actor.person_id, "suggestion.card", suggestion=suggestion.id)
