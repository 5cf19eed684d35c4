"""A desk of the demo at work: each verb goes through the service that its pages use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from atelier.db import now, today
from atelier.demo import stock
from atelier.demo.pictures import draw
from atelier.demo.workshop import Workshop
from atelier.devices.lifecycle import READY
from atelier.devices.models import Device
from atelier.edge import settings
from atelier.lending import borrowers, helping, reminders, visits
from atelier.lending.fitting import Wish
from atelier.lending.loans import ending, handing_over, photos
from atelier.lending.loans.ending import Back
from atelier.lending.loans.handing_over import Terms
from atelier.lending.models import Borrower, Loan, Reservation
from atelier.lending.reservations import asking, fulfilling, standing
from atelier.lending.reservations.standing import State
from atelier.people.actor import Actor
from atelier.stock import transfers
from atelier.stock.models import Hold, Holding, Place, Transfer


@dataclass(frozen=True)
class Desk:
    workshop: Workshop
    name: str

    @property
    def place(self) -> Place:
        return self.workshop.places[self.name]

    @property
    def host(self) -> Actor:
        return self.workshop.hosts[self.name]

    def free(self) -> Sequence[Device]:
        """What is ready here and promised to nobody, what came first before the rest."""
        held = sa.exists().where(Hold.device_id == Device.id, Hold.resolved_at.is_(None))
        return self.workshop.session.scalars(
            sa.select(Device)
            .join(Holding, Holding.device_id == Device.id)
            .where(Holding.place_id == self.place.id, Device.next_step == READY, ~held)
            .order_by(Holding.since, Device.id)
        ).all()

    def ask(self, wish: Wish, quantity: int, in_days: int, reference: str = "") -> Reservation:
        return asking.ask(
            self.workshop.session,
            desk=self.place,
            wish=wish,
            quantity=quantity,
            wanted_by=now().date() + timedelta(days=in_days),
            reference=reference,
            actor=self.host,
            client_id=self.workshop.id(),
        )

    def cancel(self, reservation: Reservation, why: str) -> None:
        asking.cancel(
            self.workshop.session,
            reservation,
            actor=self.host,
            client_id=self.workshop.id(),
            why=why,
        )

    def promised(self, reservation: Reservation, *states: State) -> list[Device]:
        """The devices of those units that are so far."""
        session = self.workshop.session
        units = standing.units(session, [reservation])[reservation.id]
        return [
            session.get_one(Device, hold.device_id)
            for _, hold, state in units
            if hold is not None and state in states
        ]

    def pack(self, devices: Sequence[Device], note: str = "") -> Transfer:
        """The workshop puts what is promised to this desk together."""
        session, workshop = self.workshop.session, self.workshop
        transfer = transfers.open_one(
            session,
            organisation_id=workshop.organisation_id,
            origin=workshop.places[stock.STORE],
            to=self.place,
            actor=workshop.worker,
            client_id=workshop.id(),
            note=note,
        )
        for device in devices:
            fulfilling.pick(session, transfer, device, actor=workshop.worker)
        return transfer

    def send(self, transfer: Transfer, **quantities: int) -> None:
        """``quantities``: what goes along, ``charger`` and ``bag``."""
        names = {"charger": stock.CHARGER, "bag": stock.BAG}
        for key, quantity in quantities.items():
            article = stock.article(self.workshop, names[key])
            transfers.add_articles(self.workshop.session, transfer, article, quantity)
        transfers.send(self.workshop.session, transfer, actor=self.workshop.worker)

    def make_ready(self, device: Device) -> None:
        unit = fulfilling.unit_of(self.workshop.session, device)
        if unit is None:
            raise RuntimeError(f"the demo promised device {device.id} to nobody")
        fulfilling.make_ready(
            self.workshop.session,
            unit,
            settings().lending,
            actor=self.host,
            today=now().date(),
        )

    def lend(self, device: Device, borrower: str, *, tariff: str, due_on: date | None) -> Loan:
        """With a charger."""
        workshop = self.workshop
        return handing_over.hand_over(
            workshop.session,
            desk=self.place,
            device=device,
            borrower=self._borrower(borrower),
            terms=Terms(
                tariff=tariff,
                due_on=due_on,
                articles={stock.article(workshop, stock.CHARGER).id: 1},
                state_note="Demo: een kras op het deksel.",
            ),
            defaults=settings().lending,
            actor=self.host,
            client_id=workshop.id(),
        )

    def take_back(self, loan: Loan, *, to: str) -> None:
        """With its charger."""
        workshop = self.workshop
        ending.take_back(
            workshop.session,
            loan,
            workshop.places[to],
            Back(
                articles={stock.article(workshop, stock.CHARGER).id: 1},
                answers={"charger": True, "works": True, "account": True},
            ),
            actor=self.host,
            client_id=workshop.id(),
        )

    def photograph(self, loan: Loan) -> None:
        """How the device looks as it goes out."""
        workshop = self.workshop
        photos.add(
            workshop.session,
            loan,
            draw(loan.device_id),
            files=workshop.files,
            actor=self.host,
            client_id=workshop.id(),
        )

    def visit(self, loan: Loan, *, in_days: int, moment: str) -> None:
        """Somebody sets it up at home; afterwards this desk helps."""
        session, workshop = self.workshop.session, self.workshop
        wanted = visits.Plan(
            kind="set_up",
            planned_on=today() + timedelta(days=in_days),
            address="Demostraat 99, Demostad",
            moment=moment,
        )
        visits.plan(session, loan, wanted, actor=self.host, client_id=workshop.id())
        helping.choose(session, loan, self.place, actor=self.host, client_id=workshop.id())

    def remind(self) -> None:
        """What the job of the night does where nothing can be sent: the desk has to call."""
        reminders.plan(
            self.workshop.session,
            self.place.organisation_id,
            settings().lending,
            today(),
            has_mail=False,
            has_sms=False,
        )

    def _borrower(self, name: str) -> Borrower:
        return borrowers.register(
            self.workshop.session,
            organisation_id=self.place.organisation_id,
            name=name,
            contact=_contact(name),
            client_id=self.workshop.id(),
        )


def _contact(name: str) -> str:
    """The first of them has no mail: a number that nobody has."""
    first = name.endswith(" 1")
    return "0470 00 00 00" if first else f"{name.lower().replace(' ', '-')}@example.org"
