"""Block devices upon and beside each other, by sysfs alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from diagnostics.erasure.planning import Use
from diagnostics.probes.host import Host

_NAMESPACE = re.compile(r"nvme\d+n\d+")


@dataclass(frozen=True, slots=True)
class Upon:
    #: The disk, its partitions, and everything that is built upon those.
    names: frozenset[str]
    #: What of it is built there: not the disk, not its partitions.
    uses: tuple[Use, ...]


def upon(host: Host, name: str) -> Upon:
    """Upwards from a disk: partitions, holders, and loops over a device (which sysfs hides)."""
    names, uses, waiting = set[str](), list[Use](), [(name, False)]
    while waiting:
        one, built = waiting.pop()
        if one in names:
            continue
        names.add(one)
        uses += [_use(host, one)] if built else []
        waiting += [(part, built) for part in partitions(host, one)]
        waiting += [(holder, True) for holder in _holders(host, one)]
    return Upon(frozenset(names), tuple(sorted(uses, key=lambda use: use.detail or "")))


def partitions(host: Host, name: str) -> tuple[str, ...]:
    folder = f"sys/class/block/{name}"
    return tuple(one for one in host.names(folder) if host.exists(f"{folder}/{one}/partition"))


def disk_of(host: Host, name: str) -> str:
    """The disk of a partition; anything else is its own."""
    folder = f"sys/class/block/{name}"
    real = host.real(folder) if host.exists(f"{folder}/partition") else None
    return PurePosixPath(real).parent.name if real else name


def siblings(host: Host, name: str) -> tuple[str, ...]:
    """The other namespaces of an NVMe controller or subsystem."""
    if not _NAMESPACE.fullmatch(name):
        return ()
    controller = host.real(f"sys/class/block/{name}/device")
    others = (one for one in host.names("sys/class/block") if _NAMESPACE.fullmatch(one))
    return tuple(
        one
        for one in others
        if one != name and controller and host.real(f"sys/class/block/{one}/device") == controller
    )


def boot_areas(host: Host, name: str) -> tuple[str, ...]:
    """Of an eMMC: block devices beside its own. (RPMB is none: nothing can be mounted there.)"""
    area = re.compile(rf"{re.escape(name)}(boot|gp)\d+")
    return tuple(one for one in host.names("sys/class/block") if area.fullmatch(one))


def can_be_carried(host: Host, name: str) -> bool:
    """A stick, a card, a disk on USB: it comes and goes with a person."""
    folder = f"sys/class/block/{name}"
    if host.read(f"{folder}/removable") == "1" or host.read(f"{folder}/device/type") == "SD":
        return True
    return bool(re.search(r"/usb\d+/", host.real(folder) or ""))


def _holders(host: Host, name: str) -> Iterator[str]:
    yield from host.names(f"sys/class/block/{name}/holders")
    for other in host.names("sys/class/block"):
        folder = f"sys/class/block/{other}"
        for note in ("loop/backing_file", "backing_dev"):
            path = host.read(f"{folder}/{note}") or ""
            if path.startswith("/dev/") and host.path(path).resolve().name == name:
                yield other


def _use(host: Host, name: str) -> Use:
    folder = f"sys/class/block/{name}"
    if host.exists(f"{folder}/md"):
        return Use(code="raid", detail=name)
    uuid = host.read(f"{folder}/dm/uuid")
    if uuid is None:
        return Use(code="held", detail=name)
    return Use(code="volume" if uuid.startswith("LVM-") else "mapping", detail=name)
