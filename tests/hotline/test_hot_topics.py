"""What a week's cases have in common, by topic and village."""

from datetime import UTC, datetime, timedelta

import pytest

from hotline.hot_topics import Heat, Said, compare

MONDAY = datetime(2026, 6, 15, tzinfo=UTC)
DITCH = ("村头排水沟堵了，一下雨水就倒灌", "排水沟让垃圾堵死了，雨水倒灌进院", "排水沟堵了没人清，雨水倒灌")
LAMPS = ("村口路灯坏了，晚上看不见", "路灯不亮，村口晚上一片黑")


def said(texts: tuple[str, ...], subject: str, place: str, *days: int) -> list[Said]:
    """These cases, so many days after the week began."""
    return [
        Said(f"{place}{text}{day}", text, subject, place, MONDAY + timedelta(days=day))
        for text, day in zip(texts, days, strict=True)
    ]


@pytest.mark.parametrize(
    ("cases", "hot", "again"),
    [
        (said(DITCH, "排灌设施", "靠山屯村", 0, 2, 5), [Heat("排灌设施", "靠山屯村", 3)], []),
        # Two in the week are no hot topic; with one of last month the matter has come again.
        (said(DITCH, "排灌设施", "靠山屯村", 1, 2, -20), [], [Heat("排灌设施", "靠山屯村", 3)]),
        (said(LAMPS, "路灯", "双井村", -9, -30), [], []),  # over before the week began
        (said(LAMPS, "路灯", "双井村", 1, 2), [], []),
        ([*said(LAMPS[:1], "路灯", "双井村", 1), *said(DITCH[:1], "排灌设施", "双井村", -3)], [], []),
        # The same words from two villages are two matters.
        ([*said(LAMPS[:1], "路灯", "双井村", 1), *said(LAMPS[1:], "路灯", "南大洼村", -3)], [], []),
        (said(LAMPS, "", "双井村", 1, -2), [], []),  # nobody knows what it is about
        ([], [], []),
    ],
)
def test_what_is_hot_and_what_comes_again(cases: list[Said], hot: list[Heat], again: list[Heat]) -> None:
    found = compare(cases, MONDAY)
    assert (found.hot, found.again) == (hot, again)
