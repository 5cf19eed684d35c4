"""File systems made by the real tools: libblkid, which lsblk asks too, calls them as we expect."""

import os
import shutil
import subprocess

import pytest

from diagnostics.probes.disks.contents import partitions
from diagnostics.probes.disks.systems import families
from diagnostics.probes.lsblk import BlockDevice

pytestmark = pytest.mark.usefixtures("real_commands")

QUICK = ("--batch-mode", "--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "1000")


def tool(name, *arguments, stdin=None):
    path = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if path is None:
        pytest.skip(f"{name} is not installed")
    done = subprocess.run([path, *arguments], input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode().strip()


def bitlocker(image):
    """The header and the block that mark a volume as BitLocker's; nothing is encrypted."""
    header = bytearray(512)
    header[:11], header[510:] = b"\xeb\x58\x90-FVE-FS-", b"\x55\xaa"
    header[176:184] = (64 << 10).to_bytes(8, "little")
    with image.open("r+b") as file:
        file.write(header)
        file.seek(64 << 10)
        file.write(b"-FVE-FS-\x40\x00\x02\x00" + bytes(500))


MAKE = {
    "ntfs": lambda image: tool("mkntfs", "--force", "--quick", "--quiet", image),
    "ext4": lambda image: tool("mkfs.ext4", "-q", image),
    "luks": lambda image: tool("cryptsetup", "luksFormat", *QUICK, image, "-", stdin=b"made up"),
    "bitlocker": bitlocker,
}


@pytest.mark.parametrize(
    ("kind", "encryption", "systems"),
    [
        ("ntfs", None, ()),
        ("ext4", None, ("linux",)),
        ("luks", "luks", ("linux",)),
        ("bitlocker", "bitlocker", ("windows",)),
    ],
)
def test_what_libblkid_calls_it_is_what_we_know(kind, encryption, systems, tmp_path):
    image = tmp_path / "image"
    with image.open("wb") as file:
        file.truncate(32 << 20)
    MAKE[kind](image)
    named = tool("blkid", "--probe", "--match-tag", "TYPE", "--output", "value", image)
    disk = BlockDevice(name="sda", filesystem=named)
    assert [part.encryption for part in partitions(disk)] == [encryption]
    assert families(disk) == systems
