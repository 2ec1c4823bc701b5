"""A deputy's seat: acts that concern the deputy rather than a case, done by the deputy or the liaison."""

from hotline.errors import NoSuchChoice, NotAllowed
from hotline.permissions import Act, Actor, acting_role
from hotline.work import Work
from storage.tables import Deputy
from storage.vocabulary import Role


async def open_seat(work: Work, actor: Actor, act: Act, deputy_id: int) -> tuple[Deputy, Role]:
    """The seat, locked, and the role in which the actor acts on it: one's own, or as liaison on anybody's.

    Raises NotAllowed, NoSuchChoice.
    """
    acting_role(act, actor)
    is_own = deputy_id == actor.deputy_id
    if not is_own and Role.LIAISON not in actor.roles:
        raise NotAllowed(act)
    deputy = await work.session.get(Deputy, (work.station_id, deputy_id), with_for_update=True)
    if deputy is None or deputy.left_at is not None:
        raise NoSuchChoice("deputy", "")
    return deputy, Role.DEPUTY if is_own else Role.LIAISON
