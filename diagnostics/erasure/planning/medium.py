"""What kind of medium a disk is, by how it is attached and what it says of itself."""

from dataclasses import dataclass

from diagnostics.report import Disk, Transport
from diagnostics.wire.erasure import MediumKind

_BY_TRANSPORT: dict[Transport, MediumKind] = {
    "nvme": "nvme",
    "sas": "sas",
    "scsi": "sas",
    "usb": "usb",
    "virtio": "virtual",
}
_FLASH: frozenset[MediumKind] = frozenset({"nvme", "emmc", "card"})
_UNKNOWABLE: frozenset[MediumKind] = frozenset({"virtual", "other"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    kind: MediumKind
    #: Platters (True) or flash (False), where the disk says so; None: it does not. Then the rules
    #: for flash hold: they promise less.
    turns: bool | None


def medium_of(disk: Disk) -> Medium:
    kind = _kind(disk)
    return Medium(kind=kind, turns=_turns(disk, kind))


def _kind(disk: Disk) -> MediumKind:
    match disk.transport:
        case None:
            return "other"
        case "mmc":
            return "emmc" if disk.internal is True else "card"
        case "sata" | "ide":
            turns = _told(disk)
            # Old disks do not say that they turn; then the kernel supposes so.
            return "sata_hdd" if turns or (turns is None and disk.rotational) else "sata_ssd"
    return _BY_TRANSPORT[disk.transport]


def _turns(disk: Disk, kind: MediumKind) -> bool | None:
    if kind in _FLASH:
        return False
    return None if kind in _UNKNOWABLE else _told(disk)


def _told(disk: Disk) -> bool | None:
    """The kernel's *rotational* is a supposition when true, and the disk's word when false.

    Disks with shingled tracks trim too, so that trimming only counts where no speed is told.
    """
    ata = disk.ata
    if disk.rotational is False or (ata and ata.solid_state):
        return False
    if disk.rotation_rpm or (ata and (ata.rotation_rpm or ata.solid_state is False)):
        return True
    return False if ata and ata.trim else None
