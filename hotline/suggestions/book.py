"""Opening a suggestion for an act: it is known, this person may do this to it, the button is up to date."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hotline.errors import HotlineError, NoSuchSuggestion, NotAllowed, StaleSuggestion
from hotline.permissions import PERMISSIONS, Act, Actor
from hotline.suggestions.history import shown_number
from hotline.work import Work
from storage.queries import people, roster
from storage.queries import suggestions as queries
from storage.tables import Suggestion
from storage.vocabulary import Role


@dataclass(frozen=True)
class SuggestionRef:
    """Which suggestion is meant: by id with the version a button was made for, or by a typed number."""

    suggestion_id: int = 0
    version: int | None = None
    number: str | None = None


@dataclass(frozen=True)
class OpenedSuggestion:
    """A suggestion, locked for this unit of work, and the role in which the actor acts on it."""

    suggestion: Suggestion
    actor: Actor
    role: Role


@dataclass(frozen=True)
class SuggestionFacts:
    """What of a suggestion decides who may act on it."""

    number: str
    deputy_id: int
    is_submitted: bool = True
    has_author: bool = True
    names_liaison: bool = False


def _is_own(actor: Actor, facts: SuggestionFacts) -> bool:
    return actor.deputy_id is not None and actor.deputy_id == facts.deputy_id


def _is_another_s(actor: Actor, facts: SuggestionFacts) -> bool:
    return facts.is_submitted and not _is_own(actor, facts)


_REACHES: Mapping[Role, Callable[[Actor, SuggestionFacts], bool]] = {
    Role.DEPUTY: _is_own,
    # A draft is its author's alone; nobody decides on an own one, in whichever role.
    Role.LIAISON: lambda actor, facts: _is_another_s(actor, facts) and not facts.names_liaison,
    Role.PRESIDIUM: lambda actor, facts: (
        _is_another_s(actor, facts) and not (facts.names_liaison and Role.LIAISON in actor.roles)
    ),
    Role.SYSTEM: lambda actor, facts: True,
}


def acting_on(act: Act, actor: Actor, facts: SuggestionFacts) -> Role:
    """The role in which `actor` may do `act` to a suggestion.

    Raises NotAllowed if no role held may do it at all, NoSuchSuggestion if this one is out of reach: to
    whoever has nothing to do with it, it is as good as unknown.
    """
    held = [role for role in PERMISSIONS[act] if role in actor.roles]
    if not held:
        raise NotAllowed(act)
    for role in held:
        # The desk rates only in place of a deputy who has left office.
        is_for_author = act is Act.RATE_SUGGESTION and role is not Role.DEPUTY
        if _REACHES[role](actor, facts) and not (is_for_author and facts.has_author):
            return role
    raise NoSuchSuggestion(facts.number)


async def facts_of(work: Work, suggestion: Suggestion) -> SuggestionFacts:
    """What of a suggestion decides who may act on it."""
    cases = await queries.cases_behind(work.session, work.station_id, suggestion.id)
    return SuggestionFacts(
        number=shown_number(suggestion),
        deputy_id=suggestion.deputy_id,
        is_submitted=suggestion.submitted_at is not None,
        has_author=await author_of(work, suggestion) is not None,
        names_liaison=any(case.names_liaison for case in cases),
    )


async def open_suggestion(work: Work, actor: Actor, act: Act, ref: SuggestionRef) -> OpenedSuggestion:
    """Open a suggestion for an act. Raises NoSuchSuggestion, NotAllowed, StaleSuggestion."""
    if not any(role in actor.roles for role in PERMISSIONS[act]):
        raise NotAllowed(act)
    suggestion = await _find(work, ref)
    if suggestion is None:
        raise NoSuchSuggestion(ref.number or "")
    role = acting_on(act, actor, await facts_of(work, suggestion))
    if ref.version is not None and ref.version != suggestion.version:
        raise StaleSuggestion(shown_number(suggestion), suggestion.state)
    return OpenedSuggestion(suggestion, actor, role)


async def may(work: Work, actor: Actor, act: Act, suggestion: Suggestion) -> bool:
    """Whether the actor may do this; for showing, never instead of the check."""
    try:
        acting_on(act, actor, await facts_of(work, suggestion))
    except HotlineError:
        return False
    return True


async def author_of(work: Work, suggestion: Suggestion) -> int | None:
    """The person to tell about a suggestion as its deputy, while in office."""
    deputy = await roster.deputy(work.session, work.station_id, suggestion.deputy_id)
    return None if deputy is None or deputy.left_at is not None else deputy.person_id


async def overseers_of(work: Work, suggestion: Suggestion) -> list[int]:
    """Who decides on it: the liaison; the presidium where the liaison is named or wrote it (回避)."""
    facts, author = await facts_of(work, suggestion), await author_of(work, suggestion)
    liaisons = await people.holders(work.session, work.station_id, Role.LIAISON)
    found = [] if facts.names_liaison else [one for one in liaisons if one != author]
    if found:
        return found
    presidium = await people.holders(work.session, work.station_id, Role.PRESIDIUM)
    return [one for one in presidium if one != author]


async def _find(work: Work, ref: SuggestionRef) -> Suggestion | None:
    if ref.number is None:
        return await queries.suggestion(work.session, work.station_id, ref.suggestion_id, lock=True)
    digits = ref.number.strip().lstrip("#＃").removesuffix("号")
    if not digits.isdecimal() or len(digits) > 9:
        return None
    return await queries.suggestion_by_number(work.session, work.station_id, int(digits), lock=True)
