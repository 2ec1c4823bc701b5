"""What has to be so in the database after everything that was done to it: chains, numbers, states, clocks."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import SQLModel

from hotline.history import GENESIS, chained
from storage.vocabulary import State
from tests.fuzz.target import Failure
from tests.properties import checks
from tests.properties.records import Records, Step

# Those that say how things are, not what one single act may do.
CHECKS: tuple[Callable[[Step], None], ...] = (
    checks.moves_follow_the_table,
    checks.every_change_has_an_event,
    checks.chains_hold,
    checks.clocks_stand_in_line,
    checks.clocks_begin_by_an_event,
    checks.somebody_is_waited_for,
    checks.limits_are_kept,
    checks.merged_cases_have_a_master,
)


def faults_of(path: Path, now: datetime) -> list[Failure]:
    """Everything that is not so, each once; empty if all is well."""
    engine = sa.create_engine(f"sqlite:///{path}")
    try:
        after = Records.read(engine)
    finally:
        engine.dispose()
    step = Step(Records({table.name: {} for table in SQLModel.metadata.sorted_tables}), after, now)
    found = [_told(check.__name__, error) for check in CHECKS if (error := _error_of(check, step))]
    found += [_told(rule.__name__, error) for rule in _RULES if (error := _error_of(rule, after))]
    return found


def _error_of(check: Callable[..., None], given: object) -> AssertionError | None:
    try:
        check(given)
    except AssertionError as error:
        return error
    return None


def _told(name: str, error: AssertionError) -> Failure:
    return Failure("state afterwards", "", f"{name}: {error}", "")


def numbers_have_no_gap(after: Records) -> None:
    """Every filed case has a number of its own, and none is missing."""
    numbers = sorted(case.number for case in after.cases.values() if case.number is not None)
    assert numbers == list(range(1, len(numbers) + 1)), f"{len(numbers)} numbers up to {max(numbers)}"


def drafts_have_no_number(after: Records) -> None:
    for case in after.cases.values():
        assert (case.number is None) == (case.state == State.DRAFT), f"{case.number} in {case.state}"


def every_chain_holds(after: Records) -> None:
    """Events that belong to no case are chained too, one chain for all of them."""
    loose = [row for row in after["event"].values() if row.case_id is None]
    last = GENESIS
    for event in sorted(loose, key=lambda row: row.sequence):
        assert event.chained == chained(last, event), f"the chain breaks at {event.kind}"
        last = event.chained


def everything_belongs_to_a_case(after: Records) -> None:
    for table in ("entry", "event", "case_clock"):
        for row in after[table].values():
            assert row.case_id is None or row.case_id in after.cases, f"{table} of a case that is not there"


_RULES: tuple[Callable[[Records], None], ...] = (
    numbers_have_no_gap,
    drafts_have_no_number,
    every_chain_holds,
    everything_belongs_to_a_case,
)
