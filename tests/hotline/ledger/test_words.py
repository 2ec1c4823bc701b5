"""What a line says of an outcome, and which cases are never thought of."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hotline.casework import RESULTS
from hotline.ledger.words import labels, may_be_proposed, outcome_of
from storage.tables import Case
from storage.vocabulary import State

ZONE = ZoneInfo("Asia/Shanghai")
FILED = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)


def case(state: State, **facts: Any) -> Case:
    return Case(
        station_id=1,
        constituent_id=1,
        state=state,
        created_at=FILED,
        state_since=FILED,
        submitted_at=FILED,
        **facts,
    )


@pytest.mark.parametrize(
    ("state", "facts", "said"),
    [
        (State.CLOSED, {"result": "A", "closed_at": FILED + timedelta(days=4)}, "已解决，用了 5 天"),
        (State.ARCHIVED, {"result": "C", "closed_at": FILED + timedelta(hours=2)}, "列入规划，用了 1 天"),
        # Past midnight in Shanghai, though the same day in UTC.
        (State.CLOSED, {"result": "D", "closed_at": FILED + timedelta(hours=15)}, "已解释说明，用了 2 天"),
        (State.CLOSED, {"result": None, "closed_at": FILED}, "已办结，用了 1 天"),
        (State.REFERRED, {}, "正在办理"),
        (State.SUBMITTED, {}, "正在办理"),
        (State.REPLIED, {"result": "A"}, "已答复，等反映人评价"),
        (State.REDO, {}, "反映人说没弄好，正在重办"),
        (State.DEFERRED, {"review_at": datetime(2026, 8, 19, 17, tzinfo=UTC)}, "先挂账，8月20日接着办"),
    ],
)
def test_an_outcome_is_said_in_words(state: State, facts: dict[str, Any], said: str) -> None:
    assert outcome_of(case(state, **facts), ZONE) == said


def test_every_result_has_its_words() -> None:
    assert {*RESULTS, "N"} <= labels("outcome").keys()


@pytest.mark.parametrize(
    ("text", "category", "may"),
    [
        ("村口路灯坏了两个月没人修", "城乡建设", True),
        ("尊敬的镇长您好，村口路灯坏了两个月没人修", "城乡建设", True),  # only greeted
        ("村书记把低保给了亲戚", "民政", False),
        ("主任收了钱不办事", "党务政务", False),
        ("账目不清，有人贪污", "纪检监察", False),
        ("着火了，快来人", "城乡建设", False),
        ("我不想活了", "民政", False),
        ("丈夫天天打我，不敢回家", "民政", False),
        ("再不发工资我就从楼上跳下去", "劳动和社会保障", False),
    ],
)
def test_danger_despair_and_people_in_office_are_never_proposed(text: str, category: str, may: bool) -> None:
    assert may_be_proposed(text, category) is may
