"""海报: one A4 page for a constituency, readable from two metres, with a large QR code in its middle."""

from collections.abc import Sequence

from hotline.handouts import pages
from hotline.handouts.facts import Office, PosterFacts
from hotline.handouts.fitting import fitted
from hotline.handouts.links import qr_picture
from hotline.handouts.wording import file_safe, words

SMALLEST = 22
"""pt; from two metres a Chinese character has to be about 8 mm high."""
_MARGIN = 10
_WIDTH = pages.A4_WIDTH - 2 * _MARGIN
_INNER = _WIDTH - 4
_PICTURE = 86
_SIZES = (34, 32, 30, 28, 26, 24, 22)
# Heights of the boxes in millimetres; together they leave three for the end of the page.
_HEADING, _HEADLINE, _CODE, _DEPUTIES, _PHONE, _ROOM = 14, 30, 88, 26, 16, 22
_DAYS, _STEPS, _DONT = 22, 34, 23


def file_name(facts: PosterFacts) -> str:
    """What the document is called."""
    return str(words()["poster"]["file"]).format(constituency=file_safe(facts.constituency))


def write_poster(facts: PosterFacts, office: Office) -> bytes:
    """The document."""
    labels = words()["poster"]
    document = pages.new_page(side=_MARGIN, top=_MARGIN)
    table = pages.grid(document, [_WIDTH])

    def box(height: float, ways: Sequence[str], sizes: Sequence[int], **look: bool | str) -> None:
        text, size = fitted(ways, _INNER, height, sizes)
        cell = pages.add_row(table, height, [_WIDTH]).cells[0]
        for line in text.splitlines():
            pages.write(cell, line, size, **look)  # type: ignore[arg-type]

    box(_HEADING, [labels["heading"].format(station=office.name)], (30, 26, 22), is_centred=True)
    box(_HEADLINE, [labels["headline"]], (58, 54, 48), is_centred=True, is_bold=True, colour="B00000")
    code = pages.add_row(table, _CODE, [_WIDTH]).cells[0]
    pages.put_picture(code, qr_picture(facts.link), _PICTURE)
    box(_DEPUTIES, _deputies(facts), _SIZES, is_bold=True, is_centred=True)
    box(_PHONE, _phone(office), _SIZES, is_centred=True, is_bold=True)
    box(_ROOM, _room(office), _SIZES[3:], is_centred=True)
    box(_DAYS, _days(facts), _SIZES[2:], is_centred=True)
    box(_STEPS, ["\n".join(labels["steps"])], (24, 22))
    box(_DONT, [labels["dont"]], (26, 24, 22), colour="B00000")
    pages.end_page(document)
    return pages.as_bytes(document, f"{office.name} {facts.constituency}")


def _deputies(facts: PosterFacts) -> list[str]:
    """All names, or as many as there is room for and how many there are."""
    labels, count = words()["poster"], len(facts.deputies)
    ways = ["、".join(facts.deputies)]
    ways += [
        labels["more"].format(names="、".join(facts.deputies[:shown]), count=count)
        for shown in range(count - 1, 0, -1)
    ]
    return [labels["deputies"].format(constituency=facts.constituency, names=names) for names in ways]


def _phone(office: Office) -> list[str]:
    return [words()["poster"]["phone"].format(phone=office.phone) if office.phone else ""]


def _room(office: Office) -> list[str]:
    """The room and its hours; the hours are left out where there is no space for both."""
    labels = words()["poster"]
    lines = [labels[key].format(**{key: getattr(office, key)}) for key in ("room", "hours")]
    said = [line for line, key in zip(lines, ("room", "hours"), strict=True) if getattr(office, key)]
    return ["\n".join(said[:count]) for count in range(len(said), 0, -1)] or [""]


def _days(facts: PosterFacts) -> list[str]:
    """The next contact days, as many as there is room for."""
    labels = words()["poster"]
    ways = [
        labels["days"].format(days="；".join(facts.days[:count])) for count in range(len(facts.days), 0, -1)
    ]
    return ways or [labels["no_days"]]
