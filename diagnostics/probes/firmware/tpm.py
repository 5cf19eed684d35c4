"""The TPM as the kernel's driver shows it."""

import re
from dataclasses import dataclass

from diagnostics.probes.host import Host

_CLASS = "sys/class/tpm"


@dataclass(frozen=True, slots=True)
class Raw:
    #: The kernel can drive TPMs at all.
    driver: bool
    found: bool
    major: int | None = None
    description: str | None = None
    #: TPM 1.2: lines such as ``Manufacturer: 0x49465800`` and ``TCG version: 1.2``.
    caps: str | None = None


def collect(host: Host) -> Raw:
    names = [name for name in host.names(_CLASS) if re.fullmatch(r"tpm\d+", name)]
    if not names:
        return Raw(driver=host.exists(_CLASS), found=False)
    folder = f"{_CLASS}/{names[0]}"
    return Raw(
        driver=True,
        found=True,
        major=host.read_int(f"{folder}/tpm_version_major"),
        description=host.read(f"{folder}/device/description"),
        caps=host.read(f"{folder}/caps") or host.read(f"{folder}/device/caps"),
    )


def version(raw: Raw) -> str | None:
    """``2.0`` or ``1.2``; kernels before 5.6 tell it in words only."""
    if raw.major is not None:
        return {1: "1.2", 2: "2.0"}.get(raw.major)
    words = f"{raw.description or ''} {raw.caps or ''}"
    found = re.search(r"(?:TPM|TCG version:) (2\.0|1\.2)", words)
    return found[1] if found else None


def absent(raw: Raw) -> bool | None:
    """False (there is none, or it is switched off) where a driver looked; else None."""
    return False if raw.driver and not raw.found else None


def maker(raw: Raw) -> str | None:
    """Four letters, packed in a number: 0x49465800 is ``IFX``."""
    found = re.search(r"Manufacturer: 0x([0-9a-fA-F]{8})", raw.caps or "")
    if found is None:
        return None
    return bytes.fromhex(found[1]).decode("ascii", "ignore").strip("\0 ") or None
