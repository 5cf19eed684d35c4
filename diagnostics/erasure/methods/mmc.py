"""eMMC: discard every block securely, then have the device sanitize what was discarded (Clear).

What it can do: SEC_FEATURE_SUPPORT of EXT_CSD, JEDEC JESD84-B51. Its boot partitions are not
reached. No tool prints its serial, so the disk is bound once more afterwards.
"""

from dataclasses import dataclass

from diagnostics.erasure.methods.ending import Done, NotDone, Support
from diagnostics.erasure.methods.following import Standing
from diagnostics.erasure.methods.job import Job
from diagnostics.probes import mmc
from diagnostics.probes.document import Unreadable
from diagnostics.report import Disk, MmcIdentity
from diagnostics.run import Completed, TimedOut
from diagnostics.wire.erasure import Method

_LIMIT_S = 2 * 3600.0


@dataclass(frozen=True, slots=True)
class MmcSanitize:
    name: Method = "mmc_sanitize"

    def support(self, disk: Disk) -> Support:
        if disk.transport != "mmc" or not disk.internal:
            return Support(False, "it is no eMMC")
        return _offered(disk.mmc or MmcIdentity())

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
        job.bind()
        return Done(method=self.name, proven=False)

    def resume(self, job: Job) -> Done:
        return self.run(job)

    def _check_features(self, job: Job) -> None:
        completed = job.run("mmc", "extcsd", "read", job.path)
        try:
            identity = mmc.parse(completed.stdout)
        except Unreadable as error:
            raise NotDone("method_refused", f"EXT_CSD cannot be read: {error}") from error
        if not (offered := _offered(identity)):
            raise NotDone("method_refused", offered.why)

    def _do(self, job: Job, *args: str) -> Completed:
        try:
            return job.work(*args, timeout_s=_LIMIT_S)
        except TimedOut as error:
            raise NotDone("method_stalled", str(error), touched=True) from error


SANITIZE = MmcSanitize()


def _offered(identity: MmcIdentity) -> Support:
    if not (identity.sanitize and identity.secure_erase):
        return Support(False, "SEC_FEATURE_SUPPORT does not list secure erase and sanitize")
    return Support(True, "SEC_FEATURE_SUPPORT lists secure erase and sanitize")
