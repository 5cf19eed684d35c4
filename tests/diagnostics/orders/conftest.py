"""What the tests of orders start from."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.diagnostics.orders.keeping import Bench, MakeBench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[MakeBench]:
    made: list[Bench] = []

    def make(**executors: Any) -> Bench:
        made.append(Bench(tmp_path, executors))
        return made[-1]

    yield make
    for one in made:
        one.close()
