"""The newest report of a device, as the bench wants it for an order."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from atelier.bench import orders
from atelier.bench.identities import Measured
from atelier.bench.models import Order
from atelier.devices.models import Device
from atelier.people.actor import Actor
from atelier.workshop.diagnosis import archive


def newest(session: Session, device: Device) -> Measured | None:
    stored = archive.latest(session, device)
    return Measured(stored.id, archive.open_up(stored)) if stored else None


def newest_of_many(session: Session, owners: Mapping[int, int]) -> dict[int, Measured]:
    """By device, of those that were measured; in one query. ``owners``: of ``history.owners``."""
    found = archive.latest_of_many(session, owners)
    return {
        device_id: Measured(stored.id, archive.open_up(stored))
        for device_id, stored in found.items()
    }


def issue_order(
    session: Session,
    device: Device,
    *,
    kind: str,
    disk: str | None = None,
    wanted: Mapping[str, Any] | None = None,
    by: Actor,
    client_id: str,
) -> Order:
    """``bench.orders.issue`` for the machine, and the disk, of the newest report."""
    return orders.issue(
        session,
        device,
        newest(session, device),
        kind=kind,
        disk=disk,
        wanted=wanted,
        by=by,
        client_id=client_id,
    )
