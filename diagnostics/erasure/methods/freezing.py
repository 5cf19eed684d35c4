"""Thaw a frozen security state: a disk that loses power while the machine sleeps forgets it.

Firmware freezes ATA security at start; few do it again on waking. The whole machine sleeps, so only
the caller knows whether it may: not while another disk is at work, and only where the system runs
from RAM, as a stick may come back under another name.
"""

from collections.abc import Callable

from diagnostics.erasure.methods import ata
from diagnostics.erasure.methods.ending import NotDone
from diagnostics.erasure.methods.job import Job
from diagnostics.run import RunError

#: Long enough for a disk to lose its power; the clock wakes the machine.
_SLEEP_S = 15
_LIMIT_S = 180.0
#: A disk that wakes spins up first.
_WAKE_S, _STEP_S = 60.0, 2.0


def is_frozen(job: Job) -> bool:
    return ata.security(job).frozen is True


def thaw(job: Job, may_sleep: Callable[[], str | None]) -> bool:
    """Whether the security state is free now; why not, is said in ``job.messages``.

    ``may_sleep`` answers None when the machine may sleep, or in English why it may not.
    Raises NotDone where the disk does not come back.
    """
    if not is_frozen(job):
        return True
    if hindrance := may_sleep() or _cannot_sleep(job):
        job.say(f"the security state is frozen, and the machine may not sleep: {hindrance}")
        return False
    job.progress(None, None, None)
    if not _sleep(job):
        return False
    if _frozen_after(job):
        job.say("the security state was frozen again when the machine woke")
        return False
    job.say("the machine slept and woke, and the security state is no longer frozen")
    return True


def _cannot_sleep(job: Job) -> str | None:
    states = (job.host.read("sys/power/state") or "").split()
    return None if "mem" in states else "it knows no suspend to RAM"


def _sleep(job: Job) -> bool:
    try:
        completed = job.run("rtcwake", "-m", "mem", "-s", str(_SLEEP_S), timeout_s=_LIMIT_S)
    except (RunError, NotDone) as error:
        job.say(f"the machine could not be put to sleep: {error}")
        return False
    if completed.status:
        job.say(f"the machine did not sleep: {completed.stderr.strip()[-120:]}")
    return not completed.status


def _frozen_after(job: Job) -> bool:
    until = job.now() + _WAKE_S
    while True:
        try:
            return is_frozen(job)
        except NotDone:
            if job.now() >= until:
                raise
            job.sleep(_STEP_S)
