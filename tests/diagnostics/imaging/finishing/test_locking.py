"""udev, or whoever asks for the lock as it does, is kept from the disk meanwhile."""

import fcntl
from collections.abc import Iterator
from pathlib import Path

import pytest

from diagnostics.imaging.finishing import finish, locking
from diagnostics.imaging.finishing.work import Work
from tests.diagnostics.erasure.loops import why_not
from tests.diagnostics.imaging.finishing import installed
from tests.diagnostics.imaging.finishing.installed import Written

pytestmark = [
    pytest.mark.skipif(why_not() is not None, reason=str(why_not())),
    pytest.mark.usefixtures("real_commands"),
]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Written]:
    with installed.gpt(tmp_path) as written:
        yield written


def may_be_looked_at(disk: Written) -> bool:
    """As udev asks: shared, at once."""
    with disk.disk.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def test_it_is_locked_all_the_time_and_free_afterwards(disk: Written) -> None:
    seen = []
    finish(disk.job(pulse=lambda fraction: seen.append((fraction, may_be_looked_at(disk)))))
    inside = [free for fraction, free in seen[1:] if fraction != 0.0]
    assert len(inside) > 20
    assert not any(inside)
    assert may_be_looked_at(disk)


def test_somebody_else_has_it(disk: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "_PATIENCE_S", 0.2)
    work = Work(disk.job())
    with disk.disk.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        with locking.locked(work):
            pass
    assert work.messages == [f"{disk.disk.name} was locked by somebody else all the time"]
