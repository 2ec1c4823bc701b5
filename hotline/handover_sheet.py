"""交办单 as a document (.docx) to print: what a unit has to know, and nothing of who raised the matter."""

import io
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from hotline.errors import NoSuchChoice
from hotline.history import shown_number
from hotline.work import Work
from storage.queries import cases as queries
from storage.queries import roster
from storage.tables import Place, Referral

if TYPE_CHECKING:
    from docx.document import Document

# What no XML can hold.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Room for the unit's own words.
_EMPTY_LINES = 6


@dataclass(frozen=True)
class HandoverSheet:
    """Everything that is printed; days are those of the hotline's zone."""

    station: str
    number: str
    unit: str
    contact: str
    referred_on: date
    due_on: date
    place: str
    category: str
    said: str
    deputy: str


@cache
def _words() -> dict[str, str]:
    return tomllib.loads(files("hotline.lexicons").joinpath("handover_sheet.toml").read_text("utf-8"))


async def sheet_of(work: Work, referral_id: int) -> HandoverSheet:
    """Load what is printed for one hop. Raises NoSuchChoice where the hop is not known."""
    hop = await work.session.get(Referral, (work.station_id, referral_id))
    case = None if hop is None else await queries.case(work.session, work.station_id, hop.case_id)
    if hop is None or case is None:
        raise NoSuchChoice("sheet", "")
    place = deputy = None
    if case.place_id is not None:
        place = await work.session.get(Place, (work.station_id, case.place_id))
    if case.deputy_id is not None:
        deputy = await roster.deputy(work.session, work.station_id, case.deputy_id)
    return HandoverSheet(
        station=work.knowledge.station.name,
        number=shown_number(case),
        unit=hop.unit,
        contact=hop.contact,
        referred_on=work.calendar.local_date(hop.referred_at),
        due_on=work.calendar.local_date(hop.due_at),
        place="" if place is None else place.name,
        category=" ".join(filter(None, (case.category, case.topic))),
        said=case.text,
        deputy="" if deputy is None else deputy.name,
    )


def file_name(number: str) -> str:
    """What the document is called."""
    return _words()["file"].format(number=number)


def write_document(sheet: HandoverSheet) -> bytes:
    """The document. The library is loaded only here: it is large, and seldom needed."""
    import docx

    document, words = docx.Document(), _words()
    _set_fonts(document, words)
    document.core_properties.author = sheet.deputy
    document.core_properties.title = f"{words['title']} {sheet.number}"
    document.add_heading(_clean(sheet.station), level=1)
    document.add_heading(words["title"], level=0)
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for label, value in _rows(sheet, words):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, _clean(value)
    document.add_heading(words["said"], level=2)
    for line in sheet.said.splitlines():
        document.add_paragraph(_clean(line))
    document.add_heading(words["answer"], level=2)
    document.add_paragraph("\n" * _EMPTY_LINES)
    document.add_paragraph(words["signed"])
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _rows(sheet: HandoverSheet, words: dict[str, str]) -> list[tuple[str, str]]:
    rows = [
        (words["number"], sheet.number),
        (words["unit"], sheet.unit),
        (words["contact"], sheet.contact),
        (words["referred_on"], _day(sheet.referred_on, words)),
        (words["due_on"], _day(sheet.due_on, words)),
        (words["place"], sheet.place),
        (words["category"], sheet.category),
        (words["deputy"], sheet.deputy),
    ]
    return [(label, value) for label, value in rows if value]


def _day(day: date, words: dict[str, str]) -> str:
    return words["date"].format(year=day.year, month=day.month, day=day.day)


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def _set_fonts(document: "Document", words: dict[str, str]) -> None:
    """Chinese characters take their font from an attribute of their own."""
    from docx.oxml.ns import qn

    heading = words["heading_font"]
    fonts = {"Normal": words["font"], "Title": heading, "Heading 1": heading, "Heading 2": heading}
    for name, font in fonts.items():
        style: Any = document.styles[name]
        style.font.name = font
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
