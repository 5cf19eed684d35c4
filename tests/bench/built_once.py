"""What takes minutes to build: made once for all tests, and anew when its sources change."""

import fcntl
import hashlib
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]


def built_once(place: Path, sources: Sequence[str], make: Callable[[], str]) -> str:
    """What ``make`` answered when it last ran for these ``sources`` (files and folders, from ROOT).

    ``place`` keeps that, and a lock: workers of one run wait for each other.
    """
    place.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp, state = place / "sources", state_of(sources)
        before, _, answer = (stamp.read_text() if stamp.exists() else "").partition("\n")
        if before != state:
            stamp.unlink(missing_ok=True)  # from here on it may be half of something new
            answer = make()
            stamp.write_text(f"{state}\n{answer}")
        return answer


def call(*command: str) -> None:
    """From ROOT; what it said is told when it fails."""
    done = subprocess.run(
        command,
        check=False,
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout[-4000:]}")


def state_of(sources: Sequence[str]) -> str:
    """A hash of all files there: names, whether they may run, content."""
    told = hashlib.sha256()
    for path in sorted(_files(sources)):
        told.update(f"{path.relative_to(ROOT)}\0{path.stat().st_mode & 0o111}\0".encode())
        told.update(hashlib.sha256(path.read_bytes()).digest())
    return told.hexdigest()


def _files(sources: Sequence[str]) -> Iterator[Path]:
    for source in sources:
        if (ROOT / source).is_file():
            yield ROOT / source
        for path in (ROOT / source).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
