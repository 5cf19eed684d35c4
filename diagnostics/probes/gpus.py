"""Graphics: the PCI cards of class 03, and what ``lspci`` calls them."""

from dataclasses import dataclass

from diagnostics.probes import pci
from diagnostics.probes.host import Host
from diagnostics.report import Gpu

NAME = "gpus"

_FOLDER = "sys/bus/pci/devices"
_DISPLAY_CLASS = "0x03"


@dataclass(frozen=True, slots=True)
class Found:
    address: str
    vendor: str | None
    device: str | None
    driver: str | None


@dataclass(frozen=True, slots=True)
class Raw:
    found: tuple[Found, ...]
    names: pci.Cards


def collect(host: Host) -> Raw:
    addresses = [a for a in host.names(_FOLDER) if _is_display(host, a)]
    names = pci.cards(host, NAME, ("gpus.maker", "gpus.model")) if addresses else {}
    return Raw(tuple(_found(host, address) for address in addresses), names)


def _is_display(host: Host, address: str) -> bool:
    return (host.read(f"{_FOLDER}/{address}/class") or "").startswith(_DISPLAY_CLASS)


def _found(host: Host, address: str) -> Found:
    folder = f"{_FOLDER}/{address}"
    return Found(
        address,
        host.read(f"{folder}/vendor"),
        host.read(f"{folder}/device"),
        host.link(f"{folder}/driver"),
    )


def parse(raw: Raw) -> tuple[Gpu, ...]:
    return tuple(_gpu(found, raw.names.get(found.address, pci.Card())) for found in raw.found)


def _gpu(found: Found, card: pci.Card) -> Gpu:
    return Gpu(maker=card.maker, model=card.model, driver=found.driver, pci_id=_id(found))


def _id(found: Found) -> str | None:
    if not found.vendor or not found.device:
        return None
    return f"{found.vendor.removeprefix('0x')}:{found.device.removeprefix('0x')}"
