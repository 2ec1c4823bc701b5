"""What the liaison says to a caller: the words of a telephone call for what others read in a message."""

from collections.abc import Mapping
from typing import Any

from handlers.views import view_case
from handlers.wording import Texts
from hotline.callers.people import caller_of
from hotline.work import Work
from storage.tables import Case, Notice

SPOKEN: Mapping[str, str] = {
    "case.assigned": "phone.assigned",
    "case.accepted": "phone.accepted",
    "case.question": "phone.question",
    "case.message": "phone.message",
    "case.referred": "phone.referred",
    "case.unit_answered": "phone.unit_answered",
    "case.replied": "phone.replied",
    "case.closed_unanswered": "phone.closed_unanswered",
    "case.closed_silent": "phone.closed_silent",
    "case.force_closed": "phone.force_closed",
    "case.taken_over": "phone.taken_over",
    "case.refused": "phone.refused",
    "case.refusal_kept": "phone.refusal_kept",
    "case.taken_up": "phone.taken_up",
    "case.filed_for_you": "phone.filed_for_you",
    "reminder.need_info_3": "phone.need_info_3",
    "reminder.rate_reminder": "phone.rate_reminder",
    "reminder.survey": "phone.survey",
}
"""What is said otherwise on the telephone; anything else is read out as the constituent would read it."""


async def task_values(
    work: Work, notice: Notice, case: Case | None, texts: Texts, known: Mapping[str, Any]
) -> dict[str, Any]:
    """The words for a caller, made of all that is `known`, and whom to call."""
    told, values = str(notice.params["told"]), dict(known)
    if case is not None:
        values["case"] = await view_case(work, case, texts, is_author=True)
    caller = await caller_of(work, int(notice.params["caller"]))
    whom = "" if caller is None else f"{caller.name} {caller.phone}".strip()
    return {"words": texts(SPOKEN.get(told, told), **values), "whom": whom}
