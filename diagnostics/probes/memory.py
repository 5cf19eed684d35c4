"""Memory by module and slot: DMI types 16 and 17, and what the kernel sees."""

from collections.abc import Iterable
from dataclasses import dataclass

from diagnostics.probes.dmi import reading
from diagnostics.probes.dmi.table import Structure, Table, of_type
from diagnostics.probes.host import Host
from diagnostics.report import Memory, MemoryModule

NAME = "memory"
FACTS = ("memory.modules", "memory.slots", "memory.slots_free", "memory.max_bytes")

#: Chips on the board itself: never a slot that takes a module.
SOLDERED = frozenset({"Row Of Chips", "Chip", "TSOP", "Die"})


@dataclass(frozen=True, slots=True)
class Raw:
    dmi: Table
    meminfo: str


def collect(host: Host) -> Raw:
    return Raw(reading.read(host, NAME, FACTS), host.read("proc/meminfo") or "")


def parse(raw: Raw) -> Memory:
    usable = _usable(raw.meminfo)
    return from_dmi(raw.dmi, usable) if raw.dmi else Memory(total_bytes=usable, usable_bytes=usable)


def _usable(meminfo: str) -> int | None:
    for line in meminfo.splitlines():
        key, _, value = line.partition(":")
        number = value.split()[:1]
        if key == "MemTotal" and number and number[0].isdigit():
            return int(number[0]) * 1024
    return None


def from_dmi(table: Table, usable_bytes: int | None = None) -> Memory:
    """Memory from DMI structures (of this machine, or recorded)."""
    arrays = [one for one in of_type(table, 16) if one.choice("Use") in {"System Memory", None}]
    devices = _devices(table, arrays)
    modules = tuple(_module(device) for device in devices if _is_filled(device))
    sockets = [one for one in devices if one.choice("Form Factor") not in SOLDERED]
    return Memory(
        total_bytes=_sum(module.size_bytes for module in modules) or usable_bytes,
        usable_bytes=usable_bytes,
        max_bytes=_sum(array.size("Maximum Capacity") for array in arrays),
        slots=len(sockets) if devices else _sum(one.number("Number Of Devices") for one in arrays),
        slots_free=sum(map(_is_free, sockets)) if devices else None,
        modules=modules,
    )


def _devices(table: Table, arrays: list[Structure]) -> list[Structure]:
    """Memory devices, without the flash chips that hold the BIOS on some machines."""
    handles = {array.handle for array in arrays}
    found = of_type(table, 17)
    return [one for one in found if not handles or one.fields.get("Array Handle") in handles]


def _is_filled(device: Structure) -> bool:
    return bool(device.size("Size"))


def _is_free(device: Structure) -> bool:
    return device.fields.get("Size") == "No Module Installed"


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _module(device: Structure) -> MemoryModule:
    return MemoryModule(
        slot=device.text("Locator"),
        bank=device.text("Bank Locator"),
        size_bytes=device.size("Size"),
        type=device.choice("Type"),
        form_factor=device.choice("Form Factor"),
        speed_mts=device.number("Speed"),
        configured_mts=_configured(device),
        maker=device.text("Manufacturer"),
        part=device.text("Part Number"),
        serial=device.text("Serial Number"),
    )


def _configured(device: Structure) -> int | None:
    """The speed it runs at; before its version 3.2, dmidecode called that a clock speed."""
    speed = device.number("Configured Memory Speed")
    return device.number("Configured Clock Speed") if speed is None else speed
