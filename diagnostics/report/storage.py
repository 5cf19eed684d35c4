"""Disks: what they are, what they hold, how they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Json = Mapping[str, Any]

Transport = Literal["sata", "nvme", "usb", "mmc", "sas", "scsi", "virtio", "ide"]


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
    #: While a password is set: at ``maximum`` the master password can erase, never unlock.
    level: Literal["high", "maximum"] | None = None


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
    #: Whether it can hide a part of itself: Host Protected Area, Device Configuration Overlay.
    hpa: bool | None = None
    dco: bool | None = None


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
    #: It refuses to leave the blocks allocated after a sanitize (SANICAP.NDI).
    no_deallocate_inhibited: bool | None = None
    #: What it does to the medium after a sanitize that left them so (SANICAP.NODMMAS): 0 not
    #: defined, 1 nothing, 2 it changes them once more.
    no_deallocate_modifies: int | None = None
    #: A format, or the erasing by one, is of every namespace at once (FNA bits 0 and 1).
    format_everywhere: bool | None = None
    erase_everywhere: bool | None = None
    #: Capacity that belongs to no namespace: out of reach of an overwrite.
    unallocated_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MmcIdentity:
    """``mmc extcsd read``: how an eMMC can be erased (SEC_FEATURE_SUPPORT, EXT_CSD byte 231)."""

    secure_erase: bool | None = None
    secure_trim: bool | None = None
    sanitize: bool | None = None


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
    mmc: MmcIdentity | None = None
    #: ``smartctl --json`` in full.
    smart: Json | None = None
