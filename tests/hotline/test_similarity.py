"""Like messages are found, and the events that many are about, with place, dates and count."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hotline.landmarks import landmarks, usual_area
from hotline.similarity import Candidate, Message, find_similar, similarity, topics

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOISE = [
    "B3区桂花新城旁边搅拌站夜里噪音太大",
    "投诉桂花新城附近搅拌站噪音扰民",
    "B3区桂花新城小区外搅拌站灰尘噪音",
    "桂花新城的搅拌站又响了一夜，噪音没人管",
    "搅拌站噪音，桂花新城老人睡不着",
]
OTHERS = [
    "镇中学的操场什么时候修",
    "青山村的路灯坏了两个月",
    "医保卡补办要跑几趟",
    "大柳树村的渠堵了",
    "养老金认证手机上弄不了",
    "清河路的公交车太少",
]


def messages(titles: list[str]) -> list[Message]:
    return [Message(str(n), title, START + timedelta(days=3 * n)) for n, title in enumerate(titles)]


@given(st.text(max_size=40), st.text(max_size=40))
def test_similarity_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0.0 <= similarity(one, other) <= 1.0
    assert abs(similarity(one, other) - similarity(other, one)) < 1e-9


def test_the_same_matter_in_other_words_is_more_alike_than_another_matter() -> None:
    street_lamps = "村东头路灯不亮了"
    assert similarity(street_lamps, "村东头的路灯坏了，不亮") > similarity(street_lamps, "低保什么时候发")


def test_an_open_case_nearby_is_offered_the_most_alike_first() -> None:
    open_cases = [
        Candidate(1, "村东头机井坏了浇不上地", "柳树村", "农村农业"),
        Candidate(2, "柳树村桥头路灯坏了", "柳树村", "城乡建设"),
        Candidate(3, "路灯一到晚上就灭，桥头黑", "柳树村", "城乡建设"),
    ]
    found = find_similar("桥头的路灯坏了，晚上黑", "柳树村", "城乡建设", open_cases)
    assert {similar.key for similar in found} == {2, 3}
    assert found[0].is_same_place
    assert found[0].is_same_category
    assert found[0].score >= found[1].score


def test_the_same_matter_in_another_village_is_another_matter() -> None:
    elsewhere = [Candidate(1, "桥头的路灯坏了，晚上黑", "张村", "城乡建设")]
    assert find_similar("桥头的路灯坏了，晚上黑", "柳树村", "城乡建设", elsewhere) == ()


def test_place_and_category_alone_make_nothing_alike() -> None:
    unlike = [Candidate(1, "低保名额怎么定的", "柳树村", "民政")]
    assert find_similar("敬老院没有暖气", "柳树村", "民政", unlike) == ()


def test_a_recurring_event_is_found_with_place_dates_and_count() -> None:
    (topic,) = topics(messages(NOISE + OTHERS))
    assert topic.place == "B3区 桂花新城"
    assert topic.count == len(NOISE)
    assert (topic.first_at, topic.last_at) == (START, START + timedelta(days=12))
    assert "搅拌站" in topic.title
    assert set(topic.keys) == {"0", "1", "2", "3", "4"}


def test_the_order_of_the_messages_does_not_matter() -> None:
    mixed = messages(NOISE + OTHERS)
    assert topics(mixed) == topics(mixed[::-1])


def test_a_known_place_names_the_event() -> None:
    known = [Message(str(n), "自来水发黄", START, place="柳树村") for n in range(3)]
    assert topics(known)[0].place == "柳树村"


def test_matters_without_company_are_no_event() -> None:
    assert topics(messages(OTHERS)) == []
    assert topics([]) == []


def test_names_are_guessed_by_how_they_end() -> None:
    assert landmarks("投诉b3区桂花新城附近修搅拌站") == ["桂花新城"]
    assert landmarks("清河路梅园小区的物业") == ["清河路", "梅园小区"]
    assert landmarks("我们村里的路灯坏了") == []
    assert usual_area(["b3区停水", "b3区又停水", "b市停水"]) == "B3区"
