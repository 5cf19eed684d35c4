"""The disk that the system would go on, of all that are in a machine."""

from diagnostics.report import Disk, Report

#: Smaller than this beside another disk: a cache, or a recovery medium. In bytes.
_CACHE = 34_000_000_000
_BEST_FIRST = ("ssd", "emmc", "hdd", None)


def main_disk(report: Report) -> Disk | None:
    """The largest of the fastest kind; None when there is none inside."""
    inside = [disk for disk in report.disks if _inside(disk)]
    worthy = [disk for disk in inside if (disk.size_bytes or 0) > _CACHE]
    return min(worthy or inside, key=_rank, default=None)


def disk_kind(disk: Disk) -> str | None:
    if disk.transport == "mmc":
        return "emmc"
    if disk.transport == "nvme":
        return "ssd"
    return {True: "hdd", False: "ssd", None: None}[disk.rotational]


def _inside(disk: Disk) -> bool:
    return disk.internal is not False and not disk.boot_medium and not disk.removable


def _rank(disk: Disk) -> tuple[int, int, str]:
    return _BEST_FIRST.index(disk_kind(disk)), -(disk.size_bytes or 0), disk.name
