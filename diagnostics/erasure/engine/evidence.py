"""From what a run knows to the document that is sworn to."""

import platform

from diagnostics import __version__
from diagnostics.erasure.engine.verdict import Verdict
from diagnostics.erasure.engine.work import Course
from diagnostics.probes.host import Host
from diagnostics.report import Disk, DiskHealth
from diagnostics.run import RunError
from diagnostics.wire.erasure import (
    MOST_ROWS,
    Candidate,
    Erased,
    Evidence,
    MediumKind,
    Method,
    Smart,
    Tool,
    contradictions,
)

#: How each tool says which one it is.
_VERSIONS = {
    "hdparm": ("hdparm", "-V"),
    "nvme": ("nvme", "version"),
    "mmc": ("mmc", "--version"),
    "blkdiscard": ("blkdiscard", "--version"),
}
_REALLOCATED, _PENDING, _UNCORRECTABLE = 5, 197, 198


UNSOUND = "the evidence contradicts itself"


class Unsound(Exception):
    """The evidence contradicts itself, which is a fault of the program: there is none."""


def evidence(course: Course, verdict: Verdict, earned_by: Candidate | None) -> Evidence:
    """Raises Unsound. What contradicts itself is never sent as *erased*."""
    made = _evidence(course, verdict, earned_by)
    if not (troubles := "; ".join(contradictions(made))):
        return made
    if not verdict.holds:
        raise Unsound(troubles)
    course.say(f"{UNSOUND}: {troubles}")
    return evidence(course, Verdict(("error",)), None)


def _evidence(course: Course, verdict: Verdict, earned_by: Candidate | None) -> Evidence:
    record, task = course.record, course.task
    last = earned_by.method if earned_by else _last_method(course)
    return Evidence(
        id=record.id,
        order_id=task.order_id,
        tag=task.tag,
        machine=task.machine,
        boot_id=task.boot_id,
        agent_version=__version__,
        kernel=platform.release(),
        disk=_erased(course.disk, course.plan.medium, record.apparent_bytes, record.real_bytes),
        hidden_areas=record.hidden,
        plan=course.plan,
        result=verdict.result,
        level=earned_by.level if earned_by and verdict.holds else None,
        reasons=verdict.reasons,
        method=last,
        attempts=tuple(record.attempts[-MOST_ROWS:]),
        tools=_tools(course.ground.host, {command.args[0] for command in record.commands}),
        commands=tuple(record.commands[-MOST_ROWS:]),
        started=record.started,
        ended=course.stamp(),
        duration_s=round(max(course.seconds, 0.0), 1),
        bytes_written=record.bytes_written,
        passes=record.passes,
        fraction=record.fraction,
        errors=tuple(record.errors.values()),
        pattern=task.policy.pattern.lower() if last == "overwrite" else None,
        verification=record.verification,
        canaries=record.canaries,
        smart_before=record.smart_before,
        smart_after=record.smart_after,
        interruptions=tuple(record.interruptions[-MOST_ROWS:]),
        messages=tuple(record.messages[-MOST_ROWS:]),
    )


def smart(health: DiskHealth | None) -> Smart | None:
    if health is None:
        return None
    raw = {one.id: one.raw for one in health.attributes}
    return Smart(
        passed=health.passed,
        power_on_hours=health.power_on_hours,
        power_cycles=health.power_cycles,
        temperature_c=health.temperature_c,
        reallocated_sectors=raw.get(_REALLOCATED, health.grown_defects),
        pending_sectors=raw.get(_PENDING),
        uncorrected_errors=raw.get(_UNCORRECTABLE, health.uncorrected_errors),
        media_errors=health.media_errors,
        percentage_used=health.percentage_used,
        written_bytes=health.written_bytes,
    )


def _last_method(course: Course) -> Method | None:
    if course.record.method:
        return course.record.method
    return course.record.attempts[-1].method if course.record.attempts else None


def _erased(disk: Disk, medium: MediumKind, apparent: int, real: int | None) -> Erased:
    return Erased(
        name=disk.name,
        maker=disk.maker,
        model=disk.model,
        serial=disk.serial,
        wwn=disk.wwn,
        firmware=disk.firmware,
        medium=medium,
        media_type=_media_type(disk),
        transport=disk.transport,
        apparent_bytes=apparent,
        real_bytes=real,
    )


def _media_type(disk: Disk) -> str | None:
    ata = disk.ata
    if rpm := disk.rotation_rpm or (ata and ata.rotation_rpm):
        return f"{rpm} rpm"
    return "Solid State Device" if ata and ata.solid_state else None


def _tools(host: Host, used: set[str]) -> tuple[Tool, ...]:
    ours = Tool(name="atelier-agent", version=__version__)
    names = sorted(used & _VERSIONS.keys())
    return (ours, *(Tool(name=name, version=_version(host, name)) for name in names))


def _version(host: Host, name: str) -> str | None:
    try:
        completed = host.run(_VERSIONS[name], timeout_s=5, accept=range(256))
    except RunError:
        return None
    if completed.status:
        return None
    said = f"{completed.text} {completed.stderr}".split()
    numbers = (word.strip("v(),") for word in said if any(c.isdigit() for c in word))
    return next(numbers, None)
