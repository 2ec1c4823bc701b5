"""Days, spans and hours as deputies type them."""

from datetime import date, time
from time import thread_time

import pytest

from hotline.typed_spans import Meeting, day_in, hours_in, meeting_in, occasion_in, span_and_rest, span_in

TODAY = date(2026, 6, 15)  # a Monday


def june(day: int) -> date:
    return date(2026, 6, day)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("今天", TODAY),
        ("明天", june(16)),
        ("後天", june(17)),
        ("大后天", june(18)),
        ("周五", june(19)),
        ("星期天", june(21)),
        ("周一", TODAY),  # today is one
        ("下周一", june(22)),
        ("下個禮拜三", june(24)),
        ("这周日", june(21)),
        ("六月二十日", june(20)),
        ("６月２０号", june(20)),
        ("Friday", june(19)),
        ("next fri", june(26)),
        ("有空的时候", None),
        ("", None),
    ],
)
def test_a_day(typed: str, day: date | None) -> None:
    assert day_in(typed, TODAY) == day


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("6月20日到7月1日", june(20), date(2026, 7, 1)),
        ("从 6月20日 至 7月1日止", june(20), date(2026, 7, 1)),
        ("6-20到7-1", june(20), date(2026, 7, 1)),
        ("6月20日-25日", june(20), june(25)),
        ("6月28号到3号", june(28), date(2026, 7, 3)),  # the next month's
        ("12月30日到1月2日", date(2026, 12, 30), date(2027, 1, 2)),
        ("2026-06-20 to 2026-07-01", june(20), date(2026, 7, 1)),
        ("明天到周五", june(16), june(19)),
        ("周五到周二", june(19), june(23)),  # the Tuesday after that Friday
        ("周五到下周二", june(19), june(23)),
        ("tomorrow to fri", june(16), june(19)),
        ("明天", june(16), june(16)),
        ("下周", june(22), june(28)),
        ("这周", TODAY, june(21)),  # what is left of it
        ("一周", TODAY, june(21)),
        ("三天", TODAY, june(17)),
        ("明天起两个星期", june(16), june(29)),
        ("从6月20日开始十天", june(20), june(29)),
        ("半个月", TODAY, june(29)),
        ("6月20日到6月18日", june(20), date(2027, 6, 18)),  # read as the next such day: too long, refused
    ],
)
def test_a_span(typed: str, first: date, last: date) -> None:
    assert span_in(typed, TODAY) == (first, last)


@pytest.mark.parametrize("typed", ["", "0天", "村委会", "到周五", "9点到11点", "2月30日到3月2日"])
def test_no_span(typed: str) -> None:
    assert span_in(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "span", "rest"),
    [
        ("6月20日到7月1日 赵长林", (june(20), date(2026, 7, 1)), "赵长林"),
        ("明天 到 周五 赵长林代表", (june(16), june(19)), "赵长林代表"),
        ("一周", (TODAY, june(21)), ""),
        ("赵长林 一周", None, "赵长林 一周"),
    ],
)
def test_a_span_with_a_name_after_it(typed: str, span: tuple[date, date] | None, rest: str) -> None:
    assert span_and_rest(typed, TODAY) == (span, rest)


def test_a_whole_message_of_words_is_not_tried_word_by_word() -> None:
    message = "十 1 " * 1024
    began = thread_time()
    assert span_and_rest(message, TODAY) == (None, message.strip())
    assert thread_time() - began < 0.1


@pytest.mark.parametrize(
    ("typed", "opens", "closes"),
    [
        ("9点到11点", time(9), time(11)),
        ("９：００—１１：３０", time(9), time(11, 30)),
        ("九點到十一點半", time(9), time(11, 30)),
        ("9-11点", time(9), time(11)),
        ("上午9点到11点", time(9), time(11)),
        ("下午2点到4点", time(14), time(16)),
        ("下午两点半至四点一刻", time(14, 30), time(16, 15)),
        ("上午9点到下午3点", time(9), time(15)),
        ("9点到3点", time(9), time(15)),
        ("2点到4点", time(14), time(16)),  # in the afternoon
        ("晚上7点到8点半", time(19), time(20, 30)),
        ("中午12点到1点", time(12), time(13)),
        ("11点10分到11点50分", time(11, 10), time(11, 50)),
        ("9:00 to 11:00", time(9), time(11)),
    ],
)
def test_hours(typed: str, opens: time, closes: time) -> None:
    assert hours_in(typed) == (opens, closes)


@pytest.mark.parametrize(
    "typed", ["", "9点", "6-20", "村委会", "下午6点到上午9点", "25点到26点", "9点到9点70分"]
)
def test_no_hours(typed: str) -> None:
    assert hours_in(typed) is None


@pytest.mark.parametrize(
    ("typed", "meeting"),
    [
        ("7月3日 9点到11点 村委会", Meeting(date(2026, 7, 3), time(9), time(11), "村委会", None)),
        ("周五下午2点到4点，在镇接待室，15个名额", Meeting(june(19), time(14), time(16), "镇接待室", 15)),
        ("明天 9:00-11:00", Meeting(june(16), time(9), time(11), "", None)),
        ("6-20 9-11点 东头 老祠堂 8人", Meeting(june(20), time(9), time(11), "东头 老祠堂", 8)),
        ("tomorrow 9:00 to 11:00 Village hall", Meeting(june(16), time(9), time(11), "Village hall", None)),
        ("9点到11点 村委会", None),  # which day?
        ("7月3日 村委会", None),  # when?
    ],
)
def test_a_meeting(typed: str, meeting: Meeting | None) -> None:
    assert meeting_in(typed, TODAY) == meeting


@pytest.mark.parametrize("blank", ["\x85", " ", "，"])
def test_very_many_blanks_are_no_trouble(blank: str) -> None:
    # Were all the rest looked at from each of them, this would take hours.
    assert hours_in(blank * 500_000) is None
    assert occasion_in(blank * 500_000, TODAY) is None
