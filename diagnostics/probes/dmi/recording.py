"""A recorded ``dmidecode`` output: everything that our parsers make of it, in one dataclass."""

from dataclasses import dataclass

from diagnostics.probes import batteries, memory, system
from diagnostics.probes.dmi import firmware, ports
from diagnostics.probes.dmi.table import parse as parse_table
from diagnostics.report import Battery, Firmware, Memory, Port, System


@dataclass(frozen=True, slots=True)
class Recording:
    system: System
    memory: Memory
    batteries: tuple[Battery, ...]
    ports: tuple[Port, ...]
    firmware: Firmware


def parse(raw: str | bytes) -> Recording:
    """Raises ``table.NotDmi`` (a ValueError) when the text holds no DMI structure."""
    text = raw if isinstance(raw, str) else raw.decode("utf-8", "replace")
    table = parse_table(text)
    return Recording(
        system=system.from_dmi(table),
        memory=memory.from_dmi(table),
        batteries=batteries.from_dmi(table),
        ports=ports.from_dmi(table),
        firmware=firmware.from_dmi(table),
    )
