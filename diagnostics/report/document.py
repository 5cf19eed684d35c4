"""The document that travels: everything about one machine, at one moment."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from diagnostics.report.checks import Check
from diagnostics.report.firmware import Firmware
from diagnostics.report.machine import Cpu, Memory, System
from diagnostics.report.origin import Agent, Problem
from diagnostics.report.parts import Battery, Gpu, NetworkInterface, Peripherals, Screen
from diagnostics.report.storage import Disk
from diagnostics.report.windows import Windows11

CONTRACT: Literal["atelier.report"] = "atelier.report"
VERSION: Literal[1] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    #: Made by the agent (UUID); sending the same report twice counts once.
    id: str
    made_at: str
    agent: Agent
    contract: Literal["atelier.report"] = CONTRACT
    version: Literal[1] = VERSION
    system: System = field(default_factory=System)
    cpu: Cpu = field(default_factory=Cpu)
    memory: Memory = field(default_factory=Memory)
    disks: tuple[Disk, ...] = ()
    batteries: tuple[Battery, ...] = ()
    screens: tuple[Screen, ...] = ()
    gpus: tuple[Gpu, ...] = ()
    network: tuple[NetworkInterface, ...] = ()
    peripherals: Peripherals = field(default_factory=Peripherals)
    firmware: Firmware = field(default_factory=Firmware)
    windows11: Windows11 = field(default_factory=Windows11)
    #: What a person answered at the machine; empty where nobody was asked.
    checks: tuple[Check, ...] = ()
    problems: tuple[Problem, ...] = ()
    #: Seconds each subsystem took.
    timings_s: Mapping[str, float] = field(default_factory=dict)


def encode(report: Report) -> bytes:
    """The report as UTF-8 JSON, with sorted keys so that equal reports are equal bytes."""
    return json.dumps(asdict(report), sort_keys=True, separators=(",", ":")).encode()
