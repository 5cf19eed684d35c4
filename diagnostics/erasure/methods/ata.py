"""What ATA methods share: IDENTIFY read anew, and hdparm's answers taken for what they are.

hdparm 9.65 knows only sense data in descriptor format. Linux answers a command that the drive
aborted in fixed format (recorded: ``70 00 0b …``), so hdparm complains on standard error, takes the
missing registers for zeros, and ends with status 0 as if all were well. With a kernel that honours
the drive's D_SENSE bit in full, even a success comes so (``f0 00 01 …``): then the registers could
not be read, but nothing was refused.
"""

import re
from typing import Literal

from diagnostics.erasure.methods.ending import NotDone, Support
from diagnostics.erasure.methods.job import Job
from diagnostics.probes import hdparm
from diagnostics.probes.document import Unreadable
from diagnostics.report import AtaIdentity, AtaSecurity, Disk
from diagnostics.run import Completed, RunError

#: Fixed, known, and in the record before it is set: whoever finds a disk locked by us can open it
#: with ``hdparm --user-master u --security-disable atelier /dev/sdX``.
PASSWORD = "atelier"  # noqa: S105 - not a secret, on purpose: see above

USER = ("--user-master", "u")

Answer = Literal["taken", "refused", "registers_lost"]

_SENSE = re.compile(r"bad/missing sense data, sb\[\]:\s+([0-9a-f]{2}) [0-9a-f]{2} ([0-9a-f]{2})")
_NO_SENSE, _RECOVERED = 0, 1


def on_ata(disk: Disk) -> Support:
    """Only a disk on the machine's own ATA port: a bridge may set a password, and no more."""
    if disk.transport not in ("sata", "ide"):
        return Support(False, f"it is not on an ATA port but on {disk.transport or 'an unknown'}")
    if disk.ata is None or not disk.ata.model:
        return Support(False, "it did not answer IDENTIFY DEVICE")
    return Support(True, "it is on an ATA port and answers IDENTIFY DEVICE")


def ask_identity(job: Job) -> Completed:
    """``hdparm -I`` of the disk, if it is still there and answers. Raises NotDone."""
    try:
        completed = job.run("hdparm", "-I", job.path)
        identity = hdparm.parse(completed.stdout)
    except (RunError, Unreadable) as error:
        raise NotDone("disk_gone", f"the disk does not answer IDENTIFY: {error}") from error
    if not identity.model:
        raise NotDone("method_refused", "the disk does not answer IDENTIFY DEVICE")
    job.check_serial(identity.serial)
    return completed


def identify(job: Job) -> AtaIdentity:
    """IDENTIFY DEVICE as it is now. Raises NotDone where the disk does not answer it."""
    return hdparm.parse(ask_identity(job).stdout)


def security(job: Job) -> AtaSecurity:
    return identify(job).security or AtaSecurity()


def answer(completed: Completed) -> Answer:
    """What became of a command, as far as hdparm's words allow to tell. Never a proof."""
    senses = [(int(m[1], 16), int(m[2], 16)) for m in _SENSE.finditer(completed.stderr)]
    if completed.status or any(key & 0xF not in (_NO_SENSE, _RECOVERED) for _, key in senses):
        return "refused"
    return "registers_lost" if senses else "taken"


def release(job: Job) -> AtaSecurity:
    """Take our own password off a disk that an earlier try of ours left with it.

    What was locked is open afterwards. A disk that lost power during an erase gives its password
    back only after an erase that ends well. Raises NotDone where it stays locked.
    """
    state = security(job)
    if state.locked:
        state = _unlock(job, state)
    if not state.enabled:
        return state
    job.run("hdparm", *USER, "--security-disable", PASSWORD, job.path)
    state = security(job)
    if state.enabled:
        job.say(f"a password stays on the disk: ours ({PASSWORD!r}), or somebody else's")
    return state


def _unlock(job: Job, state: AtaSecurity) -> AtaSecurity:
    if state.frozen:
        raise NotDone("frozen", "locked, and the security state is frozen until the drive is reset")
    if state.count_expired:
        message = "locked, and too many wrong passwords were tried: it has to be without power once"
        raise NotDone("locked", message)
    job.run("hdparm", *USER, "--security-unlock", PASSWORD, job.path)
    state = security(job)
    if state.locked is not False:
        raise NotDone("locked", "locked with a password that is not ours")
    job.say("the disk was locked with our own password, and has been unlocked")
    return state
