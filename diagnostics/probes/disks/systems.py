"""Families of operating system, from the types of partitions and file systems alone.

GUIDs: UEFI specification, Discoverable Partitions Specification, and the makers' own. A table of
data partitions shows none: a disk with one NTFS partition may be a stick that never saw Windows.
"""

from diagnostics.probes.lsblk import BlockDevice

_TYPES = {
    # Microsoft reserved; Windows recovery (GPT, MBR)
    "e3c9e316-0b5c-4db8-817d-f92df00215ae": "windows",
    "de94bba4-06d1-4d40-a16a-bfd50179d6ac": "windows",
    "0x27": "windows",
    # Linux data, swap, LVM, RAID, home; root on x86-64, x86 and ARM64; LUKS
    "0fc63daf-8483-4772-8e79-3d69d8477de4": "linux",
    "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f": "linux",
    "e6d6d379-f507-44c2-a23c-238f2a3df928": "linux",
    "a19d880f-05fc-4d3b-a006-743f0f84911e": "linux",
    "933ac7e1-2eb4-4f13-b844-0e14e2aef915": "linux",
    "4f68bce3-e8cd-4db1-96e7-fbcaf984b709": "linux",
    "44479540-f297-41b2-9af7-d131d5f0458a": "linux",
    "b921b045-1df0-41c3-af44-4c6f280d3fae": "linux",
    "ca7d7ccb-63ed-4c53-861c-1742536059cc": "linux",
    "0x83": "linux",
    "0x82": "linux",
    "0x8e": "linux",
    "0xfd": "linux",
    # APFS, HFS+, Core Storage, Apple boot
    "7c3457ef-0000-11aa-aa11-00306543ecac": "macos",
    "48465300-0000-11aa-aa11-00306543ecac": "macos",
    "53746f72-6167-11aa-aa11-00306543ecac": "macos",
    "426f6f74-0000-11aa-aa11-00306543ecac": "macos",
    "0xaf": "macos",
    # ChromeOS kernel, root, reserved, firmware
    "fe3a2a5d-4f32-41a7-b725-accc3285a309": "chromeos",
    "3cb8e202-3b7e-47dd-8a3c-7ff2a13cfcec": "chromeos",
    "2e0a753d-9e48-43b0-8337-b15192cb1b5e": "chromeos",
    "cab6e88e-abf3-4102-a07a-d4bb9be3c1d3": "chromeos",
    # FreeBSD data, boot, swap, UFS, ZFS; OpenBSD; NetBSD FFS
    "516e7cb4-6ecf-11d6-8ff8-00022d09712b": "bsd",
    "83bd6b9d-7f41-11dc-be0b-001560b84f0f": "bsd",
    "516e7cb5-6ecf-11d6-8ff8-00022d09712b": "bsd",
    "516e7cb6-6ecf-11d6-8ff8-00022d09712b": "bsd",
    "516e7cba-6ecf-11d6-8ff8-00022d09712b": "bsd",
    "824cc7a0-36a8-11e3-890a-952519ad3f61": "bsd",
    "49f48d5a-b10e-11dc-b99b-0019d1879648": "bsd",
    "0xa5": "bsd",
    "0xa6": "bsd",
    "0xa9": "bsd",
    # Android boot loader, boot, recovery, system, data
    "2568845d-2332-4675-bc39-8fa5a4748d15": "android",
    "49a4d17f-93a3-45c1-a0de-f50b2ebe2599": "android",
    "4177c722-9e92-4aab-8644-43502bfd5506": "android",
    "38f428e6-d326-425d-9140-6e0ea133647c": "android",
    "dc76dda9-5ac1-491c-af42-a82591580c0d": "android",
}
_FILESYSTEMS = {
    "bitlocker": "windows",
    "apfs": "macos",
    "hfsplus": "macos",
    "ufs": "bsd",
    "ext2": "linux",
    "ext3": "linux",
    "ext4": "linux",
    "btrfs": "linux",
    "xfs": "linux",
    "swap": "linux",
    "lvm2_member": "linux",
    "crypto_luks": "linux",
    "linux_raid_member": "linux",
}
#: Built upon Linux, with partitions that look like it.
_UPON_LINUX = {"chromeos", "android"}


def families(disk: BlockDevice) -> tuple[str, ...]:
    """Sorted names, such as ``("linux", "windows")``."""
    found = {family for part in (disk, *disk.children) if (family := _family(part))}
    return tuple(sorted(found - {"linux"} if found & _UPON_LINUX else found))


def _family(part: BlockDevice) -> str | None:
    filesystem = (part.filesystem or "").lower()
    if filesystem == "ntfs" and part.bootable:
        return "windows"
    return _TYPES.get(part.type_guid or "") or _FILESYSTEMS.get(filesystem)
