"""A disk that has too little room to unpack something in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.atelier.workshop.imaging import disks
from tests.atelier.workshop.imaging.disks import Disk
from tests.atelier.workshop.imaging.importing.conftest import Save

_ROOT = Path(__file__).parents[5]
_IN_LITTLE_ROOM = """
import sys
from pathlib import Path
from atelier.workshop.imaging.importing import NotImported, Wanted, bring_in
try:
    bring_in(Path(sys.argv[1]), Path(sys.argv[2]), Wanted(name="brought"))
except NotImported as error:
    print("NotImported:", error)
print("left:", sorted(path.name for path in Path(sys.argv[2]).iterdir()))
"""


def in_little_room(source: Path, folder: Path) -> str:
    """In a namespace with a filesystem of 4 MB."""
    folder.mkdir()
    alone = [] if os.geteuid() == 0 else ["--map-root-user"]
    words = 'mount -t tmpfs -o size=4m none "$2" && exec "$0" -c "$1" "$3" "$2"'
    done = subprocess.run(
        [
            *["unshare", "--mount", *alone, "sh", "-c", words],
            *[sys.executable, _IN_LITTLE_ROOM, str(folder), str(source)],
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


def test_of_a_packed_disk(linux: Disk, tmp_path: Path) -> None:
    disks.need("gzip")
    (tmp_path / "disk.gz").write_bytes(disks.call("gzip", "-1", "-c", linux.path))
    said = in_little_room(tmp_path / "disk.gz", tmp_path / "images")
    assert "NotImported: there is too little room to unpack disk.gz" in said
    assert "left: []" in said


def test_of_clonezilla(linux: Disk, tmp_path: Path, save: Save) -> None:
    said = in_little_room(save(linux).folder, tmp_path / "images")
    assert "NotImported: there is too little room to unpack 2026-01-05-img" in said
    assert "left: []" in said
