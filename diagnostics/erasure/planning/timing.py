"""How long it will take: the drive's own word where it gives one, else by size and kind.

The speeds are rough, of what workshops are given: a plan, not a promise.
"""

from diagnostics.erasure.planning.medium import Medium
from diagnostics.report import AtaSecurity, Disk
from diagnostics.wire.erasure import CRYPTO, MediumKind, Method

_MB = 10**6
#: Written and read one after another, in bytes a second.
_WRITES: dict[MediumKind, float] = {
    "nvme": 800 * _MB,
    "sata_ssd": 300 * _MB,
    "sata_hdd": 90 * _MB,
    "sas": 120 * _MB,
    "emmc": 80 * _MB,
    "usb": 20 * _MB,
    "card": 15 * _MB,
    "virtual": 200 * _MB,
    "other": 20 * _MB,
}
_READS: dict[MediumKind, float] = {
    "nvme": 1500 * _MB,
    "sata_ssd": 450 * _MB,
    "sata_hdd": 90 * _MB,
    "sas": 120 * _MB,
    "emmc": 150 * _MB,
    "usb": 30 * _MB,
    "card": 30 * _MB,
    "virtual": 300 * _MB,
    "other": 30 * _MB,
}
#: From one sample to the next, where heads have to move.
_SEEK_S = 0.015
_CRYPTO_S, _FIRMWARE_S = 30.0, 180.0
_OVER_ALL: frozenset[Method] = frozenset(
    {"overwrite", "ata_sanitize_overwrite", "nvme_sanitize_overwrite"}
)


def method_s(disk: Disk, medium: Medium, method: Method) -> float | None:
    """Seconds for the method alone."""
    security = (disk.ata and disk.ata.security) or AtaSecurity()
    if method == "ata_security_enhanced":
        return _minutes(security.enhanced_erase_minutes) or _security_s(disk, medium)
    if method == "ata_security":
        return _minutes(security.erase_minutes) or _security_s(disk, medium)
    if method in _OVER_ALL:
        return _at(disk, _WRITES[medium.kind])
    return _CRYPTO_S if method in CRYPTO else _FIRMWARE_S


def checking_s(disk: Disk, medium: Medium, fraction: float, samples: int) -> float | None:
    """Seconds to read ``fraction`` (0 to 1) of the disk back, in so many places."""
    whole = _at(disk, _READS[medium.kind])
    if whole is None:
        return None
    return whole * fraction + (0 if medium.turns is False else samples * _SEEK_S)


def _minutes(told: int | None) -> float | None:
    return told * 60.0 if told else None


def _security_s(disk: Disk, medium: Medium) -> float | None:
    return _FIRMWARE_S if medium.turns is False else _at(disk, _WRITES[medium.kind])


def _at(disk: Disk, speed: float) -> float | None:
    return disk.size_bytes / speed if disk.size_bytes else None
