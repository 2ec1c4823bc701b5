"""A published ledger as one page of HTML: no scripts, nothing loaded; A4 across, to be read on a wall."""

from datetime import date
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from hotline.ledger.printed import PrintedLedger
from hotline.ledger.words import labels


@cache
def _template() -> Template:
    loader = PackageLoader("hotline.ledger", "")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("page.html")


def render_page(ledger: PrintedLedger) -> str:
    """The page."""
    said, heads = labels("page"), labels("sheet")
    quarter = ledger.quarter
    title = said["title"].format(
        township=ledger.township, year=quarter.first.year, quarter=said["quarters"][quarter.number - 1]
    )
    days = {"first": quarter.first, "last": quarter.last, "published": ledger.published_on}
    ways = [said["phone"].format(phone=ledger.phone)] if ledger.phone else []
    ways += [said["room"].format(room=ledger.room)] if ledger.room else []
    return _template().render(
        ledger=ledger,
        title=title,
        heads=heads,
        nowhere=said["nowhere"],
        period=said["period"].format(**{name: _day(day) for name, day in days.items()}),
        summary=said["summary"].format(count=len(ledger.lines), solved=ledger.solved),
        note=said["note"],
        contact=said["contact"].format(contact="，".join(ways)) if ways else "",
    )


def _day(day: date) -> str:
    return str(labels("page")["date"]).format(year=day.year, month=day.month, day=day.day)
