"""Parts without a driver, as faults of the device: one first boot opens them, a later closes."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.orm import Session

from atelier.devices import history
from atelier.devices.identity import clean_text
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.people.actor import Actor
from diagnostics.wire.imaging import Driverless

PREFIX = "driver:"
#: Without these a borrower cannot use it. The others are seen, and a person decides.
BLOCKING = frozenset({"wifi", "graphics", "storage"})
_LONGEST = 80


def name_of(part: Driverless) -> str:
    """``driver:pci:8086:4232``: the same for the same part, however often it is told."""
    return f"{PREFIX}{part.bus}:{clean_text(part.id, _LONGEST) or '?'}"


def follow(
    session: Session,
    device: Device,
    driverless: Iterable[Driverless],
    *,
    by: Actor,
    source: Mapping[str, Any],
) -> None:
    """Opens what is told and not open yet, and closes what is open and not told any more.

    ``source``: how it is known (``first_boot`` or ``attestation``, and its number).
    """
    known = history.state_of(session, device).faults
    told = {name_of(part): part for part in driverless}
    for fault, part in told.items():
        if fault not in known:
            _record(session, device, facts.FAULT_OPENED, fault, _part(part), by=by, source=source)
    for fault in known:
        if str(fault).startswith(PREFIX) and fault not in told:
            _record(session, device, facts.FAULT_CLOSED, fault, {}, by=by, source=source)


def _part(part: Driverless) -> dict[str, Any]:
    return {
        "blocking": part.kind in BLOCKING,
        "part": part.kind,
        "part_name": clean_text(part.name, _LONGEST),
        "firmware": clean_text(part.firmware, _LONGEST),
    }


def _record(
    session: Session,
    device: Device,
    kind: str,
    fault: str,
    told: Mapping[str, Any],
    *,
    by: Actor,
    source: Mapping[str, Any],
) -> None:
    from_where = ":".join(f"{name}:{value}" for name, value in source.items())
    history.record(
        session,
        device,
        kind,
        actor=by,
        data={"fault": fault, **told, **source},
        client_id=str(uuid5(NAMESPACE_URL, f"atelier:{kind}:{device.id}:{fault}:{from_where}")),
    )
