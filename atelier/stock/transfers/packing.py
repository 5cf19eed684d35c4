"""A transfer before it leaves: opened, filled by scanning, or given up."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Session

from atelier.db import key_of, lock, now, today
from atelier.devices import history
from atelier.devices.lifecycle import Step, fold, next_step
from atelier.devices.models import Device
from atelier.errors import AtelierError, Conflict, Invalid
from atelier.people.actor import Actor
from atelier.people.text import tidy
from atelier.stock import holds, places, tree
from atelier.stock.ledger import gates, held, places_of, promises
from atelier.stock.ledger.entry import refuse_strange
from atelier.stock.models import Article, Hold, Place, PlaceKind, Transfer, TransferLine
from atelier.stock.transfers.planning import refuse_day
from atelier.stock.transfers.standing import State, devices_of, hold, lines
from atelier.words import N_, Sentence

LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Blocker:
    """Why one line cannot leave as things are."""

    line: TransferLine
    reason: Sentence


def open_one(
    session: Session,
    *,
    organisation_id: int,
    origin: Place,
    to: Place,
    actor: Actor,
    client_id: str,
    note: str = "",
    planned_on: date | None = None,
) -> Transfer:
    """A transfer that is being packed. The same ``client_id`` (UUID of the form) opens one.

    ``organisation_id``: the one with the workshop. Raises Invalid for places or a day that cannot
    be, and NotFound for those of strangers.
    """
    for place in (origin, to):
        refuse_strange(session, organisation_id, place)
        if not PlaceKind(place.kind).physical:
            raise Invalid(N_("Kies een plaats in de lijst."), field="place")
    if origin.id == to.id:
        raise Invalid(N_("Kies een andere plaats dan waar het vertrekt."), field="place")
    lock(session, key_of("transfers", str(organisation_id)))
    mine = Transfer.organisation_id == organisation_id
    if known := session.scalar(sa.select(Transfer).where(mine, Transfer.client_id == client_id)):
        return known
    if not to.active:
        raise Conflict(N_("De plaats %(name)s is gesloten. Kies een andere."), name=to.name)
    refuse_day(planned_on)
    last = session.scalar(sa.select(sa.func.max(Transfer.number)).where(mine))
    transfer = Transfer(
        organisation_id=organisation_id,
        client_id=client_id,
        number=(last or 0) + 1,
        from_place_id=origin.id,
        to_place_id=to.id,
        note=tidy(note)[:LONGEST_NOTE],
        planned_on=planned_on,
        opened_by_id=actor.account_id,
    )
    session.add(transfer)
    session.flush()
    return transfer


def add(session: Session, transfer: Transfer, device: Device) -> TransferLine:
    """Puts a device in it; a second scan of the same changes nothing. Raises Conflict."""
    hold(session, transfer, State.PACKING)
    of_device = TransferLine.device_id == device.id
    if known := session.scalar(
        sa.select(TransferLine).where(TransferLine.transfer_id == transfer.id, of_device)
    ):
        return known
    holds.keep_still(session, [device.id])  # who packs it elsewhere waits
    _Sight.of(session, transfer, [device]).refuse(device)
    other = session.scalar(
        sa.select(Transfer.number)
        .join(TransferLine, TransferLine.transfer_id == Transfer.id)
        .where(of_device, TransferLine.settled_at.is_(None))
    )
    if other is not None:
        raise Conflict(N_("Dit toestel zit al in zending %(number)s."), number=other)
    line = TransferLine(transfer_id=transfer.id, device_id=device.id)
    session.add(line)
    session.flush()
    return line


def add_articles(
    session: Session, transfer: Transfer, article: Article, quantity: int
) -> TransferLine | None:
    """So many of an article, instead of what was in it of that; 0 takes it out.

    Raises Invalid, or Conflict where there are not so many.
    """
    hold(session, transfer, State.PACKING)
    line = session.scalar(
        sa.select(TransferLine).where(
            TransferLine.transfer_id == transfer.id, TransferLine.article_id == article.id
        )
    )
    if quantity < 0:
        raise Invalid(N_("Geef een aantal van 0 of meer."), field="quantity")
    there = held(session, article.id, transfer.from_place_id)
    if quantity > there:
        raise Conflict(
            N_("Hier zijn nog %(count)s × %(name)s."),
            field="quantity",
            count=there,
            name=article.name,
        )
    if line is None and quantity:
        line = TransferLine(transfer_id=transfer.id, article_id=article.id, quantity=quantity)
        session.add(line)
    elif line is not None and quantity:
        line.quantity = quantity
    elif line is not None:
        session.delete(line)
        line = None
    session.flush()
    return line


def remove(session: Session, transfer: Transfer, device: Device) -> None:
    """Takes a device out again; harmless when it is not in it."""
    hold(session, transfer, State.PACKING)
    session.execute(
        sa.delete(TransferLine).where(
            TransferLine.transfer_id == transfer.id, TransferLine.device_id == device.id
        )
    )


def cancel(session: Session, transfer: Transfer, *, actor: Actor) -> None:
    """Gives it up before it left: nothing has moved."""
    hold(session, transfer, State.PACKING)
    session.execute(sa.delete(TransferLine).where(TransferLine.transfer_id == transfer.id))
    transfer.closed_at, transfer.closed_by_id = now(), actor.account_id
    session.flush()


def blockers(session: Session, transfer: Transfer) -> Sequence[Blocker]:
    """What cannot leave as things are, with its reason, before anybody confirms.

    In a fixed number of queries, however much is packed.
    """
    packed = lines(session, transfer)
    devices = devices_of(session, packed)
    sight = _Sight.of(session, transfer, list(devices.values()))
    found = []
    for line in packed:
        try:
            if line.device_id is not None:
                sight.refuse(devices[line.device_id])
        except AtelierError as error:
            found.append(Blocker(line, Sentence(error.text, error.values)))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sight:
    """What has to be known of devices to say whether they can go along."""

    origin: Place
    to: Place
    inside: Collection[int]
    here: Mapping[int, Place]
    reserved: Mapping[int, Hold]
    desks: Mapping[int, Place]
    steps: Mapping[int, Step]

    @classmethod
    def of(cls, session: Session, transfer: Transfer, devices: Sequence[Device]) -> Self:
        numbers = [device.id for device in devices]
        reserved = holds.live_of(session, numbers)
        origin, to = (
            session.get_one(Place, key) for key in (transfer.from_place_id, transfer.to_place_id)
        )
        return cls(
            origin=origin,
            to=to,
            inside=set(session.scalars(tree.below(origin))),
            here=places_of(session, numbers),
            reserved=reserved,
            desks=_desks(session, reserved.values()),
            steps=_steps(session, devices),
        )

    def refuse(self, device: Device) -> None:
        """Raises Conflict where it cannot go along."""
        here, reserved = self.here.get(device.id), self.reserved.get(device.id)
        if here is not None and not PlaceKind(here.kind).physical:
            gates.refuse_origin(here, self.to, "sent")
        if here is None or here.id not in self.inside:
            raise Conflict(
                N_("Dit toestel staat op %(here)s, niet op %(origin)s. Breng het eerst hierheen."),
                here=places.spoken(here),
                origin=self.origin.name,
            )
        if reserved is not None and promises.is_against(reserved, here, self.to):
            raise Conflict(holds.HELD, desk=self.desks[reserved.place_id].name)
        gates.refuse_origin(here, self.to, "sent")
        gates.refuse_step(here, self.to, self.steps[device.id])


def _desks(session: Session, reserved: Iterable[Hold]) -> Mapping[int, Place]:
    """The desks that these are kept for, by number."""
    wanted = sa.select(Place).where(Place.id.in_({hold.place_id for hold in reserved}))
    return {place.id: place for place in session.scalars(wanted)}


def _steps(session: Session, devices: Sequence[Device]) -> Mapping[int, Step]:
    owners = history.owners(session, [device.id for device in devices])
    events = history.events_of_many(session, owners)
    return {
        device.id: next_step(fold(history.facts(events.get(device.id, []))), device.kind, today())
        for device in devices
    }
