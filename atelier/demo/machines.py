"""Reports of machines that do not exist: the catalogue's lines, with serials that say DEMO."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from atelier.demo import disks
from atelier.demo.catalogue import Line
from atelier.demo.checks import checks
from diagnostics.report import (
    Agent,
    Battery,
    Cpu,
    Firmware,
    FirmwarePassword,
    Memory,
    MemoryModule,
    NetworkInterface,
    Peripherals,
    Report,
    Requirement,
    Screen,
    System,
    TheftTracking,
    Windows11,
)

GB = 2**30
_NAMESPACE = uuid.UUID("de300000-0000-4000-8000-000000000000")
_MM_AN_INCH = 25.4
#: Addresses kept free for documents (RFC 7042, 2.1.2): no card in the world has them.
_MAC = "00:00:5e:00:53"


@dataclass(frozen=True, kw_only=True)
class Machine:
    """The ``number``-th machine of the demo, as it is when it is measured."""

    line: Line
    number: int
    #: What the battery still holds, in percent of what it was designed for.
    battery: int = 85
    disk: disks.Wear = disks.GOOD
    #: Other modules than it came with, in GB.
    memory_gb: tuple[int, ...] | None = None
    has_disk: bool = True
    password: bool = False
    tracked: bool = False

    @property
    def serial(self) -> str:
        return f"DEMO{self.number:04}"

    def report(self, made_at: datetime, turn: int = 1) -> Report:
        """What the agent would send; ``turn`` tells a later report of it from the first."""
        return Report(
            id=demo_id(f"report {self.number} {turn}"),
            made_at=made_at.isoformat(timespec="seconds"),
            agent=Agent(version="demo", root=True, started_from="medium", duration_s=2.4),
            system=_system(self),
            cpu=_cpu(self.line),
            memory=_memory(self),
            disks=(disks.disk(self.line, self.number, self.disk),) if self.has_disk else (),
            batteries=_batteries(self),
            screens=_screens(self.line),
            network=_network(self),
            peripherals=_peripherals(self.line),
            firmware=_firmware(self),
            windows11=_windows11(self.line),
            checks=checks(self.number) if self.line.battery_wh else (),
        )


def demo_id(what: str) -> str:
    """The same UUID for the same thing, each time the demo is made."""
    return str(uuid.uuid5(_NAMESPACE, what))


def _system(machine: Machine) -> System:
    line = machine.line
    return System(
        maker=line.maker,
        product=line.product,
        version=line.version,
        serial=machine.serial,
        uuid=demo_id(f"system {machine.number}"),
        board_maker=line.maker,
        board_serial=f"DEMOB{machine.number:04}",
        bios_maker=line.maker,
        bios_version="1.30",
        bios_date=f"{line.year + 3}-06-01",
        chassis=line.chassis,
    )


def _cpu(line: Line) -> Cpu:
    return Cpu(
        model=line.cpu,
        maker="GenuineIntel",
        architecture="x86_64",
        sockets=1,
        cores=line.cores,
        threads=line.cores * 2,
        bits64=True,
        virtualisation=True,
        features=("aes", "avx", "avx2", "popcnt", "sse4_1", "sse4_2", "ssse3"),
    )


def _memory(machine: Machine) -> Memory:
    sizes = machine.memory_gb or machine.line.memory_gb
    slots = max(2, len(sizes))
    return Memory(
        total_bytes=sum(sizes) * GB,
        usable_bytes=int(sum(sizes) * GB * 0.96),
        max_bytes=32 * GB,
        slots=slots,
        slots_free=slots - len(sizes),
        modules=tuple(
            MemoryModule(
                slot=f"DIMM {slot}",
                size_bytes=size * GB,
                type="DDR4" if machine.line.year > 2015 else "DDR3",
                form_factor="SODIMM",
                maker="Demo",
                serial=f"DEMOM{machine.number:04}{slot}",
            )
            for slot, size in enumerate(sizes)
        ),
    )


def _batteries(machine: Machine) -> tuple[Battery, ...]:
    if machine.line.battery_wh is None:
        return ()
    design = machine.line.battery_wh * 1000
    return (
        Battery(
            name="BAT0",
            maker="Demo",
            serial=f"DEMOA{machine.number:04}",
            chemistry="Li-ion",
            design_mwh=design,
            full_mwh=design * machine.battery // 100,
            cycles=(100 - machine.battery) * 12 + 40,
            charge_percent=72,
        ),
    )


def _screens(line: Line) -> tuple[Screen, ...]:
    if line.inches is None:
        return ()
    wide, high = line.pixels
    diagonal = line.inches * _MM_AN_INCH / (wide**2 + high**2) ** 0.5
    return (
        Screen(
            connector="eDP-1",
            internal=True,
            maker_id="DMO",
            width_mm=round(wide * diagonal),
            height_mm=round(high * diagonal),
            inches=line.inches,
            width_px=wide,
            height_px=high,
            year=line.year,
            digital=True,
        ),
    )


def _network(machine: Machine) -> tuple[NetworkInterface, ...]:
    number = machine.number * 2 % 256
    return (
        NetworkInterface(
            name="eth0", kind="wired", mac=f"{_MAC}:{number:02x}", fixed=True, maker="Demo"
        ),
        NetworkInterface(
            name="wlan0", kind="wireless", mac=f"{_MAC}:{number + 1:02x}", fixed=True, maker="Demo"
        ),
    )


def _peripherals(line: Line) -> Peripherals:
    portable = line.inches is not None
    return Peripherals(
        cameras=("Demo camera",) if portable else (),
        sound=("Demo sound",),
        touchpad=portable,
        keyboard=portable,
        touchscreen=False,
    )


def _firmware(machine: Machine) -> Firmware:
    new = machine.line.year >= 2018
    passwords = (FirmwarePassword(name="Admin", is_set=True),) if machine.password else ()
    tracking = (TheftTracking(product="Absolute", present=True, active=True),)
    return Firmware(
        boot_mode="uefi",
        uefi_capable=True,
        secure_boot=new,
        tpm_present=True,
        tpm_version="2.0" if new else "1.2",
        passwords=passwords,
        theft_tracking=tracking if machine.tracked else (),
        windows_licence=machine.line.maker != "Apple Inc.",
    )


def _windows11(line: Line) -> Windows11:
    cpu = Requirement(name="cpu", met=line.windows11, found=line.cpu)
    tpm = Requirement(name="tpm", met=line.year >= 2018, needed="2.0")
    return Windows11(possible=line.windows11, requirements=(cpu, tpm))
