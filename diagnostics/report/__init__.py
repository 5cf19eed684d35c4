"""The one contract between agent and server: what a machine is, as measured.

Frozen dataclasses of the standard library only, so that both sides share them: the agent fills
them in, the server validates the JSON against them. A field is ``None`` (or an empty tuple) when
it was not measured; nothing is ever guessed. ``problems`` says what could not be read, and why.

Units are in the names: ``_bytes``, ``_mwh`` (milliwatt-hour), ``_mm``, ``_s``, ``_c`` (degrees
Celsius), ``_mhz``, ``_mts`` (megatransfers a second). Times are RFC 3339 with an offset.

Adding an optional field keeps the version; removing one or changing a meaning raises it.
"""

from diagnostics.report.checks import (
    FAULTS,
    Answer,
    ChargerSeen,
    Check,
    CheckName,
    KeysSeen,
    PortsSeen,
    RadioSeen,
    TouchSeen,
)
from diagnostics.report.document import CONTRACT, VERSION, Report, encode
from diagnostics.report.firmware import Firmware, FirmwarePassword, TheftTracking
from diagnostics.report.machine import Cpu, Memory, MemoryModule, System
from diagnostics.report.origin import Agent, Problem
from diagnostics.report.parts import Battery, Gpu, NetworkInterface, Peripherals, Port, Screen
from diagnostics.report.storage import (
    AtaIdentity,
    AtaSecurity,
    Disk,
    DiskHealth,
    Json,
    MmcIdentity,
    NvmeIdentity,
    Partition,
    SelfTest,
    SmartAttribute,
    Transport,
)
from diagnostics.report.windows import Requirement, Windows11

__all__ = [
    "CONTRACT",
    "FAULTS",
    "VERSION",
    "Agent",
    "Answer",
    "AtaIdentity",
    "AtaSecurity",
    "Battery",
    "ChargerSeen",
    "Check",
    "CheckName",
    "Cpu",
    "Disk",
    "DiskHealth",
    "Firmware",
    "FirmwarePassword",
    "Gpu",
    "Json",
    "KeysSeen",
    "Memory",
    "MemoryModule",
    "MmcIdentity",
    "NetworkInterface",
    "NvmeIdentity",
    "Partition",
    "Peripherals",
    "Port",
    "PortsSeen",
    "Problem",
    "RadioSeen",
    "Report",
    "Requirement",
    "Screen",
    "SelfTest",
    "SmartAttribute",
    "System",
    "TheftTracking",
    "TouchSeen",
    "Transport",
    "Windows11",
    "encode",
]
