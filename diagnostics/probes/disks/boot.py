"""Which disks the running system came from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from diagnostics.probes.host import Host

#: Where live systems mount their medium: live-boot, dracut, casper, archiso.
_LIVE = (
    "/run/live/medium",
    "/lib/live/mount/medium",
    "/run/initramfs/live",
    "/cdrom",
    "/run/archiso/bootmnt",
)
#: Our own medium: once it is in memory nothing is mounted any more, and the stick is still ours.
_OURS = "dev/disk/by-label/ATELIER_MEDIUM"
#: What can stand upon what, at most: partition, RAID, encryption, volume, loop.
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Mount:
    device: str
    point: str
    source: str


@dataclass(frozen=True, slots=True)
class Carriers:
    """The disks below the live medium, those below ``/``, and those that bear our label."""

    medium: frozenset[str]
    root: frozenset[str]
    ours: frozenset[str] = frozenset()

    def is_boot_medium(self, name: str, *, internal: bool | None) -> bool:
        """A system installed on an internal disk does not make that disk ours."""
        return name in self.medium or (name in self.root | self.ours and internal is False)


def carriers(host: Host) -> Carriers:
    mounts = tuple(read_mounts(host))
    return Carriers(
        medium=frozenset(_below(host, mounts, _LIVE)),
        root=frozenset(_below(host, mounts, ("/",))),
        ours=frozenset(_labelled(host, mounts)),
    )


def _labelled(host: Host, mounts: tuple[Mount, ...]) -> Iterator[str]:
    if host.exists(_OURS):
        yield from _disks(host, mounts, host.path(_OURS).resolve().name, _DEEPEST)


def read_mounts(host: Host) -> Iterator[Mount]:
    """proc(5): id, parent, major:minor, root, mount point, options, -, type, source."""
    for line in (host.read("proc/self/mountinfo") or "").splitlines():
        before, _, after = line.partition(" - ")
        left, right = before.split(), after.split()
        if len(left) > 4 and len(right) > 1:
            yield Mount(left[2], _unescape(left[4]), _unescape(right[1]))


def _unescape(word: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), word)


def _below(host: Host, mounts: tuple[Mount, ...], points: tuple[str, ...]) -> Iterator[str]:
    for mount in mounts:
        if mount.point in points and (name := device_of(host, mount)):
            yield from _disks(host, mounts, name, _DEEPEST)


def device_of(host: Host, mount: Mount) -> str | None:
    """The kernel's name; btrfs has no number of its own, so its source tells."""
    numbered = host.path(f"sys/dev/block/{mount.device}")
    if numbered.exists():
        return numbered.resolve().name
    return host.path(mount.source).resolve().name if mount.source.startswith("/dev/") else None


def _disks(host: Host, mounts: tuple[Mount, ...], name: str, depth: int) -> Iterator[str]:
    """Down from a partition, a mapped device or a loop to the disks that carry it."""
    folder = f"sys/class/block/{name}"
    lower = (*host.names(f"{folder}/slaves"), *_backing(host, mounts, folder))
    if lower and depth:
        for other in lower:
            yield from _disks(host, mounts, other, depth - 1)
    elif host.exists(f"{folder}/partition"):
        yield host.path(folder).resolve().parent.name
    else:
        yield name


def _backing(host: Host, mounts: tuple[Mount, ...], folder: str) -> Iterator[str]:
    """The device below the file that a loop device shows."""
    file = host.read(f"{folder}/loop/backing_file")
    if file:
        holding = [m for m in mounts if PurePosixPath(file).is_relative_to(m.point)]
        mount = max(holding, key=lambda m: len(m.point), default=None)
        if mount and (name := device_of(host, mount)):
            yield name
