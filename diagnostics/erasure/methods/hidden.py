"""Hidden areas of ATA disks: HPA (or Accessible Max Address) and DCO, looked for and removed.

On a disk without them hdparm prints nonsense with status 0, ``max sectors = 0/1, HPA is enabled``
or ``Real max sectors: 1``: an answer counts only when IDENTIFY answered, the drive did not abort
the command, and the numbers agree with IDENTIFY's. HPA: ACS-2 4.11 and 7.63; AMA: ACS-3 4.5.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from diagnostics.erasure.methods import ata
from diagnostics.erasure.methods.ending import NotDone
from diagnostics.erasure.methods.job import Job
from diagnostics.probes import hdparm
from diagnostics.run import Completed
from diagnostics.wire.erasure import HiddenArea

_SURE = "--yes-i-know-what-i-am-doing"
_MAX = re.compile(r"max sectors\s+= (\d+)/(\d+), (HPA|ACCESSIBLE MAX ADDRESS) ", re.IGNORECASE)
_REAL = re.compile(r"Real max sectors: (\d+)")
_SECTOR = re.compile(r"Logical(?:/Physical)?\s+Sector size:\s+(\d+)")
_REVISION = re.compile(r"DCO Revision: 0x([0-9a-f]{4})")
Kind = Literal["hpa", "dco", "amac"]

_KERNEL_SECTOR = 512
#: The kernel's own rescan of a port takes seconds.
_RESCAN_S, _RESCAN_STEP_S = 30.0, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """In logical sectors; None: the disk does not tell."""

    sector_bytes: int
    #: What IDENTIFY shows,
    visible: int
    #: what it shows without HPA or AMA,
    native: int | None = None
    #: and what it shows without DCO.
    factory: int | None = None
    kind: Kind = "hpa"
    #: Whether IDENTIFY lists the feature sets.
    hpa_listed: bool = False
    dco_listed: bool = False

    @property
    def hides_native(self) -> bool:
        return self.native is not None and self.visible < self.native

    @property
    def hides_factory(self) -> bool:
        return self.factory is not None and (self.native or self.visible) < self.factory

    @property
    def real(self) -> int | None:
        """None where neither was told."""
        known = [number for number in (self.native, self.factory) if number is not None]
        return max(known) if known else None

    @property
    def apparent_bytes(self) -> int:
        return self.visible * self.sector_bytes

    @property
    def real_bytes(self) -> int | None:
        return None if self.real is None else self.real * self.sector_bytes


@dataclass(frozen=True, slots=True)
class Found:
    before: Capacity
    after: Capacity

    @property
    def areas(self) -> tuple[HiddenArea, ...]:
        """For the evidence: what was hidden, and what became of it."""
        before = self.before
        return (
            self._area(before.kind, before.visible, before.native, before.hpa_listed),
            self._area("dco", before.native or before.visible, before.factory, before.dco_listed),
        )

    def _area(self, kind: Kind, without: int, whole: int | None, listed: bool) -> HiddenArea:
        if whole is None:
            return HiddenArea(kind=kind, state="unknown" if listed else "absent")
        if whole <= without:
            return HiddenArea(kind=kind, state="absent")
        removed = self.after.visible >= whole
        hidden = (whole - without) * self.before.sector_bytes
        return HiddenArea(kind=kind, state="removed" if removed else "left", hidden_bytes=hidden)


def look(job: Job) -> Capacity:
    """Ask, change nothing. Raises NotDone where the disk does not answer IDENTIFY."""
    told = ata.ask_identity(job)
    sectors, sector_bytes = _shown(told)
    capacity = Capacity(
        sector_bytes=sector_bytes,
        visible=sectors,
        hpa_listed=_lists(told, "Host Protected Area", "Accessible Max Address"),
        dco_listed=_lists(told, "Device Configuration Overlay"),
    )
    return _with_factory(job, _with_native(job, capacity))


def remove(job: Job) -> Found:
    """Make the whole disk visible, to the kernel too. Raises NotDone as ``look``.

    Also where an earlier try made it visible, and the kernel was not told.

    What stays hidden is told by ``Found``; it is for the caller to refuse or to except.
    """
    before = look(job)
    after = before
    if after.hides_native:
        after = _set_native(job, after)
    if after.hides_factory and not after.hides_native:
        after = _restore_factory(job, after)
    if after.apparent_bytes > (job.disk.size_bytes or 0):
        _rescan(job, after)
    return Found(before, after)


def _shown(told: Completed) -> tuple[int, int]:
    """Sectors, and how many bytes each has."""
    size = hdparm.parse(told.stdout).size_bytes
    sector = _SECTOR.search(told.text)
    if not size or not sector:
        raise NotDone("method_refused", "IDENTIFY does not tell how large the disk is")
    return size // int(sector[1]), int(sector[1])


def _with_native(job: Job, capacity: Capacity) -> Capacity:
    completed = job.run("hdparm", "-N", job.path)
    told = _MAX.search(completed.text)
    if not told or ata.answer(completed) != "taken":
        return capacity
    visible, native = int(told[1]), int(told[2])
    if visible != capacity.visible or native < visible:
        return capacity
    kind: Kind = "hpa" if told[3].upper() == "HPA" else "amac"
    return replace(capacity, native=native, kind=kind)


def _with_factory(job: Job, capacity: Capacity) -> Capacity:
    completed = job.run("hdparm", "--dco-identify", job.path)
    real, revision = _REAL.search(completed.text), _REVISION.search(completed.text)
    if not (real and revision) or ata.answer(completed) != "taken" or int(revision[1], 16) == 0:
        return capacity
    factory = int(real[1])
    believable = factory >= (capacity.native or capacity.visible)
    return replace(capacity, factory=factory) if believable else capacity


def _set_native(job: Job, capacity: Capacity) -> Capacity:
    """For good, and where the drive takes that no second time before a restart, for now."""
    job.bind()
    for value in (f"p{capacity.native}", f"{capacity.native}"):
        job.run("hdparm", _SURE, "-N", value, job.path)
        if not (now := look(job)).hides_native:
            return now
    job.say("the host protected area could not be removed")
    return now


def _restore_factory(job: Job, capacity: Capacity) -> Capacity:
    """Only once no HPA is left: a drive refuses it before."""
    job.bind()
    job.run("hdparm", _SURE, "--dco-restore", job.path)
    now = look(job)
    if now.hides_native:
        now = _set_native(job, now)
    if now.visible < (capacity.factory or 0):
        job.say("the device configuration overlay could not be removed")
    return now


def _rescan(job: Job, capacity: Capacity) -> None:
    """The kernel keeps the old size until its port is scanned and the disk read anew."""
    folder = f"sys/block/{job.disk.name}"
    try:
        for host in _hosts(job, folder):
            job.write(f"sys/class/scsi_host/{host}/scan", "- - -")
        job.write(f"{folder}/device/rescan", "1")
    except OSError as error:
        job.say(f"the kernel could not be told of the new size: {error}")
    wanted = capacity.apparent_bytes // _KERNEL_SECTOR
    until = job.now() + _RESCAN_S
    while (shown := job.host.read_int(f"{folder}/size")) != wanted:
        if job.now() >= until:
            message = f"the kernel shows {shown} sectors of 512 bytes, the disk has {wanted}"
            raise NotDone("hidden_area_left", message)
        job.sleep(_RESCAN_STEP_S)


def _hosts(job: Job, folder: str) -> list[str]:
    real = job.host.real(f"{folder}/device") or ""
    return re.findall(r"/(host\d+)/", f"{real}/")[:1]


def _lists(told: Completed, *features: str) -> bool:
    text = told.text.lower()
    return any(feature.lower() in text for feature in features)
