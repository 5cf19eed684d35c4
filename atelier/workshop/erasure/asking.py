"""Asking for an erasure.

Nothing is erased unless all of this holds at the moment that it is asked: the tag is that of the
device, the machine is here and started from our medium, its disks are those that were shown, and
each has a plan that nothing blocks.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.bench import orders, present
from atelier.bench.identities import Measured
from atelier.bench.models import Order, Presence
from atelier.devices import history
from atelier.devices.lifecycle import State
from atelier.devices.models import Device
from atelier.errors import Conflict, Forbidden, Invalid
from atelier.people.actor import Actor
from atelier.stock import ledger
from atelier.stock.models import Place
from atelier.words import N_, Sentence
from atelier.workshop.erasure import custody, planning
from atelier.workshop.erasure.models import Matter, Request
from atelier.workshop.erasure.planning import DiskPlan
from diagnostics import wire
from diagnostics.wire.erasure import Parameters, Policy
from labels import tags

KIND = "erase"
#: How a machine is started whose own system does not run: nobody else works on it.
_OURS = frozenset({"medium", "network"})
_NO_TAG = N_("Plak eerst een etiket op dit toestel.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, and whether that is a coordinator (permission ``erasure.accept``)."""

    account_id: int
    coordinator: bool

    @property
    def actor(self) -> Actor:
        return Actor(account_id=self.account_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """``media``: the disks, as they were shown to whoever asks. ``full``: read all of it back."""

    media: frozenset[str]
    full: bool = False


def confirm_tag(device: Device, typed: str) -> str:
    """The number of the device's own tag. Raises Invalid for any other, and without one."""
    if device.tag is None:
        raise Invalid(_NO_TAG, field="tag")
    try:
        number = tags.parse(typed)
    except tags.TagError as error:
        raise Invalid(
            N_("Dat is geen etiket. Er is niets gewist. Scan het etiket op het toestel zelf."),
            field="tag",
        ) from error
    if number != device.tag:
        raise Invalid(
            N_(
                "Dat is het etiket van een ander toestel. Er is niets gewist. Scan het etiket op "
                "het toestel zelf."
            ),
            field="tag",
        )
    return number


def why_not(session: Session, device: Device) -> Sentence | None:
    """Why nothing can be begun on this device now; None: it can."""
    return hindrance(device, present.here(session, device))


def hindrance(device: Device, here: Sequence[Presence]) -> Sentence | None:
    """The same, of a device whose starts are ``here`` (of ``present``)."""
    if device.tag is None:
        return Sentence(_NO_TAG)
    if not here:
        return Sentence(N_("Dit toestel staat niet aan. Start het met de stick."))
    if present.are_two(here):
        return Sentence(
            N_("Er staan nu twee toestellen aan met dezelfde nummers. Zet er een uit, of wacht.")
        )
    if here[0].started_from not in _OURS:
        return Sentence(N_("Dit toestel draait niet van de stick. Start het met de stick."))
    return None


def needs_coordinator(session: Session, device: Device) -> Sentence | None:
    """Why only a coordinator may ask; None: a bench worker may."""
    state = history.state_of(session, device)
    return why_a_coordinator(device, state, ledger.place_of(session, device))


def why_a_coordinator(device: Device, state: State, place: Place | None) -> Sentence | None:
    """The same, of a device in this state and at this place."""
    return custody.why_a_coordinator(state, place.kind if place else None, device.next_step)


def ask(
    session: Session,
    device: Device,
    measured: Measured | None,
    wanted: Wanted,
    *,
    policy: Policy,
    confirmed_by: str,
    by: Asker,
    client_id: str,
) -> Sequence[Order]:
    """One order for each disk of ``wanted``; the same ``client_id`` orders once.

    ``confirmed_by``: what was scanned or typed, and checked by the caller. Raises Invalid, Conflict
    or Forbidden; then nothing is begun on any of them.
    """
    shown = {device.id: wanted.media}
    if known := asked_before(session, device.organisation_id, shown, client_id):
        return known
    if measured is None or not wanted.media:
        raise Conflict(N_("Dit toestel is nog niet gemeten. Start het eerst met de stick."))
    _check_device(session, device, by)
    chosen = _chosen(session, device, measured, wanted, policy)
    parameters = json.loads(wire.encode(Parameters(policy=policy, full=wanted.full)))
    return [
        _issue(
            session,
            device,
            measured,
            one,
            parameters=parameters,
            confirmed_by=confirmed_by,
            by=by,
            order_id=_order_id(client_id, device.id, one.medium),
        )
        for one in chosen
    ]


def _issue(
    session: Session,
    device: Device,
    measured: Measured,
    one: DiskPlan,
    *,
    parameters: Mapping[str, Any],
    confirmed_by: str,
    by: Asker,
    order_id: str,
) -> Order:
    """One order, and the row that says who asked for it, and what was shown.

    Both are there already where the same form arrived a moment ago: issuing waits for that.
    """
    order = orders.issue(
        session,
        device,
        measured,
        kind=KIND,
        disk=one.medium,
        wanted=parameters,
        by=by.actor,
        client_id=order_id,
    )
    if session.get(Request, (order.organisation_id, order.id)) is None:
        session.add(
            Request(
                organisation_id=device.organisation_id,
                order_id=order.id,
                device_id=device.id,
                medium=one.medium,
                plan=json.loads(wire.encode(one.plan)),
                parameters=dict(order.parameters),
                confirmed_by=confirmed_by,
                asked_by_id=by.account_id,
            )
        )
    session.flush()
    return order


def _check_device(session: Session, device: Device, by: Asker) -> None:
    if not by.coordinator and (reason := needs_coordinator(session, device)):
        raise Forbidden(reason.text, **reason.values)
    if reason := why_not(session, device):
        raise Conflict(reason.text, **reason.values)


def _chosen(
    session: Session, device: Device, measured: Measured, wanted: Wanted, policy: Policy
) -> Sequence[DiskPlan]:
    """Exactly the disks that were shown, as they are now."""
    found = planning.plans(measured.report, policy, full=wanted.full)
    chosen = [one for one in found if one.medium in wanted.media]
    if {one.medium for one in chosen} != wanted.media:
        raise Conflict(
            N_("De schijven zijn intussen veranderd. Er is niets gewist. Bekijk ze opnieuw.")
        )
    doomed = _to_be_destroyed(session, device)
    for one in chosen:
        if one.hindrance:
            raise Conflict(one.hindrance.text, **one.hindrance.values)
        if one.medium in doomed:
            raise Conflict(N_("Deze schijf moet vernietigd worden. Ze wordt niet meer gewist."))
    return chosen


def _to_be_destroyed(session: Session, device: Device) -> set[str]:
    return set(
        session.scalars(
            sa.select(Matter.medium).where(
                Matter.organisation_id == device.organisation_id,
                Matter.closed_at.is_(None),
                Matter.destroy_ordered_at.is_not(None),
            )
        )
    )


def asked_before(
    session: Session,
    organisation_id: int,
    shown: Mapping[int, Iterable[str]],
    client_id: str,
) -> Sequence[Order]:
    """The orders of this form, where it was sent already. ``shown``: media by device."""
    ids = [
        _order_id(client_id, device_id, medium)
        for device_id, media in shown.items()
        for medium in media
    ]
    return session.scalars(
        sa.select(Order).where(Order.organisation_id == organisation_id, Order.id.in_(ids))
    ).all()


def _order_id(client_id: str, device_id: int, medium: str) -> str:
    return str(uuid5(_uuid(client_id), f"{device_id}:{medium}"))


def _uuid(client_id: str) -> UUID:
    try:
        return UUID(client_id)
    except ValueError as error:
        raise Invalid(
            N_("Deze pagina is te oud. Open ze opnieuw en probeer nog eens."), field="client_id"
        ) from error
