"""Whether evidence is about this order, this machine and this disk: pure."""

from typing import Protocol

from atelier.bench import belonging
from atelier.bench.belonging import Ordered
from atelier.devices.identity import (
    DISK_SERIAL,
    DISK_WWN,
    Identifier,
    disk_identifiers,
)
from atelier.workshop.erasure.judging import Problem
from diagnostics import wire
from diagnostics.report import Disk
from diagnostics.wire.erasure import Erased, Evidence


class Order(Ordered, Protocol):
    """What an order knows of the machine and the disk that it is for."""

    id: str
    state: str


def check(evidence: Evidence, order: Order) -> None:
    """Raises Problem. Everything that both know has to agree, and one number of the disk has to."""
    check_thing(evidence, order)
    if (order.state == "done") is not (evidence.result == "erased"):
        raise Problem("other_end", f"the order is {order.state}, the evidence {evidence.result}")


def check_thing(evidence: Evidence, order: Order) -> None:
    """The same, however the order ended. Raises Problem."""
    if evidence.order_id != order.id:
        raise Problem("other_order", f"it is about order {evidence.order_id}")
    if trouble := belonging.other_machine(evidence.machine, order):
        raise Problem("other_machine", trouble)
    told = evidence.disk
    if trouble := belonging.other_disk(_named(told), order, sizes=_sizes(told)):
        raise Problem("other_disk", trouble)


def is_disk(evidence: Evidence, disk: Disk) -> bool:
    """Whether it is about this disk of a report; without any number, model and size tell."""
    told = evidence.disk
    wanted = wire.Disk(
        serial=disk.serial, wwn=disk.wwn, model=disk.model, size_bytes=disk.size_bytes
    )
    numbered = disk_identifiers(disk) or (
        Identifier.of(DISK_WWN, told.wwn) or Identifier.of(DISK_SERIAL, told.serial, told.model)
    )
    doubt = belonging.doubt(_named(told), wanted, sizes=_sizes(told), proven=bool(numbered))
    return doubt is None


def _named(told: Erased) -> wire.Disk:
    return wire.Disk(
        serial=told.serial, wwn=told.wwn, model=told.model, size_bytes=told.apparent_bytes
    )


def _sizes(told: Erased) -> tuple[int | None, ...]:
    """As it showed itself, and as it is; None only where the disk did not tell the second."""
    return told.apparent_bytes, told.real_bytes
