"""What the liaison sees of a line of the public ledger."""

from typing import Any

from handlers.wording import Texts
from hotline.history import shown_number
from hotline.ledger.approving import is_doubtful
from hotline.ledger.lines import LineState
from hotline.permissions import Actor
from hotline.work import Work
from storage.queries import cases
from storage.queries import ledger as queries
from storage.tables import Case, Notice


async def ledger_values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    """The words of the line that a notice is about; a line that is gone needs no card."""
    if "line" not in notice.params:
        return {}
    line = await queries.line(work.session, work.station_id, notice.params["line"])
    if line is None:
        return {"is_void": True}
    of = await cases.case(work.session, work.station_id, line.case_id)
    counts = await queries.count_by_state(work.session, work.station_id, line.ledger_id)
    return {
        "number": "" if of is None else shown_number(of),
        "village": line.village,
        "category": line.category,
        "matter": line.matter,
        "outcome": line.outcome,
        "waiting": counts.get(LineState.WAITING, 0),
        "doubtful": is_doubtful(work, line.matter),
    }
