"""Cards, posters and the wall sheet, read back from the files: sizes, words, and links."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
import segno
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image

from hotline.handouts import cards, poster, wall
from hotline.handouts.facts import CardFacts, Office, PosterFacts, WallFacts
from hotline.handouts.links import bot_link, constituency_link, deputy_link, qr_picture

OFFICE = Office("和平镇人大代表热线", "和平镇", "0000-1234567", "镇政府一楼 101", "周一至周五 8:30–17:30")
BARE = Office("热线", "镇", "", "", "")
WORDY = Office("和" * 40, "平" * 30, "0000-1234567 转 8001", "镇" * 64, "周" * 64)
DAY = "6月20日（周六）9:00–11:00 村委会"


def card(number: int, **facts: Any) -> CardFacts:
    plain = {
        "name": f"代表{number}",
        "level": "town",
        "constituency": "靠山选区",
        "specialities": ("水利", "林业"),
        "link": deputy_link("heping_bot", f"D{number:02}"),
    }
    return CardFacts(**{**plain, **facts})


POSTER = PosterFacts("靠山选区", ("王桂芳", "李秀兰"), (DAY,), constituency_link("heping_bot", "2"))


def read(data: bytes) -> Any:
    return Document(io.BytesIO(data))


def pictures(data: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [archive.read(name) for name in sorted(archive.namelist()) if name.endswith(".png")]


def modules(picture: bytes, count: int) -> list[list[int]]:
    """The dark (1) and light (0) modules of a QR code with so many to a side, four light ones around it."""
    with Image.open(io.BytesIO(picture)) as image:
        grey = image.convert("L")
        step = grey.width / (count + 8)
        middle = [round((place + 4.5) * step) for place in range(count)]
        return [[int(grey.getpixel((x, y)) == 0) for x in middle] for y in middle]


def says(picture: bytes, link: str) -> bool:
    code = segno.make_qr(link, error="m")
    matrix = [list(row) for row in code.matrix]
    return modules(picture, len(matrix)) == matrix


def mm(length: int) -> float:
    """Word keeps lengths in twentieths of a point, so a tenth of a millimetre is all that can be asked."""
    return round(length / 36_000, 1)


def size_of(thing: Any) -> tuple[float, float]:
    return mm(thing.width), mm(thing.height)


def page_of(section: Any) -> tuple[float, float]:
    return mm(section.page_width), mm(section.page_height)


def room_on(section: Any) -> float:
    return mm(section.page_height - section.top_margin - section.bottom_margin)


def smallest_letters(document: Any) -> float:
    """The smallest size in pt of any word in the tables."""
    return min(
        float(run.font.size.pt)
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for paragraph in cell.paragraphs
        for run in paragraph.runs
        if run.text.strip()
    )


# Links


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (bot_link("heping_bot"), "https://t.me/heping_bot"),
        (constituency_link("heping_bot", "2"), "https://t.me/heping_bot?start=c_2"),
        (deputy_link("heping_bot", "D-03_x"), "https://t.me/heping_bot?start=d_D-03_x"),
    ],
)
def test_a_code_opens_the_bot_where_it_should(link: str, expected: str) -> None:
    assert link == expected
    assert says(qr_picture(link), expected)
    assert not says(qr_picture(link), expected + "x")


# Cards


def test_ten_cards_go_to_a_page() -> None:
    document = read(cards.write_cards([card(number) for number in range(23)], OFFICE))
    section, (table,) = document.sections[0], document.tables
    assert page_of(section) == (210, 297)
    assert len(table.rows) == 12  # twelve rows of two
    assert {mm(row.height) for row in table.rows} == {54}
    assert room_on(section) // 54 == 5  # five rows to a page: ten cards
    # What is left over holds the paragraph that Word wants behind a table.
    assert room_on(section) - 5 * 54 >= 2
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    across = mm(sum(cell.width for cell in table.rows[0].cells))
    assert across == 2 * cards.WIDTH
    assert across <= mm(section.page_width - section.left_margin - section.right_margin)


def test_a_card_says_who_it_is_and_how_to_reach_her() -> None:
    data = cards.write_cards([card(7)], OFFICE)
    row = read(data).tables[0].rows[0]
    assert row.cells[0].text.split("\n") == [
        "和平镇人大代表联系卡",
        "代表7代表",
        "镇人大代表　靠山选区",
        "熟悉：水利、林业",
        "电话 0000-1234567",
        "接待室 镇政府一楼 101",
        "时间 周一至周五 8:30–17:30",
    ]
    assert "扫一扫" in row.cells[1].text
    assert [cell.text for cell in row.cells[2:]] == ["", ""]
    (picture,) = pictures(data)
    assert says(picture, "https://t.me/heping_bot?start=d_D07")
    assert size_of(read(data).inline_shapes[0]) == (30.0, 30.0)


def test_a_card_leaves_out_what_is_not_known_and_shortens_what_is_long() -> None:
    lines = read(cards.write_cards([card(1, specialities=())], BARE)).tables[0].rows[0].cells[0].text
    assert "电话" not in lines
    assert "熟悉" not in lines
    many = card(1, name="阿" * 30, specialities=tuple(f"农业技术推广{number}" for number in range(9)))
    cell = read(cards.write_cards([many], WORDY)).tables[0].rows[0].cells[0]
    height = sum(paragraph.paragraph_format.line_spacing for paragraph in cell.paragraphs)
    assert len(cell.paragraphs) == 7
    assert height < Mm(cards.HEIGHT)


def test_cards_are_cut_along_dashed_lines() -> None:
    row = read(cards.write_cards([card(1)], OFFICE)).tables[0].rows[0]
    edges = [
        {edge.tag.rpartition("}")[2] for edge in cell._tc.tcPr.find(qn("w:tcBorders"))}
        for cell in row.cells[:2]
    ]
    assert edges == [{"top", "left", "bottom"}, {"top", "bottom", "right"}]
    line = row.cells[0]._tc.tcPr.find(qn("w:tcBorders"))[0]
    assert line.get(qn("w:val")) == "dashed"


def test_one_deputy_s_file_is_named_after_her() -> None:
    assert cards.file_name([card(1, name="王/桂芳 ")]) == "代表联系卡-王_桂芳.docx"
    assert cards.file_name([card(1), card(2)]) == "代表联系卡.docx"


# Posters


@pytest.mark.parametrize(
    ("facts", "office"),
    [
        (POSTER, OFFICE),
        (PosterFacts("靠山选区", (), (), POSTER.link), BARE),
        (
            PosterFacts("选" * 30, tuple(f"欧阳建国{n}" for n in range(30)), (DAY * 3,) * 3, POSTER.link),
            WORDY,
        ),
    ],
)
def test_a_poster_is_one_page_and_readable_from_two_metres(facts: PosterFacts, office: Office) -> None:
    document = read(poster.write_poster(facts, office))
    section, (table,) = document.sections[0], document.tables
    assert page_of(section) == (210, 297)
    assert {row.height_rule for row in table.rows} == {2}  # exactly so high, whatever stands in it
    assert mm(sum(row.height for row in table.rows)) <= room_on(section) - 1
    assert smallest_letters(document) >= poster.SMALLEST
    for row in table.rows:
        lines = [one for one in row.cells[0].paragraphs if one.text]
        assert sum(line.paragraph_format.line_spacing for line in lines) <= row.height


def test_a_poster_says_who_when_how_and_what_not() -> None:
    data = poster.write_poster(POSTER, OFFICE)
    lines = "\n".join(row.cells[0].text for row in read(data).tables[0].rows)
    for words in (
        *("和平镇人大代表热线", "扫一扫，有事找代表", "靠山选区的人大代表：王桂芳、李秀兰"),
        *("电话 0000-1234567", "联系日：6月20日（周六）9:00–11:00 村委会"),
        *("一、", "二、", "三、", "别发身份证号", "110、119、120"),
    ):
        assert words in lines
    (picture,) = pictures(data)
    assert says(picture, "https://t.me/heping_bot?start=c_2")
    assert size_of(read(data).inline_shapes[0]) == (86.0, 86.0)


def test_a_poster_of_many_deputies_names_some_and_says_how_many() -> None:
    many = PosterFacts("靠山选区", tuple(f"欧阳建国{n}" for n in range(30)), (), POSTER.link)
    lines = "\n".join(row.cells[0].text for row in read(poster.write_poster(many, OFFICE)).tables[0].rows)
    assert "等 30 位" in lines
    assert "代表哪天接待" in lines


# The wall sheet


def test_the_wall_sheet_lists_everybody_and_repeats_its_head() -> None:
    everybody = tuple(card(number, days=(DAY,)) for number in range(60))
    facts = WallFacts(everybody, bot_link("heping_bot"), date(2026, 6, 15))
    data = wall.write_wall(facts, OFFICE)
    head, table = read(data).tables
    assert "和平镇人大代表联系公示表" in head.rows[0].cells[0].text
    assert "2026年6月15日印" in head.rows[0].cells[0].text
    assert [cell.text for cell in table.rows[0].cells] == ["选区", "代表", "熟悉的事", "联系日"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert len(table.rows) == 61
    assert [cell.text for cell in table.rows[1].cells] == [
        "靠山选区",
        "代表0（镇人大代表）",
        "水利、林业",
        DAY,
    ]
    (picture,) = pictures(data)
    assert says(picture, "https://t.me/heping_bot")
