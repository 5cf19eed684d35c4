"""Hold an order to its machine and its disk, as they are at this moment."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from diagnostics import matching, wire
from diagnostics.orders.outcome import Failure
from diagnostics.probes import disks, system
from diagnostics.probes.disks.finding import collect
from diagnostics.probes.host import Host, Once
from diagnostics.probes.lsblk import BlockDevice
from diagnostics.report import Disk, System

Reports = Callable[[], Collection[str]]


class Binder:
    """Reads machine and disks anew each time it is asked."""

    def __init__(self, host: Host, reports: Reports) -> None:
        """``reports``: the ids of the reports made in this start of the machine."""
        self._host = host
        self._reports = reports

    def check(
        self, order: wire.Order, *, begun: bool = False, size_bytes: int | None = None
    ) -> Disk | None:
        """The order's disk, whatever its name is now; None for an order about the machine.

        ``begun``: by an agent before this one. Then the machine only has to differ in nothing: one
        that bears no number of its own has nothing to prove itself with after a restart. The server
        knows it by more than those, and nothing that is about the machine alone is begun anew. A
        disk proves itself as ever. ``size_bytes``: what the order itself has made of the disk's
        size; a part that it made visible may hide again after a restart, so that both will do.

        Raises Failure (other_machine, other_disk). Takes seconds: it asks the hardware.
        """
        host = replace(self._host, once=Once(), problems=[])
        reports = self._reports()
        system = read_system(host)
        doubt = (
            matching.machine_difference(order.machine, system)
            if begun
            else matching.machine_doubt(order.machine, system, reports)
        )
        if doubt:
            raise Failure("other_machine", doubt)
        if order.disk is None:
            if order.kind in wire.ON_A_DISK:
                raise Failure("other_disk", "the order does not say which disk it is for")
            return None
        this_start = order.machine.report_id in reports
        return _choose(host, _sized(order.disk, size_bytes), this_start=this_start)


def _sized(wanted: wire.Disk, size_bytes: int | None) -> tuple[wire.Disk, ...]:
    if size_bytes is None or wanted.size_bytes in (None, size_bytes):
        return (wanted,)
    return (wanted, replace(wanted, size_bytes=size_bytes))


def _choose(host: Host, forms: Sequence[wire.Disk], *, this_start: bool) -> Disk:
    """Of one disk, in one of its forms. Raises Failure as ``choose``."""
    failure: Failure | None = None
    for wanted in forms:
        try:
            return choose(wanted, read_disks(host, wanted), this_start=this_start)
        except Failure as error:
            failure = failure or error
    assert failure is not None  # noqa: S101 - there is always one form
    raise failure


def read_system(host: Host) -> System:
    return system.parse(system.collect(host))


def read_disks(host: Host, wanted: wire.Disk) -> tuple[Disk, ...]:
    """All disks; only those that may be the wanted one are asked who they are."""

    def may_be(device: BlockDevice) -> bool:
        return None in (wanted.size_bytes, device.size_bytes) or (
            wanted.size_bytes == device.size_bytes
        )

    return disks.parse(collect(host, may_be))


def choose(wanted: wire.Disk, found: Sequence[Disk], *, this_start: bool) -> Disk:
    """The one disk that is meant. Raises Failure when there is none, or more than one.

    A disk without any number of its own is only taken in the start of the machine in which it was
    reported, and only when nothing else here looks like it.
    """
    fitting = [disk for disk in found if matching.disk_doubt(wanted, disk) is None]
    meant = [disk for disk in fitting if matching.is_proven(wanted, disk)]
    if not meant and this_start and not _numbered(wanted):
        meant = [disk for disk in fitting if matching.looks_alike(wanted, disk)]
    if len(meant) != 1:
        raise Failure("other_disk", _why(wanted, found, meant))
    if meant[0].boot_medium:
        raise Failure("other_disk", f"{meant[0].name} is what this system itself runs from")
    return meant[0]


def _numbered(wanted: wire.Disk) -> bool:
    return matching.is_proven(wanted, Disk(name="", serial=wanted.serial, wwn=wanted.wwn))


def _why(wanted: wire.Disk, found: Sequence[Disk], meant: Sequence[Disk]) -> str:
    if meant:
        names = ", ".join(disk.name for disk in meant)
        return f"more than one disk here is like the one in the order: {names}"
    told = "; ".join(_different(wanted, disk) for disk in found) or "there is no disk here"
    return f"no disk here is the one in the order ({told})"


def _different(wanted: wire.Disk, disk: Disk) -> str:
    doubt = matching.disk_doubt(wanted, disk)
    return f"{disk.name}: {doubt or 'no number of its own proves it'}"
