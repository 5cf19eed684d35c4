"""Which USB connector a device hangs in. Pure but for reading sysfs."""

import re

from diagnostics.probes.host import Host

_FOLDER = "sys/bus/usb/devices"
_HUB = "09"


def plugged(host: Host) -> tuple[str, ...]:
    """Devices that a person could pull out, by what the kernel says."""
    names = [name for name in host.names(_FOLDER) if _is_device(name)]
    return tuple(name for name in names if host.read(f"{_FOLDER}/{name}/removable") == "removable")


def hubs(host: Host) -> frozenset[str]:
    """Hubs that are there now, those of the machine itself (``usb1``) included."""
    names = host.names(_FOLDER)
    return frozenset(name for name in names if host.read(f"{_FOLDER}/{name}/bDeviceClass") == _HUB)


def _is_device(name: str) -> bool:
    """``1-4.2`` is a device behind ports 4 and 2 of bus 1 (``1-4.2:1.0`` is its interface)."""
    return re.fullmatch(r"\d+-\d+(\.\d+)*", name) is not None


def place(host: Host, name: str, known_hubs: frozenset[str]) -> str:
    """The connector: the same for a fast and a slow device, and for all behind a hub or a dock.

    ``known_hubs``: those of before. What hangs on a hub that came since is in the hub's place.
    """
    while "." in name and name.rpartition(".")[0] not in known_hubs:
        name = name.rpartition(".")[0]
    port = _port(name)
    peer = host.link(f"{_FOLDER}/{_hub_of(name)}:1.0/{port}/peer")
    return min(port, peer) if peer else port


def _hub_of(name: str) -> str:
    """``1-4.2`` hangs on ``1-4``; ``1-4`` on the bus itself, whose interface is ``1-0``."""
    before, dot, _ = name.rpartition(".")
    return before if dot else f"{name.partition('-')[0]}-0"


def _port(name: str) -> str:
    """As the kernel calls it: ``usb1-port4``, or ``1-4-port2`` behind a hub."""
    before, dot, number = name.rpartition(".")
    if dot:
        return f"{before}-port{number}"
    bus, _, number = name.partition("-")
    return f"usb{bus}-port{number}"


def outside(host: Host) -> int | None:
    """How many connectors the firmware says can be reached from outside; None: it does not say."""
    found = set()
    for folder in host.names(_FOLDER):
        if not folder.endswith(":1.0"):
            continue
        for port in host.names(f"{_FOLDER}/{folder}"):
            kind = host.read(f"{_FOLDER}/{folder}/{port}/connect_type")
            if re.search(r"-port\d+$", port) and kind == "hotplug":
                peer = host.link(f"{_FOLDER}/{folder}/{port}/peer")
                found.add(min(port, peer) if peer else port)
    return len(found) or None
