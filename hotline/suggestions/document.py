"""The suggestion as a printable document (.docx) in the customary form."""

import io
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from hotline.errors import NoSuchSuggestion
from hotline.suggestions.words import labels
from hotline.work import Work
from storage.queries import roster
from storage.queries import suggestions as queries
from storage.tables import Constituency

if TYPE_CHECKING:
    from docx.document import Document

# What no XML can hold.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Sheet:
    """Everything that is printed; days are those of the hotline's zone."""

    township: str
    number: str
    title: str
    deputy: str
    constituency: str
    cases: int
    problem: str
    proposal: str
    unit: str = ""
    issued_on: date | None = None
    due_on: date | None = None
    is_estimated: bool = False
    answer: str = ""
    is_satisfied: bool | None = None


async def sheet_of(work: Work, suggestion_id: int) -> Sheet:
    """Load what is printed. Raises NoSuchSuggestion."""
    suggestion = await queries.suggestion(work.session, work.station_id, suggestion_id)
    if suggestion is None:
        raise NoSuchSuggestion("")
    deputy = await roster.deputy(work.session, work.station_id, suggestion.deputy_id)
    seat = None
    if deputy is not None:
        seat = await work.session.get(Constituency, (work.station_id, deputy.constituency_id))
    due_on = None if suggestion.due_at is None else work.calendar.local_date(suggestion.due_at)
    cases = await queries.cases_behind(work.session, work.station_id, suggestion.id)
    return Sheet(
        township=work.knowledge.station.township,
        number=str(suggestion.number or ""),
        title=suggestion.title,
        deputy="" if deputy is None else deputy.name,
        constituency="" if seat is None else seat.name,
        cases=len(cases),
        problem=suggestion.problem,
        proposal=suggestion.proposal,
        unit=suggestion.unit,
        issued_on=None if suggestion.issued_at is None else work.calendar.local_date(suggestion.issued_at),
        due_on=due_on,
        is_estimated=due_on is not None and work.calendar.is_estimated(due_on),
        answer=suggestion.answer,
        is_satisfied=suggestion.is_satisfied,
    )


def file_name(number: str) -> str:
    """What the document is called."""
    return labels("document")["file"].format(number=number)


def write_document(sheet: Sheet) -> bytes:
    """The document. The library is loaded only here: it is large, and seldom needed."""
    import docx

    document = docx.Document()
    phrases = labels("document")
    _set_fonts(document, phrases["font"], phrases["heading_font"])
    document.core_properties.author = sheet.deputy
    document.core_properties.title = _clean(sheet.title)
    document.add_heading(_clean(phrases["heading"].format(township=sheet.township)), level=0)
    document.add_heading(f"《{_clean(sheet.title)}》", level=1)
    _add_table(document, _facts(sheet, phrases))
    for heading, words in _parts(sheet, phrases):
        document.add_heading(heading, level=2)
        for line in words.splitlines():
            document.add_paragraph(_clean(line))
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _facts(sheet: Sheet, phrases: Any) -> list[tuple[str, str]]:
    due_on = _day(sheet.due_on, phrases) + (phrases["estimated"] if sheet.is_estimated else "")
    return [
        (phrases["number"], phrases["shown_number"].format(number=sheet.number)),
        (phrases["deputy"], sheet.deputy),
        (phrases["constituency"], sheet.constituency),
        (phrases["subject"], sheet.title),
        (phrases["cases"], phrases["count"].format(count=sheet.cases)),
        (phrases["unit"], sheet.unit or phrases["none"]),
        (phrases["issued_on"], _day(sheet.issued_on, phrases)),
        (phrases["due_on"], due_on),
    ]


def _parts(sheet: Sheet, phrases: Any) -> list[tuple[str, str]]:
    opinion = "" if sheet.is_satisfied is None else "satisfied" if sheet.is_satisfied else "not_satisfied"
    parts = [
        (phrases["problem"], sheet.problem),
        (phrases["proposal"], sheet.proposal),
        (phrases["answer"], sheet.answer),
        (phrases["opinion"], phrases[opinion] if opinion else ""),
    ]
    return [(heading, words) for heading, words in parts if words]


def _day(day: date | None, phrases: Any) -> str:
    if day is None:
        return str(phrases["none"])
    return str(phrases["date"].format(year=day.year, month=day.month, day=day.day))


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def _add_table(document: "Document", rows: list[tuple[str, str]]) -> None:
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for label, value in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, _clean(value)


def _set_fonts(document: "Document", body: str, heading: str) -> None:
    """Chinese characters take their font from an attribute of their own."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    names = {"Normal": body, "Title": heading, "Heading 1": heading, "Heading 2": heading}
    for style_name, font in names.items():
        style: Any = document.styles[style_name]
        style.font.name = font
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    normal: Any = document.styles["Normal"]
    normal.font.size = Pt(14)
