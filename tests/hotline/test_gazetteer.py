"""Which places a text names, which are the same, and which a typed name may mean."""

from pathlib import Path

import pytest

from hotline.gazetteer import Gazetteer, GazetteerRefused, PlaceName, read_csv

LIUSHU = PlaceName("village", "柳树村", ("柳树屯",), None, "清河镇", "第一选区", 1)
LIJIA = PlaceName("village", "李家庄村", (), None, "清河镇", "第二选区", 2)
ZHANG = PlaceName("village", "张村", (), None, "清河镇", "第三选区", 3)
DONGFENG = PlaceName("village", "东风村", (), None, "清河镇", "第四选区", 4)
DONGFENG_TOO = PlaceName("village", "东风村", (), None, "石桥镇", "第五选区", 5)
XINGLIU = PlaceName("road", "兴柳路", ("大柳路",), "柳树村", "清河镇")
SCHOOL = PlaceName("unit", "柳树村小学", ("村小",), "柳树村", "清河镇")
COUNTY_ROAD = PlaceName("road", "清石公路", (), None, "清河镇")
OURS = Gazetteer([LIUSHU, LIJIA, ZHANG, DONGFENG, DONGFENG_TOO, XINGLIU, SCHOOL, COUNTY_ROAD])

FOUND = [
    ("柳树村的路坏了", [LIUSHU]),
    ("柳樹村的路壞了", [LIUSHU]),  # traditional characters
    ("柳 树 村停水", [LIUSHU]),  # blanks between
    ("俺柳树屯的机井", [LIUSHU]),  # what people call it
    ("李家庄没水", [LIJIA]),  # without its 村
    ("李家庄镇上没水", []),  # a town of that name is another place
    ("东李家庄村没水", []),  # and so is a village to the east of it
    ("我们张村没水", [ZHANG]),
    ("新张村没水", []),  # two characters at the end of another name
    ("柳树村和张村之间的桥", [LIUSHU, ZHANG]),
    ("张村、柳树村都停电", [ZHANG, LIUSHU]),  # in the order of the text
    ("柳树村小学没有操场", [SCHOOL]),  # the longest name wins
    ("柳树村兴柳路坑坑洼洼", [XINGLIU]),  # a road in the village is not a second place
    ("清河镇东风村的渠", [DONGFENG]),  # the township tells which
    ("东风村的渠", [DONGFENG, DONGFENG_TOO]),
    ("柳树被砍了", []),
    ("", []),
]

MEANT = [
    ("兴柳路坑坑洼洼", [LIUSHU]),
    ("柳树村小学和兴柳路都没灯", [LIUSHU]),
    ("柳树村到李家庄村的路", [LIUSHU, LIJIA]),
    ("清石公路烂了", []),  # belongs to no village
]

TYPED = [
    ("柳树村", LIUSHU),
    ("柳树", LIUSHU),
    ("柳树社区", LIUSHU),
    ("柳村", LIUSHU),  # one character forgotten
    ("柳数村", LIUSHU),  # a slip
    ("树柳村", LIUSHU),  # changed round
    ("李家庄", LIJIA),
    ("李庄", LIJIA),
    ("张", ZHANG),
    ("大柳路", XINGLIU),
]


@pytest.mark.parametrize(("text", "places"), FOUND)
def test_the_places_that_a_text_names(text: str, places: list[PlaceName]) -> None:
    assert list(OURS.find(text)) == places


@pytest.mark.parametrize(("text", "villages"), MEANT)
def test_the_villages_that_a_text_means(text: str, villages: list[PlaceName]) -> None:
    assert list(OURS.villages(text)) == villages


@pytest.mark.parametrize(("typed", "place"), TYPED)
def test_the_closest_place_to_a_typed_name(typed: str, place: PlaceName) -> None:
    assert OURS.closest(typed)[0] == place


def test_a_name_like_none_of_ours_has_no_closest_place() -> None:
    assert OURS.closest("火星基地") == ()
    assert OURS.closest("  ") == ()


def test_no_more_than_the_limit_is_offered() -> None:
    assert len(OURS.closest("村", limit=2)) <= 2


def test_an_empty_gazetteer_finds_nothing() -> None:
    assert Gazetteer([]).find("柳树村") == ()


def test_a_file_of_places(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text(
        "kind,name,aliases,village,township\n村,柳树村,柳树屯|大柳,,清河镇\nroad,兴柳路,,柳树村,清河镇\n,,,,\n",
        "utf-8",
    )
    village, road = read_csv(file).places
    assert village == PlaceName("village", "柳树村", ("柳树屯", "大柳"), None, "清河镇")
    assert road.village == "柳树村"


def test_a_file_saved_by_a_chinese_spreadsheet(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_bytes("kind,name,aliases,village,township\nvillage,柳树村,,,清河镇\n".encode("gb18030"))
    assert [place.name for place in read_csv(file).places] == ["柳树村"]


def test_every_error_of_a_file_is_told_with_its_row(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text("kind,name\nvillage,柳树村\nvillage,\nvillage,柳树村\n", "utf-8")
    with pytest.raises(GazetteerRefused) as refused:
        read_csv(file)
    assert refused.value.problems == [
        "places.csv, row 3: name is empty; fill it in or delete the row",
        "places.csv, row 4: 柳树村 stands there twice; delete one row",
    ]


def test_a_cell_without_end_and_a_file_without_end_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text(f'kind,name\nvillage,"{"柳" * 200_000}', "utf-8")
    # How long a cell may be for the reader is one number for the whole process, which others change.
    with pytest.raises(GazetteerRefused, match=r"not readable as CSV|row 2: name is longer than 64"):
        read_csv(file)
    with file.open("wb") as opened:
        opened.truncate(1 << 40)  # takes no room on the disk
    with pytest.raises(GazetteerRefused, match="at most 8 MB"):
        read_csv(file)


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text("名称\n柳树村\n", "utf-8")
    with pytest.raises(GazetteerRefused, match="row 1: no column kind, name"):
        read_csv(file)
