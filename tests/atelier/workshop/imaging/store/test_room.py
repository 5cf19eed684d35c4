"""A full disk, and work that is killed: an image is there whole, or not at all."""

import fcntl
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import BinaryIO

import pytest

from atelier.workshop.imaging import store
from atelier.workshop.imaging.store import folders, room
from atelier.workshop.imaging.store.errors import NoRoom
from tests.atelier.workshop.imaging import disks
from tests.atelier.workshop.imaging.disks import MIB
from tests.atelier.workshop.imaging.writing import a_draft

_ROOT = Path(__file__).parents[5]
#: In a namespace with a small filesystem of its own: pack, and say how it went and what is left.
_IN_LITTLE_ROOM = """
import sys
from pathlib import Path
from atelier.workshop.imaging import store
from atelier.workshop.imaging.store import room
from tests.atelier.workshop.imaging.writing import a_draft
if sys.argv[3] == "blind":
    room.check = lambda *_: None
try:
    store.pack(Path(sys.argv[1]), Path(sys.argv[2]), a_draft())
except store.NoRoom as error:
    print("NoRoom:", error)
print("left:", sorted(path.name for path in Path(sys.argv[2]).iterdir()))
"""
_PACK = """
import sys
from pathlib import Path
from atelier.workshop.imaging import store
from tests.atelier.workshop.imaging.writing import a_draft
store.pack(Path(sys.argv[1]), Path(sys.argv[2]), a_draft(), level=19, workers=1)
"""


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A disk that does not pack."""
    disks.need("sfdisk")
    path = tmp_path_factory.mktemp("raw") / "disk.raw"
    path.write_bytes(random.Random(1).randbytes(24 * MIB))
    return path


def in_little_room(raw: Path, folder: Path, how: str, size: str = "8m") -> str:
    folder.mkdir()
    alone = [] if os.geteuid() == 0 else ["--map-root-user"]
    words = f'mount -t tmpfs -o size={size} none "$2" && exec "$0" -c "$1" "$3" "$2" "$4"'
    done = subprocess.run(
        [
            *["unshare", "--mount", *alone, "sh", "-c", words],
            *[sys.executable, _IN_LITTLE_ROOM, str(folder), str(raw), how],
        ],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if "mount" in done.stderr or "unshare" in done.stderr:
        pytest.skip(f"no filesystem of its own can be made here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_too_little_room_is_seen_before(raw: Path, tmp_path: Path) -> None:
    said = in_little_room(raw, tmp_path / "images", "seeing")
    assert "NoRoom: this image takes about 0.0 GB, and where images are kept only" in said
    assert "left: []" in said


def test_a_disk_that_gets_full_meanwhile(raw: Path, tmp_path: Path) -> None:
    said = in_little_room(raw, tmp_path / "images", "blind")
    assert "NoRoom: the disk where images are kept is full" in said
    assert "what was written of this image is gone again" in said
    assert "left: []" in said


def test_with_room_it_is_made(raw: Path, tmp_path: Path) -> None:
    said = in_little_room(raw, tmp_path / "images", "seeing", "40m")
    assert "NoRoom" not in said
    assert "left: ['" in said


def test_the_estimate_is_near(tmp_path: Path) -> None:
    """Half of it packs to nothing."""
    path = tmp_path / "disk.raw"
    noise = random.Random(1).randbytes(20 * MIB)
    path.write_bytes(noise + b"text" * (5 * MIB))
    with path.open("rb") as disk:
        found = room.estimate(disk.fileno(), [(0, 40 * MIB)])
        assert 18 * MIB < found < 26 * MIB
        assert room.estimate(disk.fileno(), [(20 * MIB, 40 * MIB)]) < 3 * MIB


def test_killed_it_leaves_nothing_that_counts(raw: Path, tmp_path: Path) -> None:
    """At any moment; and the next start cleans up."""
    images = tmp_path / "images"
    images.mkdir()
    for wait_s in (0.05, 0.3, 0.8):
        process = subprocess.Popen([sys.executable, "-c", _PACK, str(raw), str(images)], cwd=_ROOT)
        _until_it_packs(images)
        time.sleep(wait_s)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert all(entry.trouble is None for entry in store.entries(images))
    assert [path.name[:9] for path in images.iterdir() if path.name.startswith(".")] == [
        ".packing-"
    ]
    stored = store.pack(raw, images, a_draft())
    assert [path.name for path in images.iterdir()] == [stored.sha256]
    store.verify(images, stored.sha256)


def _until_it_packs(images: Path) -> None:
    until = time.monotonic() + 30
    while not list(images.glob(".packing-*/blocks")):
        assert time.monotonic() < until
        time.sleep(0.01)


def test_work_of_others_is_left_alone(tmp_path: Path) -> None:
    with folders.workplace(tmp_path) as place:
        (place / "blocks").write_bytes(b"x")
        assert store.clean(tmp_path) == []
        assert (place / "blocks").exists()
    assert list(tmp_path.iterdir()) == []


def test_work_of_others_is_left_alone_from_its_first_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody cleans up just before its lock is held."""
    real, cleaned = fcntl.flock, list[str]()

    def flock(file: BinaryIO, how: int) -> None:
        if how == fcntl.LOCK_EX:
            cleaned.extend(store.clean(tmp_path))
        real(file, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    with folders.workplace(tmp_path) as place:
        assert cleaned == []
        assert place.is_dir()


def test_what_has_no_lock_yet_is_left_alone_while_it_is_young(tmp_path: Path) -> None:
    young, old = tmp_path / ".packing-young", tmp_path / ".packing-old"
    young.mkdir()
    old.mkdir()
    os.utime(old, (1, 1))
    assert store.clean(tmp_path) == [".packing-old"]
    assert young.is_dir()


def test_a_broken_disk_is_no_full_one(raw: Path, tmp_path: Path) -> None:
    """A folder that cannot be written is told as what it is."""
    (tmp_path / "images").write_text("a file")
    with pytest.raises(OSError, match="exists") as caught:
        store.pack(raw, tmp_path / "images", a_draft())
    assert not isinstance(caught.value, NoRoom)
    assert shutil.disk_usage(tmp_path).free
