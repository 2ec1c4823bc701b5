"""The township that all runs copy."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.properties.township import Township, found, on_one_thread


@pytest.fixture(scope="session")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Township:
    return asyncio.run(found(sqlite_template, tmp_path_factory.mktemp("township") / "township.db"))


@pytest.fixture(autouse=True)
def _hurry() -> Iterator[None]:
    with on_one_thread():
        yield
