"""公示表: everybody on one plain sheet to put up, by constituency, with one QR code."""

from collections.abc import Sequence
from typing import Any

from hotline.handouts import pages
from hotline.handouts.facts import CardFacts, Office, WallFacts
from hotline.handouts.links import qr_picture
from hotline.handouts.wording import words
from hotline.printed import clean

_MARGIN = 15
_WIDTHS = [34.0, 50.0, 42.0, 54.0]
_HEAD = [130.0, 50.0]
_PICTURE, _SIZE = 40, 12


def file_name() -> str:
    """What the document is called."""
    return str(words()["wall"]["file"])


def write_wall(facts: WallFacts, office: Office) -> bytes:
    """The document; where it takes several pages, each begins with the headings."""
    labels = words()["wall"]
    title = labels["title"].format(township=office.township)
    document = pages.new_page(side=_MARGIN, top=_MARGIN)
    _write_head(document, facts, office, title)
    table = pages.grid(document, _WIDTHS)
    table.style = "Table Grid"
    _write_row(table, labels["columns"], is_bold=True)
    _repeat_on_each_page(table.rows[0])
    for card in facts.cards:
        _write_row(table, _cells(card, labels))
    pages.end_page(document)
    return pages.as_bytes(document, title)


def _write_head(document: Any, facts: WallFacts, office: Office, title: str) -> None:
    labels, day = words()["wall"], facts.printed_on
    row = pages.add_row(pages.grid(document, _HEAD), _PICTURE + 4, _HEAD)
    pages.write(row.cells[0], title, 22, is_bold=True)
    for key in ("phone", "room", "hours"):
        if value := getattr(office, key):
            pages.write(row.cells[0], labels[key].format(**{key: value}), 14)
    pages.write(row.cells[0], labels["scan"], _SIZE)
    printed_on = labels["printed_on"].format(year=day.year, month=day.month, day=day.day)
    pages.write(row.cells[0], printed_on, 10, colour="666666")
    pages.put_picture(row.cells[1], qr_picture(facts.link), _PICTURE)
    # Between two tables, or Word makes one of them.
    pages.end_page(document)


def _cells(card: CardFacts, labels: dict[str, Any]) -> list[str]:
    level = words()["level"].get(card.level, "")
    return [
        card.constituency,
        labels["deputy"].format(name=card.name, level=level),
        "、".join(card.specialities) or labels["none"],
        "\n".join(card.days) or labels["none"],
    ]


def _write_row(table: Any, cells: Sequence[str], *, is_bold: bool = False) -> None:
    from docx.shared import Mm

    row = table.add_row()
    for cell, text, width in zip(row.cells, cells, _WIDTHS, strict=True):
        cell.width = Mm(width)
        for line in clean(text).splitlines() or [""]:
            pages.write(cell, line, _SIZE, is_bold=is_bold)


def _repeat_on_each_page(row: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
