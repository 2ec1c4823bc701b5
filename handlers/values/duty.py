"""What notices about duty records, nominees and terms of office name: facts and points as lines."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from handlers.wording import Texts
from hotline.duty.facts import DutyFacts, lines_of
from hotline.duty.points import Points
from hotline.permissions import Actor
from hotline.work import Work
from storage.tables import Case, Notice
from storage.vocabulary import ActivityKind

_MOST_OTHERS = 10


async def values(work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts) -> dict[str, Any]:
    """Lines for what the notice holds as numbers."""
    params = notice.params
    found: dict[str, Any] = {"is_running": params.get("year") == work.calendar.local_date(work.now).year}
    if notice.kind == "duty.record":
        facts, least = _facts(params), work.knowledge.point_rules.least_people
        found |= {
            "is_own": params["deputy"] == actor.deputy_id,
            "lines": fact_lines(texts, facts),
            "point_lines": [_point_line(texts, Points(**one), least) for one in params["points"]],
        }
    if notice.kind == "duty.records":
        found["lines"] = [_row(texts, row) for row in params["rows"]]
    if notice.kind == "nominees.list":
        found["chosen"] = [(row["name"], row["sum"], row["reason"]) for row in params["standing"]]
        found["lines"] = [_row(texts, row) for row in params["others"][:_MOST_OTHERS]]
    return found


async def term_values(
    work: Work, notice: Notice, case: Case | None, actor: Actor, texts: Texts
) -> dict[str, Any]:
    """The last day of a term, as a moment of that day."""
    day = date.fromisoformat(notice.params["until"])
    return {"until": datetime.combine(day, time(12), tzinfo=work.knowledge.station.zone)}


def fact_lines(texts: Texts, facts: DutyFacts) -> list[str]:
    """Each recorded fact in a line."""
    kinds = [(kind, getattr(facts, kind)) for kind in ActivityKind]
    attended = [(texts.term("activity_kind", kind), count) for kind, count in kinds if count]
    return [texts(f"duty_fact.{line}", f=facts, attended=attended) for line in lines_of(facts)]


def _facts(params: Mapping[str, Any]) -> DutyFacts:
    return DutyFacts(**params["facts"])


def _point_line(texts: Texts, one: Points, least: int) -> str:
    words = texts(f"duty_point.{one.kind}", count=one.count, total=one.total)
    note = "too_few" if one.is_too_few else "capped" if one.is_capped else ""
    points = f"{one.points:+d}".replace("-", "−")
    return texts("duty.point_line", words=words, points=points, note=note, least=least)


def _row(texts: Texts, row: Mapping[str, Any]) -> str:
    """One deputy in a list: points, and the facts that weigh most."""
    return texts("duty.row", name=row["name"], sum=row["sum"], f=_facts(row))
