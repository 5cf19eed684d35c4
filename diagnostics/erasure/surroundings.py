"""What stands upon a disk, and whether we run from it: read anew whenever it is asked.

Whatever cannot be read counts as in the way. The kernel has the last word: it lets nobody open a
disk exclusively that is mounted, or in use by swap, md, LVM, device-mapper, bcache or ZFS.
"""

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass

from diagnostics.erasure import layers
from diagnostics.erasure.planning import Surroundings, Use
from diagnostics.probes.disks import boot
from diagnostics.probes.host import Host

_LABEL = "E:ID_FS_LABEL=ATELIER_MEDIUM"


@dataclass(frozen=True, slots=True)
class _Reading:
    uses: tuple[Use, ...]
    unread: tuple[str, ...]


def look(host: Host, name: str) -> Surroundings:
    """``name``: the kernel's, now. Look before the disk is opened for writing: we would be held."""
    if trouble := _no_disk(host, name):
        return Surroundings(unread=(trouble,))
    here = _reading(host, name)
    beside = [_beside(host, other) for other in layers.siblings(host, name)]
    areas = [_beside(host, other) for other in layers.boot_areas(host, name)]
    around = [*beside, *areas]
    return Surroundings(
        medium=_is_medium(host, name),
        uses=(*here.uses, *(use for other in around for use in other.uses)),
        siblings=layers.siblings(host, name),
        unread=tuple(dict.fromkeys([*here.unread, *(why for o in around for why in o.unread)])),
    )


def _no_disk(host: Host, name: str) -> str | None:
    folder = f"sys/class/block/{name}"
    if "/" in name or not name or not host.exists(f"{folder}/dev"):
        return f"the kernel shows no disk {name!r}"
    if host.exists(f"{folder}/partition"):
        return f"{name} is a partition"
    if host.names(f"{folder}/slaves"):
        return f"{name} is built upon other disks"
    return None


def _reading(host: Host, name: str) -> _Reading:
    upon = layers.upon(host, name)
    mounts, without_mounts = _mounts(host, upon.names)
    swaps, without_swaps = _swaps(host, upon.names)
    found = [*upon.uses, *mounts, *swaps, *_btrfs(host, upon.names)]
    held, silent = _exclusive(host, name)
    if held and not found:
        found.append(Use(code="held", detail=name))
    unread = [why for why in (without_mounts, without_swaps, silent) if why]
    return _Reading(tuple(dict.fromkeys(found)), tuple(unread))


def _beside(host: Host, name: str) -> _Reading:
    """In use, and part of the same device: a firmware erase would take it along."""
    reading = _reading(host, name)
    uses = tuple(
        Use(code="sibling_in_use", detail=f"{name}: {use.detail or use.code}")
        for use in reading.uses
    )
    return _Reading(uses, tuple(f"{name}: {why}" for why in reading.unread))


def _mounts(host: Host, names: frozenset[str]) -> tuple[list[Use], str | None]:
    mounts = list(boot.read_mounts(host))
    if not mounts:
        return [], "what is mounted cannot be read"
    points = [mount.point for mount in mounts if boot.device_of(host, mount) in names]
    return [Use(code="mounted", detail=point) for point in dict.fromkeys(points)], None


def _swaps(host: Host, names: frozenset[str]) -> tuple[list[Use], str | None]:
    """proc(5): a line a swap area, below a heading. A swap file's disk is mounted anyway."""
    told = host.read("proc/swaps")
    if told is None:
        return [], "what is in swap cannot be read"
    paths = [line.split()[0] for line in told.splitlines()[1:] if line.strip()]
    here = {path: host.path(path).resolve().name for path in paths if path.startswith("/dev/")}
    return [Use(code="swap", detail=name) for name in here.values() if name in names], None


def _btrfs(host: Host, names: frozenset[str]) -> Iterator[Use]:
    """A file system over several disks shows only one of them as mounted."""
    for uuid in host.names("sys/fs/btrfs"):
        for name in host.names(f"sys/fs/btrfs/{uuid}/devices"):
            if name in names:
                yield Use(code="mounted", detail="btrfs")


def _exclusive(host: Host, name: str) -> tuple[bool, str | None]:
    """Whether somebody holds it, and why that cannot be told. Reading only: nothing is changed."""
    try:
        descriptor = os.open(host.path(f"dev/{name}"), os.O_RDONLY | os.O_EXCL | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.EBUSY:
            return True, None
        return False, f"{name} cannot be opened: {error.strerror}"
    os.close(descriptor)
    return False, None


def _is_medium(host: Host, name: str) -> bool:
    carriers = boot.carriers(host)
    return name in carriers.medium or name in _ours(host, carriers)


def _ours(host: Host, carriers: boot.Carriers) -> set[str]:
    """The disks that bear our label; of several only those that can be carried in.

    Once the system is in memory the label is all that tells them apart. A machine's own disk may
    bear it too, after somebody copied a medium onto it.
    """
    bearing = {*carriers.ours, *_labelled(host)}
    return {name for name in bearing if layers.can_be_carried(host, name)} or bearing


def _labelled(host: Host) -> Iterator[str]:
    """By udev's notes: the link by label leads to one of several only."""
    for name in host.names("sys/class/block"):
        number = host.read(f"sys/class/block/{name}/dev")
        notes = host.read(f"run/udev/data/b{number}") or ""
        if _LABEL in notes.splitlines():
            yield layers.disk_of(host, name)
