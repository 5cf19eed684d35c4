"""ATA SANITIZE DEVICE: the drive erases itself, and goes on with it over a power cut.

States SD0 to SD4 and the registers: ACS-3, 4.18. The texts are those of hdparm 9.65's
``sanitize_normal_output`` and ``sanitize_error_output``.
"""

import re
from dataclasses import dataclass

from diagnostics.erasure.methods import ata
from diagnostics.erasure.methods.ending import Done, NotDone, Support
from diagnostics.erasure.methods.following import Following, Standing, ask
from diagnostics.erasure.methods.job import Job
from diagnostics.probes.document import Unreadable
from diagnostics.report import AtaIdentity, Disk
from diagnostics.run import Completed
from diagnostics.wire.erasure import Method

_SURE = "--yes-i-know-what-i-am-doing"
#: hdparm's default of 0 passes means sixteen.
_ONE_PASS = ("--sanitize-overwrite-passes", "1", "--sanitize-overwrite", "hex:00000000")

_STATE = re.compile(r"^\s*State:\s+SD(\d)", re.MULTILINE)
_PROGRESS = re.compile(r"^\s*Progress: 0x([0-9a-f]{1,4}) ", re.MULTILINE)
_SUCCEEDED = "Last Sanitize Operation Completed Without Error"
_FULL = 0xFFFF


@dataclass(frozen=True, slots=True)
class AtaSanitize:
    name: Method
    #: The field of AtaIdentity that says whether the drive can.
    capability: str
    options: tuple[str, ...]

    def support(self, disk: Disk) -> Support:
        on_ata = ata.on_ata(disk)
        return on_ata and self._offered(disk.ata or AtaIdentity())

    def standing(self, job: Job) -> Standing:
        """Raises Unreadable, RunError."""
        return standing(job.run("hdparm", "--sanitize-status", job.path))

    def run(self, job: Job) -> Done:
        """Raises NotDone."""
        if not (offered := self._offered(ata.identify(job))):
            raise NotDone("method_refused", offered.why)
        ata.release(job)
        before = self._before(job)
        job.keep(self._checkpoint(before))
        job.bind()
        completed = job.run("hdparm", _SURE, *self.options, job.path)
        if ata.answer(completed) == "refused":
            raise NotDone("method_refused", "the drive aborted the SANITIZE command")
        job.keep(job.checkpoint)
        return self._follow(job, before)

    def resume(self, job: Job) -> Done:
        """The drive goes on by itself after a power cut; what it was told too late is told anew."""
        before = Standing(state=job.checkpoint.get("before", "done"))
        now = ask(lambda: self.standing(job))
        if now.state == "running" or (now.state == "done" and before.state != "done"):
            job.bind()
            return self._follow(job, before)
        return self.run(job)

    def _offered(self, identity: AtaIdentity) -> Support:
        if not getattr(identity, self.capability):
            return Support(False, f"IDENTIFY DEVICE does not list {self.options[-1]}")
        return Support(True, f"IDENTIFY DEVICE lists {self.name.removeprefix('ata_')}")

    def _before(self, job: Job) -> Standing:
        """Of an operation that somebody else began, the end is waited for: none can be stopped."""
        now = ask(lambda: self.standing(job))
        if now.state == "running":
            job.say("the drive was sanitizing itself already")
            now = Following(job, lambda: self.standing(job), patience_s=0).to_its_end()
        if now.state == "frozen":
            raise NotDone("frozen", "SANITIZE is frozen until the drive is reset")
        return now

    def _checkpoint(self, before: Standing) -> dict[str, str]:
        return {"method": self.name, "stage": "begun", "before": before.state}

    def _follow(self, job: Job, before: Standing) -> Done:
        done_before = before.state == "done"
        following = Following(job, lambda: self.standing(job), done_before=done_before)
        end = following.to_its_end()
        ata.identify(job)
        if end.state == "done":
            proven = following.seen_running or not done_before
            return Done(method=self.name, proven=proven, seen_running=following.seen_running)
        if end.state == "idle":
            message = "the drive is idle, and does not say that it sanitized itself"
            raise NotDone("method_unproven", message, touched=True)
        raise NotDone("method_failed", f"the sanitize operation ended: {end.told}", touched=True)


BLOCK = AtaSanitize("ata_sanitize_block", "sanitize_block", ("--sanitize-block-erase",))
CRYPTO = AtaSanitize("ata_sanitize_crypto", "sanitize_crypto", ("--sanitize-crypto-scramble",))
OVERWRITE = AtaSanitize("ata_sanitize_overwrite", "sanitize_overwrite", _ONE_PASS)


def standing(completed: Completed) -> Standing:
    """From ``hdparm --sanitize-status``. Raises Unreadable for what is not its output."""
    if "not supported" in completed.stderr:
        raise NotDone("method_refused", "SANITIZE feature set is not supported")
    if "FROZEN state" in completed.stderr:
        return Standing(state="frozen", told="SD1 frozen")
    if "Drive in SD3" in completed.stderr:
        return Standing(state="failed", told="SD3 failed")
    heard = ata.answer(completed)
    if heard == "refused" and not completed.status:
        # The registers that give the reason are lost in this format: only a failed operation (SD3)
        # and a locked drive abort the question, and a locked one was opened before.
        return Standing(state="failed", told="the drive aborts SANITIZE STATUS")
    if heard != "taken":
        return Standing(state="unknown", told=completed.stderr.strip()[-120:])
    return _told(completed.text)


def _told(text: str) -> Standing:
    if not (state := _STATE.search(text)):
        raise Unreadable("hdparm: this is not the output of --sanitize-status (no 'State:' in it)")
    match state[1]:
        case "1":
            return Standing(state="frozen", told="SD1 frozen")
        case "2":
            progress = _PROGRESS.search(text)
            told = int(progress[1], 16) if progress else None
            fraction = None if told is None else told / _FULL
            return Standing(state="running", fraction=fraction, told=f"SD2, progress {told}")
        case "0" | "4":
            done = _SUCCEEDED in text
            return Standing(state="done" if done else "idle", told=f"SD{state[1]}")
    return Standing(state="failed", told=f"SD{state[1]}")
