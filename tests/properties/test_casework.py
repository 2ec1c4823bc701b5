"""Whatever everybody does, in whatever order, a case keeps to the rules and its constituent is told."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from hotline.permissions import PERMISSIONS, Whose
from tests.properties.deeds import DEEDS, ELSEWHERE
from tests.properties.machine import Hotline
from tests.properties.township import Township

_SETTINGS = settings(
    derandomize=True, database=None, deadline=None, suppress_health_check=[*HealthCheck], print_blob=False
)
# Steps of everybody and the clock, by which some twenty cases are filed.
_LONG_LIFE, _LIVES = 140, 6


def _machine(town: Township, folder: Path) -> type[Hotline]:
    class Here(Hotline):
        def __init__(self) -> None:
            super().__init__(town, folder)

    return Here


@pytest.mark.slow
def test_a_case_keeps_to_the_rules_whatever_everybody_does(town: Township, tmp_path: Path) -> None:
    run_state_machine_as_test(
        _machine(town, tmp_path), settings=settings(_SETTINGS, max_examples=8, stateful_step_count=20)
    )


@pytest.mark.slow
def test_it_does_so_for_long(town: Township, tmp_path: Path) -> None:
    run_state_machine_as_test(
        _machine(town, tmp_path),
        settings=settings(_SETTINGS, max_examples=70, stateful_step_count=40),
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(_LIVES))
def test_many_cases_that_live_beside_each_other_do_so(town: Township, tmp_path: Path, seed: int) -> None:
    hotline = Hotline(town, tmp_path)
    try:
        hotline.live(_LONG_LIFE, seed)
    finally:
        hotline.teardown()


def test_every_act_on_a_case_is_driven_or_says_why_not() -> None:
    on_cases = {act for act, roles in PERMISSIONS.items() if set(roles.values()) != {Whose.NONE}}
    assert {deed.act for deed in DEEDS} | set(ELSEWHERE) == on_cases
