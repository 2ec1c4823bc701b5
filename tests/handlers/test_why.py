"""/why tells people what there is to tell."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.values.casework import pauses_shown
from handlers.wording import Texts
from hotline.deadlines import Pause

NOON = datetime(2026, 6, 15, 4, 0, 20, tzinfo=UTC)


def test_a_pause_of_no_minute_is_not_named() -> None:
    texts = Texts("zh-Hans", ZoneInfo("Asia/Shanghai"), NOON)
    pauses = [Pause(NOON, NOON + timedelta(seconds=seconds)) for seconds in (0, 30, 60)]
    assert pauses_shown(pauses, texts) == [("6月15日 12:00", "6月15日 12:01")]
