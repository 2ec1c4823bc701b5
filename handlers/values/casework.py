"""What notices of a deputy's acts say beside the case: which unit, why that day, which frequent replies."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from handlers.dates import DATE_STYLES
from handlers.values import frequent
from handlers.wording import Texts
from hotline.deadlines import Pause, SkippedDay
from hotline.explaining import reasons_of
from hotline.permissions import Actor
from hotline.work import Work
from storage.tables import Case, Notice, Referral


async def hop_values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    """The unit that a notice is about, which others may have followed since."""
    row = None
    if "hop" in notice.params:
        row = await work.session.get(Referral, (work.station_id, notice.params["hop"]))
    if row is None:
        return {"unit": "", "unit_due": None, "contact": ""}
    return {"unit": row.unit, "unit_due": row.due_at, "contact": row.contact}


async def template_values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    """The words of a frequent reply: filled where there is a case."""
    key = str(notice.params["template"])
    if case is None:
        return {"text": await frequent.raw_text(work, actor, texts, key)}
    return {"text": await frequent.text_for(work, actor, texts, case, key)}


async def own_templates(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    return {"templates": await frequent.own_rows(work, actor)}


async def offer_values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    """The frequent replies among which the writer may choose."""
    return {"offers": await frequent.offered(work, actor, texts, str(notice.params["result"]))}


async def why_values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    """A deadline explained: its days as people say them."""
    reasons = None if case is None else await reasons_of(work, case)
    if case is None or reasons is None:
        return {"why": None}
    clock, found = reasons.clock, reasons.explanation
    style = DATE_STYLES[texts.language]
    return {
        "why": {
            "kind": str(clock.kind),
            "started_at": clock.started_at,
            "due_at": clock.due_at,
            "is_paused": clock.paused_at is not None,
            "is_natural": found.is_natural,
            "is_estimated": found.is_estimated,
            "counted": style.dates(found.counted),
            "count": len(found.counted),
            "swapped": style.dates(found.swapped),
            "skipped": _skipped(found.skipped, texts),
            "paused_days": style.dates(found.paused_days),
            "pauses": pauses_shown(found.pauses, texts),
            "extended": reasons.extended_days,
        }
    }


def _skipped(days: tuple[SkippedDay, ...], texts: Texts) -> list[tuple[str, str]]:
    """(days, why) for each stretch of days left out for the same reason."""
    style = DATE_STYLES[texts.language]
    stretches: list[tuple[list[date], tuple[str, str | None]]] = []
    for skipped in days:
        why = (str(skipped.why), skipped.holiday)
        if stretches and stretches[-1][1] == why:
            stretches[-1][0].append(skipped.day)
        else:
            stretches.append(([skipped.day], why))
    return [
        (style.dates(tuple(days)), str(texts.term("day_off", holiday or why)))
        for days, (why, holiday) in stretches
    ]


def pauses_shown(pauses: Sequence[Pause], texts: Texts) -> list[tuple[str, str]]:
    """Beginning and end of each; one that began and ended in the same minute says nothing."""
    shown = [(texts.stamp(pause.started_at), texts.stamp(pause.ended_at)) for pause in pauses]
    return [(begun, ended) for begun, ended in shown if begun != ended]


def offers_in(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(key, title) of the frequent replies that a message shows, for its buttons."""
    shown = [(offer.key, offer.title) for offer in values.get("offers", ())]
    return shown or [(str(row.id), row.title) for row in values.get("templates", ())]
