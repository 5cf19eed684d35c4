"""What the tests of imaging share."""

import pytest

from tests.diagnostics.imaging.imaging import make_ends_small


@pytest.fixture(autouse=True)
def small_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    make_ends_small(monkeypatch)
