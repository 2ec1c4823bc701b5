"""A short fuzz run, so that the long one (`make fuzz`) is known to work; and the fuzzer sees faults."""

import pytest

from tests.fuzz.__main__ import main
from tests.fuzz.running import TARGETS, UPDATES, Piece, Wanted, do, pieces_of
from tests.fuzz.target import Target, run_some, shrunk
from tests.fuzz.words import Words


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_a_pure_part_takes_whatever_comes(name: str) -> None:
    tally = run_some(TARGETS[name], "test", 150)
    assert tally.runs >= 150
    assert tally.failures == []


@pytest.mark.slow
# A form that is cut off leaves its temporary file to be closed later.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_a_town_goes_on_whatever_is_sent_to_it() -> None:
    tallies = do(Piece("test", updates=150, requests=150))
    assert [failure for tally in tallies.values() for failure in tally.failures] == []
    assert tallies[UPDATES].runs == 150


@pytest.mark.slow
def test_a_run_shows_its_counts(capsys: pytest.CaptureFixture[str]) -> None:
    given = ("--pure", "300", "--updates", "10", "--requests", "10", "--seed", "test", "--workers", "1")
    assert main(given) == 0
    shown = capsys.readouterr().out
    assert "pure parts in all" in shown
    assert "No failure." in shown


def test_a_run_is_divided_so_that_nothing_is_left_out() -> None:
    pieces = list(pieces_of(Wanted(pure=900_000, updates=50_000, requests=50_001)))
    assert sum(piece.runs for piece in pieces) >= 900_000
    assert sum(piece.updates for piece in pieces) == 50_000
    assert sum(piece.requests for piece in pieces) == 50_001
    assert len({(piece.seed, piece.target) for piece in pieces}) == len(pieces)


def test_the_same_seed_makes_the_same_words() -> None:
    once, again = ([words.text() for _ in range(200)] for words in (Words("7"), Words("7")))
    assert once == again


def _breaks_at_a_bell(text: str) -> None:
    if "\a" in text:
        raise ZeroDivisionError


def test_a_fault_is_found_and_made_small() -> None:
    target = Target(
        "bell", 1, lambda words: f"{words.name()}\a{words.name()}", _breaks_at_a_bell, (ValueError,)
    )
    tally = run_some(target, "test", 5)
    (failure,) = tally.failures
    assert failure.given == ascii("\a")
    assert "ZeroDivisionError" in failure.problem


def _do_nothing(_given: str) -> None:
    return None


def test_what_is_too_slow_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.target.SLOWEST", -1.0)
    (failure,) = run_some(Target("slow", 1, Words.name, _do_nothing), "test", 1).failures
    assert "took" in failure.problem


def test_a_list_is_made_small_too() -> None:
    assert shrunk(list(range(50)), lambda some: 7 in some and 31 in some) == [7, 31]
