"""What did not reach people: the liaison looks, and has it sent again once the cause is gone."""

from hotline.errors import NoSuchChoice
from hotline.permissions import Act, Actor, acting_role
from hotline.work import Work
from storage.queries import failures as queries
from storage.queries.board import Reader


async def send_again(work: Work, actor: Actor, notice_id: int) -> None:
    """Tell it anew. Raises NoSuchChoice for no failure, and for what would be told twice or in vain."""
    acting_role(Act.OPEN_DESK, actor)
    reader = Reader(actor.deputy_id)
    found = await queries.failed_notice(work.session, work.station_id, reader, notice_id)
    if found is None:
        raise NoSuchChoice("failure", "")
    notice, person = found
    if person.blocked_at is not None:
        raise NoSuchChoice("failure_blocked", "")
    if await queries.is_partly_sent(work.session, work.station_id, notice.id):
        raise NoSuchChoice("failure_partly", "")
    await queries.send_anew(work.session, work.station_id, notice, work.now)
    work.has_notices = True
