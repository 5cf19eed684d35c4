from dataclasses import dataclass

from atelier.devices.hardware.disks import disk_kind, main_disk
from atelier.devices.hardware.kinds import kind_of
from atelier.devices.hardware.makers import maker_of
from atelier.devices.hardware.models import model_of
from atelier.devices.hardware.processors import short_name
from diagnostics.report import Report

#: Inches; a projector or a damaged EDID says anything.
_SMALLEST, _LARGEST = 3, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """One of ``lifecycle.KINDS``, names as people say them, and the sizes that they filter by.

    What the machine did not tell is None. ``disk_bytes`` and ``disk_kind`` (``ssd``, ``hdd`` or
    ``emmc``) are of the disk that the system would go on.
    """

    kind: str
    maker: str | None = None
    model: str | None = None
    cpu: str | None = None
    memory_bytes: int | None = None
    disk_bytes: int | None = None
    disk_kind: str | None = None
    screen_inches: float | None = None

    @property
    def name(self) -> str | None:
        """Maker and model together."""
        return " ".join(word for word in (self.maker, self.model) if word) or None


def describe(report: Report) -> Description:
    disk = main_disk(report)
    return Description(
        kind=kind_of(report),
        maker=maker_of(report.system),
        model=model_of(report.system),
        cpu=short_name(report.cpu.model),
        memory_bytes=report.memory.total_bytes or report.memory.usable_bytes,
        disk_bytes=disk.size_bytes if disk else None,
        disk_kind=disk_kind(disk) if disk else None,
        screen_inches=_inches(report),
    )


def _inches(report: Report) -> float | None:
    told = [screen.inches for screen in report.screens if screen.internal and screen.inches]
    return next((round(inches, 1) for inches in told if _SMALLEST < inches < _LARGEST), None)
