"""The table of everything that is measured: probe, what is lost when it fails, time limit."""

from diagnostics.probes import (
    batteries,
    cpu,
    disks,
    firmware,
    gpus,
    memory,
    network,
    peripherals,
    screens,
    system,
)
from diagnostics.probes.base import Subsystem

#: A probe's name is the field of the report that it fills.
SUBSYSTEMS = (
    # First, as they take longest. More than the disks allow themselves: what one of them costs is
    # limited in there, and past this limit all of them would be missing.
    Subsystem(disks, ("disks",), limit_s=disks.LIMIT_S + 20),
    Subsystem(system, ("system",)),
    Subsystem(cpu, ("cpu",)),
    Subsystem(memory, ("memory",)),
    Subsystem(batteries, ("batteries",)),
    Subsystem(screens, ("screens",)),
    Subsystem(gpus, ("gpus",)),
    Subsystem(network, ("network",)),
    Subsystem(peripherals, ("peripherals",)),
    Subsystem(firmware, ("firmware",)),
)
