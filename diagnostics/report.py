"""The one contract between agent and server: what a machine is, as measured.

Frozen dataclasses of the standard library only, so that both sides share them: the agent fills
them in, the server validates the JSON against them. A field is ``None`` (or an empty tuple) when
it was not measured; nothing is ever guessed. ``problems`` says what could not be read, and why.

Units are in the names: ``_bytes``, ``_mwh`` (milliwatt-hour), ``_mm``, ``_s``, ``_c`` (degrees
Celsius), ``_mhz``, ``_mts`` (megatransfers a second). Times are RFC 3339 with an offset.

Adding an optional field keeps the version; removing one or changing a meaning raises it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

CONTRACT: Literal["atelier.report"] = "atelier.report"
VERSION: Literal[1] = 1

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    version: str
    root: bool
    kernel: str | None = None
    #: What the agent was started from: our medium, the network, or a system already installed.
    started_from: Literal["medium", "network", "installed"] | None = None
    duration_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that could not be measured, said so that a person knows what to do."""

    subsystem: str
    kind: Literal["failed", "timeout", "missing_tool", "needs_root"]
    #: One plain English sentence; the server translates by subsystem and kind.
    message: str
    #: The facts that are therefore missing, such as ``memory.modules`` or ``disks[sda].health``.
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """SMBIOS types 0 to 3. Serials are as the maker wrote them, rubbish included."""

    maker: str | None = None
    product: str | None = None
    version: str | None = None
    family: str | None = None
    sku: str | None = None
    serial: str | None = None
    uuid: str | None = None
    board_maker: str | None = None
    board_product: str | None = None
    board_version: str | None = None
    board_serial: str | None = None
    bios_maker: str | None = None
    bios_version: str | None = None
    bios_date: str | None = None
    #: SMBIOS chassis type in words: "Notebook", "Convertible", "Desktop"…
    chassis: str | None = None
    chassis_serial: str | None = None
    asset_tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cpu:
    model: str | None = None
    maker: str | None = None
    architecture: str | None = None
    family: int | None = None
    model_number: int | None = None
    stepping: int | None = None
    sockets: int | None = None
    cores: int | None = None
    threads: int | None = None
    max_mhz: int | None = None
    bits64: bool | None = None
    virtualisation: bool | None = None
    #: Instruction sets that decide what software runs, such as ``sse4_2``, ``popcnt``, ``avx2``.
    features: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryModule:
    slot: str | None = None
    bank: str | None = None
    size_bytes: int | None = None
    type: str | None = None
    form_factor: str | None = None
    speed_mts: int | None = None
    configured_mts: int | None = None
    maker: str | None = None
    part: str | None = None
    serial: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    #: Installed, from the modules where DMI tells; else what the kernel sees.
    total_bytes: int | None = None
    #: What the kernel can use (less than installed: graphics and firmware take their share).
    usable_bytes: int | None = None
    max_bytes: int | None = None
    slots: int | None = None
    slots_free: int | None = None
    modules: tuple[MemoryModule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """A partition, without its label or contents: those may name the donor."""

    name: str
    size_bytes: int | None = None
    filesystem: str | None = None
    type_guid: str | None = None
    encryption: Literal["bitlocker", "luks", "filevault", "other"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SmartAttribute:
    id: int
    name: str
    value: int | None = None
    worst: int | None = None
    threshold: int | None = None
    raw: int | None = None
    raw_text: str | None = None
    when_failed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfTest:
    kind: str | None = None
    passed: bool | None = None
    status: str | None = None
    hours: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskHealth:
    """SMART or an NVMe log, distilled. The whole document stands in ``Disk.smart``."""

    protocol: Literal["ata", "nvme", "scsi"] | None = None
    #: The disk's own overall verdict.
    passed: bool | None = None
    power_on_hours: int | None = None
    power_cycles: int | None = None
    temperature_c: int | None = None
    written_bytes: int | None = None
    read_bytes: int | None = None
    attributes: tuple[SmartAttribute, ...] = ()
    #: NVMe: bits of the critical warning field.
    critical_warning: int | None = None
    available_spare: int | None = None
    available_spare_threshold: int | None = None
    #: Endurance used in percent; may pass 100. NVMe, SCSI, or an ATA device-statistics page.
    percentage_used: int | None = None
    media_errors: int | None = None
    error_log_entries: int | None = None
    unsafe_shutdowns: int | None = None
    grown_defects: int | None = None
    uncorrected_errors: int | None = None
    self_tests: tuple[SelfTest, ...] = ()
    #: smartctl's exit status, a bit mask (smartctl(8), EXIT STATUS).
    exit_status: int | None = None
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AtaSecurity:
    """The security section of IDENTIFY DEVICE, as hdparm prints it."""

    supported: bool | None = None
    enabled: bool | None = None
    locked: bool | None = None
    frozen: bool | None = None
    count_expired: bool | None = None
    enhanced_erase: bool | None = None
    erase_minutes: int | None = None
    enhanced_erase_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AtaIdentity:
    """``hdparm -I``: what an ATA disk says it is and can do."""

    model: str | None = None
    serial: str | None = None
    firmware: str | None = None
    wwn: str | None = None
    size_bytes: int | None = None
    rotation_rpm: int | None = None
    solid_state: bool | None = None
    trim: bool | None = None
    security: AtaSecurity | None = None
    sanitize_crypto: bool | None = None
    sanitize_block: bool | None = None
    sanitize_overwrite: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NvmeIdentity:
    """``nvme id-ctrl -o json``: what an NVMe controller says it is and can do."""

    model: str | None = None
    serial: str | None = None
    firmware: str | None = None
    size_bytes: int | None = None
    namespaces: int | None = None
    format: bool | None = None
    format_crypto: bool | None = None
    self_test: bool | None = None
    sanitize_crypto: bool | None = None
    sanitize_block: bool | None = None
    sanitize_overwrite: bool | None = None


Transport = Literal["sata", "nvme", "usb", "mmc", "sas", "scsi", "virtio", "ide"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    #: The kernel's name at the time; never an identity (names swap between boots).
    name: str
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    wwn: str | None = None
    firmware: str | None = None
    size_bytes: int | None = None
    logical_block_bytes: int | None = None
    physical_block_bytes: int | None = None
    rotational: bool | None = None
    rotation_rpm: int | None = None
    transport: Transport | None = None
    #: Fixed inside the machine (as against a stick, a card or an external disk).
    internal: bool | None = None
    removable: bool | None = None
    read_only: bool | None = None
    #: The agent itself runs from it: never a disk of the machine.
    boot_medium: bool | None = None
    #: ``none``, ``host-aware`` or ``host-managed`` (SMR disks).
    zoned: str | None = None
    partition_table: str | None = None
    partitions: tuple[Partition, ...] = ()
    #: Families of operating system that the partitions show: ``windows``, ``linux``, ``macos``…
    operating_systems: tuple[str, ...] = ()
    health: DiskHealth | None = None
    ata: AtaIdentity | None = None
    nvme: NvmeIdentity | None = None
    #: ``smartctl --json`` in full.
    smart: Json | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery:
    name: str
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    chemistry: str | None = None
    design_mwh: int | None = None
    full_mwh: int | None = None
    #: As told: 0 often means that the battery does not count.
    cycles: int | None = None
    charge_percent: int | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    connector: str | None = None
    internal: bool | None = None
    #: Three letters of the UEFI PNP registry, such as ``AUO``.
    maker_id: str | None = None
    maker: str | None = None
    model: str | None = None
    product_code: int | None = None
    serial: str | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    inches: float | None = None
    width_px: int | None = None
    height_px: int | None = None
    refresh_hz: float | None = None
    year: int | None = None
    digital: bool | None = None
    edid_version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpu:
    maker: str | None = None
    model: str | None = None
    driver: str | None = None
    #: ``vvvv:dddd`` in hexadecimal.
    pci_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkInterface:
    name: str
    kind: Literal["wired", "wireless", "bluetooth", "mobile"]
    mac: str | None = None
    #: Burnt into a card inside the machine: worth something as an identity. False for an
    #: adapter on USB and for addresses that were made up (locally administered or random).
    fixed: bool | None = None
    maker: str | None = None
    model: str | None = None
    driver: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    kind: str
    label: str | None = None
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Peripherals:
    cameras: tuple[str, ...] = ()
    sound: tuple[str, ...] = ()
    touchscreen: bool | None = None
    touchpad: bool | None = None
    keyboard: bool | None = None
    fingerprint: tuple[str, ...] = ()
    ports: tuple[Port, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmwarePassword:
    """One password of ``/sys/class/firmware-attributes``: ``Admin``, ``System``, ``NVMe``…"""

    name: str
    is_set: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TheftTracking:
    product: str
    #: ``present``: in the firmware; whether it is switched on is told only where ``active`` is.
    present: bool | None = None
    active: bool | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Firmware:
    boot_mode: Literal["uefi", "bios"] | None = None
    uefi_capable: bool | None = None
    secure_boot: bool | None = None
    tpm_version: str | None = None
    tpm_present: bool | None = None
    tpm_maker: str | None = None
    passwords: tuple[FirmwarePassword, ...] = ()
    #: An ACPI MSDM table: the machine carries a Windows licence. Only the last five characters
    #: of its key are ever read out of the machine.
    windows_licence: bool | None = None
    windows_licence_tail: str | None = None
    theft_tracking: tuple[TheftTracking, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One of Microsoft's requirements; ``met`` is None when it could not be told."""

    name: Literal[
        "cpu", "cpu_speed", "cpu_cores", "bits64", "memory", "disk", "uefi", "secure_boot", "tpm"
    ]
    met: bool | None
    found: str | None = None
    needed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows11:
    #: True only when every requirement is met, False when any is not, else None.
    possible: bool | None = None
    requirements: tuple[Requirement, ...] = ()


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
    problems: tuple[Problem, ...] = ()
    #: Seconds each subsystem took.
    timings_s: Mapping[str, float] = field(default_factory=dict)


def encode(report: Report) -> bytes:
    """The report as UTF-8 JSON, with sorted keys so that equal reports are equal bytes."""
    return json.dumps(asdict(report), sort_keys=True, separators=(",", ":")).encode()
