"""Which suggestions a person sees in the list."""

from hotline.permissions import Act, Actor, acting_role
from hotline.suggestions.states import AT_WORK
from hotline.work import Work
from storage.queries import suggestions as queries
from storage.tables import Suggestion
from storage.vocabulary import Role


async def readable(work: Work, actor: Actor) -> list[Suggestion]:
    """A deputy's own; for liaison and presidium all that are under way. Each once."""
    acting_role(Act.READ_SUGGESTION, actor)
    found: list[Suggestion] = []
    if actor.deputy_id is not None:
        found += await queries.suggestions_of_deputy(work.session, work.station_id, actor.deputy_id)
    if actor.roles & {Role.LIAISON, Role.PRESIDIUM}:
        is_for_liaison = Role.LIAISON in actor.roles
        found += await queries.suggestions_in(
            work.session, work.station_id, AT_WORK, is_for_liaison=is_for_liaison
        )
    return list({row.id: row for row in found}.values())
