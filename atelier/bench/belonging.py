"""Whether what an agent tells is about the machine and the disk that an order is for: pure."""

from collections.abc import Collection
from typing import Protocol

from atelier.devices.identity import (
    DISK_SERIAL,
    DISK_WWN,
    SYSTEM_SERIAL,
    SYSTEM_UUID,
    Identifier,
    clean_text,
)
from diagnostics import wire


class Ordered(Protocol):
    """What an order knows of the machine and the disk that it is for."""

    machine_uuid: str | None
    machine_serial: str | None
    disk_serial: str | None
    disk_wwn: str | None
    disk_model: str | None
    disk_size_bytes: int | None


def other_machine(told: wire.Machine, order: Ordered) -> str | None:
    """Why it is another machine; what only one of the two says is no reason."""
    for scheme, ours, theirs in (
        (SYSTEM_UUID, order.machine_uuid, told.uuid),
        (SYSTEM_SERIAL, order.machine_serial, told.serial),
    ):
        if _agree(scheme, ours, theirs) is False:
            return f"{theirs} instead of {ours}"
    return None


def other_disk(
    told: wire.Disk,
    order: Ordered,
    *,
    sizes: Collection[int | None] | None = None,
) -> str | None:
    """Why it is another disk: one number has to agree, and nothing may differ.

    ``sizes``: in bytes, where the disk showed itself with more than one.
    """
    wanted = wire.Disk(
        serial=order.disk_serial,
        wwn=order.disk_wwn,
        model=order.disk_model,
        size_bytes=order.disk_size_bytes,
    )
    seen = sizes or {told.size_bytes or order.disk_size_bytes}
    return doubt(told, wanted, sizes=seen, proven=True)


def doubt(
    told: wire.Disk, wanted: wire.Disk, *, sizes: Collection[int | None], proven: bool
) -> str | None:
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
    if wanted.size_bytes not in {None, *sizes}:
        return f"{next(iter(sizes), None)} bytes instead of {wanted.size_bytes}"
    return None


def _agree(scheme: str, ours: str | None, theirs: str | None) -> bool | None:
    """None: one of the two does not say."""
    first, second = Identifier.of(scheme, ours), Identifier.of(scheme, theirs)
    return None if first is None or second is None else first == second
