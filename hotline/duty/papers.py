"""The printed papers about a deputy's year (.docx): 履职档案, the draft 述职报告, 优秀代表推荐材料."""

from collections.abc import Iterator, Sequence
from typing import Any

from hotline.duty.facts import DutyFacts, lines_of
from hotline.duty.nominating import Standing
from hotline.duty.points import PointRules, Points
from hotline.duty.records import Record
from hotline.phrases import keys_under, phrase
from hotline.printed import Paper
from hotline.years import Year
from storage.vocabulary import ActivityKind

_WORDS = "duty"


def record_name(record: Record) -> str:
    """What the file of a record is called."""
    return _words("record.file", name=record.name, year=record.year.number)


def write_record(record: Record, township: str, rules: PointRules) -> bytes:
    """履职档案: the facts, the points with the facts behind each, and how they were counted."""
    paper = Paper(_words("record.title", township=township), author=record.name)
    paper.subtitle(
        _words(
            "record.subtitle",
            name=record.name,
            constituency=record.constituency,
            year=record.year.number,
            until=_until(record.year),
        )
    )
    paper.heading(_words("record.facts"))
    facts = [line.split("|", 1) for line in fact_lines(record.facts)]
    if not facts:
        paper.text(_words("record.nothing"))
    else:
        paper.table((_words("record.header_fact"), _words("record.header_number")), facts)
    paper.heading(_words("record.points"))
    rows = [(explained(one, rules), str(one.points)) for one in record.points]
    rows.append((_words("record.total"), str(record.total)))
    paper.table((_words("record.header_fact"), _words("record.header_points")), rows)
    paper.text(_words("record.note"))
    return paper.data()


def report_name(record: Record) -> str:
    """What the file of a draft report is called."""
    return _words("report.file", name=record.name, year=record.year.number)


def write_report(record: Record, township: str) -> bytes:
    """述职报告, a draft: what the records say, in sentences, with gaps for the deputy's own words."""
    year, facts = record.year, record.facts
    whose = {"name": record.name, "constituency": record.constituency, "township": township}
    values: dict[str, Any] = {
        **whose,
        "year": year.number,
        "until": _until(year),
        "said_year": _words("said_year.over" if year.is_over else "said_year.running"),
        "f": facts,
        "kinds": kinds_of(facts),
        "shortfalls": _shortfalls(facts),
    }
    paper = Paper(_words("report.title", year=year.number), author=record.name)
    paper.subtitle(_words("report.subtitle", **whose))
    paper.text(_words("report.greeting"))
    paper.text(_words("report.opening", **values))
    for part in keys_under(_WORDS, "report.heading"):
        paper.heading(_words(f"report.heading.{part}"))
        paper.text(_words(f"report.body.{part}", **values))
    paper.text(_words("report.closing.thanks"))
    paper.signed(_words("report.closing.signed", name=record.name, year=year.until.year))
    return paper.data()


def nominees_name(year: int) -> str:
    """What the file about the nominees of a year is called."""
    return _words("award.file", year=year)


def write_nominees(year: int, standing: Sequence[Standing], township: str, rules: PointRules) -> bytes:
    """优秀代表推荐材料: each nominee with the reason, the facts and the points, then all side by side."""
    paper = Paper(_words("award.title", year=year))
    paper.subtitle(_words("award.subtitle", township=township))
    if not standing:
        paper.text(_words("award.none"))
        return paper.data()
    names = _words("award.joined").join(one.record.name for one in standing)
    opening = "award.opening" if len(standing) > 1 else "award.opening_one"
    paper.text(_words(opening, names=names, count=len(standing), township=township))
    for position, one in enumerate(standing, start=1):
        _write_nominee(paper, position, one, rules)
    paper.heading(_words("award.compared"))
    paper.table(_words("award.header").split("|"), [_compared(one.record) for one in standing])
    return paper.data()


def fact_lines(facts: DutyFacts) -> list[str]:
    """Each recorded fact as "项目|记录"."""
    return [_words(f"fact.{key}", f=facts, kinds=kinds_of(facts)) for key in lines_of(facts)]


def explained(one: Points, rules: PointRules) -> str:
    """The facts behind points of one kind."""
    words = _words(f"point.{one.kind}", count=one.count, total=one.total)
    if one.is_too_few:
        return _words("point.too_few", words=words, least=rules.least_people)
    return _words("point.capped", words=words) if one.is_capped else words


def kinds_of(facts: DutyFacts) -> str:
    """Activities attended by kind: 视察2次、培训1次."""
    counts = [(kind, getattr(facts, kind)) for kind in ActivityKind]
    return _words("kinds.joined").join(
        _words(f"kinds.{kind}", count=count) for kind, count in counts if count
    )


def _write_nominee(paper: Paper, position: int, one: Standing, rules: PointRules) -> None:
    record = one.record
    paper.heading(
        _words("award.heading", position=position, name=record.name, constituency=record.constituency)
    )
    paper.text(_words("award.reason", reason=one.reason))
    paper.table(
        (_words("record.header_fact"), _words("record.header_number")),
        [line.split("|", 1) for line in fact_lines(record.facts)],
    )
    points = "；".join(_worth(each, rules) for each in record.points)
    if points:
        paper.text(_words("award.points", total=record.total, points=points))


def _worth(one: Points, rules: PointRules) -> str:
    key = "award.lost" if one.points < 0 else "award.gained"
    return _words(key, words=explained(one, rules), points=abs(one.points))


def _compared(record: Record) -> list[str]:
    facts = record.facts
    return [
        record.name,
        str(facts.people_solved),
        str(facts.people_satisfied),
        f"{facts.contact_kept}/{facts.contact_due}",
        f"{facts.reply_kept}/{facts.reply_due}",
        str(facts.contact_days_with_people),
        str(facts.suggestions_issued),
        str(facts.attended),
        str(record.total),
    ]


def _shortfalls(facts: DutyFacts) -> str:
    counts = {
        "contact": facts.contact_due - facts.contact_kept,
        "reply": facts.reply_due - facts.reply_kept,
        "overdue": facts.overdue,
        "supervision": facts.supervision_late + facts.supervision_missed,
        "missed": facts.invited - facts.attended,
    }
    said: Iterator[str] = (
        _words(f"report.shortfall.{key}", count=count) for key, count in counts.items() if count > 0
    )
    return _words("report.shortfall.joined").join(said)


def _until(year: Year) -> str:
    return _words("span.until", is_over=year.is_over, month=year.until.month, day=year.until.day)


def _words(key: str, /, **values: Any) -> str:
    return phrase(_WORDS, key, **values)
