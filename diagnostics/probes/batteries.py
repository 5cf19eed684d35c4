"""Batteries from ``/sys/class/power_supply``; from DMI type 22 only where that is a recording.

A live machine's DMI is not asked: many a desktop has a battery there that does not exist, and
its design capacity is all it could add.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from diagnostics.probes.dmi.table import Structure, Table, of_type
from diagnostics.probes.host import Host
from diagnostics.report import Battery

NAME = "batteries"

_FOLDER = "sys/class/power_supply"
_FILES = (
    "type",
    "scope",
    "present",
    "manufacturer",
    "model_name",
    "serial_number",
    "technology",
    "status",
    "capacity",
    "cycle_count",
    "energy_full_design",
    "energy_full",
    "charge_full_design",
    "charge_full",
    "voltage_min_design",
    "voltage_now",
)
Files = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Raw:
    supplies: Mapping[str, Files]


def collect(host: Host) -> Raw:
    return Raw({name: _files(host, name) for name in host.names(_FOLDER)})


def _files(host: Host, name: str) -> Files:
    texts = {file: host.read(f"{_FOLDER}/{name}/{file}") for file in _FILES}
    return {file: text for file, text in texts.items() if text}


def parse(raw: Raw) -> tuple[Battery, ...]:
    found = sorted(raw.supplies.items())
    return tuple(_battery(name, files) for name, files in found if _is_ours(files))


def _is_ours(files: Files) -> bool:
    """A battery of the machine (not of a mouse) that is in its bay."""
    return (
        files.get("type") == "Battery"
        and files.get("scope") != "Device"
        and files.get("present") != "0"
    )


def _battery(name: str, files: Files) -> Battery:
    return Battery(
        name=name,
        maker=files.get("manufacturer"),
        model=files.get("model_name"),
        serial=files.get("serial_number"),
        chemistry=_known(files.get("technology")),
        design_mwh=_mwh(files, "full_design"),
        full_mwh=_mwh(files, "full"),
        cycles=_number(files, "cycle_count"),
        charge_percent=_number(files, "capacity"),
        status=_known(files.get("status")),
    )


def _mwh(files: Files, what: str) -> int | None:
    """From microwatt-hours; or microampere-hours at the design voltage, else the present one.

    The share that is left of a battery is the same at any voltage, as both sides use one.
    0 means that the battery does not tell.
    """
    energy = _number(files, f"energy_{what}")
    if energy:
        return round(energy / 1000)
    charge = _number(files, f"charge_{what}")
    voltage = _number(files, "voltage_min_design") or _number(files, "voltage_now")
    return round(charge * voltage / 10**9) if charge and voltage else None


def _number(files: Files, name: str) -> int | None:
    try:
        number = int(files.get(name, ""))
    except ValueError:
        return None
    return number if number >= 0 else None


def _known(word: str | None) -> str | None:
    return None if word == "Unknown" else word


def from_dmi(table: Table) -> tuple[Battery, ...]:
    """What a recording states about batteries: their design, not their health."""
    return tuple(_stated(structure) for structure in of_type(table, 22))


def _stated(structure: Structure) -> Battery:
    """Old firmware gives chemistry and serial in the fields of Smart Battery (SBDS)."""
    return Battery(
        name=structure.text("Location") or structure.handle,
        maker=structure.text("Manufacturer"),
        model=structure.text("Name"),
        serial=structure.text("Serial Number") or structure.text("SBDS Serial Number"),
        chemistry=structure.choice("Chemistry") or structure.choice("SBDS Chemistry"),
        design_mwh=structure.number("Design Capacity") or None,
    )
