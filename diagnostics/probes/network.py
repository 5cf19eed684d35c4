"""Wired, wireless, mobile and Bluetooth, and which of their addresses identify the machine.

Only the address that a card was made with counts. Systems invent addresses while they look for
networks, so an address is taken as the card's own only where the kernel says that it is. Names of
networks are never read.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from diagnostics.probes import pci
from diagnostics.probes.host import Host
from diagnostics.report import NetworkInterface, Problem
from diagnostics.run import RunError

NAME = "network"

_NET = "sys/class/net"
_BLUETOOTH = "sys/class/bluetooth"
_ETHERNET = 1
#: ``addr_assign_type``: the address is the one that the card was made with.
_PERMANENT = 0
_NO_ADDRESS = frozenset({"00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"})
_MOBILE_DRIVERS = frozenset({"cdc_mbim", "qmi_wwan", "sierra_net", "mtk_t7xx", "iosm"})

Kind = Literal["wired", "wireless", "bluetooth", "mobile"]


@dataclass(frozen=True, slots=True)
class Usb:
    """What a USB device says about itself."""

    maker: str | None
    model: str | None
    #: Whether every port on the way is fixed inside the machine.
    built_in: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One interface as the kernel shows it; ``path`` is its device's real place in sysfs."""

    name: str
    kind: Kind
    path: str
    address: str | None
    #: The card's own address, where the kernel keeps it apart from the one in use.
    permanent: str | None = None
    assigned: int | None = None
    driver: str | None = None
    usb: Usb | None = None


@dataclass(frozen=True, slots=True)
class Raw:
    found: tuple[Found, ...]
    names: pci.Cards


def collect(host: Host) -> Raw:
    permanent = _permanent_addresses(host)
    cards = [one for name in host.names(_NET) for one in _interface(host, name, permanent)]
    radios = [one for name in host.names(_BLUETOOTH) for one in _bluetooth(host, name)]
    names = pci.cards(host, NAME, ("network.maker", "network.model"))
    return Raw((*cards, *radios), names)


def _interface(host: Host, name: str, permanent: Mapping[str, str]) -> list[Found]:
    """Nothing for what is no card: bridges, tunnels, the loop back."""
    folder = f"{_NET}/{name}"
    path = host.real(f"{folder}/device")
    if path is None or host.read_int(f"{folder}/type") != _ETHERNET:
        return []
    driver = host.link(f"{folder}/device/driver")
    kind = _kind(host, folder, driver)
    phy = host.read(f"{folder}/phy80211/macaddress") if kind == "wireless" else None
    address = host.read(f"{folder}/address")
    return [
        Found(
            name=name,
            kind=kind,
            path=path,
            address=address,
            permanent=phy or permanent.get(name),
            assigned=host.read_int(f"{folder}/addr_assign_type"),
            driver=driver,
            usb=_usb(host, path),
        )
    ]


def _kind(host: Host, folder: str, driver: str | None) -> Kind:
    if host.exists(f"{folder}/wireless") or host.exists(f"{folder}/phy80211"):
        return "wireless"
    wwan = "DEVTYPE=wwan" in (host.read(f"{folder}/uevent") or "")
    return "mobile" if wwan or driver in _MOBILE_DRIVERS else "wired"


def _permanent_addresses(host: Host) -> dict[str, str]:
    """What ``ip`` tells of cards whose address in use is not their own."""
    try:
        links = json.loads(host.run(["ip", "-json", "link", "show"], timeout_s=3).text)
        return {link["ifname"]: link["permaddr"] for link in links if "permaddr" in link}
    except (RunError, ValueError, KeyError, TypeError):
        return {}


def _bluetooth(host: Host, name: str) -> list[Found]:
    path = host.real(f"{_BLUETOOTH}/{name}/device")
    if path is None or ":" in name:  # "hci0:11" is a connection to something, not a radio
        return []
    return [
        Found(
            name=name,
            kind="bluetooth",
            path=path,
            address=_bluetooth_address(host, name),
            assigned=_PERMANENT,
            driver=host.link(f"{_BLUETOOTH}/{name}/device/driver"),
            usb=_usb(host, path),
        )
    ]


def _bluetooth_address(host: Host, name: str) -> str | None:
    """Old kernels have a file for it; new ones tell root alone, in debugfs."""
    address = host.read(f"{_BLUETOOTH}/{name}/address")
    identity = host.read(f"sys/kernel/debug/bluetooth/{name}/identity") or ""
    found = address or next(iter(identity.split()), None)
    if found is None and not host.is_root:
        host.problem(_no_bluetooth_address(name))
    return found


def _no_bluetooth_address(name: str) -> Problem:
    return Problem(
        subsystem=NAME,
        kind="needs_root",
        message="Only root may read the address of a Bluetooth radio.",
        facts=(f"network[{name}].mac",),
    )


def _usb(host: Host, path: str) -> Usb | None:
    """The USB device that a device at ``path`` is a part of; None when it is on no USB."""
    folders = [folder for folder in (Path(path), *Path(path).parents) if _is_usb(folder)]
    devices = [host.inside(folder) for folder in folders]
    if not devices:
        return None
    ports = [host.read(f"{device}/removable") for device in devices]
    own = devices[0]
    return Usb(
        maker=host.read(f"{own}/manufacturer"),
        model=host.read(f"{own}/product"),
        built_in=all(port == "fixed" for port in ports),
    )


def _is_usb(folder: Path) -> bool:
    """``1-4.2`` is a device behind ports 4 and 2 of bus 1 (``1-4.2:1.0`` is its interface)."""
    return re.fullmatch(r"\d+-\d+(\.\d+)*", folder.name) is not None


def parse(raw: Raw) -> tuple[NetworkInterface, ...]:
    return tuple(_network(found, raw.names) for found in raw.found)


def _network(found: Found, names: pci.Cards) -> NetworkInterface:
    card = _card(found, names)
    mac = _usable(found.permanent) or _usable(found.address)
    return NetworkInterface(
        name=found.name,
        kind=found.kind,
        mac=mac,
        fixed=_is_fixed(found, mac) if mac else None,
        maker=card.maker,
        model=card.model,
        driver=found.driver,
    )


def _card(found: Found, names: pci.Cards) -> pci.Card:
    if found.usb:
        return pci.Card(found.usb.maker, found.usb.model)
    addresses = pci.ADDRESS.findall(found.path)
    return names.get(addresses[-1], pci.Card()) if addresses else pci.Card()


def _usable(address: str | None) -> str | None:
    """The address in lower case; None for all zeros, which some drivers give for "none"."""
    good = re.fullmatch(r"([0-9a-f]{2}:){5}[0-9a-f]{2}", (address or "").lower())
    return good[0] if good and good[0] not in _NO_ADDRESS else None


def _is_fixed(found: Found, mac: str) -> bool | None:
    """Whether the address was burnt into a card inside the machine."""
    made_up = int(mac[:2], 16) & 0b11  # locally administered, or not one card's at all
    if made_up or (found.permanent is None and found.assigned not in {_PERMANENT, None}):
        return False
    if found.usb:
        return _is_fixed_on_usb(found.kind, found.usb)
    return True if found.permanent or found.assigned == _PERMANENT else None


def _is_fixed_on_usb(kind: Kind, usb: Usb) -> bool | None:
    """Nearly every built-in Bluetooth radio hangs on USB: there the ports decide.

    A network adapter on USB never counts, as a dock's is built in as well, but into the dock.
    """
    if kind != "bluetooth":
        return False
    return True if usb.built_in else None
