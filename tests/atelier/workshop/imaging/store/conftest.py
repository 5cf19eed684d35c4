"""What the tests of the store share."""

from pathlib import Path

import pytest

from tests.atelier.workshop.imaging import disks
from tests.atelier.workshop.imaging.disks import MIB, Volume


@pytest.fixture(scope="session")
def volumes(tmp_path_factory: pytest.TempPathFactory) -> list[Volume]:
    """One of each filesystem, with files on it, and files that were taken off again."""
    disks.need()
    folder = tmp_path_factory.mktemp("volumes")
    made = [
        disks.volume(folder, "vfat", 24 * MIB, 1),
        disks.volume(folder, "ext4", 32 * MIB, 2),
        disks.volume(folder, "ntfs", 24 * MIB, 3),
    ]
    for name in ("one3.bin", "one17.bin", "large.bin"):
        disks.call("mdel", "-i", made[0].path, f"::/{name}")
        disks.call("debugfs", "-w", "-R", f"rm /{name}", made[1].path)
        for one in made[:2]:
            del one.files[name]
    return made


@pytest.fixture
def images(tmp_path: Path) -> Path:
    return tmp_path / "images"
