"""Money: amounts as people type them, and the year's account."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.activities.budget import fen_in, settle_account, shown_yuan


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("860.50", 86050),
        ("860.5元", 86050),
        ("￥1,200", 120000),
        ("８６０．５０", 86050),
        ("0", 0),
        ("0.01", 1),
        ("10000000", 10**9),
        ("10000000.01", None),  # more than any township has for this
        ("-5", None),
        ("860.505", None),
        ("八百", None),
        ("", None),
        ("12 34", 1234 * 100),
    ],
)
def test_an_amount_is_read_as_it_is_typed(typed: str, fen: int | None) -> None:
    assert fen_in(typed) == fen


@pytest.mark.parametrize(
    ("fen", "shown"), [(86050, "860.50"), (120000, "1,200"), (1, "0.01"), (-4000, "−40"), (0, "0")]
)
def test_an_amount_is_shown_short(fen: int, shown: str) -> None:
    assert shown_yuan(fen) == shown


@given(st.integers(0, 10**9))
def test_what_is_shown_is_read_as_the_same(fen: int) -> None:
    assert fen_in(shown_yuan(fen)) == fen


def test_each_who_was_there_carries_the_same_share() -> None:
    costs = [(1, 30000, 7), (1, 30000, 8), (1, 30000, 9), (2, 50000, 7), (3, 1000, None)]
    account = settle_account(2026, costs, per_deputy=30000, deputies=4)
    assert (account.budget, account.spent, account.left, account.is_over) == (120000, 81000, 39000, False)
    assert account.over == ((7, 60000),)  # 100 yuan of the first and 500 of the second


def test_a_year_can_be_overspent_and_without_a_budget_nothing_is_over() -> None:
    costs = [(1, 50001, 7)]
    assert settle_account(2026, costs, per_deputy=50000, deputies=1).is_over
    free = settle_account(2026, costs, per_deputy=0, deputies=1)
    assert (free.is_over, free.over, free.spent) == (False, (), 50001)


def test_a_share_is_not_over_by_rounding() -> None:
    # Three share 100.00: 33.333… each is within 33.34.
    costs = [(1, 10000, deputy) for deputy in (1, 2, 3)]
    assert settle_account(2026, costs, per_deputy=3334, deputies=3).over == ()
    assert len(settle_account(2026, costs, per_deputy=3333, deputies=3).over) == 3
