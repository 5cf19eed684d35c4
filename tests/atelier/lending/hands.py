"""What people do with stock and at desks, each verb once, for machines that try them in any order.

Numbers choose among what there is: ``7`` of three devices is the second.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, Self, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from atelier import settings
from atelier.db import Base
from atelier.devices import history
from atelier.devices.lifecycle import facts
from atelier.devices.models import Device
from atelier.lending.models import Loan, Reservation, ReservedUnit
from atelier.lending.reservations import fulfilling
from atelier.people import service as people
from atelier.stock import articles, ledger, places, stocktakes, transfers
from atelier.stock.models import (
    Article,
    ArticleKind,
    Hold,
    Holding,
    Place,
    PlaceKind,
    Posting,
    Stocktake,
    Transfer,
    TransferLine,
)
from tests.factories import World, make_ready, make_world, prepare

DEFAULTS = settings.load().lending
TODAY = date.today()
LEAVING = {
    PlaceKind.SCRAPPED: "scrapped",
    PlaceKind.PARTS: "parts",
    PlaceKind.RETURNED: "returned_to_donor",
}
T = TypeVar("T")
M = TypeVar("M", bound=Base)


class NothingThereError(Exception):
    """Nobody can do this now: there is nothing to do it with."""


@dataclass
class StockHands:
    """The work of one workshop with a desk of its own and one of a neighbouring council."""

    session: Session
    world: World = field(init=False)
    places: list[Place] = field(init=False)
    desks: list[Place] = field(init=False)
    article: Article = field(init=False)

    def __post_init__(self) -> None:
        session = self.session
        self.world = make_world(session, f"Machine {uuid.uuid4().hex[:8]}")
        mine = self.world.organisation.id
        served = people.find_or_create_organisation(session, f"Buren van {mine}")
        served.served_by_id = mine
        self.desks = [
            places.create(session, organisation_id=owner, kind=PlaceKind.DESK, name="Punt")
            for owner in (mine, served.id)
        ]
        van = places.create(session, organisation_id=mine, kind=PlaceKind.VAN, name="Wagen")
        self.places = [self.world.shelf, self.world.bench, van, *self.desks]
        self.article = articles.create(
            session, organisation_id=mine, kind=ArticleKind.CHARGER, name="Lader"
        )
        for _ in range(4):
            self.make()
        session.commit()

    @classmethod
    def beside(cls, other: "StockHands", session: Session) -> Self:
        """Somebody else in the same workshop, with a session of their own."""
        hands = cls.__new__(cls)
        hands.session = session

        def mine(row: M) -> M:
            return session.get_one(type(row), sa.inspect(row).identity)

        there = other.world
        hands.world = replace(
            there,
            organisation=mine(there.organisation),
            accounts={role: mine(account) for role, account in there.accounts.items()},
            station=mine(there.station),
            bench=mine(there.bench),
            shelf=mine(there.shelf),
        )
        hands.desks = [mine(place) for place in other.desks]
        hands.places = [mine(place) for place in other.places]
        hands.article = mine(other.article)
        session.commit()
        return hands

    # What there is

    def one(self, found: Sequence[T], number: int) -> T:
        if not found:
            raise NothingThereError
        return found[number % len(found)]

    def all(self, table: type[M]) -> Sequence[M]:
        number: Any = sa.inspect(table).primary_key[0]
        whose: dict[type[Base], Any] = {
            Device: Device.organisation_id,
            Transfer: Transfer.organisation_id,
            Stocktake: Stocktake.organisation_id,
            Reservation: Reservation.workshop_id,
            Loan: Loan.workshop_id,
            Posting: Posting.organisation_id,
        }
        wanted = sa.select(table).where(whose[table] == self.world.organisation.id)
        return self.session.scalars(wanted.order_by(number)).unique().all()

    def all_devices(self) -> Sequence[Device]:
        return self.all(Device)

    def device(self, number: int) -> Device:
        return self.one(self.all(Device), number)

    def place(self, number: int) -> Place:
        return self.one(self.places, number)

    def unit(self, number: int) -> ReservedUnit:
        units = self.session.scalars(
            sa.select(ReservedUnit)
            .join(Reservation, Reservation.id == ReservedUnit.reservation_id)
            .where(
                Reservation.workshop_id == self.world.organisation.id,
                ReservedUnit.resolved_at.is_(None),
            )
            .order_by(ReservedUnit.id)
        )
        return self.one(units.all(), number)

    def promised_in_vain(self) -> Sequence[int]:
        """Devices that are lost, gone or broken, and still promised; or promised to a closed desk.

        But for one device that was asked for as it is.
        """
        there = [kind.value for kind in PlaceKind if kind.physical or kind is PlaceKind.TRANSIT]
        desk = aliased(Place)
        broken = sa.and_(Device.next_step == "repair", Reservation.device_id.is_(None))
        return self.session.scalars(
            sa.select(Hold.device_id)
            .join(Device, Device.id == Hold.device_id)
            .join(Holding, Holding.device_id == Hold.device_id)
            .join(Place, Place.id == Holding.place_id)
            .join(desk, desk.id == Hold.place_id)
            .join(ReservedUnit, ReservedUnit.hold_id == Hold.id)
            .join(Reservation, Reservation.id == ReservedUnit.reservation_id)
            .where(
                Hold.organisation_id == self.world.organisation.id,
                Hold.resolved_at.is_(None),
                sa.or_(Place.kind.not_in(there), broken, ~desk.active),
            )
        ).all()

    # Stock

    def make(self) -> None:
        make_ready(self.session, self.world, kind="screen")

    def prepare(self, number: int) -> None:
        """All that the workshop does since it came in."""
        device = self.device(number)
        here = ledger.place_of(self.session, device)
        if here is None or not PlaceKind(here.kind).physical:
            raise NothingThereError
        prepare(self.session, self.world, device)

    def breaks(self, number: int) -> None:
        """Or it is mended."""
        device = self.device(number)
        fault = history.state_of(self.session, device).faults
        kind = facts.FAULT_CLOSED if fault else facts.FAULT_OPENED
        told = {"fault": "lamp"} if fault else {"fault": "lamp", "blocking": True}
        history.record(self.session, device, kind, actor=self.world.actor, data=told)

    def close_or_open(self, place: int) -> None:
        there = self.place(place)
        (places.close if there.active else places.reopen)(self.session, there)

    def move(self, number: int, to: int, *, client_id: str) -> None:
        ledger.post(
            self.session,
            self.device(number),
            self.place(to),
            reason="moved",
            actor=self.world.actor,
            client_id=client_id,
        )

    def leave(self, number: int, kind: PlaceKind, *, client_id: str) -> None:
        ledger.post(
            self.session,
            self.device(number),
            self._account(kind),
            reason=LEAVING[kind],
            actor=self.world.actor,
            client_id=client_id,
        )

    def bring(self, quantity: int, to: int, *, client_id: str) -> None:
        self._articles(quantity, self._account(PlaceKind.DONOR), self.place(to), client_id)

    def carry(self, quantity: int, origin: int, to: int, *, client_id: str) -> None:
        self._articles(quantity, self.place(origin), self.place(to), client_id)

    def correct(self, back: int, *, client_id: str) -> None:
        """One of the last moves."""
        posting = self.one(self.all(Posting)[::-1][:8], back)
        ledger.correct(
            self.session, posting, note="fout", actor=self.world.actor, client_id=client_id
        )

    # Transfers

    def open_transfer(self, origin: int, to: int, *, client_id: str) -> None:
        transfers.open_one(
            self.session,
            organisation_id=self.world.organisation.id,
            origin=self.place(origin),
            to=self.place(to),
            actor=self.world.actor,
            client_id=client_id,
        )

    def pack(self, which: int, number: int) -> None:
        transfers.add(self.session, self._transfer(which), self.device(number))

    def pack_articles(self, which: int, quantity: int) -> None:
        transfers.add_articles(self.session, self._transfer(which), self.article, quantity)

    def pick(self, which: int, number: int) -> None:
        fulfilling.pick(
            self.session, self._transfer(which), self.device(number), actor=self.world.actor
        )

    def put_back(self, which: int, number: int) -> None:
        fulfilling.put_back(
            self.session, self._transfer(which), self.device(number), actor=self.world.actor
        )

    def send(self, which: int) -> None:
        transfers.send(self.session, self._transfer(which), actor=self.world.actor)

    def cancel_transfer(self, which: int) -> None:
        transfers.cancel(self.session, self._transfer(which), actor=self.world.actor)

    def arrive(self, which: int, number: int) -> None:
        """One device; with none left in it, the articles."""
        transfer, actor = self._transfer(which), self.world.actor
        packed = transfers.lines(self.session, transfer)
        line = self.one([one for one in packed if one.settled_at is None], number)
        if line.article_id is not None:
            more = line.arrived + 1 + number % (line.quantity - line.arrived)
            transfers.arrive_articles(self.session, transfer, self.article, more, actor=actor)
        else:
            device = self.session.get_one(Device, line.device_id)
            transfers.arrive(self.session, transfer, device, actor=actor)

    def close_transfer(self, which: int) -> None:
        transfers.close(self.session, self._transfer(which), actor=self.world.actor)

    def settle(self, number: int, how: Literal["arrived", "stayed", "lost"]) -> None:
        rows = self.session.execute(
            sa.select(Transfer, TransferLine)
            .join(TransferLine, TransferLine.transfer_id == Transfer.id)
            .where(
                Transfer.organisation_id == self.world.organisation.id,
                Transfer.closed_at.is_not(None),
                TransferLine.settled_at.is_(None),
            )
            .order_by(TransferLine.id)
        ).all()
        transfer, line = self.one(rows, number)
        transfers.settle(self.session, transfer, line, how, actor=self.world.actor)

    # Counting

    def open_count(self, place: int, *, client_id: str) -> None:
        stocktakes.open_one(
            self.session,
            organisation_id=self.world.organisation.id,
            place=self.place(place),
            actor=self.world.actor,
            client_id=client_id,
        )

    def see(self, number: int, *, client_id: str) -> None:
        stocktakes.scan(
            self.session,
            self._count(),
            self.device(number),
            actor=self.world.actor,
            client_id=client_id,
        )

    def count(self, quantity: int, *, client_id: str) -> None:
        stocktakes.count(
            self.session,
            self._count(),
            self.article,
            quantity,
            actor=self.world.actor,
            client_id=client_id,
        )

    def close_count(self) -> None:
        stocktakes.close(self.session, self._count(), actor=self.world.actor)

    # Reservations

    def _transfer(self, number: int) -> Transfer:
        return self.one(self.all(Transfer), number)

    def _count(self) -> Stocktake:
        return self.one(self.all(Stocktake)[::-1], 0)

    def _account(self, kind: PlaceKind) -> Place:
        return places.virtual(self.session, self.world.organisation.id, kind)

    def _articles(self, quantity: int, origin: Place, to: Place, client_id: str) -> Any:
        return ledger.post_articles(
            self.session,
            self.article,
            quantity,
            origin=origin,
            to=to,
            reason="moved",
            actor=self.world.actor,
            client_id=client_id,
        )
