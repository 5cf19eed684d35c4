"""How the machine started, and whether Secure Boot is on."""

from dataclasses import dataclass
from typing import Literal

from diagnostics.probes.host import Host

_EFI = "sys/firmware/efi"
_SECURE_BOOT = f"{_EFI}/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
#: efivarfs puts four bytes of attributes before the value.
_ATTRIBUTES = 4


@dataclass(frozen=True, slots=True)
class Raw:
    mode: Literal["uefi", "bios"] | None
    secure_boot: bytes | None


def collect(host: Host) -> Raw:
    return Raw(_mode(host), host.read_bytes(_SECURE_BOOT))


def _mode(host: Host) -> Literal["uefi", "bios"] | None:
    """Only on a PC does the absence of EFI mean a BIOS; and a PC has DMI."""
    if host.exists(_EFI):
        return "uefi"
    return "bios" if host.exists("sys/class/dmi/id") else None


def secure_boot(raw: Raw) -> bool | None:
    """None where the firmware does not know Secure Boot, or started as a BIOS."""
    value = (raw.secure_boot or b"")[_ATTRIBUTES:]
    return value[0] == 1 if len(value) == 1 else None
