"""Disks of the demo: good, worn and failing ones."""

from dataclasses import dataclass

from atelier.demo.catalogue import Line
from diagnostics.report import Disk, DiskHealth, Partition, SmartAttribute

_GB = 10**9
#: Sizes as they are sold, in bytes.
_SOLD = {128: 128_035_676_160, 256: 256_060_514_304, 320: 320_072_933_376, 500: 500_107_862_016,
         512: 512_110_190_592}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Wear:
    hours: int
    used_percent: int = 0
    reallocated: int = 0
    pending: int = 0
    media_errors: int = 0


GOOD = Wear(hours=6_200, used_percent=7)
USED = Wear(hours=14_800, used_percent=84, reallocated=2)
FAILING = Wear(hours=31_400, used_percent=103, reallocated=96, pending=14, media_errors=31)


def disk(line: Line, number: int, wear: Wear) -> Disk:
    size = _SOLD[line.disk_gb]
    return Disk(
        name="nvme0n1" if line.disk == "nvme" else "sda",
        maker="Demo",
        model=f"Demo {line.disk.upper()}",
        serial=f"DEMOD{number:04}",
        wwn=f"0x50de3000{number:08x}",
        firmware="1.0",
        size_bytes=size,
        logical_block_bytes=512,
        rotational=line.disk == "hdd",
        rotation_rpm=7200 if line.disk == "hdd" else None,
        transport="nvme" if line.disk == "nvme" else "sata",
        internal=True,
        removable=False,
        partition_table="gpt",
        partitions=(
            Partition(name="1", size_bytes=_GB // 2, filesystem="vfat"),
            Partition(name="2", size_bytes=size - _GB, filesystem="ntfs", encryption="bitlocker"),
        ),
        operating_systems=("windows",),
        health=_nvme(wear) if line.disk == "nvme" else _ata(line, wear),
    )


def _nvme(wear: Wear) -> DiskHealth:
    return DiskHealth(
        protocol="nvme",
        passed=wear.used_percent < 100,
        power_on_hours=wear.hours,
        power_cycles=wear.hours // 6,
        temperature_c=34,
        critical_warning=0,
        available_spare=100,
        available_spare_threshold=10,
        percentage_used=wear.used_percent,
        media_errors=wear.media_errors,
        exit_status=0,
    )


def _ata(line: Line, wear: Wear) -> DiskHealth:
    counts = {
        (5, "Reallocated_Sector_Ct"): wear.reallocated,
        (187, "Reported_Uncorrect"): wear.media_errors,
        (197, "Current_Pending_Sector"): wear.pending,
        (198, "Offline_Uncorrectable"): wear.pending // 2,
    }
    return DiskHealth(
        protocol="ata",
        passed=True,
        power_on_hours=wear.hours,
        power_cycles=wear.hours // 6,
        temperature_c=36,
        percentage_used=None if line.disk == "hdd" else wear.used_percent,
        attributes=tuple(
            SmartAttribute(
                id=number, name=name, value=100, worst=100, threshold=10, raw=raw, raw_text=str(raw)
            )
            for (number, name), raw in counts.items()
        ),
        exit_status=0,
    )
