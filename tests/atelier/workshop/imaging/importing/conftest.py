"""Disks that somebody made elsewhere, and folders as Clonezilla saves them."""

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.atelier.workshop.imaging import disks
from tests.atelier.workshop.imaging.disks import MIB, Disk, noise

_STATUS = """\
Package: made-up
Status: install ok installed
Architecture: amd64
Version: 1.0-2

Package: gone
Status: deinstall ok config-files
Architecture: amd64
Version: 3
"""
_COPYRIGHT = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
Copyright: nobody
License: EUPL-1.2
"""
LINUX = {
    "usr/lib/os-release": b'ID=debian\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
    "var/lib/dpkg/status": _STATUS.encode(),
    "usr/share/doc/made-up/copyright": _COPYRIGHT.encode(),
    "home/large.bin": noise(3 * MIB, 1),
}
ESP = {"EFI/BOOT/BOOTX64.EFI": noise(90_000, 2), "EFI/debian/shimx64.efi": noise(90_000, 2)}
ESP_OF_WINDOWS = {
    "EFI/Boot/bootx64.efi": noise(90_000, 3),
    "EFI/Microsoft/Boot/bootmgfw.efi": noise(90_000, 3),
}
WINDOWS = {"Windows": b"stands for a folder", "Users": b"this, too", "large.bin": noise(MIB, 4)}
_TOOLS = {"vfat": "partclone.fat", "ext4": "partclone.extfs", "ntfs": "partclone.ntfs"}


@pytest.fixture(scope="session")
def linux(tmp_path_factory: pytest.TempPathFactory) -> Disk:
    disks.need()
    folder = tmp_path_factory.mktemp("linux")
    volumes = [
        disks.volume(folder, "vfat", 8 * MIB, 1, ESP),
        disks.volume(folder, "ext4", 24 * MIB, 2, LINUX),
    ]
    return disks.disk(folder, volumes, free_mib=5)


@pytest.fixture(scope="session")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Disk:
    disks.need()
    folder = tmp_path_factory.mktemp("windows")
    volumes = [
        disks.volume(folder, "vfat", 8 * MIB, 3, ESP_OF_WINDOWS),
        disks.volume(folder, "ntfs", 24 * MIB, 4, WINDOWS),
    ]
    return disks.disk(folder, volumes, free_mib=5)


@pytest.fixture(scope="session")
def of_bios(tmp_path_factory: pytest.TempPathFactory) -> Disk:
    """MBR, with code in it and behind it."""
    disks.need()
    folder = tmp_path_factory.mktemp("bios")
    made = disks.disk(
        folder, [disks.volume(folder, "ext4", 24 * MIB, 5, LINUX)], table="dos", free_mib=5
    )
    with made.path.open("r+b") as file:
        file.write(noise(440, 6))
        file.seek(512)
        file.write(noise(60_000, 7))
    return made


@dataclass(frozen=True)
class Saved:
    folder: Path
    disk: Disk


Save = Callable[..., Saved]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """As Clonezilla does it, by the same programs; ``packed``: the ending of its files."""

    def made(disk: Disk, packed: str = "gz", piece: int = MIB) -> Saved:
        disks.need(*_TOOLS.values())
        folder = tmp_path / "2026-01-05-img"
        folder.mkdir()
        names = [f"sda{n + 1}" for n in range(len(disk.volumes))]
        (folder / "disk").write_text("sda\n")
        (folder / "parts").write_text(" ".join(names) + "\n")
        _save_tables(disk, folder)
        for name, volume in zip(names, disk.volumes, strict=True):
            image = folder / "image"
            log = tmp_path / "partclone.log"
            tool = _TOOLS[volume.kind]
            disks.call(tool, "-c", "-F", "-s", volume.path, "-O", image, "-L", log)
            _split(image, folder / f"{name}.{volume.kind}-ptcl-img.{packed}", packed, piece)
        return Saved(folder, disk)

    return made


def _save_tables(disk: Disk, folder: Path) -> None:
    dump = disks.call("sfdisk", "--dump", disk.path).decode()
    named = re.sub(rf"^{re.escape(str(disk.path))}", "/dev/sda", dump, flags=re.MULTILINE)
    (folder / "sda-pt.sf").write_text(named.replace(f"device: {disk.path}", "device: /dev/sda"))
    size = disk.path.stat().st_size // 512
    (folder / "sda-pt.parted").write_text(f"Model: made up\nDisk /dev/sda: {size}s\n")
    with disk.path.open("rb") as file:
        (folder / "sda-mbr").write_bytes(file.read(512))
        (folder / "sda-hidden-data-after-mbr").write_bytes(file.read(MIB - 512))


def _split(image: Path, to: Path, packed: str, piece: int) -> None:
    content = image.read_bytes()
    image.unlink()
    if packed == "gz":
        content = gzip.compress(content, 1)
    elif packed != "uncomp":
        tool = {"zst": "zstd", "xz": "xz"}[packed]
        disks.need(tool)
        content = disks.call(tool, "-1", "-c", input=content)
    for number, at in enumerate(range(0, len(content), piece)):
        letters = f"{chr(97 + number // 26)}{chr(97 + number % 26)}"
        to.with_name(f"{to.name}.{letters}").write_bytes(content[at : at + piece])
