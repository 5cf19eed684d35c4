"""What the firmware holds: boot mode, TPM, passwords, licences, theft tracking."""

from dataclasses import dataclass
from typing import Literal


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
