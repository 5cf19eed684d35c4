"""Which methods a disk says it supports, best first: the table of the design, row by row."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from diagnostics.erasure.planning.medium import Medium
from diagnostics.report import AtaIdentity, Disk, MmcIdentity, NvmeIdentity
from diagnostics.wire.erasure import Level, MediumKind, Method, Policy, Why

T = TypeVar("T")

_NVME: tuple[Method, ...] = (
    "nvme_sanitize_block",
    "nvme_sanitize_crypto",
    "nvme_format_crypto",
    "nvme_format",
    "nvme_sanitize_overwrite",
)
_ATA_FLASH: tuple[Method, ...] = (
    "ata_sanitize_block",
    "ata_sanitize_crypto",
    "ata_security_enhanced",
    "ata_security",
    "ata_sanitize_overwrite",
)
_ATA_TURNING: tuple[Method, ...] = (
    "ata_sanitize_overwrite",
    "ata_security_enhanced",
    "ata_sanitize_crypto",
    "ata_security",
)
_ATA_KINDS: frozenset[MediumKind] = frozenset({"sata_ssd", "sata_hdd"})
_ALWAYS_PURGE: frozenset[Method] = frozenset(
    {
        "nvme_sanitize_block",
        "nvme_sanitize_crypto",
        "ata_sanitize_block",
        "ata_sanitize_crypto",
    }
)


def supported(disk: Disk, medium: Medium, policy: Policy) -> tuple[tuple[Method, Why], ...]:
    """The methods and what speaks for them. An overwrite is always among them, and last."""
    able = _abilities(disk, medium, policy)
    found = [(method, why) for method in _order(medium) if (why := able.get(method))]
    return (*found, ("overwrite", "writable"))


def level(method: Method, medium: Medium, policy: Policy) -> Level:
    """What it earns there. On what may be flash, a method for platters earns Clear."""
    if method in _ALWAYS_PURGE:
        return "purge"
    if method == "ata_sanitize_overwrite":
        return "purge" if medium.turns else "clear"
    if method == "ata_security_enhanced":
        return "purge" if medium.turns else policy.ata_enhanced_on_flash
    return "clear"


def _order(medium: Medium) -> tuple[Method, ...]:
    if medium.kind in _ATA_KINDS:
        return _ATA_TURNING if medium.turns else _ATA_FLASH
    return {"nvme": _NVME, "emmc": ("mmc_sanitize",)}.get(medium.kind, ())


Abilities = Mapping[Method, Why]


def _abilities(disk: Disk, medium: Medium, policy: Policy) -> Abilities:
    """Only what the disk itself answered on its own bus; a bridge may answer for another."""
    if medium.kind == "nvme" and disk.nvme:
        return _named(disk.nvme, _NVME_BITS)
    if medium.kind == "emmc" and disk.mmc:
        return _named(disk.mmc, _MMC_BITS)
    if medium.kind in _ATA_KINDS and disk.ata and disk.ata.model:
        return {**_named(disk.ata, _ATA_BITS), **_security(disk.ata, policy)}
    return {}


_NVME_BITS: Mapping[Method, tuple[Why, Callable[[NvmeIdentity], bool | None]]] = {
    "nvme_sanitize_block": ("sanitize_block", lambda disk: disk.sanitize_block),
    "nvme_sanitize_crypto": ("sanitize_crypto", lambda disk: disk.sanitize_crypto),
    "nvme_sanitize_overwrite": ("sanitize_overwrite", lambda disk: disk.sanitize_overwrite),
    "nvme_format_crypto": ("format_crypto", lambda disk: disk.format and disk.format_crypto),
    "nvme_format": ("format", lambda disk: disk.format),
}
_ATA_BITS: Mapping[Method, tuple[Why, Callable[[AtaIdentity], bool | None]]] = {
    "ata_sanitize_block": ("sanitize_block", lambda disk: disk.sanitize_block),
    "ata_sanitize_crypto": ("sanitize_crypto", lambda disk: disk.sanitize_crypto),
    "ata_sanitize_overwrite": ("sanitize_overwrite", lambda disk: disk.sanitize_overwrite),
}
_MMC_BITS: Mapping[Method, tuple[Why, Callable[[MmcIdentity], bool | None]]] = {
    "mmc_sanitize": ("mmc_sanitize", lambda disk: disk.sanitize and disk.secure_erase),
}


def _security(disk: AtaIdentity, policy: Policy) -> Abilities:
    security = disk.security
    if not security or security.supported is not True:
        return {}
    able: dict[Method, Why] = {}
    if security.enhanced_erase is True:
        able["ata_security_enhanced"] = "security_enhanced"
    if policy.ata_security:
        able["ata_security"] = "security"
    return able


def _named(disk: T, bits: Mapping[Method, tuple[Why, Callable[[T], bool | None]]]) -> Abilities:
    return {method: why for method, (why, has) in bits.items() if has(disk) is True}
