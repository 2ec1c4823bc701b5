"""Every journey runs on both databases; on PostgreSQL by `make test` those that meet most of it, the others
by `make test-all`, so that the short run stays short."""

from pathlib import Path

import pytest

# The life of a case, what the clock does, several people at one case: where the databases could differ.
_ON_BOTH_ALWAYS = frozenset(
    {
        "test_a_road_is_reported_accepted_answered_and_rated",
        "test_after_weeks_of_downtime_everybody_gets_one_summary",
        "test_a_merged_case_and_its_three_supporters_hear_the_master_s_reply",
        "test_the_digest_comes_on_monday_morning_once",
        "test_what_is_kept_is_shown_copied_and_erased",
    }
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        is_always = getattr(item, "originalname", "") in _ON_BOTH_ALWAYS
        if Path(__file__).parent in item.path.parents and _is_on_postgresql(item) and not is_always:
            item.add_marker(pytest.mark.slow)


def _is_on_postgresql(item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    return callspec is not None and callspec.params.get("engine") == "postgresql"
