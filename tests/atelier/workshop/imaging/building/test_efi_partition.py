"""The EFI partition: the files where firmware looks, and the same bytes each time."""

import subprocess
import time
from pathlib import Path

from atelier.workshop.imaging.building import efi

EPOCH = 1_700_000_000
FILES = {
    "EFI/BOOT/BOOTX64.EFI": b"shim",
    "EFI/debian/shimx64.efi": b"shim",
    "EFI/debian/grub.cfg": b"configfile\n",
}


def _make(path: Path) -> Path:
    efi.make(path, FILES, size_bytes=34 * 2**20, serial="1A2B-3C4D", epoch=EPOCH)
    return path


def test_the_same_bytes_at_another_time(tmp_path: Path):
    one = _make(tmp_path / "one").read_bytes()
    time.sleep(2.1)  # FAT counts in twos
    assert _make(tmp_path / "two").read_bytes() == one


def test_the_files_are_there(tmp_path: Path):
    image = _make(tmp_path / "efi")
    for name, content in FILES.items():
        told = subprocess.run(
            ["mtype", "-i", str(image), f"::{name}"], capture_output=True, check=True
        )
        assert told.stdout == content
    told = subprocess.run(
        ["/usr/sbin/blkid", "-p", "-o", "export", str(image)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "UUID=1A2B-3C4D" in told.stdout
    assert "TYPE=vfat" in told.stdout
