"""What an update asks of the database stays within bounds: counted, since a clock tells of the machine."""

import pytest

from tests.benchmarks.statements import measure, telegram_here

_MOST_OF_INTAKE, _MOST_OF_DELIVERY, _MOST_COMMITS = 60, 40, 10
# Of all kinds of updates of a case, its sending included.
_MOST_ON_AVERAGE = 50
# What is done while others who file a case wait for their number.
_AFTER_THE_NUMBER = ["UPDATE cases", "INSERT INTO case_search", "UPDATE inbox", "UPDATE deputy"]


# Both databases are asked the same.
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_no_update_of_a_case_asks_too_much_of_the_database(database_url: str) -> None:
    costs = await measure(telegram_here(), database_url, rounds=1, warming=0)
    asked = {kind: [len(part.statements) for part in pairs[-1]] for kind, pairs in costs.items()}
    commits = {kind: sum(part.commits for part in pairs[-1]) for kind, pairs in costs.items()}
    assert max(intake for intake, _ in asked.values()) <= _MOST_OF_INTAKE, asked
    assert max(sending for _, sending in asked.values()) <= _MOST_OF_DELIVERY, asked
    assert sum(map(sum, asked.values())) / len(asked) <= _MOST_ON_AVERAGE, asked
    assert max(commits.values()) <= _MOST_COMMITS, commits
    filing = costs["a tap to file"][-1][0].statements
    number = next(place for place, text in enumerate(filing) if text.startswith("UPDATE station"))
    last = zip(filing[number + 1 :], _AFTER_THE_NUMBER, strict=True)
    assert [text for text, begins in last if not text.startswith(begins)] == []
