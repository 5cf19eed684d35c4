"""What starts the image: GRUB's sectors for a BIOS, and for UEFI what Debian signed."""

import struct
from dataclasses import dataclass
from pathlib import Path

from atelier.workshop.imaging.building.commands import run
from atelier.workshop.imaging.building.errors import BuildError
from atelier.workshop.imaging.building.recipe import Recipe

_SECTOR = 512
#: Of the code in the first sector of a disk; what follows belongs to the partition table.
_MBR_CODE_BYTES = 440
#: Places in GRUB's boot.img: where its next sector stands, and the check of the drive that the
#: BIOS names, which some name wrongly (grub-core/boot/i386/pc/boot.S).
_NEXT_SECTOR, _DRIVE_CHECK = 0x5C, 0x66
#: In the first sector of core.img: place, length and segment of the rest (diskboot.S).
_REST, _REST_SEGMENT = 0x1F4, 0x820
_MODULES = ("biosdisk", "part_gpt", "ext2")
#: Of the partition with the root, on the disk that the BIOS started.
_PREFIX = "(,gpt3)/boot/grub"

_EFI_GRUB = """\
search.fs_uuid {root} root
set prefix=($root)'/boot/grub'
configfile $prefix/grub.cfg
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BiosCode:
    """``first``: the first bytes of the disk; ``core``: of the BIOS boot partition."""

    first: bytes
    core: bytes


def bios_code(tree: Path, core_sector: int) -> BiosCode:
    """By the GRUB that is in the tree; ``core_sector``: where its partition begins."""
    made = "/boot/grub/i386-pc/core.img"
    grub = ["grub-mkimage", "-O", "i386-pc", "-p", _PREFIX, "-o", made, *_MODULES]
    run(["chroot", str(tree), *grub])
    home = tree / "boot/grub/i386-pc"
    code = patched((tree / "usr/lib/grub/i386-pc/boot.img").read_bytes(), core_sector)
    core = with_rest((home / "core.img").read_bytes(), core_sector)
    (home / "core.img").unlink()
    return BiosCode(first=code, core=core)


def patched(boot: bytes, core_sector: int) -> bytes:
    """GRUB's first sector, as grub-bios-setup would install it on a hard disk."""
    if len(boot) != _SECTOR or boot[510:] != b"\x55\xaa":
        raise BuildError("GRUB's boot.img is not as it is known: 512 bytes with a signature")
    code = bytearray(boot[:_MBR_CODE_BYTES])
    struct.pack_into("<Q", code, _NEXT_SECTOR, core_sector)
    code[_DRIVE_CHECK : _DRIVE_CHECK + 2] = b"\x90\x90"
    return bytes(code)


def with_rest(core: bytes, core_sector: int) -> bytes:
    """GRUB's second part, which finds the rest of itself by what stands in its first sector."""
    whole = bytearray(core.ljust(-(-len(core) // _SECTOR) * _SECTOR, b"\0"))
    sectors = len(whole) // _SECTOR - 1
    struct.pack_into("<QHH", whole, _REST, core_sector + 1, sectors, _REST_SEGMENT)
    return bytes(whole)


def efi_files(tree: Path, recipe: Recipe) -> dict[str, bytes]:
    """By path on the EFI partition: the place that all firmware knows, and Debian's own."""
    signed = tree / "usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed"
    shim, grub = tree / "usr/lib/shim", signed.read_bytes()
    start = (shim / "shimx64.efi.signed").read_bytes()
    keys = (shim / "mmx64.efi.signed").read_bytes()
    menu = _EFI_GRUB.format(root=recipe.id_of("root")).encode()
    return {
        "EFI/BOOT/BOOTX64.EFI": start,
        "EFI/BOOT/grubx64.efi": grub,
        "EFI/BOOT/mmx64.efi": keys,
        "EFI/debian/BOOTX64.CSV": (shim / "BOOTX64.CSV").read_bytes(),
        "EFI/debian/grub.cfg": menu,
        "EFI/debian/grubx64.efi": grub,
        "EFI/debian/mmx64.efi": keys,
        "EFI/debian/shimx64.efi": start,
    }
