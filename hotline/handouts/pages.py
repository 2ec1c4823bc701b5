"""Pages, boxes and lines of what is printed, on python-docx, which is loaded only then."""

import io
from typing import TYPE_CHECKING, Any

from hotline.handouts.fitting import LINE
from hotline.handouts.wording import words
from hotline.printed import clean

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell, _Row

A4_WIDTH, A4_HEIGHT = 210, 297


def new_page(*, side: float, top: float) -> "Document":
    """An A4 document with these margins in millimetres, in the customary fonts."""
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(A4_WIDTH), Mm(A4_HEIGHT)
    section.left_margin = section.right_margin = Mm(side)
    section.top_margin = section.bottom_margin = Mm(top)
    section.header_distance = section.footer_distance = Mm(0)
    style: Any = document.styles["Normal"]
    style.font.name = words()["heading_font"]
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), words()["heading_font"])
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    return document


def end_page(document: "Document") -> None:
    """Word wants a paragraph behind a table: one that takes no room, so that no empty page follows."""
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(1)
    paragraph.add_run().font.size = Pt(1)


def as_bytes(document: "Document", title: str) -> bytes:
    document.core_properties.title = clean(title)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def grid(document: "Document", columns: list[float]) -> Any:
    """A table without lines whose columns are so wide in millimetres, whatever stands in them."""
    from docx.shared import Mm

    table = document.add_table(rows=0, cols=len(columns))
    table.autofit = False
    for column, width in zip(table.columns, columns, strict=True):
        column.width = Mm(width)
    return table


def add_row(table: Any, height: float, columns: list[float]) -> "_Row":
    """A row of exactly this height, never broken over two pages."""
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    row: _Row = table.add_row()
    row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.EXACTLY
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, width in zip(row.cells, columns, strict=True):
        cell.width = Mm(width)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    return row


def write(
    cell: "_Cell",
    text: str,
    size: float,
    *,
    is_bold: bool = False,
    is_centred: bool = False,
    colour: str = "",
) -> None:
    """One more paragraph in a cell; its lines are exactly as high as `fitting` reckons."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt, RGBColor

    first = cell.paragraphs[0]
    paragraph = first if not first.runs else cell.add_paragraph()
    paragraph.paragraph_format.line_spacing = Pt(size * LINE)
    if is_centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(clean(text))
    run.font.size, run.font.bold = Pt(size), is_bold
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)


def put_picture(cell: "_Cell", data: bytes, width: float) -> None:
    """A square picture in the middle of a cell."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    first = cell.paragraphs[0]
    paragraph = first if not first.runs else cell.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run().add_picture(io.BytesIO(data), width=Mm(width))


def mark_edges(cell: "_Cell", edges: tuple[str, ...]) -> None:
    """Dashed lines to cut along at these edges (top, bottom, left, right) of a cell."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tcBorders")
    # The schema wants them in this order.
    for edge in ("top", "left", "bottom", "right"):
        if edge in edges:
            line = OxmlElement(f"w:{edge}")
            for name, value in (("val", "dashed"), ("sz", "4"), ("space", "0"), ("color", "999999")):
                line.set(qn(f"w:{name}"), value)
            borders.append(line)
    properties = cell._tc.get_or_add_tcPr()
    # Before the vertical alignment, which stands later in the schema.
    properties.insert_element_before(borders, "w:shd", "w:noWrap", "w:tcMar", "w:vAlign")
