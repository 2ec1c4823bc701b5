"""Which journeys `make test` takes, and which on both databases."""

from pathlib import Path

import pytest

from tests.support.long_run import leave_to_the_long_run

# The life of a case, several people at one case, erasing: where the databases could differ.
_ON_BOTH = frozenset(
    {
        "test_a_road_is_reported_accepted_answered_and_rated",
        "test_a_merged_case_and_its_three_supporters_hear_the_master_s_reply",
        "test_what_is_kept_is_shown_copied_and_erased",
        "test_a_quarter_is_gone_through_and_put_up",
        "test_what_nobody_touched_stands",
        "test_a_day_is_anchored_once_and_with_what_happened_in_it",
    }
)
# Long ones about what is rarer, each beside a journey of its room that is taken.
_LONG = frozenset(
    {
        "test_a_case_about_the_liaison_reaches_the_presidium_alone",
        "test_a_case_that_was_moved_without_an_event_is_named",
        "test_a_day_called_off_and_a_day_gone_by",
        "test_a_day_is_announced_booked_reminded_of_and_held",
        "test_a_deputy_who_leaves_leaves_cases_behind_for_triage",
        "test_a_draft_is_warned_of_edited_sent_back_and_printed",
        "test_a_draft_of_voice_alone_can_be_unnamed_before_anybody_hears_it",
        "test_a_merged_case_goes_on_where_it_was_when_its_master_is_withdrawn",
        "test_a_number_is_given_to_one_deputy_and_taken_back",
        "test_a_plan_is_changed_called_off_and_only_its_guests_see_it",
        "test_a_refusal_names_the_right_channel_and_can_be_looked_at_again",
        "test_a_removed_event_is_named_and_so_is_its_day",
        "test_a_reply_takes_photos_before_with_and_after_its_words",
        "test_a_return_that_is_upheld_goes_to_another_deputy",
        "test_a_road_that_broke_again_is_done_again_and_asked_about_no_more",
        "test_a_second_matter_gets_its_own_card_and_can_be_united_or_split",
        "test_a_week_is_asked_for_by_a_day_in_it",
        "test_a_whole_case_without_its_history_is_missed",
        "test_an_agreed_word_changes_how_the_next_message_is_read",
        "test_an_album_is_one_card_with_all_its_pictures",
        "test_an_old_button_opens_nothing_for_whoever_may_not_any_more",
        "test_an_old_orchard_goes_to_the_county_station_and_is_put_off_but_never_in_silence",
        "test_assignments_stand_by_urgency_with_their_lights",
        "test_days_without_anybody_are_anchored_too",
        "test_events_that_were_swapped_are_named",
        "test_every_way_into_the_station_s_chain_is_one_chain",
        "test_everything_at_the_desk_has_its_command",
        "test_nobody_but_the_liaison_has_to_do_with_it",
        "test_only_the_liaison_registers_calls_and_speaks_for_callers_alone",
        "test_pictures_are_kept_small_and_without_their_place",
        "test_small_talk_and_commands_are_answered_and_nothing_is_filed",
        "test_the_last_event_is_missed_too",
        "test_the_liaison_is_warned_when_the_money_is_gone",
        "test_the_lists_behind_the_digest_open_case_by_case",
        "test_the_presidium_hears_what_was_said_and_answers_there",
        "test_the_presidium_reads_the_month_on_its_first_day_of_digests",
        "test_the_second_time_the_presidium_takes_it_up",
        "test_today_is_not_anchored_before_it_is_over",
        "test_two_open_cases_in_one_chat_never_get_mixed_up",
        "test_what_is_late_is_given_to_another_deputy_and_the_digest_stays",
        "test_what_is_late_is_supervised_from_the_digest",
        "test_what_is_not_possible_is_answered_kindly_and_changes_nothing",
        "test_what_is_not_right_is_asked_about_in_time_and_the_second_time_is_the_presidium_s",
        "test_what_is_soon_due_gets_more_time_from_the_digest",
        "test_what_is_withdrawn_erased_or_changed_is_not_put_up",
        "test_what_waits_for_its_author_is_not_chased_and_of_two_cases_one_is_chosen",
        "test_who_is_away_full_or_not_joined",
    }
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    leave_to_the_long_run(items, Path(__file__).parent, on_both=_ON_BOTH, long=_LONG)
