"""Asking for an image on a disk.

Nothing is written unless all of this holds at the moment that it is asked: the machine is here and
started from our medium, its disks are erased since anybody used it, the image may be ordered by
whoever asks, and it suits the machine and the disk.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid5

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench import orders, present
from atelier.bench.identities import Measured
from atelier.bench.models import Order
from atelier.devices import history
from atelier.devices.lifecycle import facts, fold
from atelier.devices.models import Device, Event
from atelier.errors import AtelierError, Conflict, Forbidden
from atelier.people.actor import Actor
from atelier.stock.models import Place, PlaceKind
from atelier.words import Sentence
from atelier.workshop.imaging import catalogue, hindering
from atelier.workshop.imaging.given import check_client_id
from atelier.workshop.imaging.hindering import Known, Wanted
from atelier.workshop.imaging.models import Image, Request
from atelier.workshop.imaging.targets import Target, choose
from diagnostics import wire
from diagnostics.wire.imaging import Multicast, Parameters

KIND = "image"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, and whether that is a coordinator (permission ``images.release``)."""

    account_id: int
    coordinator: bool

    @property
    def actor(self) -> Actor:
        return Actor(account_id=self.account_id)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Of asking for many: one order a device, and why not for each of the others."""

    ordered: Sequence[Order]
    refused: Sequence[tuple[Device, Sentence]]


def ask(
    session: Session,
    device: Device,
    measured: Measured | None,
    image: Image,
    *,
    by: Asker,
    client_id: str,
    disk: str | None = None,
    multicast: Multicast | None = None,
) -> Order:
    """``measured``: its newest report. ``disk``: a medium of ``targets``; None: the best one.
    ``multicast``: where the blocks are sent to a whole room, by ``atelier image multicast``.

    The same ``client_id`` orders once. Raises Conflict, Forbidden or Invalid, and Busy.
    """
    if known := _asked_before(session, [device], client_id).get(device.id):
        return known
    wanted = _wanted(session, image, by, multicast)
    return _ask_one(
        session, _known(session, device, measured), wanted, disk, by=by, client_id=client_id
    )


def ask_many(
    session: Session,
    devices: Sequence[Device],
    measured: Mapping[int, Measured],
    image: Image,
    *,
    by: Asker,
    client_id: str,
    multicast: Multicast | None = None,
) -> Outcome:
    """The same for each of these devices, on its best disk; one that cannot stops no other.

    ``devices``: none merged into another; ``measured``: by their number. What is looked up is
    looked up for all at once; each that can is then ordered by itself.
    """
    before = _asked_before(session, devices, client_id)
    wanted = _wanted(session, image, by, multicast)
    ordered: list[Order] = []
    refused: list[tuple[Device, Sentence]] = []
    for known in known_of_many(session, image.organisation_id, devices, measured):
        try:
            order = before.get(known.device.id) or _ask_one(
                session, known, wanted, None, by=by, client_id=client_id
            )
            ordered.append(order)
        except AtelierError as error:
            refused.append((known.device, Sentence(error.text, error.values)))
    return Outcome(ordered=ordered, refused=refused)


def why_not(
    session: Session,
    device: Device,
    measured: Measured | None,
    image: Image | None = None,
    *,
    by: Asker,
) -> Sentence | None:
    """Why nothing (or not this image) can be ordered now; None: it can."""
    wanted = _wanted(session, image, by) if image else None
    return hindering.why_not(_known(session, device, measured), wanted)


def why_not_many(
    session: Session,
    organisation_id: int,
    devices: Sequence[Device],
    measured: Mapping[int, Measured],
    image: Image | None = None,
    *,
    by: Asker,
) -> dict[int, Sentence | None]:
    """``why_not`` of each device by its number; in a fixed number of queries."""
    wanted = _wanted(session, image, by) if image else None
    every = known_of_many(session, organisation_id, devices, measured)
    return {known.device.id: hindering.why_not(known, wanted) for known in every}


def targets_of(
    session: Session, device: Device, measured: Measured | None, image: Image | None = None
) -> Sequence[Target]:
    """The disks that an image may be asked on, the best first; for the page."""
    known = _known(session, device, measured)
    return hindering.targets(known, image.manifest if image else None)


def known_of_many(
    session: Session,
    organisation_id: int,
    devices: Sequence[Device],
    measured: Mapping[int, Measured],
) -> Sequence[Known]:
    """In the order of ``devices``; in a fixed number of queries."""
    ids = [device.id for device in devices]
    owners = history.owners(session, ids)
    events = history.events_of_many(session, owners)
    here = present.here_of_many(session, owners)
    open_orders = orders.open_of_many(session, organisation_id, ids)
    desks = _desks(session, organisation_id)
    return [
        Known(
            device=device,
            state=fold(history.facts(events[device.id])),
            was_out=_was_out(events[device.id], desks),
            measured=measured.get(device.id),
            here=here[device.id],
            orders=open_orders[device.id],
        )
        for device in devices
    ]


def _desks(session: Session, organisation_id: int) -> frozenset[int]:
    wanted = sa.select(Place.id).where(
        Place.organisation_id == organisation_id, Place.kind == PlaceKind.DESK
    )
    return frozenset(session.scalars(wanted))


def _was_out(events: Sequence[Event], desks: frozenset[int]) -> int:
    """When it was last brought to a place that lends, as the state counts: 1 is the first fact."""
    return max(
        (
            position
            for position, event in enumerate(events, start=1)
            if event.kind == facts.PLACED and event.data.get("place_id") in desks
        ),
        default=0,
    )


def _known(session: Session, device: Device, measured: Measured | None) -> Known:
    found = {device.id: measured} if measured else {}
    return known_of_many(session, device.organisation_id, [device], found)[0]


def _wanted(
    session: Session, image: Image, by: Asker, multicast: Multicast | None = None
) -> Wanted:
    return Wanted(
        image=image,
        manifest=image.manifest,
        standing=catalogue.standing(session, image),
        coordinator=by.coordinator,
        multicast=multicast,
    )


def _ask_one(
    session: Session,
    known: Known,
    wanted: Wanted,
    disk: str | None,
    *,
    by: Asker,
    client_id: str,
) -> Order:
    if wanted.standing == "trial" and not by.coordinator:
        raise Forbidden(hindering.ON_TRIAL)
    if reason := hindering.why_not(known, wanted):
        raise Conflict(reason.text, **reason.values)
    target = choose(hindering.targets(known, wanted.manifest), disk)
    parameters = _parameters(known, wanted, target)
    order = orders.issue(
        session,
        known.device,
        known.measured,
        kind=KIND,
        disk=target.medium,
        wanted=parameters,
        by=by.actor,
        client_id=_order_id(client_id, known.device),
    )
    _write_down(session, known.device, order, wanted, by)
    return order


def _parameters(known: Known, wanted: Wanted, target: Target) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(
        wire.encode(
            Parameters(
                image=wanted.image.sha256,
                name=wanted.image.name,
                release=wanted.image.release,
                over=target.over,
                tag=known.device.tag or "",
                first_boot=wanted.manifest.system in {"debian", "linux"},
                multicast=wanted.multicast,
            )
        )
    )
    return told


def _write_down(session: Session, device: Device, order: Order, wanted: Wanted, by: Asker) -> None:
    """The row is there already where the same form arrived a moment ago: issuing waits for that."""
    if session.get(Request, (order.organisation_id, order.id)) is None:
        session.add(
            Request(
                organisation_id=device.organisation_id,
                order_id=order.id,
                device_id=device.id,
                image_id=wanted.image.id,
                medium=order.disk_id or "",
                parameters=dict(order.parameters),
                trial=wanted.standing != "released",
                asked_by_id=by.account_id,
            )
        )
    session.flush()


def _asked_before(session: Session, devices: Iterable[Device], client_id: str) -> dict[int, Order]:
    """The orders of this form, by device, where it was sent already."""
    ids = {_order_id(client_id, device): device for device in devices}
    if not ids:
        return {}
    organisation_id = next(iter(ids.values())).organisation_id
    rows = session.scalars(
        sa.select(Order).where(Order.organisation_id == organisation_id, Order.id.in_(ids))
    )
    return {ids[order.id].id: order for order in rows}


def _order_id(client_id: str, device: Device) -> str:
    return str(uuid5(check_client_id(client_id), f"{device.id}:image"))
