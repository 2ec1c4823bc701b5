"""年度工作总结: asked for by liaison or presidium, counted and written when it is sent."""

from hotline import notices
from hotline.permissions import Act, Actor, acting_role
from hotline.work import Work
from hotline.yearly.figures import YearFigures, count_year
from hotline.years import year_of


async def send_summary(work: Work, actor: Actor, year: int | None = None) -> None:
    """Answer with the document. Raises NotAllowed, NoSuchChoice."""
    acting_role(Act.WRITE_YEARLY_SUMMARY, actor)
    wanted = year_of(year, work.now, work.knowledge.station.zone)
    await notices.answer(
        work, actor.person_id, "yearly.file", year=wanted.number, hidden_from=actor.deputy_id
    )


async def figures_to_print(work: Work, year: int, hidden_from: int | None) -> YearFigures:
    """The figures behind a document that was asked for."""
    wanted = year_of(year, work.now, work.knowledge.station.zone)
    return await count_year(work, wanted, hidden_from=hidden_from)
