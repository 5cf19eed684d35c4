"""What NVMe methods share: the controller and the namespace of a disk, and what they say now."""

import re

from diagnostics.erasure.methods.ending import NotDone, Support
from diagnostics.erasure.methods.job import Job
from diagnostics.probes.document import Unreadable, load, text
from diagnostics.report import Disk, Json
from diagnostics.run import Completed, RunError

_NAME = re.compile(r"(nvme\d+)n\d+")


def on_nvme(disk: Disk) -> Support:
    if not _NAME.fullmatch(disk.name):
        return Support(False, f"{disk.name} is no NVMe namespace")
    if disk.nvme is None:
        return Support(False, "the controller did not answer Identify")
    return Support(True, "it is an NVMe namespace whose controller answers Identify")


def controller(job: Job) -> str:
    """``nvme0``."""
    if not (found := _NAME.fullmatch(job.disk.name)):
        raise NotDone("method_refused", f"{job.disk.name} is no NVMe namespace")
    return found[1]


def identify(job: Job) -> Json:
    """Identify Controller as it is now. Raises NotDone, also where another one has come."""
    document = _json(job, "id-ctrl", f"/dev/{controller(job)}")
    job.check_serial(text(document, "sn"))
    return document


def identify_namespace(job: Job) -> Json:
    return _json(job, "id-ns", job.path)


def refused(completed: Completed) -> str:
    """What nvme-cli said when the controller refused a command; empty when it did not."""
    if not completed.status:
        return ""
    said = " ".join(f"{completed.stderr} {completed.text}".split())
    return said[:160] or f"status {completed.status}"


def _json(job: Job, command: str, path: str) -> Json:
    try:
        completed = job.run("nvme", command, path, "-o", "json")
        if said := refused(completed):
            raise NotDone("disk_gone", f"nvme {command}: {said}")
        return load(completed.stdout, "nvme")
    except (RunError, Unreadable) as error:
        raise NotDone("disk_gone", f"nvme {command}: {error}") from error
