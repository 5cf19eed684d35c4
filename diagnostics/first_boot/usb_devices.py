"""USB devices that no driver serves, where it is plain what they are for.

Fingerprint readers, card readers for identity cards and much else have no driver in the kernel and
need none: programs speak to them. So a device counts only by a class that the kernel serves, or by
what it calls itself.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from diagnostics.first_boot.kernel_log import Missing
from diagnostics.first_boot.kinds import Kind
from diagnostics.probes.host import Host
from diagnostics.wire.imaging import Driverless

_FOLDER = "sys/bus/usb/devices"
_DEVICE = re.compile(r"\d+-\d+(\.\d+)*")
#: Class, subclass and protocol of an interface (USB-IF); the beginning decides.
_KINDS: tuple[tuple[str, Kind], ...] = (
    ("e00101", "bluetooth"),
    ("e00103", "network"),
    ("0206", "network"),
    ("020d", "network"),
    ("0e01", "camera"),
    ("0101", "sound"),
    ("08", "storage"),
)
_VENDORS_OWN = "ff"
_NAMES: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"bluetooth", re.IGNORECASE), "bluetooth"),
    (re.compile(r"802\.11|wlan|wi-?fi|wireless (lan|network)", re.IGNORECASE), "wifi"),
    (re.compile(r"camera|webcam", re.IGNORECASE), "camera"),
    (re.compile(r"ethernet|gbe|10/100", re.IGNORECASE), "network"),
)
#: Broadcom's radios work by what they carry themselves; the file that is asked for only mends them.
_DO_WITHOUT = "brcm/"


def driverless(host: Host, missing: Iterable[Missing]) -> tuple[Driverless, ...]:
    devices = [name for name in host.names(_FOLDER) if _DEVICE.fullmatch(name)]
    found = [_look(host, name) for name in devices]
    radios = (_radio(host, one) for one in missing if one.device.startswith("hci"))
    return tuple(one for one in (*found, *radios) if one)


def _look(host: Host, name: str) -> Driverless | None:
    """One interface with a driver is enough: the others of such a device are often spare."""
    interfaces = [one for one in host.names(_FOLDER) if one.startswith(f"{name}:")]
    if not interfaces or any(host.link(f"{_FOLDER}/{one}/driver") for one in interfaces):
        return None
    called = host.read(f"{_FOLDER}/{name}/product")
    kinds = (_kind(_code(host, one), called or "") for one in interfaces)
    kind = next((one for one in kinds if one), None)
    if kind is None:
        return None
    return Driverless(bus="usb", id=_id(host, f"{_FOLDER}/{name}"), kind=kind, name=called)


def _kind(code: str, called: str) -> Kind | None:
    if code.startswith(_VENDORS_OWN):
        return next((kind for pattern, kind in _NAMES if pattern.search(called)), None)
    return next((kind for beginning, kind in _KINDS if code.startswith(beginning)), None)


def _code(host: Host, interface: str) -> str:
    parts = ("bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol")
    return "".join(host.read(f"{_FOLDER}/{interface}/{part}") or "" for part in parts).lower()


def _radio(host: Host, missing: Missing) -> Driverless | None:
    """A Bluetooth radio whose driver asked for firmware in vain: it is there, and hears nothing."""
    if missing.file.startswith(_DO_WITHOUT):
        return None
    interface = host.real(f"sys/class/bluetooth/{missing.device}/device")
    folder = host.inside(Path(interface).parent) if interface else ""
    on_usb = host.exists(f"{folder}/idVendor")
    return Driverless(
        bus="usb" if on_usb else "other",
        id=_id(host, folder) if on_usb else missing.device,
        kind="bluetooth",
        name=host.read(f"{folder}/product") if on_usb else None,
        firmware=missing.file,
    )


def _id(host: Host, folder: str) -> str:
    return ":".join(host.read(f"{folder}/{part}") or "????" for part in ("idVendor", "idProduct"))
