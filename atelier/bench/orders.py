"""Orders are issued and taken back here; what the agent says of them is in ``hearing``."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench import deadlines, ending, identities, parameters, present, sweeping, telling
from atelier.bench.config import terms
from atelier.bench.errors import Busy
from atelier.bench.identities import Measured
from atelier.bench.models import Order, Presence, still_open
from atelier.db import key_of, lock, now
from atelier.devices import history
from atelier.devices import service as devices
from atelier.devices.models import Device
from atelier.errors import Conflict, Invalid, NotFound
from atelier.people.actor import Actor
from atelier.words import N_
from diagnostics import wire
from labels.tags import format_tag

UNKNOWN = N_("Deze opdracht bestaat niet (meer). Open de pagina van het toestel opnieuw.")


def issue(
    session: Session,
    device: Device,
    measured: Measured | None,
    *,
    kind: str,
    disk: str | None = None,
    wanted: Mapping[str, Any] | None = None,
    by: Actor,
    client_id: str,
) -> Order:
    """Asks the machine of ``measured``, the newest report of ``device``, to do one thing.

    ``disk``: a name of ``identities.disks_to_order``, for the kinds of ``wire.ON_A_DISK``.
    ``wanted``: the parameters of that kind. ``client_id`` (UUID of the form) becomes the id of the
    order: the same one issues once. Raises Invalid, Conflict or Busy.
    """
    _hold_all(session, device.organisation_id)
    if known := session.get(Order, (device.organisation_id, _uuid(client_id))):
        return _same(known, device, kind)
    sweeping.sweep(session, device.organisation_id)
    chosen = parameters.check(kind, wanted or {})
    if measured is None:
        raise Conflict(N_("Dit toestel is nog niet gemeten. Start het eerst met de stick."))
    order = Order(
        organisation_id=device.organisation_id,
        id=_uuid(client_id),
        device_id=device.id,
        kind=kind,
        parameters=chosen,
        issued_at=now(),
        issued_by_id=by.account_id,
        **_machine(measured),
        **_disk(measured, kind, disk),
    )
    order.due_at = deadlines.to_accept(terms(), order.issued_at)
    _check_free(session, device, order)
    session.add(order)
    session.flush()
    telling.issued(session, device, order, by)
    return order


def get(session: Session, organisation_id: int, order_id: str) -> Order:
    """Raises NotFound, also for an order of another organisation."""
    return _known(session.get(Order, (organisation_id, order_id)))


def hold(session: Session, organisation_id: int, order_id: str) -> Order:
    """The order as it stands now; nobody else changes it until this transaction ends.

    Raises NotFound.
    """
    order = session.get(
        Order, (organisation_id, order_id), with_for_update=True, populate_existing=True
    )
    # Only now: a sweep never waits, so that whoever waits for an order holds no other.
    sweeping.sweep(session, organisation_id)
    return _known(order)


def stop(session: Session, organisation_id: int, order_id: str, *, by: Actor) -> Order:
    """A person wants the order to end. One that nobody began is over at once; else the agent is
    told, or given up where nothing was heard of it. Stopping what has ended changes nothing.
    """
    order = hold(session, organisation_id, order_id)
    if order.state == "lost":
        return give_up(session, organisation_id, order_id, by=by)
    if order.state == "issued":
        ending.end(session, order, "failed", reason="withdrawn", by=by)
    elif order.is_open:
        order.stop = True
        session.flush()
    return order


def give_up(session: Session, organisation_id: int, order_id: str, *, by: Actor) -> Order:
    """A person closes an order of which nothing is heard any more. Raises Conflict otherwise."""
    order = hold(session, organisation_id, order_id)
    if order.state == "lost":
        ending.end(session, order, "failed", reason="given_up", by=by)
    elif order.is_open:
        raise Conflict(N_("Het toestel antwoordt weer. Kijk wat het doet, of stop de opdracht."))
    return order


def open_of(session: Session, device: Device) -> Sequence[Order]:
    """The open orders of the device, the oldest first."""
    return session.scalars(_open_of(device).order_by(Order.issued_at, Order.id)).all()


def open_of_many(
    session: Session, organisation_id: int, device_ids: Iterable[int]
) -> dict[int, list[Order]]:
    """``open_of`` of each of these devices, in one query: those issued for a record that was merged
    into it since are its own.
    """
    owner = sa.func.coalesce(Device.merged_into_id, Device.id)
    rows = session.execute(
        sa.select(owner, Order)
        .join(Device, Device.id == Order.device_id)
        .where(
            Order.organisation_id == organisation_id,
            still_open(),
            owner.in_(list(device_ids)),
        )
        .order_by(Order.issued_at, Order.id)
    )
    found: dict[int, list[Order]] = defaultdict(list)
    for device_id, order in rows:
        found[device_id].append(order)
    return found


def _open_of(device: Device) -> sa.Select[Order]:
    return sa.select(Order).where(Order.device_id.in_(history.records_of(device)), still_open())


def _check_free(session: Session, device: Device, order: Order) -> None:
    """Raises Conflict for a machine that cannot be asked, and Busy where another order stands in
    the way.
    """
    _check_starts(order.kind, present.here(session, device))
    others = open_of(session, device)
    if order.disk_id is not None:
        others = [*others, *_on_that_disk(session, order)]
    for other in others:
        if order.disk_id is None or other.disk_id in {None, order.disk_id}:
            raise _busy(session, device, other)


def _check_starts(kind: str, starts: Sequence[Presence]) -> None:
    if present.are_two(starts):
        raise Conflict(
            N_("Er staan nu twee toestellen aan met dezelfde nummers. Zet er een uit, of wacht.")
        )
    if kind in deadlines.GOES_OFF and starts and not present.is_ours(starts[0]):
        raise Conflict(
            N_("Dit toestel draait niet van de stick. Herstart het zelf, of zet het zelf uit.")
        )


def _on_that_disk(session: Session, order: Order) -> Sequence[Order]:
    """Wherever the disk was when they were issued."""
    return session.scalars(
        sa.select(Order).where(
            Order.organisation_id == order.organisation_id,
            Order.disk_id == order.disk_id,
            still_open(),
        )
    ).all()


def _busy(session: Session, device: Device, other: Order) -> Busy:
    holder = devices.get(session, other.organisation_id, other.device_id)
    if holder.id != devices.get(session, device.organisation_id, device.id).id:
        return _busy_elsewhere(holder, other)
    if other.state == "lost":
        return Busy(
            N_("Van een eerdere opdracht horen we niets meer. Sluit die eerst af, of wacht."),
            order=other.id,
        )
    return Busy(N_("Het toestel is al bezig. Wacht tot dat klaar is, of stop het."), order=other.id)


def _busy_elsewhere(holder: Device, other: Order) -> Busy:
    """The disk was in another device when that order was issued: there it is stopped or closed."""
    if other.state == "lost":
        text = N_(
            "Deze schijf zat in %(device)s. Van de opdracht daar horen we niets meer. Sluit die af."
        )
    else:
        text = N_("Deze schijf zat in %(device)s. Daar loopt nog een opdracht. Wacht, of stop die.")
    tag = format_tag(holder.tag) if holder.tag else None
    name = " · ".join(filter(None, (tag, holder.name))) or f"#{holder.id}"
    return Busy(text, order=other.id, device=name, device_id=holder.id)


def _known(order: Order | None) -> Order:
    if order is None:
        raise NotFound(UNKNOWN)
    return order


def _hold_all(session: Session, organisation_id: int) -> None:
    """Two people who issue at the same moment wait for each other."""
    lock(session, key_of("orders", str(organisation_id)))


def _same(known: Order, device: Device, kind: str) -> Order:
    if (known.kind, known.device_id) != (kind, device.id):
        raise Conflict(N_("Deze opdracht is al gegeven. Open de pagina opnieuw."))
    return known


def _uuid(client_id: str) -> str:
    try:
        return str(UUID(client_id))
    except ValueError as error:
        raise Invalid(
            N_("Deze pagina is te oud. Open ze opnieuw en probeer nog eens."), field="client_id"
        ) from error


def _machine(measured: Measured) -> dict[str, Any]:
    system = measured.report.system
    return {
        "report_id": measured.report_id,
        "machine_uuid": system.uuid,
        "machine_serial": system.serial,
        "board_serial": system.board_serial,
    }


def _disk(measured: Measured, kind: str, name: str | None) -> dict[str, Any]:
    if kind not in wire.ON_A_DISK:
        return {}
    if not name:
        raise Invalid(N_("Kies een schijf."), field="disk")
    disk = identities.find_disk(measured.report, name)
    return {
        "disk_id": name,
        "disk_serial": disk.serial,
        "disk_wwn": disk.wwn,
        "disk_model": disk.model,
        "disk_size_bytes": disk.size_bytes,
    }
