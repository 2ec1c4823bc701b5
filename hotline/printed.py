"""Reports as Chinese offices print them (.docx): A4, 仿宋, headings in 黑体, gaps marked in yellow."""

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

# What no XML can hold.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# What is left for the writer stands between these.
_GAP = re.compile(r"(【[^】]*】)")
_BODY, _HEADING = "仿宋", "黑体"
_BODY_POINTS, _TITLE_POINTS, _TABLE_POINTS, _LINE_POINTS = 16, 22, 12, 28
# Page and margins in millimetres, as official papers have them.
_PAGE, _MARGINS = (210, 297), {"top": 37, "bottom": 35, "left": 28, "right": 26}


class Paper:
    """A document being written. The library is loaded only here: it is large, and seldom needed."""

    def __init__(self, title: str, *, author: str = "") -> None:
        import docx
        from docx.shared import Mm

        self._document: Any = docx.Document()
        self._document.core_properties.title = clean(title)
        self._document.core_properties.author = clean(author)
        section = self._document.sections[0]
        section.page_width, section.page_height = (Mm(one) for one in _PAGE)
        for side, width in _MARGINS.items():
            setattr(section, f"{side}_margin", Mm(width))
        self._set_fonts()
        self._centred(title, "Title")

    def subtitle(self, text: str) -> None:
        """A line below the title."""
        self._centred(text, "Subtitle")

    def heading(self, text: str) -> None:
        self._document.add_paragraph(clean(text), style="Heading 1")

    def text(self, words: str) -> None:
        """Paragraphs, one a line, the first line of each set in by two characters."""
        from docx.shared import Pt

        for line in filter(None, map(str.strip, words.splitlines())):
            paragraph = self._document.add_paragraph(style="Normal")
            paragraph.paragraph_format.first_line_indent = Pt(2 * _BODY_POINTS)
            _write(paragraph, line)

    def signed(self, words: str) -> None:
        """Lines at the right, under the text."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        for line in words.splitlines():
            paragraph = self._document.add_paragraph(style="Normal")
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _write(paragraph, line)

    def table(self, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table with lines; its first row is repeated on every page."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        lines = [header, *rows]
        table = self._document.add_table(rows=len(lines), cols=len(header), style="Table Grid")
        for row, line in zip(table.rows, lines, strict=True):
            for cell, words in zip(row.cells, line, strict=True):
                _write_cell(cell, words, is_bold=line is header)
        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(mark)

    def new_page(self) -> None:
        self._document.add_page_break()

    def data(self) -> bytes:
        """The file."""
        kept = io.BytesIO()
        self._document.save(kept)
        return kept.getvalue()

    def _centred(self, text: str, style: str) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        paragraph = self._document.add_paragraph(clean(text), style=style)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def _set_fonts(self) -> None:
        from docx.shared import Pt

        sizes = {"Title": _TITLE_POINTS, "Subtitle": _BODY_POINTS, "Heading 1": _BODY_POINTS}
        for name, size in {**sizes, "Normal": _BODY_POINTS}.items():
            style = self._document.styles[name]
            _set_font(style, _BODY if name in ("Normal", "Subtitle") else _HEADING)
            style.font.size = Pt(size)
            style.font.bold = style.font.italic = False
            style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
            if name != "Title":
                style.paragraph_format.line_spacing = Pt(_LINE_POINTS)


def clean(text: str) -> str:
    """Without what cannot stand in a document."""
    return _UNPRINTABLE.sub("", text)


def _write(paragraph: Any, words: str, *, is_bold: bool = False) -> None:
    from docx.enum.text import WD_COLOR_INDEX

    for part in filter(None, _GAP.split(clean(words))):
        run = paragraph.add_run(part)
        run.bold = is_bold
        if _GAP.fullmatch(part):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _write_cell(cell: Any, words: str, *, is_bold: bool) -> None:
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.line_spacing = Pt(_BODY_POINTS + 2)
    _write(paragraph, words, is_bold=is_bold)
    for run in paragraph.runs:
        run.font.size = Pt(_TABLE_POINTS)


def _set_font(style: Any, name: str) -> None:
    """Chinese characters take their font from an attribute of their own; theme colours become black."""
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    style.font.name = name
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    fonts.set(qn("w:eastAsia"), name)
