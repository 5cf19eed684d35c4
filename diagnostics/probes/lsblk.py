"""``lsblk --json --bytes``: block devices and what stands on them (util-linux 2.27 and later).

Labels and mount points are never read: they may name the donor.
"""

from dataclasses import dataclass
from typing import Any

from diagnostics.probes.document import Unreadable, at, load, rows, text
from diagnostics.report import Json

#: What the agent asks for; older releases refuse the later columns.
COLUMNS = (
    "NAME,KNAME,TYPE,SIZE,RO,RM,HOTPLUG,ROTA,TRAN,MODEL,SERIAL,WWN,VENDOR,REV,LOG-SEC,PHY-SEC,"
    "FSTYPE,PTTYPE,PARTTYPE,PARTFLAGS,ZONED"
)
OLD_COLUMNS = COLUMNS.removesuffix(",PTTYPE,PARTTYPE,PARTFLAGS,ZONED")

_YES, _NO = (True, 1, "1", "true"), (False, 0, "0", "false")


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockDevice:
    """A disk, a partition, or what is built upon one."""

    name: str
    #: lsblk's TYPE: ``disk``, ``part``, ``crypt``, ``lvm``, ``loop``, ``rom``…
    kind: str | None = None
    size_bytes: int | None = None
    read_only: bool | None = None
    removable: bool | None = None
    hotplug: bool | None = None
    rotational: bool | None = None
    transport: str | None = None
    model: str | None = None
    maker: str | None = None
    serial: str | None = None
    firmware: str | None = None
    #: As told, prefix included.
    wwn: str | None = None
    logical_block_bytes: int | None = None
    physical_block_bytes: int | None = None
    zoned: str | None = None
    filesystem: str | None = None
    partition_table: str | None = None
    #: A GUID on GPT, ``0x7`` and the like on an MBR.
    type_guid: str | None = None
    bootable: bool | None = None
    children: tuple["BlockDevice", ...] = ()


def parse(raw: str | bytes) -> tuple[BlockDevice, ...]:
    """The top-level devices. Raises Unreadable for what is not lsblk's JSON."""
    document = load(raw, "lsblk")
    if not isinstance(document.get("blockdevices"), list):
        raise Unreadable("lsblk: the JSON has no 'blockdevices'; was it made with --json?")
    return _devices(document, "blockdevices")


def _devices(parent: Json, key: str) -> tuple[BlockDevice, ...]:
    named = ((row, text(row, "kname") or text(row, "name")) for row in rows(parent, key))
    return tuple(_device(row, name) for row, name in named if name)


def _device(row: Json, name: str) -> BlockDevice:
    return BlockDevice(
        name=name,
        kind=text(row, "type"),
        size_bytes=_number(row, "size"),
        read_only=_flag(row, "ro"),
        removable=_flag(row, "rm"),
        hotplug=_flag(row, "hotplug"),
        rotational=_flag(row, "rota"),
        transport=text(row, "tran"),
        model=text(row, "model"),
        maker=text(row, "vendor"),
        serial=text(row, "serial"),
        firmware=text(row, "rev"),
        wwn=text(row, "wwn"),
        logical_block_bytes=_number(row, "log-sec"),
        physical_block_bytes=_number(row, "phy-sec"),
        zoned=text(row, "zoned"),
        filesystem=text(row, "fstype"),
        partition_table=text(row, "pttype"),
        type_guid=(text(row, "parttype") or "").lower() or None,
        bootable=_bootable(text(row, "partflags")),
        children=_devices(row, "children"),
    )


def _number(row: Json, key: str) -> int | None:
    """Numbers are text before util-linux 2.33, and ``128M`` without --bytes (then: None)."""
    told: Any = at(row, key)
    if isinstance(told, str) and told.isascii() and told.isdigit() and len(told) < 30:
        return int(told)
    return told if isinstance(told, int) and not isinstance(told, bool) and told >= 0 else None


def _flag(row: Json, key: str) -> bool | None:
    told: Any = at(row, key)
    if isinstance(told, (list, dict)):
        return None
    return True if told in _YES else False if told in _NO else None


def _bootable(flags: str | None) -> bool | None:
    """The active flag of an MBR partition (0x80)."""
    return None if flags is None else flags == "0x80"
