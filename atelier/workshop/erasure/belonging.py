"""Whether evidence is about this order, this machine and this disk: pure."""

from typing import Protocol

from atelier.devices.identity import (
    DISK_SERIAL,
    DISK_WWN,
    SYSTEM_SERIAL,
    SYSTEM_UUID,
    Identifier,
    clean_text,
    disk_identifiers,
)
from atelier.workshop.erasure.judging import Problem
from diagnostics import wire
from diagnostics.report import Disk
from diagnostics.wire.erasure import Erased, Evidence


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
    check_thing(evidence, order)
    if (order.state == "done") is not (evidence.result == "erased"):
        raise Problem("other_end", f"the order is {order.state}, the evidence {evidence.result}")


def check_thing(evidence: Evidence, order: Order) -> None:
    """The same, however the order ended. Raises Problem."""
    if evidence.order_id != order.id:
        raise Problem("other_order", f"it is about order {evidence.order_id}")
    _check_machine(evidence, order)
    _check_disk(evidence, order)


def is_disk(evidence: Evidence, disk: Disk) -> bool:
    """Whether it is about this disk of a report; without any number, model and size tell."""
    told = evidence.disk
    wanted = wire.Disk(
        serial=disk.serial, wwn=disk.wwn, model=disk.model, size_bytes=disk.size_bytes
    )
    numbered = disk_identifiers(disk) or (
        Identifier.of(DISK_WWN, told.wwn) or Identifier.of(DISK_SERIAL, told.serial, told.model)
    )
    return _doubt(told, wanted, proven=bool(numbered)) is None


def _check_machine(evidence: Evidence, order: Order) -> None:
    told = evidence.machine
    for scheme, ours, theirs in (
        (SYSTEM_UUID, order.machine_uuid, told.uuid),
        (SYSTEM_SERIAL, order.machine_serial, told.serial),
    ):
        if _agree(scheme, ours, theirs) is False:
            raise Problem("other_machine", f"{theirs} instead of {ours}")


def _check_disk(evidence: Evidence, order: Order) -> None:
    wanted = wire.Disk(
        serial=order.disk_serial,
        wwn=order.disk_wwn,
        model=order.disk_model,
        size_bytes=order.disk_size_bytes,
    )
    if trouble := _doubt(evidence.disk, wanted, proven=True):
        raise Problem("other_disk", trouble)


def _doubt(told: Erased, wanted: wire.Disk, *, proven: bool) -> str | None:
    """Why it is another disk; ``proven``: one number has to agree."""
    proofs = [
        _agree(DISK_WWN, wanted.wwn, told.wwn),
        _agree(DISK_SERIAL, wanted.serial, told.serial),
    ]
    if False in proofs or (proven and True not in proofs):
        return f"{told.serial or told.wwn} instead of {wanted.serial or wanted.wwn}"
    ours, model = clean_text(wanted.model), clean_text(told.model)
    if ours and model and ours != model:
        return f"model {model} instead of {ours}"
    if wanted.size_bytes not in {None, told.apparent_bytes, told.real_bytes}:
        return f"{told.apparent_bytes} bytes instead of {wanted.size_bytes}"
    return None


def _agree(scheme: str, ours: str | None, theirs: str | None) -> bool | None:
    """None: one of the two does not say."""
    first, second = Identifier.of(scheme, ours), Identifier.of(scheme, theirs)
    return None if first is None or second is None else first == second
