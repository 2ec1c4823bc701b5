"""Which journeys `make test` takes: of each room those that meet most of it.

`make test-all` takes all others, `make test-nightly` the PostgreSQL half.
"""

from pathlib import Path

import pytest

from tests.support.long_run import leave_to_the_long_run

# The life of a case, erasing, the chains: where the databases could differ.
_ON_BOTH = frozenset(
    {
        "test_a_road_is_reported_accepted_answered_and_rated",
        "test_what_is_kept_is_shown_copied_and_erased",
        "test_what_nobody_touched_stands",
    }
)
_SHORT = _ON_BOTH | {
    "test_a_badly_built_road_goes_from_the_villagers_to_the_contractor_until_it_is_done",
    "test_a_call_for_help_is_answered_filed_and_told_before_anything_is_asked",
    "test_a_caller_from_the_call_to_the_rating_and_into_the_bot",
    "test_a_changed_event_is_named",
    "test_a_chase_reaches_the_deputy_once_and_the_liaison_when_it_is_late",
    "test_a_deputy_named_in_a_case_never_sees_it",
    "test_a_draft_is_completed_confirmed_or_dropped_by_typed_words",
    "test_a_file_or_a_place_alone_asks_for_a_sentence_which_completes_it",
    "test_a_neighbour_stands_behind_a_case_from_the_offer_to_the_answer",
    "test_a_newcomer_hears_who_reads_it_and_says_the_village_as_villagers_do",
    "test_a_note_must_be_answered_by_its_day",
    "test_a_reply_is_rated_redone_and_reopened",
    "test_after_weeks_of_downtime_everybody_gets_one_summary",
    "test_an_invitation_works_once_for_whom_it_is_meant",
    "test_another_channel_is_named_and_whoever_insists_is_read_by_a_person",
    "test_by_command_a_reason_of_the_list_and_words_are_needed",
    "test_despair_gets_a_warm_answer_and_goes_to_the_liaison_alone",
    "test_nobody_acts_on_a_case_that_is_not_theirs",
    "test_stale_and_double_taps_change_nothing_and_say_so",
    "test_the_card_brings_words_files_place_times_and_why",
    "test_the_digest_comes_on_monday_morning_once",
    "test_the_roster_goes_out_comes_back_and_is_applied_by_one_tap",
    "test_the_same_update_twice_takes_effect_once",
    "test_triage_goes_one_card_after_the_other",
    "test_twelve_thousand_characters_make_one_case_and_nothing_is_lost",
    "test_who_blocks_the_bot_is_called_instead_and_can_come_back",
    "test_without_an_address_the_liaison_reads_what_is_missing",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    names = {getattr(item, "originalname", "") for item in items if here in item.path.parents}
    leave_to_the_long_run(items, here, on_both=_ON_BOTH, long=names - _SHORT)
