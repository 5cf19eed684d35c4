import pytest

from diagnostics.probes.disks.contents import partitions
from diagnostics.probes.disks.systems import families
from diagnostics.probes.lsblk import BlockDevice

ESP = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"
DATA = "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7"
LINUX = "0fc63daf-8483-4772-8e79-3d69d8477de4"
RESERVED = "e3c9e316-0b5c-4db8-817d-f92df00215ae"


def disk(*parts, **fields):
    children = tuple(
        BlockDevice(name=f"sda{n}", kind="part", type_guid=kind, filesystem=fs, bootable=active)
        for n, (kind, fs, active) in enumerate(parts, 1)
    )
    return BlockDevice(name="sda", children=children, **fields)


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([(ESP, "vfat", None), (RESERVED, None, None), (DATA, "ntfs", None)], ("windows",)),
        ([(ESP, "vfat", None), (DATA, "BitLocker", None)], ("windows",)),
        ([("0x7", "ntfs", True)], ("windows",)),
        ([("0x7", "ntfs", False)], ()),
        ([(DATA, "ntfs", None)], ()),
        ([(ESP, "vfat", None), (LINUX, "ext4", None)], ("linux",)),
        ([("0x83", "crypto_LUKS", True)], ("linux",)),
        ([(RESERVED, None, None), (LINUX, "btrfs", None)], ("linux", "windows")),
        ([("7c3457ef-0000-11aa-aa11-00306543ecac", "apfs", None)], ("macos",)),
        (
            [(LINUX, "ext4", None), ("fe3a2a5d-4f32-41a7-b725-accc3285a309", None, None)],
            ("chromeos",),
        ),
        (
            [(LINUX, "ext4", None), ("38f428e6-d326-425d-9140-6e0ea133647c", "ext4", None)],
            ("android",),
        ),
        ([("516e7cb6-6ecf-11d6-8ff8-00022d09712b", "ufs", None)], ("bsd",)),
        ([(DATA, "exfat", None)], ()),
        ([], ()),
    ],
)
def test_operating_systems(parts, found):
    assert families(disk(*parts)) == found


@pytest.mark.parametrize(
    ("filesystem", "encryption"),
    [("BitLocker", "bitlocker"), ("crypto_LUKS", "luks"), ("ntfs", None), (None, None)],
)
def test_encryption(filesystem, encryption):
    assert partitions(disk((DATA, filesystem, None)))[0].encryption == encryption


def test_a_file_system_without_a_table_is_a_partition_of_the_disks_own_name():
    [part] = partitions(disk(filesystem="crypto_LUKS", size_bytes=9))
    assert (part.name, part.size_bytes, part.encryption) == ("sda", 9, "luks")


def test_what_is_opened_upon_a_partition_is_no_partition():
    opened = BlockDevice(name="dm-0", kind="crypt", filesystem="ext4")
    part = BlockDevice(name="sda1", kind="part", filesystem="crypto_LUKS", children=(opened,))
    assert [p.name for p in partitions(BlockDevice(name="sda", children=(part,)))] == ["sda1"]
