"""Where the partitions of a built image are, and its GPT."""

from dataclasses import dataclass
from pathlib import Path

from atelier.workshop.imaging.building.commands import run
from atelier.workshop.imaging.building.recipe import MIB, Recipe
from diagnostics.wire.imaging import Partition

SECTOR = 512
#: Before the first partition, and after the last: the backup of the table and its rounding.
_EDGE = MIB
_TYPES = {
    "bios": "21686148-6449-6E6F-744E-656564454649",
    "efi": "C12A7328-F81F-11D2-BA4B-00A0C93EC93B",
    "root": "4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    bios: Partition
    efi: Partition
    root: Partition

    @property
    def all(self) -> tuple[Partition, ...]:
        return (self.bios, self.efi, self.root)


def layout(recipe: Recipe) -> Layout:
    """The root is last, so that it can grow."""
    efi_at = _EDGE + MIB
    root_at = efi_at + recipe.efi_bytes
    return Layout(
        bios=Partition(number=1, start_bytes=_EDGE, size_bytes=MIB, role="bios"),
        efi=Partition(
            number=2,
            start_bytes=efi_at,
            size_bytes=recipe.efi_bytes,
            role="efi",
            filesystem="vfat",
            label="EFI",
        ),
        root=Partition(
            number=3,
            start_bytes=root_at,
            size_bytes=recipe.size_bytes - root_at - _EDGE,
            role="root",
            filesystem="ext4",
            label="root",
            grows=True,
        ),
    )


def write(disk: Path, recipe: Recipe, places: Layout) -> None:
    """Into a file of the right size; nothing but the table is touched."""
    lines = ["label: gpt", f"label-id: {recipe.id_of('disk')}", "unit: sectors"]
    lines += [
        f"start={one.start_bytes // SECTOR}, size={one.size_bytes // SECTOR},"
        f" type={_TYPES[one.role]}, uuid={recipe.id_of(one.role + '-partition')},"
        f' name="{one.role}"'
        for one in places.all
    ]
    run(["sfdisk", "--quiet", "--wipe", "never", str(disk)], stdin="\n".join(lines) + "\n")
