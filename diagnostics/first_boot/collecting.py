"""Everything that the installed system says of itself."""

import hashlib
import os
import time
import uuid
from datetime import datetime, timezone

from diagnostics.first_boot import kernel_log, pci_devices, radios, shown, usb_devices
from diagnostics.first_boot.settings import Settings
from diagnostics.probes.firmware import boot
from diagnostics.probes.host import Host
from diagnostics.run import RunError
from diagnostics.wire import Machine
from diagnostics.wire.imaging import Driverless, FirstBoot
from diagnostics.wire.imaging.first_boot import MOST_ROWS

_OURS = uuid.UUID("0d0a6a6e-4a1f-5d63-9f7b-5a0c8f6a2b3e")
_IDS = "sys/class/dmi/id"
#: How long a start may take before its services are looked at all the same: a welcome that waits
#: for a person never ends by itself.
_START_S = 60
_STARTING = frozenset({"initializing", "starting"})
_RUNNING = 2


def collect(host: Host, settings: Settings) -> FirstBoot:
    """Never raises for what the machine does not have. May wait for the start to be over."""
    wait_until_started(host)
    mode = boot.collect(host)
    cards = radios.cards(host)
    return FirstBoot(
        id=str(uuid.uuid5(_OURS, hashlib.sha256(settings.key.encode()).hexdigest())),
        image=settings.image,
        machine=_machine(host, settings.machine),
        at=datetime.now(timezone.utc).isoformat(timespec="seconds"),  # noqa: UP017 - Python 3.10
        boot_id=host.read("proc/sys/kernel/random/boot_id") or "unknown",
        system_name=system_name(host),
        kernel=host.read("proc/sys/kernel/osrelease"),
        host_name=host.read("proc/sys/kernel/hostname") or "unknown",
        firmware=mode.mode,
        secure_boot=boot.secure_boot(mode),
        root_bytes=_root_bytes(host),
        memory_bytes=memory_bytes(host.read("proc/meminfo") or ""),
        driverless=driverless(host)[:MOST_ROWS],
        wifi_cards=len(cards),
        wifi_networks=radios.networks(host) if cards else None,
        sound_cards=sound_cards(host)[:MOST_ROWS],
        screens=shown.screens(host)[:MOST_ROWS],
        failed_units=failed_units(host)[:MOST_ROWS],
    )


def wait_until_started(host: Host, limit_s: float = _START_S) -> None:
    """A driver may still be loading, and a service fail, until systemd says that it is done."""
    ends = time.monotonic() + limit_s
    while _says_it_starts(host) and time.monotonic() < ends:
        time.sleep(_RUNNING)


def _says_it_starts(host: Host) -> bool:
    try:
        said = host.run(["systemctl", "is-system-running"], accept=range(256)).text.strip()
    except RunError:
        return False
    return said in _STARTING


def driverless(host: Host) -> tuple[Driverless, ...]:
    missing = kernel_log.read(host)
    return (*pci_devices.driverless(host, missing), *usb_devices.driverless(host, missing))


def failed_units(host: Host) -> tuple[str, ...]:
    asked = ["systemctl", "list-units", "--failed", "--plain", "--no-legend", "--no-pager"]
    try:
        lines = host.run(asked).text.splitlines()
    except RunError:
        return ()
    return tuple(line.split()[0] for line in lines if line.split())


def sound_cards(host: Host) -> tuple[str, ...]:
    """`` 0 [PCH            ]: HDA-Intel - HDA Intel PCH`` is "HDA Intel PCH"."""
    lines = (host.read("proc/asound/cards") or "").splitlines()
    named = (line.partition("]: ")[2] for line in lines if "]: " in line)
    return tuple(name.partition(" - ")[2] or name for name in named)


def system_name(host: Host) -> str | None:
    """``PRETTY_NAME``, without its quotes."""
    text = host.read("etc/os-release") or host.read("usr/lib/os-release") or ""
    rows = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    return rows.get("PRETTY_NAME", "").strip("\"'") or None


def memory_bytes(meminfo: str) -> int | None:
    rows = (line.split() for line in meminfo.splitlines())
    return next((int(row[1]) * 1024 for row in rows if row[:1] == ["MemTotal:"]), None)


def _root_bytes(host: Host) -> int | None:
    try:
        found = os.statvfs(host.path("/"))
    except OSError:
        return None
    return found.f_blocks * found.f_frsize


def _machine(host: Host, known: Machine) -> Machine:
    """What the firmware says now: the disk may have been moved into another machine."""
    return Machine(
        report_id=known.report_id,
        uuid=host.read(f"{_IDS}/product_uuid") or None,
        serial=host.read(f"{_IDS}/product_serial") or None,
        board_serial=host.read(f"{_IDS}/board_serial") or None,
    )
