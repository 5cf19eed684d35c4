"""Let a disk test itself, short or long, and tell how it went."""

from diagnostics.orders.executors.self_test.following import Following, judge
from diagnostics.orders.executors.self_test.nvme import NvmeDrive
from diagnostics.orders.executors.self_test.smartctl import SmartctlDrive
from diagnostics.orders.executors.self_test.standing import Drive, Length, Standing, Unsupported
from diagnostics.orders.outcome import Failure, Outcome
from diagnostics.orders.work import Work
from diagnostics.report import Disk

SENTENCE = "De schijf test zichzelf."


def run(work: Work) -> Outcome:
    length = _length(work)
    disk = _disk(work)
    try:
        return _run(work, disk, length)
    except Unsupported as error:
        raise Failure("unsupported", f"this disk cannot test itself: {error}") from error


def resume(work: Work) -> Outcome:
    """A disk tests on while the machine restarts without losing power; else its log tells."""
    length, drive = _length(work), drive_of(work, _disk(work))
    try:
        standing = drive.standing()
    except Unsupported as error:
        raise Failure("unsupported", f"this disk cannot test itself: {error}") from error
    log_before = work.checkpoint.get("log")
    if standing.running:
        return _following(work, drive, length, standing, log_before).to_its_end()
    if standing.newest and log_before not in (None, standing.log):
        return judge(standing.newest, length)
    raise Failure("interrupted", "the test vanished while the machine or the agent was restarted")


def drive_of(work: Work, disk: Disk) -> Drive:
    """Raises Failure for a disk of a kind that has no self-test."""
    if disk.transport in ("mmc", "virtio"):
        raise Failure("unsupported", f"a disk of the kind {disk.transport} has no self-test")
    if disk.transport == "nvme":
        return NvmeDrive(work.host, disk.name)
    return SmartctlDrive(work.host, disk.name)


def _run(work: Work, disk: Disk, length: Length) -> Outcome:
    drive = drive_of(work, disk)
    standing = drive.standing()
    if standing.supported is False:
        raise Unsupported("it says so itself")
    if standing.running:
        raise Failure("busy", "the disk is at a self-test already, which was not begun by us")
    if (now := work.bind()) is None or now.name != disk.name:
        raise Failure("other_disk", f"{disk.name} is another disk than a moment ago")
    work.progress(0.0, checkpoint={"log": standing.log})
    drive.begin(length)
    return _following(work, drive, length, standing, standing.log).to_its_end()


def _following(
    work: Work, drive: Drive, length: Length, standing: Standing, log_before: object
) -> Following:
    return Following(
        work=work,
        drive=drive,
        length=length,
        log_before=log_before if isinstance(log_before, str) else standing.log,
        serial=standing.serial,
    )


def _length(work: Work) -> Length:
    match work.parameters.get("length", "short"):
        case "short":
            return "short"
        case "long":
            return "long"
        case other:
            raise Failure("error", f"a self-test is short or long: {other!r}")


def _disk(work: Work) -> Disk:
    if work.disk is None:
        raise Failure("other_disk", "the order does not say which disk it is for")
    return work.disk
