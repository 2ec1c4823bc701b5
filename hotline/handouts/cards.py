"""联系卡: ten to an A4 page, to be cut along dashed lines; each opens the bot on its deputy."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hotline.handouts import pages
from hotline.handouts.facts import CardFacts, Office
from hotline.handouts.fitting import fitted
from hotline.handouts.links import qr_picture
from hotline.handouts.wording import file_safe, words

if TYPE_CHECKING:
    from docx.table import _Cell

ACROSS, DOWN = 2, 5
WIDTH, HEIGHT = 92, 54
_TEXT, _QR = 57, 35
_COLUMNS = [float(part) for _ in range(ACROSS) for part in (_TEXT, _QR)]
_PICTURE = 30
_INNER = _TEXT - 5  # Word keeps two millimetres on either side of a cell free.


def file_name(cards: Sequence[CardFacts]) -> str:
    """What the document is called."""
    labels = words()["cards"]
    if len(cards) == 1:
        return str(labels["file_of_one"]).format(name=file_safe(cards[0].name))
    return str(labels["file"])


def write_cards(cards: Sequence[CardFacts], office: Office) -> bytes:
    """The document with all cards, ten to a page; the last row may be half empty."""
    side = (pages.A4_WIDTH - ACROSS * WIDTH) / 2
    document = pages.new_page(side=side, top=(pages.A4_HEIGHT - DOWN * HEIGHT - 3) / 2)
    table = pages.grid(document, _COLUMNS)
    for start in range(0, len(cards), ACROSS):
        row = pages.add_row(table, HEIGHT, _COLUMNS)
        for place, card in enumerate(cards[start : start + ACROSS]):
            text, code = row.cells[2 * place : 2 * place + 2]
            pages.mark_edges(text, ("top", "left", "bottom"))
            pages.mark_edges(code, ("top", "bottom", "right"))
            _write_text(text, card, office)
            _write_code(code, card)
    pages.end_page(document)
    return pages.as_bytes(document, words()["cards"]["title"].format(township=office.township))


def _write_text(cell: "_Cell", card: CardFacts, office: Office) -> None:
    """Seven lines at most, each as large as it fits."""
    labels = words()["cards"]
    seat = labels["seat"].format(level=words()["level"].get(card.level, ""), constituency=card.constituency)
    known = [
        labels["specialities"].format(words="、".join(card.specialities[:count]))
        for count in range(len(card.specialities), 0, -1)
    ]
    _line(cell, [labels["title"].format(township=office.township)], (10, 9, 8, 7))
    _line(cell, [labels["name"].format(name=card.name)], (26, 22, 18, 15, 12, 9), is_bold=True)
    _line(cell, [seat], (12, 11, 10, 9, 8, 7))
    if known:
        _line(cell, known, (10, 9, 8))
    if office.phone:
        _line(cell, [labels["phone"].format(phone=office.phone)], (15, 13, 11, 9), is_bold=True)
    if office.room:
        _line(cell, [labels["room"].format(room=office.room)], (10, 9, 8, 7))
    if office.hours:
        _line(cell, [labels["hours"].format(hours=office.hours)], (10, 9, 8, 7))


def _line(cell: "_Cell", ways: Sequence[str], sizes: Sequence[int], *, is_bold: bool = False) -> None:
    # So high a box holds one line at any of these sizes.
    text, size = fitted(ways, _INNER, sizes[0] * 0.46, sizes)
    pages.write(cell, text, size, is_bold=is_bold)


def _write_code(cell: "_Cell", card: CardFacts) -> None:
    pages.put_picture(cell, qr_picture(card.link), _PICTURE)
    pages.write(cell, words()["cards"]["scan"], 7.5, is_centred=True)
