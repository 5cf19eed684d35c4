"""Cameras, sound, touch, fingerprint readers and ports."""

import re
import sys
from dataclasses import dataclass

from diagnostics.probes import inputs, usb
from diagnostics.probes.dmi import ports as dmi_ports
from diagnostics.probes.dmi import reading
from diagnostics.probes.dmi.table import Table
from diagnostics.probes.host import Host
from diagnostics.report import Peripherals, Port

NAME = "peripherals"
FACTS = ("peripherals.ports",)

_VIDEO = "sys/class/video4linux"


@dataclass(frozen=True, slots=True)
class Raw:
    cameras: tuple[str, ...]
    sound_cards: str
    inputs: str
    usb: tuple[usb.UsbDevice, ...]
    dmi: Table
    type_c: int


def collect(host: Host) -> Raw:
    return Raw(
        cameras=_cameras(host),
        sound_cards=host.read("proc/asound/cards") or "",
        inputs=host.read("proc/bus/input/devices") or "",
        usb=usb.read(host),
        dmi=reading.read(host, NAME, FACTS),
        type_c=_type_c(host),
    )


def _type_c(host: Host) -> int:
    """Ports, without what is plugged into them (``port0-partner``)."""
    return sum(re.fullmatch(r"port\d+", name) is not None for name in host.names("sys/class/typec"))


def _cameras(host: Host) -> tuple[str, ...]:
    """The first node of each device: the others give its metadata."""
    first = [name for name in host.names(_VIDEO) if host.read(f"{_VIDEO}/{name}/index") == "0"]
    names = (host.read(f"{_VIDEO}/{name}/name") for name in first)
    return tuple(name for name in names if name)


def parse(raw: Raw) -> Peripherals:
    found = inputs.parse(raw.inputs, word_bits=64 if sys.maxsize > 2**32 else 32)
    return Peripherals(
        cameras=tuple(dict.fromkeys(raw.cameras)),
        sound=_sound(raw.sound_cards),
        touchscreen=found.touchscreen if found else None,
        touchpad=found.touchpad if found else None,
        keyboard=found.keyboard if found else None,
        fingerprint=usb.fingerprint_readers(raw.usb),
        ports=_ports(raw),
    )


def _sound(cards: str) -> tuple[str, ...]:
    """`` 0 [PCH    ]: HDA-Intel - HDA Intel PCH``: the name after the dash."""
    return tuple(re.findall(r"^ *\d+ \[.*?\]: \S+ - (.+)$", cards, re.MULTILINE))


def _ports(raw: Raw) -> tuple[Port, ...]:
    """As DMI lists them, and USB-C as the kernel sees it where DMI is too old to know it.

    The outputs of the graphics card are no ports: many of them lead nowhere.
    """
    listed = dmi_ports.from_dmi(raw.dmi)
    if not raw.type_c or any(port.kind == "usb-c" for port in listed):
        return listed
    return (*listed, Port(kind="usb-c", count=raw.type_c))
