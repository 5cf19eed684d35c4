"""eMMC: discard every block securely, then have the device sanitize what was discarded (Clear).

EXT_CSD as mmc-utils prints it; SEC_FEATURE_SUPPORT: JEDEC JESD84-B51, 7.4.33 (byte 231).
"""

import re
from dataclasses import dataclass

from diagnostics.erasure.methods.ending import Done, NotDone, Support
from diagnostics.erasure.methods.following import Standing
from diagnostics.erasure.methods.job import Job
from diagnostics.report import Disk
from diagnostics.run import Completed, TimedOut
from diagnostics.wire.erasure import Method

_FEATURES = re.compile(r"\[SEC_FEATURE_SUPPORT: 0x([0-9a-f]{2})\]")
_SECURE_ERASE, _SANITIZE = 1 << 0, 1 << 6
_LIMIT_S = 2 * 3600.0


@dataclass(frozen=True, slots=True)
class MmcSanitize:
    name: Method = "mmc_sanitize"

    def support(self, disk: Disk) -> Support:
        if disk.transport != "mmc" or not disk.internal:
            return Support(False, "it is no eMMC")
        return Support(True, "it is an eMMC; what it can do is read when it is begun")

    def standing(self, job: Job) -> Standing:  # noqa: ARG002 - as every method
        return Standing(state="idle", told="an eMMC keeps no state of it")

    def run(self, job: Job) -> Done:
        """Raises NotDone."""
        if not (support := self.support(job.disk)):
            raise NotDone("method_refused", support.why)
        self._check_features(job)
        job.keep({"method": self.name, "stage": "begun"})
        job.bind()
        discarded = self._do(job, "blkdiscard", "-f", "-s", job.path)
        if discarded.status:
            raise NotDone("method_refused", f"secure discard: {discarded.stderr.strip()[-120:]}")
        sanitized = self._do(job, "mmc", "sanitize", job.path)
        if sanitized.status:
            said = sanitized.stderr.strip()[-120:]
            raise NotDone("method_failed", f"discarded, but not sanitized: {said}", touched=True)
        return Done(method=self.name, proven=False)

    def resume(self, job: Job) -> Done:
        return self.run(job)

    def _check_features(self, job: Job) -> None:
        completed = job.run("mmc", "extcsd", "read", job.path)
        told = _FEATURES.search(completed.text)
        if completed.status or not told:
            raise NotDone("method_refused", "EXT_CSD does not tell what the eMMC can do")
        features = int(told[1], 16)
        if not (features & _SANITIZE and features & _SECURE_ERASE):
            raise NotDone("method_refused", f"SEC_FEATURE_SUPPORT {features:#04x}: no sanitize")

    def _do(self, job: Job, *args: str) -> Completed:
        try:
            return job.work(*args, timeout_s=_LIMIT_S)
        except TimedOut as error:
            raise NotDone("method_stalled", str(error), touched=True) from error


SANITIZE = MmcSanitize()
