"""Whether evidence is about this order, this machine and this disk: pure."""

from typing import Protocol

from atelier.devices.identity import (
    DISK_SERIAL,
    DISK_WWN,
    SYSTEM_SERIAL,
    SYSTEM_UUID,
    Identifier,
    clean_text,
)
from atelier.workshop.erasure.judging import Problem
from diagnostics.wire.erasure import Evidence


class Order(Protocol):
    """What an order knows of the machine and the disk that it is for."""

    id: str
    state: str
    machine_uuid: str | None
    machine_serial: str | None
    disk_serial: str | None
    disk_wwn: str | None
    disk_model: str | None
    disk_size_bytes: int | None


def check(evidence: Evidence, order: Order) -> None:
    """Raises Problem. Everything that both know has to agree, and one number of the disk has to."""
    if evidence.order_id != order.id:
        raise Problem("other_order", f"it is about order {evidence.order_id}")
    if (order.state == "done") is not (evidence.result == "erased"):
        raise Problem("other_end", f"the order is {order.state}, the evidence {evidence.result}")
    _check_machine(evidence, order)
    _check_disk(evidence, order)


def _check_machine(evidence: Evidence, order: Order) -> None:
    told = evidence.machine
    for scheme, ours, theirs in (
        (SYSTEM_UUID, order.machine_uuid, told.uuid),
        (SYSTEM_SERIAL, order.machine_serial, told.serial),
    ):
        if _agree(scheme, ours, theirs) is False:
            raise Problem("other_machine", f"{theirs} instead of {ours}")


def _check_disk(evidence: Evidence, order: Order) -> None:
    told = evidence.disk
    proofs = [
        _agree(DISK_WWN, order.disk_wwn, told.wwn),
        _agree(DISK_SERIAL, order.disk_serial, told.serial),
    ]
    if False in proofs or True not in proofs:
        theirs = told.serial or told.wwn
        raise Problem("other_disk", f"{theirs} instead of {order.disk_serial or order.disk_wwn}")
    ours, model = clean_text(order.disk_model), clean_text(told.model)
    if ours and model and ours != model:
        raise Problem("other_disk", f"model {model} instead of {ours}")
    if order.disk_size_bytes not in {None, told.apparent_bytes, told.real_bytes}:
        size = order.disk_size_bytes
        raise Problem("other_disk", f"{told.apparent_bytes} bytes instead of {size}")


def _agree(scheme: str, ours: str | None, theirs: str | None) -> bool | None:
    """None: one of the two does not say."""
    first, second = Identifier.of(scheme, ours), Identifier.of(scheme, theirs)
    return None if first is None or second is None else first == second
