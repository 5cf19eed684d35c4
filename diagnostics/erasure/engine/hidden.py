"""The hidden part of a disk: made visible before, and told of after."""

from dataclasses import replace

from diagnostics.erasure.engine.verdict import Verdict
from diagnostics.erasure.engine.work import Course
from diagnostics.erasure.methods import NotDone, ata
from diagnostics.erasure.methods import hidden as areas
from diagnostics.run import RunError
from diagnostics.wire.erasure import HiddenArea


def uncover(course: Course) -> None:
    """Raises NotDone (hidden_area_left, capacity_changed) where the kernel does not show what the
    disk does now.
    """
    record = course.record
    if record.looked:
        return
    if not ata.on_ata(course.disk):
        _behind_a_bridge(course)
        return
    try:
        found = areas.remove(course.job())
    except NotDone as error:
        if error.reason in ("hidden_area_left", "disk_gone"):
            raise
        _unknown(course, error)
        return
    except RunError as error:
        _unknown(course, error)
        return
    if found.after.apparent_bytes < record.apparent_bytes:
        message = f"the kernel shows {record.apparent_bytes} bytes, and the disk tells of fewer"
        raise NotDone("capacity_changed", message)
    record.hidden, record.looked = found.areas, True
    record.real_bytes = found.before.real_bytes
    if found.after.apparent_bytes != record.size_bytes:
        record.size_bytes = found.after.apparent_bytes
        course.ground.resize(record.size_bytes)
        course.keep()
        course.disk = course.ground.bind()


def except_left(course: Course, verdict: Verdict) -> Verdict:
    """What stays hidden cannot be read: whether it was erased, nobody can say.

    So it is where a disk on its own port does not tell whether it has an HPA. A DCO that it does
    not tell of hinders nothing, and is told: firmware of laptops locks the question at each start.
    """
    if not any(_may_hide(course, area) for area in course.record.hidden):
        return verdict
    return replace(verdict, reasons=(*verdict.reasons, "hidden_area_left"))


def _may_hide(course: Course, area: HiddenArea) -> bool:
    unknown = area.state == "unknown" and area.kind != "dco" and ata.on_ata(course.disk).ok
    return area.state == "left" or unknown


def _behind_a_bridge(course: Course) -> None:
    """No ATA command is sent there, so that nobody can tell."""
    if course.disk.transport == "usb":
        course.record.hidden = (HiddenArea(kind="hpa", state="unknown"),)


def _unknown(course: Course, error: Exception) -> None:
    course.say(f"whether a part of it is hidden could not be found out: {error}")
    course.record.hidden = tuple(HiddenArea(kind=kind, state="unknown") for kind in ("hpa", "dco"))
    course.record.looked = True
