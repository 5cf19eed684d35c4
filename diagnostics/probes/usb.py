"""USB devices as sysfs shows them, and who makes fingerprint readers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from diagnostics.probes.host import Host

_FOLDER = "sys/bus/usb/devices"
_HUMAN_INPUT = "03"
_VENDOR_SPECIFIC = "ff"
#: Makers by USB vendor number. Some make touchpads and touchscreens as well: those speak HID,
#: readers never do. 0483 (STMicroelectronics) makes everything, so there the product decides.
_READER_MAKERS = {
    "138a": "Validity",
    "06cb": "Synaptics",
    "27c6": "Goodix",
    "04f3": "Elan",
    "1c7a": "EgisTec",
    "147e": "UPEK",
    "08ff": "AuthenTec",
    "05ba": "DigitalPersona",
    "10a5": "FPC",
    "298d": "NEXT Biometrics",
    "2808": "FocalTech",
}
_READERS = {("0483", "2015"): "UPEK", ("0483", "2016"): "UPEK"}


@dataclass(frozen=True, slots=True)
class UsbDevice:
    vendor: str
    product: str
    name: str | None
    #: ``bInterfaceClass`` of each interface.
    classes: tuple[str, ...]


def read(host: Host) -> tuple[UsbDevice, ...]:
    names = [name for name in host.names(_FOLDER) if re.fullmatch(r"\d+-[\d.]+", name)]
    return tuple(_device(host, name) for name in names)


def _device(host: Host, name: str) -> UsbDevice:
    folder = f"{_FOLDER}/{name}"
    interfaces = [part for part in host.names(_FOLDER) if part.startswith(f"{name}:")]
    classes = (host.read(f"{_FOLDER}/{part}/bInterfaceClass") for part in interfaces)
    return UsbDevice(
        vendor=host.read(f"{folder}/idVendor") or "",
        product=host.read(f"{folder}/idProduct") or "",
        name=host.read(f"{folder}/product"),
        classes=tuple(one for one in classes if one),
    )


def fingerprint_readers(devices: Iterable[UsbDevice]) -> tuple[str, ...]:
    """The name of each fingerprint reader: its maker's, and its own where it has one."""
    makers = ((device, _reader_maker(device)) for device in devices)
    return tuple(" ".join(filter(None, (maker, one.name))) for one, maker in makers if maker)


def _reader_maker(device: UsbDevice) -> str | None:
    known = _READERS.get((device.vendor, device.product))
    speaks_own = _VENDOR_SPECIFIC in device.classes and _HUMAN_INPUT not in device.classes
    return known or (_READER_MAKERS.get(device.vendor) if speaks_own else None)
