"""What happened beside the cases, by the use cases: absences, contact days, suggestions, templates."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from bot.demo import sample
from bot.demo.sample import Step
from bot.demo.town import Town
from hotline import absences, bookings, contact_days, reply_templates
from hotline.suggestions import drafting as suggestions
from hotline.suggestions import handling as suggestion_handling
from hotline.suggestions.book import SuggestionRef
from hotline.work import Work

Facts = Mapping[str, Any]
Affair = Callable[[Town, Work, Facts], Awaitable[object]]


async def happen(town: Town, step: Step) -> None:
    """Let one affair of the office happen."""
    await _AFFAIRS[step.do](town, town.work_at(step.at), step.facts)


async def _away(town: Town, work: Work, facts: Facts) -> None:
    substitute = town.deputy_ids[facts["substitute"]]
    absence = absences.Absence(town.deputy_ids[facts["deputy"]], facts["first"], facts["last"], substitute)
    await absences.announce(work, town.deputy(facts["deputy"]), absence)


async def _contact_day(town: Town, work: Work, facts: Facts) -> None:
    opens, closes = (
        datetime.combine(facts["day"], facts[clock], tzinfo=sample.ZONE) for clock in ("opens", "closes")
    )
    plan = contact_days.Plan(town.deputy_ids[facts["deputy"]], opens, closes, facts["room"], facts["seats"])
    day = await contact_days.announce(work, town.deputy(facts["deputy"]), plan)
    town.contact_day_ids[facts["id"]] = day.id


async def _book(town: Town, work: Work, facts: Facts) -> None:
    visitor, day_id = (await town.sender(work, facts["by"])).actor, town.contact_day_ids[facts["id"]]
    await bookings.book(work, visitor, day_id)
    await bookings.say_about(work, visitor, day_id, facts["about"])


async def _template(town: Town, work: Work, facts: Facts) -> None:
    await reply_templates.keep(work, town.deputy(facts["deputy"]), facts["text"], title=facts["title"])


async def _suggest(town: Town, work: Work, facts: Facts) -> None:
    """Draft a suggestion from cases, put the proposal into words, hand it in."""
    deputy = town.deputy(facts["deputy"])
    refs = [town.ref(case) for case in facts["cases"]]
    drafted = await suggestions.draft(work, deputy, refs, facts["title"])
    ref = SuggestionRef(drafted.id)
    await suggestions.edit(work, deputy, ref, "proposal", facts["proposal"])
    await suggestions.submit(work, deputy, ref)
    town.suggestion_ids[facts["id"]] = drafted.id


async def _issue(town: Town, work: Work, facts: Facts) -> None:
    ref = SuggestionRef(town.suggestion_ids[facts["id"]])
    await suggestion_handling.issue(work, town.liaison, ref, facts["unit"])


async def _begin(town: Town, work: Work, facts: Facts) -> None:
    ref = SuggestionRef(town.suggestion_ids[facts["id"]])
    await suggestion_handling.begin(work, town.liaison, ref)


_AFFAIRS: Mapping[str, Affair] = {
    "away": _away,
    "contact_day": _contact_day,
    "book": _book,
    "template": _template,
    "suggest": _suggest,
    "issue": _issue,
    "begin": _begin,
}
