"""An activity from one typed line: the day, the hour, where, what for."""

from datetime import date, time

import pytest

from bot.demo.staging import Stage
from hotline.activities.planning import plan_of
from hotline.errors import TextMissing
from hotline.typed_spans import Occasion, occasion_in
from storage.vocabulary import ActivityKind

TODAY = date(2026, 6, 15)  # a Monday


@pytest.mark.parametrize(
    ("typed", "occasion"),
    [
        ("6月20日 9点 排水站 看汛前准备", (date(2026, 6, 20), time(9), None, "排水站 看汛前准备")),
        ("6月20日9点排水站", (date(2026, 6, 20), time(9), None, "排水站")),
        ("周五 9点到11点半 靠山屯村 走访", (date(2026, 6, 19), time(9), time(11, 30), "靠山屯村 走访")),
        ("明天下午2点 镇会议室", (date(2026, 6, 16), time(14), None, "镇会议室")),
        ("明天 2点 镇会议室", (date(2026, 6, 16), time(14), None, "镇会议室")),  # nobody inspects at night
        ("６月２０日　９：３０　排水站", (date(2026, 6, 20), time(9, 30), None, "排水站")),
        # Hours further on belong to the matter, not to when it is.
        (
            "6-20 9:30 排水站 看9点到11点的水位",
            (date(2026, 6, 20), time(9, 30), None, "排水站 看9点到11点的水位"),
        ),
        ("2026年6月10日 十点 靠山屯村 补记", (date(2026, 6, 10), time(10), None, "靠山屯村 补记")),
        ("大後天 上午十點 祠堂", (date(2026, 6, 18), time(10), None, "祠堂")),
    ],
)
def test_a_line_says_when_and_where(typed: str, occasion: tuple[date, time, time | None, str]) -> None:
    assert occasion_in(typed, TODAY) == Occasion(*occasion)


@pytest.mark.parametrize(
    "typed", ["", "排水站", "6月20日 排水站", "9点 排水站", "6月31日 9点 排水站", "6月20日 25点 排水站"]
)
def test_without_a_day_and_an_hour_it_is_no_plan(typed: str) -> None:
    assert occasion_in(typed, TODAY) is None


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_what_stands_behind_the_hour_is_the_place_and_the_matter(stage: Stage) -> None:
    async with stage.process.unit_of_work() as work:

        def read(typed: str) -> tuple[str, str, str]:
            plan = plan_of(work, ActivityKind.VISIT, typed)
            return plan.place, plan.title, plan.note

        assert read("明天 9点 排水站 看 汛前准备") == ("排水站", "看 汛前准备", "")
        assert read("明天 9点 靠山屯村") == ("靠山屯村", "靠山屯村", "")  # a place that is known
        assert read("明天 9点 学习代表法") == ("", "学习代表法", "")
        long = read("明天 9点 " + "长" * 70 + " " + "短" * 70)
        assert [len(part) for part in long] == [64, 64, 0]
        assert read("明天 9点 镇里 开会\n带上材料\n电话 13800138000")[2].startswith("带上材料\n电话 ")
        assert "13800138000" not in read("明天 9点 镇里 开会\n电话 13800138000")[2]
        with pytest.raises(TextMissing):
            plan_of(work, ActivityKind.VISIT, "明天 9点")
