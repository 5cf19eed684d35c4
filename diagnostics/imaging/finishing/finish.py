"""All of the finishing, in the one order in which a power cut anywhere leaves it to be done again.

Files name the new numbers first, while nothing has them; then the filesystems get them, then the
partition table, which grows in the same stroke; the last filesystem follows it, and at the end the
firmware is told.
"""

from diagnostics.imaging.finisher import Finished, Finishing, NotFinished
from diagnostics.imaging.finishing import (
    filesystems,
    growing,
    ids,
    kernel,
    layout,
    locking,
    mounting,
    numbers,
    personal,
    starting,
)
from diagnostics.imaging.finishing.esp import Esp
from diagnostics.imaging.finishing.layout import EXT, Layout
from diagnostics.imaging.finishing.numbers import Changes, System
from diagnostics.imaging.finishing.work import Work, not_finished
from diagnostics.run import MissingTool, RunError
from diagnostics.wire.imaging.evidence import MOST_ROWS

_WHY_NO_TABLE = "the image has no partition table"


def finish(job: Finishing) -> Finished:
    """The ``Finisher``. Raises NotFinished, and what ``job.bind`` and ``job.pulse`` raise."""
    work = Work(job)
    try:
        mounting.sweep(work)
        with locking.locked(work):
            return _finish(work)
    except (RunError, OSError) as error:
        if error is work.ended_by:
            raise
        raise _as_told(work, error) from error


def _as_told(work: Work, error: Exception) -> NotFinished:
    if isinstance(error, MissingTool):
        return not_finished(str(error), "missing_tool")
    if not work.host.exists(f"sys/class/block/{work.job.name}"):
        return not_finished(f"{work.job.name} is gone: {error}", "disk_gone")
    return not_finished(str(error))


def _finish(work: Work) -> Finished:
    work.pulse(0.0)
    seed = ids.seed_of(work, work.bind())
    found = _look(work)
    if found is None:
        work.tell("host_name", "not_possible", why=_WHY_NO_TABLE)
        work.tell("first_boot", "not_possible", why=_WHY_NO_TABLE)
        return Finished(made=tuple(work.made), messages=tuple(work.messages))
    planned = ids.plan(found, seed)
    _mend(work, found, planned)
    changes, system = numbers.decide(work, found, planned)
    work.pulse(0.2)
    key = _write_files(work, found, changes, system)
    work.pulse(0.4)
    numbers.give(work, changes)
    work.pulse(0.5)
    grown = growing.grow(work, found, changes)
    work.pulse(0.8)
    numbers.require(work, changes)
    _check(work, found)
    _start(work, found, system)
    numbers.tell(work, found, changes)
    mounting.sweep(work)
    work.pulse(1.0)
    return Finished(
        grown=grown,
        made=tuple(work.made[:MOST_ROWS]),
        first_boot_sha256=key,
        messages=tuple(work.messages),
    )


def _look(work: Work) -> Layout | None:
    """A cut while the table was written leaves it whole in one of its two places, and mendable."""
    if work.job.manifest.table == "gpt" and not kernel.sees_all(work):
        try:
            kernel.look_again(work, patience_s=2)
        except NotFinished:
            work.run("sgdisk", "--move-main-table=2", "--move-second-header", work.disk)
    found = layout.read(work)
    if found is None:
        return None
    kernel.look_again(work)
    return layout.read(work)


def _mend(work: Work, found: Layout, planned: Changes) -> None:
    """What a power cut left. Nothing of a Windows disk is an ext filesystem of ours."""
    if work.job.manifest.system == "windows":
        return
    for part in (part for part in found.parts if part.filesystem in EXT):
        mine = (one.new for one in planned if one.what == "filesystem_id" and one.part == part)
        if new := next(mine, None):
            filesystems.go_on_renumbering(work, part, new)
        filesystems.mend(work, part)


def _write_files(work: Work, found: Layout, changes: Changes, system: System | None) -> str | None:
    names = numbers.names(changes)
    key = personal.settle(work, found, names, system)
    if found.esp:
        personal.settle_esp(Esp(work, found.esp.path), names)
    return key


def _check(work: Work, found: Layout) -> None:
    """After all that was done to them, and nothing is mounted."""
    for part in (part for part in found.parts if part.filesystem in EXT):
        filesystems.require_sound(work, part)


def _start(work: Work, found: Layout, system: System | None) -> None:
    """By the firmware of this start. Raises NotFinished where nothing would start the disk."""
    firmware = starting.uefi(work.host)
    esp = Esp(work, found.esp.path) if found.esp else None
    fallback = starting.keep_fallback(work, esp, firmware or starting.USUAL)
    listed = starting.put_first(work, found.esp, esp, firmware)
    starting.mark(work, found, system.root.number if system else None)
    if firmware and "uefi" in work.job.manifest.boots and not (fallback or listed):
        raise not_finished("this machine starts by UEFI, and finds nothing on the disk to start")
