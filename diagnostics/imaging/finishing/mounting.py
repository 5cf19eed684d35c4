"""Mount a partition for as long as it takes, where nobody else looks; never leave it mounted."""

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from diagnostics.imaging.finishing.work import Work, flush, not_finished
from diagnostics.run import Failed, RunError

#: Nothing of what is on it is run here, and no device of it opened.
_OPTIONS = "nosuid,nodev,noexec"
_BUSY_S = 20
_PAUSE_S = 0.2


@contextmanager
def mounted(work: Work, path: Path, kind: str) -> Iterator[Path]:
    """The folder. What was written is on the disk once the block ended well. Raises RunError."""
    point = work.folder / path.name
    point.mkdir(parents=True, exist_ok=True, mode=0o700)
    work.run("mount", "--types", kind, "--options", _OPTIONS, path, point)
    try:
        yield point
    except BaseException:
        _unmount(work, point)
        raise
    _unmount(work, point)
    _wait_until_free(path)
    flush(path)


def _wait_until_free(path: Path) -> None:
    """Whoever made a view of all mounts of his own meanwhile has it mounted for a moment longer.

    Raises NotFinished.
    """
    ends = time.monotonic() + _BUSY_S
    while not _is_free(path):
        if time.monotonic() > ends:
            raise not_finished(f"{path.name} is still in use by somebody else", "in_use")
        time.sleep(_PAUSE_S)


def _is_free(path: Path) -> bool:
    """``O_EXCL`` on a block device: it is neither mounted nor claimed in another way."""
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_EXCL))
    except OSError as error:
        if error.errno != errno.EBUSY:
            raise
        return False
    return True


def sweep(work: Work) -> None:
    """What a run that was killed left mounted. Raises NotFinished where it will not go."""
    for point in reversed(_points(work)):
        _unmount(work, point)
    if work.folder.exists():
        for left in work.folder.iterdir():
            left.rmdir() if left.is_dir() else left.unlink()
        work.folder.rmdir()


def _points(work: Work) -> list[Path]:
    """Below our folder, as the kernel has them, in the order in which they were mounted."""
    rows = (line.split() for line in (work.host.read("proc/self/mounts") or "").splitlines())
    points = (Path(row[1].encode().decode("unicode_escape")) for row in rows if len(row) > 1)
    return [point for point in points if point.is_relative_to(work.folder)]


def _unmount(work: Work, point: Path) -> None:
    """Not by ``Work.run``: what ends the work must not keep it mounted."""
    ends = time.monotonic() + _BUSY_S
    while True:
        try:
            work.host.run(["umount", str(point)], timeout_s=300)
        except Failed as error:
            if time.monotonic() > ends:
                raise not_finished(f"{point.name} cannot be unmounted: {error}") from error
            time.sleep(_PAUSE_S)
        except RunError as error:
            raise not_finished(f"{point.name} cannot be unmounted: {error}") from error
        else:
            return
