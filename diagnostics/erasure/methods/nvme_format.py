"""NVMe Format with secure erase: user data (SES 1), or its key (SES 2).

The layout stays as it was: LBA format, metadata and protection are read before and given again.
SES 2 is sent only where FNA bit 2 says so: QEMU's controller accepts it while that bit is clear.
Nothing in the state tells afterwards that it happened, so it is never proven by itself.
"""

from dataclasses import dataclass

from diagnostics.erasure.methods import nvme_cli
from diagnostics.erasure.methods.ending import Done, NotDone, Support
from diagnostics.erasure.methods.following import Standing
from diagnostics.erasure.methods.job import Job
from diagnostics.probes.document import count
from diagnostics.report import Disk, Json, NvmeIdentity
from diagnostics.run import Completed, TimedOut
from diagnostics.wire.erasure import Method

#: Formats take seconds to minutes; nvme-cli by itself gives up after ten.
_LIMIT_S = 4 * 3600.0
_OACS_FORMAT, _FNA_CRYPTO = 1, 2


@dataclass(frozen=True, slots=True)
class NvmeFormat:
    name: Method
    ses: int

    def support(self, disk: Disk) -> Support:
        identity = disk.nvme or NvmeIdentity()
        on_nvme = nvme_cli.on_nvme(disk)
        return on_nvme and self._offered(bool(identity.format), bool(identity.format_crypto))

    def standing(self, job: Job) -> Standing:  # noqa: ARG002 - as every method
        """A format leaves no state behind."""
        return Standing(state="idle", told="Format NVM leaves no state")

    def run(self, job: Job) -> Done:
        """Raises NotDone."""
        identity = nvme_cli.identify(job)
        offered = self._offered(_bit(identity, "oacs", _OACS_FORMAT), _crypto(identity))
        if not offered:
            raise NotDone("method_refused", offered.why)
        before = nvme_cli.identify_namespace(job)
        layout = _layout(before)
        job.keep({"method": self.name, "stage": "begun"})
        job.bind()
        self._judge(self._format(job, layout))
        nvme_cli.identify(job)
        after = nvme_cli.identify_namespace(job)
        if _shape(after) != _shape(before):
            raise NotDone("method_failed", "the format changed the disk's layout", touched=True)
        return Done(method=self.name, proven=False)

    def resume(self, job: Job) -> Done:
        return self.run(job)

    def _offered(self, format_: bool, crypto: bool) -> Support:
        if not format_:
            return Support(False, "OACS does not list Format NVM")
        if self.ses == 2 and not crypto:
            return Support(False, "FNA does not list a crypto erase")
        return Support(True, "OACS lists Format NVM")

    def _format(self, job: Job, layout: tuple[str, ...]) -> Completed:
        milliseconds = str(round(_LIMIT_S * 1000))
        options = ("-s", str(self.ses), *layout, "-t", milliseconds, "--force")
        try:
            return job.work("nvme", "format", job.path, *options, timeout_s=_LIMIT_S + 60)
        except TimedOut as error:
            raise NotDone("method_stalled", f"the format did not end: {error}", touched=True) from (
                error
            )

    def _judge(self, completed: Completed) -> None:
        if said := nvme_cli.refused(completed):
            raise NotDone("method_refused", f"the controller refused the format: {said}")
        if "Success formatting" not in completed.text:
            raise NotDone("method_unproven", "nvme-cli does not say that it formatted anything")


CRYPTO = NvmeFormat("nvme_format_crypto", 2)
PLAIN = NvmeFormat("nvme_format", 1)


def _crypto(identity: Json) -> bool:
    return _bit(identity, "fna", _FNA_CRYPTO)


def _bit(document: Json, name: str, bit: int) -> bool:
    return bool((count(document, name) or 0) >> bit & 1)


def _layout(namespace: Json) -> tuple[str, ...]:
    """What to give again. FLBAS: bits 3:0 and 6:5 the format, bit 4 extended; DPS: bits 2:0, 3."""
    flbas, dps = count(namespace, "flbas"), count(namespace, "dps")
    if flbas is None or dps is None:
        raise NotDone("method_refused", "the namespace does not tell its LBA format")
    format_ = flbas & 0xF | (flbas >> 5 & 0b11) << 4
    extended, protection, first = flbas >> 4 & 1, dps & 0b111, dps >> 3 & 1
    return ("-l", str(format_), "-m", str(extended), "-i", str(protection), "-p", str(first))


def _shape(namespace: Json) -> tuple[object, ...]:
    return tuple(namespace.get(name) for name in ("nsze", "flbas", "dps"))
