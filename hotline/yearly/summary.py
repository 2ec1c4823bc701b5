"""Writing 年度工作总结 (.docx) from a year's figures, with gaps for what only people know."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from hotline.activities.budget import shown_yuan
from hotline.activities.candidates import Why
from hotline.phrases import phrase
from hotline.printed import Paper
from hotline.rates import Rate
from hotline.yearly.figures import YearFigures
from storage.vocabulary import ActivityKind, Channel

_WORDS = "yearly"


def summary_name(year: int) -> str:
    """What the file is called."""
    return _words("file", year=year)


def write_summary(figures: YearFigures, township: str, today: date) -> bytes:
    """The whole document."""
    year = figures.year
    values = {
        "township": township,
        "year": year.number,
        "is_over": year.is_over,
        "month": year.until.month,
        "day": year.until.day,
    }
    paper = Paper(_words("title", **values))
    if not year.is_over:
        paper.subtitle(_words("until", **values))
    paper.text(_words("opening", **values))
    for heading, write in _PARTS.items():
        paper.heading(_words(f"heading.{heading}"))
        write(paper, figures)
    paper.signed(_words("signed", township=township, year=today.year, month=today.month, day=today.day))
    return paper.data()


def percent(rate: Rate) -> str:
    """91.3%, 100%; — where nothing was answered."""
    if rate.share is None:
        return "—"
    return f"{100 * rate.share:.1f}".removesuffix(".0") + "%"


def _overall(paper: Paper, figures: YearFigures) -> None:
    counts = figures.channels
    channels = [_words(f"channel.{one}", count=counts[one]) for one in Channel if counts.get(one)]
    year = figures.year
    paper.text(
        _words(
            "overall.filed",
            f=figures,
            said=_words("said.over" if year.is_over else "said.running"),
            difference=figures.filed - figures.filed_before,
            channels=_joined(channels),
        )
    )
    rates = figures.rates
    paper.text(
        _words(
            "overall.rates",
            response=rates.response,
            solved=rates.solved,
            satisfied=rates.satisfied,
            percent=percent,
        )
    )
    if rates.has_excluded:
        paper.text(
            _words(
                "overall.excluded",
                response=rates.raw_response,
                solved=rates.raw_solved,
                satisfied=rates.raw_satisfied,
                percent=percent,
            )
        )


def _matters(paper: Paper, figures: YearFigures) -> None:
    if not figures.categories:
        paper.text(_words("matters.none"))
        return
    names = [name for name, _, _ in figures.categories if name]
    if names:
        paper.text(_words("matters.categories", top=names[0]))
    paper.table(_words("matters.header").split("|"), _category_rows(figures))
    if figures.villages:
        villages = [_words("matters.village", name=name, count=count) for name, count in figures.villages]
        paper.text(_words("matters.villages", villages=_joined(villages)))
    if figures.matters:
        matters = [
            _words("matters.matter", place=place, subject=subject, cases=cases, people=people, done=done)
            for place, subject, cases, people, done in figures.matters
        ]
        paper.text(_words("matters.hot", matters="；".join(matters)))
    paper.text(_words("matters.gap"))


def _category_rows(figures: YearFigures) -> Iterator[list[str]]:
    for name, filed, done in figures.categories:
        share = percent(Rate(filed, figures.filed))
        yield [name or _words("matters.unclassified"), str(filed), share, str(done)]


def _deputies(paper: Paper, figures: YearFigures) -> None:
    paper.text(_words("deputies.seats", f=figures))
    paper.text(_words("deputies.meeting", d=figures.duty))
    paper.text(_words("deputies.suggestions", s=figures.suggestions))
    if not any(one.held or one.cost_fen for one in figures.activities):
        paper.text(_words("deputies.no_activities"))
        return
    budget = shown_yuan(figures.budget_fen) if figures.budget_fen else ""
    paper.text(
        _words(
            "deputies.activities",
            count=sum(one.held for one in figures.activities),
            attended=sum(one.attended for one in figures.activities),
            yuan=shown_yuan(figures.cost_fen),
            budget=budget,
        )
    )
    order = list(ActivityKind)
    rows = [
        [_words(f"kind.{one.kind}"), str(one.held), str(one.attended), shown_yuan(one.cost_fen)]
        for one in sorted(figures.activities, key=lambda one: order.index(one.kind))
    ]
    paper.table(_words("deputies.header").split("|"), rows)


def _oversight(paper: Paper, figures: YearFigures) -> None:
    paper.text(_words("oversight.supervised", d=figures.duty, escalated=figures.events.get("escalated", 0)))
    published = {_quarter_of(day) for day, _ in figures.ledgers}
    # A quarter can be published once it is over.
    over = 4 if figures.year.is_over else (figures.year.until.month - 1) // 3
    missing = [number for number in range(1, over + 1) if number not in published]
    paper.text(
        _words(
            "oversight.ledger",
            quarters=_quarters(sorted(published)),
            lines=sum(lines for _, lines in figures.ledgers),
            missing=_quarters(missing),
        )
    )


def _problems(paper: Paper, figures: YearFigures) -> None:
    said = list(_shortfalls(figures))
    paper.text(_words("problems.intro" if said else "problems.none"))
    for position, words in enumerate(said, start=1):
        paper.text(_words("problems.numbered", position=position, words=words))
    if said:
        paper.text(_words("problems.gap"))


def _shortfalls(figures: YearFigures) -> Iterator[str]:
    """What the records show that did not go well, each in a sentence; what did is left out."""
    duty, rates = figures.duty, figures.rates
    counts = {
        "response": rates.response.answered - rates.response.yes,
        "reply": duty.reply_due - duty.reply_kept,
        "overdue": figures.overdue,
        "open": 0 if figures.overdue else figures.still_open,
        "redo": figures.events.get("redo", 0),
        "not_solved": rates.solved.answered - rates.solved.yes,
        "silent": figures.events.get("closed_by_silence", 0),
        "not_joined": figures.deputies - figures.joined,
        "no_visitors": duty.contact_days - duty.contact_days_with_people,
        "suggestions": figures.suggestions["overdue"],
    }
    for key, count in counts.items():
        if count > 0:
            yield _words(f"problems.{key}", count=count, open=figures.still_open)


def _next(paper: Paper, figures: YearFigures) -> None:
    if not figures.candidates:
        paper.text(_words("next.none"))
        return
    paper.text(_words("next.candidates", year=figures.year.number + 1))
    for position, one in enumerate(figures.candidates, start=1):
        paper.text(
            _words(
                "next.candidate",
                position=position,
                place=one.place,
                subject=one.subject,
                cases=one.cases,
                supporters=one.supporters,
                open=one.open,
                deferred=one.deferred,
                again=Why.AGAIN in one.why,
            )
        )
    paper.text(_words("next.gap"))


_PARTS = {
    "overall": _overall,
    "matters": _matters,
    "deputies": _deputies,
    "oversight": _oversight,
    "problems": _problems,
    "next": _next,
}
"""The parts in the order of a congress's report."""


def _quarter_of(day: date) -> int:
    return (day.month - 1) // 3 + 1


def _quarters(numbers: list[int]) -> str:
    characters = _words("oversight.numbers")
    return _joined(_words("oversight.quarter", number=characters[number - 1]) for number in numbers)


def _joined(parts: Any) -> str:
    return _words("joined").join(parts)


def _words(key: str, /, **values: Any) -> str:
    return phrase(_WORDS, key, **values)
