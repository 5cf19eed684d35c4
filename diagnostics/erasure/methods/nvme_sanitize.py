"""NVMe Sanitize: the whole subsystem erases itself, and goes on with it over a power cut.

The log is read as the bytes of the standard (NVMe base specification 2.0, log page 81h), as the
names in nvme-cli's JSON change from one release to the next. *Global Data Erased* is the proof that
survives a restart: the controller clears it with the first write after a sanitize.
"""

import json
import struct
from dataclasses import dataclass

from diagnostics.erasure.methods import nvme_cli
from diagnostics.erasure.methods.ending import Done, NotDone, Support
from diagnostics.erasure.methods.following import Following, Standing, State, ask
from diagnostics.erasure.methods.job import Job
from diagnostics.probes import nvme
from diagnostics.probes.document import Unreadable
from diagnostics.report import Disk, NvmeIdentity
from diagnostics.run import Completed, Failed
from diagnostics.wire.erasure import Method

_NEVER, _DONE, _RUNNING, _FAILED, _DONE_NO_DEALLOC = range(5)
_STATES: dict[int, State] = {
    _NEVER: "idle",
    _DONE: "done",
    _RUNNING: "running",
    _FAILED: "failed",
    _DONE_NO_DEALLOC: "done",
}
_STATUS, _GLOBAL_DATA_ERASED = 0b111, 1 << 8
_FULL = 0xFFFF
#: May be left again after a failure, so that another method can be tried.
_UNRESTRICTED = "-u"
_LEAVE_FAILURE = ("-a", "1")


@dataclass(frozen=True, slots=True)
class Log:
    """The first fields of log page 81h."""

    progress: int
    status: int

    @property
    def state(self) -> State:
        return _STATES.get(self.status & _STATUS, "unknown")

    @property
    def untouched(self) -> bool:
        """Sanitized, and no block was written since."""
        return self.state == "done" and bool(self.status & _GLOBAL_DATA_ERASED)

    @property
    def standing(self) -> Standing:
        told = f"SSTAT {self.status & _STATUS}, SPROG {self.progress}"
        fraction = self.progress / _FULL if self.state == "running" else None
        return Standing(state=self.state, fraction=fraction, told=told)


@dataclass(frozen=True, slots=True)
class NvmeSanitize:
    name: Method
    capability: str
    options: tuple[str, ...]

    def support(self, disk: Disk) -> Support:
        on_nvme = nvme_cli.on_nvme(disk)
        return on_nvme and self._offered(disk.nvme or NvmeIdentity())

    def standing(self, job: Job) -> Standing:
        """Raises Unreadable, RunError."""
        return _log(job).standing

    def run(self, job: Job) -> Done:
        """Raises NotDone. Erases every namespace of the controller."""
        device = f"/dev/{nvme_cli.controller(job)}"
        if not (offered := self._offered(nvme.parse(json.dumps(nvme_cli.identify(job))))):
            raise NotDone("method_refused", offered.why)
        before = self._before(job)
        untouched = before.untouched
        job.keep({"method": self.name, "stage": "begun", "untouched": untouched})
        job.bind()
        said = nvme_cli.refused(job.run("nvme", "sanitize", device, *self.options, _UNRESTRICTED))
        if said:
            raise NotDone("method_refused", f"the controller refused Sanitize: {said}")
        job.keep(job.checkpoint)
        return self._follow(job, before)

    def resume(self, job: Job) -> Done:
        """Picks up what goes on by itself, or ended meanwhile; else it is begun anew."""
        job.bind()
        now = _look(job)
        if now.state == "running":
            return self._follow(job, now)
        if now.untouched and job.checkpoint.get("untouched") is False:
            return Done(method=self.name, proven=True)
        return self.run(job)

    def _offered(self, identity: NvmeIdentity) -> Support:
        if not getattr(identity, self.capability):
            return Support(False, f"SANICAP does not list {self.capability}")
        return Support(True, f"SANICAP lists {self.capability}")

    def _before(self, job: Job) -> Log:
        now = _look(job)
        if now.state == "running":
            job.say("the controller was sanitizing itself already")
            Following(job, lambda: self.standing(job), patience_s=0).to_its_end()
            now = _look(job)
        return now

    def _follow(self, job: Job, before: Log) -> Done:
        done_before = before.state == "done"
        following = Following(job, lambda: self.standing(job), done_before=done_before)
        end = following.to_its_end()
        nvme_cli.identify(job)
        if end.state == "done":
            freshly = not done_before or (not before.untouched and _look(job).untouched)
            seen = following.seen_running
            return Done(method=self.name, proven=seen or freshly, seen_running=seen)
        if end.state == "idle":
            message = "the controller says that it was never sanitized"
            raise NotDone("method_unproven", message, touched=True)
        self._leave_failure(job)
        raise NotDone("method_failed", f"the sanitize operation ended: {end.told}", touched=True)

    def _leave_failure(self, job: Job) -> None:
        """In the failure mode a controller refuses all reading and writing."""
        device = f"/dev/{nvme_cli.controller(job)}"
        if said := nvme_cli.refused(job.run("nvme", "sanitize", device, *_LEAVE_FAILURE)):
            job.say(f"the controller stays in its sanitize failure mode: {said}")


BLOCK = NvmeSanitize("nvme_sanitize_block", "sanitize_block", ("-a", "2"))
CRYPTO = NvmeSanitize("nvme_sanitize_crypto", "sanitize_crypto", ("-a", "4"))
OVERWRITE = NvmeSanitize(
    "nvme_sanitize_overwrite", "sanitize_overwrite", ("-a", "3", "-n", "1", "-p", "0")
)


def parse(raw: bytes) -> Log:
    """From the bytes of log page 81h. Raises Unreadable."""
    if len(raw) < 4:
        raise Unreadable(f"nvme: a sanitize log has 512 bytes, not {len(raw)}")
    return Log(*struct.unpack_from("<HH", raw))


def _log(job: Job) -> Log:
    device = f"/dev/{nvme_cli.controller(job)}"
    completed: Completed = job.run("nvme", "sanitize-log", device, "-o", "binary")
    if completed.status:
        raise Failed(completed)
    return parse(completed.stdout)


def _look(job: Job) -> Log:
    """Raises NotDone where it cannot be read."""
    found: list[Log] = []

    def look() -> Standing:
        found.append(_log(job))
        return found[-1].standing

    ask(look)
    return found[-1]
