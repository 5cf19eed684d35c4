"""How a disk erases itself: each method a small module, tried in the order of the plan.

A method is an object with ``name``, ``support(disk)``, ``run(job)``, ``resume(job)`` and
``standing(job)``. ``run`` and ``resume`` end with Done or raise NotDone; what Stopped, Left and
``Job.bind`` raise goes through. Done is the drive's word, checked against its state: whether the
disk is erased only reading it tells.
"""

from typing import Protocol

from diagnostics.erasure.methods import (
    ata_sanitize,
    ata_security,
    mmc,
    nvme_format,
    nvme_sanitize,
)
from diagnostics.erasure.methods.ata import PASSWORD
from diagnostics.erasure.methods.ending import Done, NotDone, Support
from diagnostics.erasure.methods.following import Standing
from diagnostics.erasure.methods.job import Job
from diagnostics.report import Disk
from diagnostics.wire.erasure import Method

__all__ = [
    "FIRMWARE",
    "PASSWORD",
    "Done",
    "FirmwareMethod",
    "Job",
    "NotDone",
    "Standing",
    "Support",
]


class FirmwareMethod(Protocol):
    @property
    def name(self) -> Method: ...

    def support(self, disk: Disk, /) -> Support:
        """From the report alone: pure."""

    def run(self, job: Job, /) -> Done:
        """Begin, follow to the end, judge. Raises NotDone."""

    def resume(self, job: Job, /) -> Done:
        """Go on with what ``job.checkpoint`` tells was begun. Raises NotDone."""

    def standing(self, job: Job, /) -> Standing:
        """How the drive says it stands. Raises NotDone, RunError, Unreadable."""


_METHODS: tuple[FirmwareMethod, ...] = (
    nvme_sanitize.BLOCK,
    nvme_sanitize.CRYPTO,
    nvme_sanitize.OVERWRITE,
    nvme_format.CRYPTO,
    nvme_format.PLAIN,
    ata_sanitize.BLOCK,
    ata_sanitize.CRYPTO,
    ata_sanitize.OVERWRITE,
    ata_security.ENHANCED,
    ata_security.PLAIN,
    mmc.SANITIZE,
)
#: All but ``overwrite``, which the agent does itself.
FIRMWARE: dict[Method, FirmwareMethod] = {method.name: method for method in _METHODS}
