"""A disk as the kernel alone tells it, for anybody to read."""

from diagnostics.probes.host import Host
from diagnostics.probes.lsblk import BlockDevice

_SECTOR = 512
_VPD_HEADER = 4


def names(host: Host) -> tuple[str, ...]:
    return host.names("sys/block")


def has_room(host: Host, name: str) -> bool:
    """An empty card reader has none."""
    return bool(_size(host, f"sys/block/{name}"))


def on_usb(host: Host, name: str) -> bool:
    return "/usb" in str(host.path(f"sys/block/{name}").resolve())


def disk(host: Host, name: str) -> BlockDevice:
    folder = f"sys/block/{name}"
    return BlockDevice(
        name=name,
        size_bytes=_size(host, folder),
        read_only=_flag(host, f"{folder}/ro"),
        removable=_flag(host, f"{folder}/removable"),
        rotational=_flag(host, f"{folder}/queue/rotational"),
        model=host.read(f"{folder}/device/model") or host.read(f"{folder}/device/name") or None,
        maker=host.read(f"{folder}/device/vendor") or None,
        serial=host.read(f"{folder}/device/serial") or _vital_serial(host, folder),
        firmware=host.read(f"{folder}/device/rev")
        or host.read(f"{folder}/device/firmware_rev")
        or None,
        wwn=host.read(f"{folder}/wwid") or host.read(f"{folder}/device/wwid") or None,
        logical_block_bytes=host.read_int(f"{folder}/queue/logical_block_size"),
        physical_block_bytes=host.read_int(f"{folder}/queue/physical_block_size"),
        zoned=host.read(f"{folder}/queue/zoned") or None,
        children=tuple(_partitions(host, folder)),
    )


def _partitions(host: Host, folder: str) -> list[BlockDevice]:
    inside = [n for n in host.names(folder) if host.exists(f"{folder}/{n}/partition")]
    return [
        BlockDevice(name=name, kind="part", size_bytes=_size(host, f"{folder}/{name}"))
        for name in sorted(inside, key=lambda name: (len(name), name))
    ]


def _size(host: Host, folder: str) -> int | None:
    """The kernel counts in 512 bytes, whatever the disk's blocks are."""
    sectors = host.read_int(f"{folder}/size")
    return None if sectors is None else sectors * _SECTOR


def _flag(host: Host, path: str) -> bool | None:
    number = host.read_int(path)
    return None if number is None else bool(number)


def _vital_serial(host: Host, folder: str) -> str | None:
    """SCSI vital product data, page 80h."""
    page = host.read_bytes(f"{folder}/device/vpd_pg80") or b""
    return page[_VPD_HEADER:].decode("ascii", "replace").strip("\0 ") or None
