"""ATA SECURITY ERASE UNIT, enhanced or plain.

hdparm ends with status 0 even where the drive aborted the command, so nothing is believed but
IDENTIFY DEVICE read anew: *enabled* after the password was set, *not enabled* after the erase.
States SEC0 to SEC6: ACS-3, 4.19. A drive that loses power during the erase comes back locked, with
our password on it (ACS-3: it stays locked until an erase ends well), and is erased once more.
"""

from dataclasses import dataclass

from diagnostics.erasure.methods import ata
from diagnostics.erasure.methods.ending import Done, NotDone, Support
from diagnostics.erasure.methods.following import Standing
from diagnostics.erasure.methods.job import Job
from diagnostics.report import AtaSecurity, Disk
from diagnostics.run import Completed, TimedOut
from diagnostics.wire.erasure import Method

#: hdparm itself waits for twice the time that the drive tells and an hour, or as long as 30 MB a
#: second take, whichever is longer: the words of a large disk end at "more than 508 minutes".
_PATIENCE, _EXTRA_S = 2, 90 * 60.0
_SLOWEST_BYTES_A_S = 30e6
#: A drive that aborts the command does so at once; one that fails has worked for a while.
_AT_ONCE_S = 10.0
#: For a drive that does not tell how long it takes.
_UNTOLD_S = 12 * 3600.0


@dataclass(frozen=True, slots=True)
class AtaSecurityErase:
    name: Method
    option: str
    enhanced: bool

    def support(self, disk: Disk) -> Support:
        on_ata = ata.on_ata(disk)
        return on_ata and self._offered((disk.ata and disk.ata.security) or AtaSecurity())

    def standing(self, job: Job) -> Standing:
        """A drive at this answers nothing else; afterwards its password tells. Raises NotDone."""
        state = ata.security(job)
        if state.frozen:
            return Standing(state="frozen", told="security is frozen")
        ours = job.checkpoint.get("method") == self.name
        return Standing(state="running" if ours and state.enabled else "idle", told=_told(state))

    def run(self, job: Job) -> Done:
        """Raises NotDone; where it is touched, the password may still be on the disk."""
        self._check(job)
        expected_s = self._expected_s(ata.release(job))
        job.keep({"method": self.name, "stage": "password", "password": ata.PASSWORD})
        job.bind()
        self._set_password(job)
        job.say(f"until the erase has ended well the disk has the password {ata.PASSWORD!r}")
        job.keep({"method": self.name, "stage": "begun", "password": ata.PASSWORD})
        began = job.now()
        completed = self._erase(job, expected_s)
        refused = ata.answer(completed) == "refused" and job.now() - began < _AT_ONCE_S
        return self._judge(job, refused=refused)

    def resume(self, job: Job) -> Done:
        """Begun anew: a drive that lost power has to be erased from the start again."""
        return self.run(job)

    def _offered(self, state: AtaSecurity) -> Support:
        if not state.supported:
            return Support(False, "the security feature set is not supported")
        if self.enhanced and not state.enhanced_erase:
            return Support(False, "enhanced SECURITY ERASE UNIT is not supported")
        return Support(True, f"IDENTIFY DEVICE lists {self.option}")

    def _check(self, job: Job) -> None:
        if not (on_ata := ata.on_ata(job.disk)):
            raise NotDone("method_refused", on_ata.why)
        state = ata.security(job)
        if not (offered := self._offered(state)):
            raise NotDone("method_refused", offered.why)
        if state.frozen:
            raise NotDone("frozen", "the security state is frozen until the drive is reset")
        if state.count_expired and not state.locked:
            raise NotDone("locked", "too many wrong passwords: it has to be without power once")

    def _expected_s(self, state: AtaSecurity) -> float | None:
        minutes = state.enhanced_erase_minutes if self.enhanced else state.erase_minutes
        return minutes * 60.0 if minutes else None

    def _set_password(self, job: Job) -> None:
        job.run("hdparm", *ata.USER, "--security-set-pass", ata.PASSWORD, job.path)
        state = ata.security(job)
        if not state.enabled:
            raise NotDone("method_refused", f"the drive took no password: {_told(state)}")

    def _erase(self, job: Job, expected_s: float | None) -> Completed:
        limit_s = _limit_s(job.disk.size_bytes or 0, expected_s)
        command = ("hdparm", *ata.USER, self.option, ata.PASSWORD, job.path)
        try:
            return job.work(*command, timeout_s=limit_s, expected_s=expected_s)
        except TimedOut as error:
            message = f"the erase did not end within {limit_s / 3600:.1f} hours"
            raise NotDone("method_stalled", message, touched=True) from error

    def _judge(self, job: Job, *, refused: bool) -> Done:
        state = ata.security(job)
        if state.enabled is False and state.locked is False:
            return Done(method=self.name, proven=True, seen_running=True)
        left = self._take_password_off(job)
        message = f"after the erase the disk still has its password ({_told(state)}); {left}"
        raise NotDone("method_refused" if refused else "method_failed", message, touched=True)

    def _take_password_off(self, job: Job) -> str:
        """A disk is never left locked where that can be helped."""
        job.run("hdparm", *ata.USER, "--security-disable", ata.PASSWORD, job.path)
        if ata.security(job).enabled is False:
            job.keep({"method": self.name, "stage": "given_up"})
            return "it has been taken off"
        return f"it could not be taken off: the password is {ata.PASSWORD!r}"


ENHANCED = AtaSecurityErase("ata_security_enhanced", "--security-erase-enhanced", enhanced=True)
PLAIN = AtaSecurityErase("ata_security", "--security-erase", enhanced=False)


def _limit_s(size_bytes: int, expected_s: float | None) -> float:
    told = expected_s * _PATIENCE if expected_s else _UNTOLD_S
    return max(told, size_bytes / _SLOWEST_BYTES_A_S) + _EXTRA_S


def _told(state: AtaSecurity) -> str:
    words = {"enabled": state.enabled, "locked": state.locked, "frozen": state.frozen}
    return ", ".join(word if on else f"not {word}" for word, on in words.items())
