"""What the tests of imaging share."""

import pytest

from diagnostics.imaging import pieces
from diagnostics.imaging.engine import putting
from tests.images import KIB


@pytest.fixture(autouse=True)
def small_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disks of most tests are smaller than what is emptied of a real one."""
    monkeypatch.setattr(pieces, "START_BYTES", 64 * KIB)
    monkeypatch.setattr(pieces, "END_BYTES", 16 * KIB)
    monkeypatch.setattr(putting, "_ENDS_BYTES", 64 * KIB)
