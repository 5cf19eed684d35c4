"""Which disks there are: lsblk, filled in from sysfs, or sysfs alone."""

import re
from collections.abc import Iterable
from dataclasses import fields, replace

from diagnostics.probes import lsblk
from diagnostics.probes.disks import sysfs
from diagnostics.probes.disks.asking import Trouble
from diagnostics.probes.document import Unreadable
from diagnostics.probes.host import Host
from diagnostics.probes.lsblk import BlockDevice
from diagnostics.run import Failed, MissingTool, RunError, TimedOut

#: What lsblk may take. It asks no disk while udev runs, yet a slow machine that starts ten probes
#: at once needs seconds; without udev it reads the disks itself, and a dead one holds it up.
LIMIT_S = 5.0

# Not a disk of the machine: made by the kernel, optical, floppy, or a boot area of an eMMC.
_SKIP = re.compile(
    r"(loop|zram|ram|dm-|md|sr|fd|nbd|rbd|drbd|nullb|mtd|ubiblock|pmem)\d.*"
    r"|mmcblk\d+(boot\d+|rpmb|gp\d+)"
)


def disks(host: Host) -> tuple[list[BlockDevice], list[Trouble]]:
    """The disks with a medium in them, and what could not be told about them."""
    try:
        kept = _kept(host, _lsblk(host))
    except (RunError, Unreadable) as error:
        names = (BlockDevice(name=name) for name in sysfs.names(host))
        return _kept(host, names), [_without_lsblk(error)]
    return kept, [_unseen(host, device) for device in kept if _hidden(host, device)]


def built_in(host: Host) -> frozenset[str]:
    """The names of the disks that stand there now, but for what hangs on USB. Asks no disk."""
    return frozenset(
        name
        for name in sysfs.names(host)
        if not _SKIP.fullmatch(name) and sysfs.has_room(host, name) and not sysfs.on_usb(host, name)
    )


def _kept(host: Host, listed: Iterable[BlockDevice]) -> list[BlockDevice]:
    filled = (_filled(device, sysfs.disk(host, device.name)) for device in listed)
    return [device for device in filled if _is_disk(device)]


def _lsblk(host: Host) -> tuple[BlockDevice, ...]:
    try:
        return _columns(host, lsblk.COLUMNS)
    except Failed:
        return _columns(host, lsblk.OLD_COLUMNS)


def _columns(host: Host, columns: str) -> tuple[BlockDevice, ...]:
    completed = host.run(("lsblk", "--json", "--bytes", "--output", columns), timeout_s=LIMIT_S)
    return lsblk.parse(completed.stdout)


def _is_disk(device: BlockDevice) -> bool:
    """An empty card reader is a disk of no size."""
    kind = device.kind in ("disk", None)
    return kind and not _SKIP.fullmatch(device.name) and device.size_bytes != 0


def _filled(device: BlockDevice, other: BlockDevice) -> BlockDevice:
    """What `device` does not tell, from `other`."""
    names = [field.name for field in fields(BlockDevice)]
    missing = [name for name in names if getattr(device, name) in (None, ())]
    return replace(device, **{name: getattr(other, name) for name in missing})


def _hidden(host: Host, device: BlockDevice) -> bool:
    """What stands on a disk lsblk tells from udev's notes; there may be none."""
    if device.partition_table or device.filesystem:
        return False
    number = host.read(f"sys/block/{device.name}/dev")
    return not host.exists(f"run/udev/data/b{number}")


def _unseen(host: Host, device: BlockDevice) -> Trouble:
    facts = (f"disks[{device.name}].partitions", f"disks[{device.name}].operating_systems")
    if host.is_root:
        return Trouble("failed", "udev does not run, so nobody tells what stands on a disk", facts)
    return Trouble("needs_root", "only root may see what stands on a disk", facts)


def _without_lsblk(error: Exception) -> Trouble:
    facts = ("disks[].partitions", "disks[].operating_systems")
    if isinstance(error, MissingTool):
        return Trouble("missing_tool", str(error), facts)
    return Trouble("timeout" if isinstance(error, TimedOut) else "failed", str(error), facts)
