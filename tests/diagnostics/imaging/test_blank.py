"""What is on a disk, against the tools that put it there."""

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from diagnostics.blockio import Gone, open_device
from diagnostics.imaging import blank
from tests.diagnostics.erasure.faulty import BLOCK, FaultyDisk
from tests.images import MIB

_SIZE = 64 * MIB
#: What puts it there; ``{}`` is the disk. A table or a filesystem: each is found.
_MAKERS = {
    "gpt": "printf 'label: gpt\\n,16M\\n,\\n' | sfdisk -q {}",
    "mbr": "printf 'label: dos\\n,16M\\n,\\n' | sfdisk -q {}",
    "ext4": "mkfs.ext4 -q -F {}",
    "ext2": "mkfs.ext2 -q -F {}",
    "fat": "mkfs.vfat {}",
    "fat32": "mkfs.vfat -F 32 -I {}",
    "exfat": "mkfs.exfat {}",
    "ntfs": "mkfs.ntfs -q -F {}",
    "swap": "mkswap -q {}",
    "btrfs": "truncate -s 256M {0} && mkfs.btrfs -q -f {0}",
    "xfs": "truncate -s 400M {0} && mkfs.xfs -q -f {0}",
    "luks": "echo -n words | cryptsetup -q luksFormat --pbkdf pbkdf2 "
    "--pbkdf-force-iterations 1000 {} -",
    "iso": "rm {0} && mkdir {0}.tree && date > {0}.tree/day && "
    "xorriso -as mkisofs -quiet -o {0} {0}.tree 2>/dev/null",
    "squashfs": "mkdir {0}.tree && mksquashfs {0}.tree {0} -noappend -quiet >/dev/null",
}


def tool(command: str) -> str:
    words = command.replace("|", "&&").split("&&")[-1].split()
    return words[0]


@pytest.mark.parametrize("what", _MAKERS)
@pytest.mark.usefixtures("real_commands")
def test_what_a_tool_put_there_is_found(what: str, tmp_path: Path) -> None:
    command = _MAKERS[what].format(disk := tmp_path / "disk")
    if not shutil.which(tool(command)):
        pytest.skip(f"{tool(command)} is not installed")
    disk.write_bytes(random.Random(1).randbytes(_SIZE))
    subprocess.run(["sh", "-c", command], check=True, capture_output=True)
    with disk.open("r+b") as file:
        file.truncate(-(-disk.stat().st_size // BLOCK) * BLOCK)
    with open_device(disk) as device:
        assert blank.found_on(device)


@pytest.mark.usefixtures("real_commands")
def test_the_copy_of_a_table_at_the_end_is_found(tmp_path: Path) -> None:
    if not shutil.which("sfdisk"):
        pytest.skip("sfdisk is not installed")
    disk = tmp_path / "disk"
    disk.write_bytes(bytes(_SIZE))
    subprocess.run(["sh", "-c", _MAKERS["gpt"].format(disk)], check=True, capture_output=True)
    with disk.open("r+b") as file:
        file.write(bytes(MIB))
    with open_device(disk) as device:
        assert blank.found_on(device) == "GPT at its end"


def on(content: bytes, **faults: object) -> str | None:
    disk = FaultyDisk(len(content), **faults)  # type: ignore[arg-type]
    disk.medium[:] = content
    return blank.found_on(disk)


@pytest.mark.parametrize("seed", range(40))
def test_what_looks_random_is_nothing(seed: int) -> None:
    assert on(random.Random(seed).randbytes(2 * MIB)) is None


@pytest.mark.parametrize("unit", [b"\0", b"\xff", b"\xa5", b"\x55\xaa", b"\x33\xcc\x55\xaa"])
def test_what_an_overwrite_leaves_is_nothing(unit: bytes) -> None:
    assert on(unit * (2 * MIB // len(unit))) is None


def test_random_bytes_with_two_right_ones_are_nothing() -> None:
    """A boot sector's mark, and that of ext4, are two bytes: chance makes them."""
    for seed in range(40):
        content = bytearray(random.Random(seed).randbytes(2 * MIB))
        content[510:512] = b"\x55\xaa"
        content[446], content[0] = 7, 0
        content[1080:1082] = b"\x53\xef"
        content[1048] = 200
        assert on(bytes(content)) is None


def test_a_disk_that_cannot_be_read_at_its_beginning() -> None:
    content = bytearray(random.Random(1).randbytes(2 * MIB))
    content[512:520] = b"EFI PART"
    assert on(bytes(content), unreadable={900: 99}) == "GPT"
    assert on(bytes(content), unreadable={1: 99}) is None
    with pytest.raises(Gone):
        on(bytes(content), gone_after=0)


def test_a_small_disk() -> None:
    assert on(bytes(64 * 1024)) is None
